"""Charts: a training's curves, calibration, probabilities while a drawing grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from recognizer.network.evaluation import BINS, Reliability
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.colours import ACCENT, FAINT, TEXT
from recognizer.ui.widgets.formats import (
    NUMBER_LABEL,
    PERCENT_LABEL,
    percent,
)
from recognizer.ui.widgets.style import theme

HEIGHT = 280
ROW = 64
MAX_POINTS = 300
Point = Mapping[str, Any]


def show(chart: alt.Chart | alt.LayerChart) -> None:
    """Show a chart whose axes and legend are in the page's own colour of text.

    Screen readers hear its description alone: Vega's own words are English.
    """
    ink = TEXT[theme()]
    silent = chart.configure(aria=False).configure_mark(aria=False)
    inked = silent.configure_axis(labelColor=ink, titleColor=ink).configure_legend(
        orient="top", labelColor=ink, labelLimit=300, columns=0
    )
    st.altair_chart(inked)


def curves(runs: Mapping[str, tuple[int, Sequence[Point]]], quantity: str) -> alt.Chart:
    """Curves of one or more trainings laid over each other.

    Args:
        runs: by name, the batch size and the points of progress.
        quantity: "loss" or "accuracy".
    """
    title = {"loss": _("Loss"), "accuracy": _("Accuracy")}[quantity]
    parts = {"": _("training set"), "held_out_": _("validation set")}
    rows = [
        {
            "images": point["step"] * batch_size,
            "value": point[prefix + quantity],
            "part": part,
            "run": name,
        }
        for name, (batch_size, points) in runs.items()
        for prefix, part in parts.items()
        for point in _thinned(points)
        if point.get(prefix + quantity) is not None
    ]
    scale = alt.Scale(zero=False, type="log" if quantity == "loss" else "linear")
    labels = {"loss": NUMBER_LABEL, "accuracy": PERCENT_LABEL}[quantity]
    lines = alt.Chart(pd.DataFrame(rows)).mark_line(strokeWidth=2.5)
    chart = lines.encode(
        x=alt.X("images:Q", title=_("images seen"), axis=alt.Axis(format="~s")),
        y=alt.Y(
            "value:Q",
            title=title,
            scale=scale,
            axis=alt.Axis(labelExpr=labels, tickCount=4),
        ),
        color=alt.Color("run:N", title=None)
        if len(runs) > 1
        else alt.Color("part:N", title=None, sort=list(parts.values())),
        strokeDash=alt.StrokeDash("part:N", title=None, sort=list(parts.values())),
    )
    return cast(alt.Chart, chart.properties(height=HEIGHT, description=title))


@dataclass(frozen=True)
class Axis:
    """A quantity, and where each of several things stands on it.

    Attributes:
        places: one number for each thing, in any unit.
        values: as they are written.
    """

    name: str
    places: Sequence[float]
    values: Sequence[str]


def parallel(axes: Sequence[Axis], accuracies: Sequence[float]) -> alt.LayerChart:
    """Parallel coordinates: a line for each training, down to its accuracy.

    The axes lie below each other, so that their names fit on a phone.

    Args:
        accuracies: 0 to 1, which also give the lines their colour.
    """
    accuracy = Axis(_("Accuracy"), accuracies, [percent(each) for each in accuracies])
    lines, ends = [], []
    for row, axis in enumerate((*axes, accuracy)):
        low, high = min(axis.places), max(axis.places)
        span = high - low or 1.0
        for number, (place, value) in enumerate(
            zip(axis.places, axis.values, strict=True)
        ):
            lines.append(
                {
                    "trial": number,
                    "row": row,
                    "axis": axis.name,
                    "place": (place - low) / span,
                    "value": value,
                    "accuracy": accuracies[number],
                }
            )
        for place in {low, high}:
            value = axis.values[list(axis.places).index(place)]
            end = {"axis": axis.name, "place": (place - low) / span, "value": value}
            ends.append(end)
    names = [axis.name for axis in (*axes, accuracy)]
    y = alt.Y("axis:N", sort=names, title=None, axis=alt.Axis(grid=True, ticks=False))
    x = alt.X("place:Q", axis=None, scale=alt.Scale(domain=[-0.35, 1.25]))
    drawn = alt.Chart(pd.DataFrame(lines)).mark_line(strokeWidth=2.5)
    drawn = drawn.encode(
        x=x,
        y=y,
        detail="trial:N",
        order="row:O",
        color=alt.Color(
            "accuracy:Q",
            legend=None,
            scale=alt.Scale(range=[FAINT[theme()], ACCENT[theme()]]),
        ),
        tooltip=[
            alt.Tooltip("axis:N", title=_("Setting")),
            alt.Tooltip("value:N", title=_("Value")),
        ],
    )
    layers = [drawn]
    at_ends = alt.Chart(pd.DataFrame(ends)).encode(x=x, y=y, text="value:N")
    ink = TEXT[theme()]
    for place, written in (
        (0, at_ends.mark_text(align="right", dx=-8, color=ink)),
        (1, at_ends.mark_text(align="left", dx=8, color=ink)),
    ):
        layers.append(written.transform_filter(alt.datum.place == place))
    height = ROW * len(names)
    return cast(
        alt.LayerChart,
        alt.layer(*layers).properties(height=height, description=", ".join(names)),
    )


def reliability(bins: Reliability) -> alt.LayerChart:
    """How often answers are right against how sure they are; the ideal as a line."""
    edges = np.arange(BINS + 1) / BINS
    rows = [
        {
            "from": edges[index],
            "to": edges[index + 1],
            "accuracy": bins.accuracy[index],
            "shown": percent(bins.accuracy[index]),
            "count": int(bins.count[index]),
        }
        for index in range(BINS)
        if bins.count[index]
    ]
    sure = alt.X("from:Q", title=_("confidence"), scale=alt.Scale(domain=[0, 1]))
    right = alt.Y("accuracy:Q", title=_("accuracy"), scale=alt.Scale(domain=[0, 1]))
    axis = alt.Axis(labelExpr=PERCENT_LABEL, tickCount=5)
    bars = alt.Chart(pd.DataFrame(rows)).mark_bar(opacity=0.75)
    bars = bars.encode(
        x=sure.axis(axis),
        x2="to:Q",
        y=right.axis(axis),
        y2=alt.datum(0),
        tooltip=[
            alt.Tooltip("shown:N", title=_("accuracy")),
            alt.Tooltip("count:Q", title=_("Digits"), format=","),
        ],
    )
    ends = pd.DataFrame({"from": [0, 1], "accuracy": [0, 1]})
    ideal = alt.Chart(ends).mark_line(strokeDash=[6, 4], color="#8a94a3")
    ideal = ideal.encode(x="from:Q", y="accuracy:Q")
    return cast(
        alt.LayerChart,
        (bars + ideal).properties(
            height=HEIGHT, description=_("When it is this sure, how often is it right?")
        ),
    )


def _thinned(points: Sequence[Point]) -> list[Point]:
    """At most 300 points, evenly chosen, the last one among them."""
    if len(points) <= MAX_POINTS:
        return list(points)
    chosen = np.linspace(0, len(points) - 1, MAX_POINTS).round().astype(int)
    return [points[index] for index in chosen]
