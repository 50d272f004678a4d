"""Plots of the lessons: lines over steps, and points in a plane."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import cast

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from recognizer.lessons.network import Examples, FloatArray
from recognizer.ui.widgets import colours
from recognizer.ui.widgets.answer import theme
from recognizer.ui.widgets.charts import HEIGHT

FIELD = 60
"""Cells along each side of a plane's coloured ground."""

_STYLE = """<style>
.hr-plane { position: relative; width: 100%; max-width: 26rem; aspect-ratio: 1;
  border-radius: 6px; overflow: hidden;
  outline: 1px solid color-mix(in srgb, currentColor 30%, transparent); }
.hr-plane img { position: absolute; inset: 0; width: 100%; height: 100%; }
.hr-plane .ground { opacity: 0.55; }
</style>"""


def lines(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    x_title: str,
    y_title: str,
    *,
    y_format: str = "~g",
    logarithmic: bool = False,
    marks: Mapping[str, float] | None = None,
) -> None:
    """Draw curves, told apart by colour and dash.

    Args:
        curves: x and y of each, by name.
        y_format: of the numbers on the axis, in D3's notation.
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
                axis=alt.Axis(format=y_format, tickCount=4),
            ),
            color=alt.Color("curve:N", title=None, sort=names),
            strokeDash=alt.StrokeDash("curve:N", title=None, sort=names),
        )
    )
    for number, (name, x) in enumerate((marks or {}).items()):
        place = alt.Chart(pd.DataFrame([{"x": x, "name": name}])).encode(x="x:Q")
        rule = place.mark_rule(color=_ink(), strokeDash=[2, 3])
        height = 8 + 18 * number
        text = place.mark_text(color=_ink(), align="left", dx=5, y=height, fontSize=13)
        chart = chart + rule + text.encode(text="name:N")
    chart = chart.properties(height=HEIGHT + 18 * len(names))
    chart = chart.configure_legend(orient="top", columns=1, labelLimit=300)
    st.altair_chart(cast(alt.Chart, chart), width="stretch")


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
        self, label: str, parts: Sequence[str], ground: FloatArray | None = None
    ) -> None:
        """Show the plane.

        Args:
            label: what is seen, for those who do not see it.
            parts: SVG of what lies in it.
            ground: signed value of each place of the grid, -1 to 1.
        """
        image = ""
        if ground is not None:
            values = ground.reshape(FIELD, FIELD)
            uri = colours.diverging(values, 1, theme())
            image = f'<img class="ground" src="{uri}" alt="">'
        high = [corner + self.side for corner in self.low]
        x, y = (escape(name) for name in self.names)
        axes = (
            f'<text x="2" y="98">{self.low[0]:g}</text>'
            f'<text x="98" y="98" text-anchor="end">{x} → {high[0]:g}</text>'
            f'<text x="2" y="93">{self.low[1]:g}</text>'
            f'<text x="2" y="6">{high[1]:g} ↑ {y}</text>'
        )
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" '
            f'font-family="sans-serif" font-size="4" fill="{_ink()}" '
            f'color="{_ink()}">{axes}{"".join(parts)}</svg>'
        )
        code = base64.b64encode(svg.encode()).decode()
        st.html(
            f'{_STYLE}<div class="hr-plane">{image}'
            f'<img src="data:image/svg+xml;base64,{code}" alt="{escape(label)}"></div>'
        )

    def points(self, examples: Examples) -> str:
        """Class 0 as blue circles, class 1 as red squares, as SVG."""
        return "".join(
            self.square(place) if label else self.circle(place)
            for place, label in zip(examples.inputs, examples.labels, strict=True)
        )

    def circle(self, place: FloatArray, colour: str = "#2171b5") -> str:
        """A small circle with a white rim, as SVG."""
        x, y = self._to_svg(place)
        return (
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="1.3" fill="{colour}" '
            f'stroke="#fff" stroke-width="0.4"/>'
        )

    def square(self, place: FloatArray) -> str:
        """A small red square with a white rim, as SVG."""
        x, y = self._to_svg(place)
        return (
            f'<rect x="{x - 1.2:.2f}" y="{y - 1.2:.2f}" width="2.4" height="2.4" '
            f'fill="#de2d26" stroke="#fff" stroke-width="0.4"/>'
        )

    def path(self, places: FloatArray, width: float = 0.6, dash: str = "") -> str:
        """A line through places (n, 2), as SVG."""
        turns = " ".join(f"{x:.2f},{y:.2f}" for x, y in map(self._to_svg, places))
        return (
            f'<polyline points="{turns}" fill="none" stroke="currentColor" '
            f'stroke-width="{width}" stroke-dasharray="{dash}"/>'
        )

    def _to_svg(self, place: FloatArray) -> tuple[float, float]:
        x, y = (place - self.low) / self.side * 100
        return float(np.clip(x, -900, 900)), float(np.clip(100 - y, -900, 900))


def _ink() -> str:
    return "#f2f5f9" if theme() == "dark" else "#10151d"
