"""Plots of the lessons: lines over steps, and points in a plane."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from recognizer.lessons.network import Examples, FloatArray
from recognizer.ui.widgets import charts, colours
from recognizer.ui.widgets.charts import HEIGHT
from recognizer.ui.widgets.colours import AGAINST, FOR, TEXT
from recognizer.ui.widgets.formats import NUMBER_LABEL
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.style import theme

FIELD = 60
"""Cells along each side of a plane's coloured ground."""


def lines(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    x_title: str,
    y_title: str,
    *,
    y_label: str = NUMBER_LABEL,
    logarithmic: bool = False,
    marks: Mapping[str, float] | None = None,
) -> None:
    """Draw curves, told apart by colour and dash.

    Args:
        curves: x and y of each, by name.
        y_label: what the axis writes at its ticks, as a Vega expression.
        marks: places along x to be marked by an upright line, by name.
    """
    rows = [
        {"x": x, "y": y, "curve": name}
        for name, places in curves.items()
        for x, y in zip(*places, strict=True)
    ]
    names = list(curves)
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("x:Q", title=x_title, axis=alt.Axis(tickCount=5)),
            y=alt.Y(
                "y:Q",
                title=y_title,
                scale=alt.Scale(zero=False, type="log" if logarithmic else "linear"),
                axis=alt.Axis(labelExpr=y_label, tickCount=4),
            ),
            color=alt.Color("curve:N", title=None, sort=names),
            strokeDash=alt.StrokeDash("curve:N", title=None, sort=names),
        )
    )
    ink = TEXT[theme()]
    for number, (name, x) in enumerate((marks or {}).items()):
        place = alt.Chart(pd.DataFrame([{"x": x, "name": name}])).encode(x="x:Q")
        rule = place.mark_rule(color=ink, strokeDash=[2, 3])
        height = 8 + 18 * number
        text = place.mark_text(color=ink, align="left", dx=5, y=height, fontSize=13)
        chart = chart + rule + text.encode(text="name:N")
    chart = chart.properties(height=HEIGHT + 18 * len(names))
    charts.show(chart, names_beside=1)


@dataclass(frozen=True)
class Dot:
    """A point, in per cent of the plane from its left and upper edge."""

    x: float
    y: float
    colour: str
    is_square: bool


@dataclass(frozen=True)
class Path:
    """A line through points, as SVG writes them, in per cent of the plane."""

    points: str
    width: float
    dash: str


@dataclass(frozen=True)
class Plane:
    """A square part of the plane, x to the right and y up.

    Attributes:
        low: (x, y) of the corner at the lower left.
        side: its width and height.
        names: of the two axes.
    """

    low: tuple[float, float]
    side: float
    names: tuple[str, str]

    @property
    def grid(self) -> FloatArray:
        """Places (60 × 60, 2), row by row from the top."""
        cells = (np.arange(FIELD) + 0.5) / FIELD * self.side
        x, y = np.meshgrid(self.low[0] + cells, (self.low[1] + cells)[::-1])
        return np.column_stack([x.ravel(), y.ravel()])

    def show(
        self,
        label: str,
        marks: Sequence[Dot | Path],
        ground: FloatArray | None = None,
    ) -> None:
        """Show the plane.

        Args:
            label: what is seen, for those who do not see it.
            marks: what lies in it, the last on top.
            ground: signed value of each place of the grid, -1 to 1.
        """
        high = [corner + self.side for corner in self.low]
        svg = render(
            "learn/plane.svg",
            ink=TEXT[theme()],
            low=[f"{each:g}" for each in self.low],
            high=[f"{each:g}" for each in high],
            names=self.names,
            marks=marks,
        )
        code = base64.b64encode(svg.encode()).decode()
        uri = None
        if ground is not None:
            values = ground.reshape(FIELD, FIELD)
            uri = colours.encode(values, "signed", 1, theme())
        st.html(
            render(
                "learn/plane.html",
                ground=uri,
                plane=f"data:image/svg+xml;base64,{code}",
                label=label,
            )
        )

    def points(self, examples: Examples) -> list[Dot]:
        """Class 0 as blue circles, class 1 as red squares."""
        return [
            self.dot(place, is_square=bool(label))
            for place, label in zip(examples.inputs, examples.labels, strict=True)
        ]

    def dot(self, place: FloatArray, colour: str = "", is_square: bool = False) -> Dot:
        """A small circle, blue if not said otherwise, or a red square."""
        x, y = self._to_svg(place)
        return Dot(x, y, colour or (FOR if is_square else AGAINST), is_square)

    def path(self, places: FloatArray, width: float = 0.6, dash: str = "") -> Path:
        """A line through places (n, 2)."""
        turns = " ".join(f"{x:.2f},{y:.2f}" for x, y in map(self._to_svg, places))
        return Path(turns, width, dash)

    def _to_svg(self, place: FloatArray) -> tuple[float, float]:
        x, y = (place - self.low) / self.side * 100
        return float(np.clip(x, -900, 900)), float(np.clip(100 - y, -900, 900))
