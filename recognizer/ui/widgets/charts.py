"""Charts of a training: loss and accuracy over the images seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import altair as alt
import numpy as np
import pandas as pd

from recognizer.network.evaluation import BINS, Reliability
from recognizer.ui.translation import gettext as _

HEIGHT = 280
MAX_POINTS = 300
Point = Mapping[str, Any]


def curves(runs: Mapping[str, tuple[int, Sequence[Point]]], quantity: str) -> alt.Chart:
    """Curves of one or more trainings laid over each other.

    Args:
        runs: by name, the batch size and the points of progress.
        quantity: "loss" or "accuracy".
    """
    title = {"loss": _("Loss"), "accuracy": _("Accuracy")}[quantity]
    parts = {"": _("training"), "held_out_": _("held out")}
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
    lines = alt.Chart(pd.DataFrame(rows)).mark_line(strokeWidth=2.5)
    chart = lines.encode(
        x=alt.X("images:Q", title=_("images seen"), axis=alt.Axis(format="~s")),
        y=alt.Y(
            "value:Q",
            title=title,
            scale=scale,
            axis=alt.Axis(format="~g" if quantity == "loss" else ".0%", tickCount=4),
        ),
        color=alt.Color("run:N" if len(runs) > 1 else "part:N", title=None),
        strokeDash=alt.StrokeDash("part:N", title=None, sort=list(parts.values())),
    )
    chart = chart.properties(height=HEIGHT).configure_legend(orient="top")
    return cast(alt.Chart, chart)


def reliability(bins: Reliability) -> alt.LayerChart:
    """How often answers are right against how sure they are; the ideal as a line."""
    edges = np.arange(BINS + 1) / BINS
    rows = [
        {
            "from": edges[index],
            "to": edges[index + 1],
            "accuracy": bins.accuracy[index],
            "count": int(bins.count[index]),
        }
        for index in range(BINS)
        if bins.count[index]
    ]
    sure = alt.X("from:Q", title=_("how sure"), scale=alt.Scale(domain=[0, 1]))
    right = alt.Y("accuracy:Q", title=_("share right"), scale=alt.Scale(domain=[0, 1]))
    percent = alt.Axis(format=".0%", tickCount=5)
    bars = alt.Chart(pd.DataFrame(rows)).mark_bar(opacity=0.75)
    bars = bars.encode(
        x=sure.axis(percent),
        x2="to:Q",
        y=right.axis(percent),
        y2=alt.datum(0),
        tooltip=[
            alt.Tooltip("accuracy:Q", title=_("share right"), format=".1%"),
            alt.Tooltip("count:Q", title=_("Digits"), format=","),
        ],
    )
    ends = pd.DataFrame({"from": [0, 1], "accuracy": [0, 1]})
    ideal = alt.Chart(ends).mark_line(strokeDash=[6, 4], color="#8a94a3")
    ideal = ideal.encode(x="from:Q", y="accuracy:Q")
    return cast(alt.LayerChart, (bars + ideal).properties(height=HEIGHT))


def _thinned(points: Sequence[Point]) -> list[Point]:
    """At most 300 points, evenly chosen, the last one among them."""
    if len(points) <= MAX_POINTS:
        return list(points)
    chosen = np.linspace(0, len(points) - 1, MAX_POINTS).round().astype(int)
    return [points[index] for index in chosen]
