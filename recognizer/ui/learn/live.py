"""What can be moved in a lesson, and what the browser is told to move it by itself."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from recognizer.lessons.network import Examples, Measurement
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours
from recognizer.ui.widgets.browser import Component
from recognizer.ui.widgets.style import theme

_component = Component("lesson", "learn/scene.js")
DIGITS = 5
"""Significant ones of what curves are drawn of."""


@dataclass(frozen=True)
class Slider:
    """A slider over a range.

    Attributes:
        name: by which browser/learn/lessons.js knows it.
        value: at first.
    """

    name: str
    label: str
    low: float
    high: float
    value: float
    step: float = 1
    kind: str = field(default="slider", init=False)


@dataclass(frozen=True)
class Steps:
    """A slider, or buttons, over a few values.

    Attributes:
        texts: what is written for each value.
    """

    name: str
    label: str
    values: Sequence[float]
    value: float
    texts: Sequence[str]
    kind: str = "slider"


@dataclass(frozen=True)
class Toggle:
    """Something that is shown or not."""

    name: str
    label: str
    value: bool = False
    kind: str = field(default="toggle", init=False)


Control = Slider | Steps | Toggle


@dataclass(frozen=True)
class Scene:
    """What the browser needs of one lesson.

    Attributes:
        controls: what can be moved, in its order.
        labels: texts by the names that browser/learn/lessons.js uses.
        values: what is computed with, by such names.
    """

    controls: Sequence[Control]
    labels: dict[str, Any]
    values: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As browser/learn/lessons.js reads it."""
        controls = [asdict(each) for each in self.controls]
        return {"controls": controls, "labels": self.labels, **self.values}


def show(lesson: str, make: Callable[[], Scene]) -> None:
    """Show a lesson by its name; the browser goes on from there."""
    scales: dict[str, Sequence[str]] = {
        kind: colours.stops(kind, theme()) for kind in colours.KINDS
    }
    scales["series"] = st.get_option(f"theme.{theme()}.chartCategoricalColors")
    data = {
        "lesson": lesson,
        **make().to_json(),
        "texts": {"again": _("Start over")},
        "colours": scales,
    }
    _component(key=f"lesson-{lesson}", data=data)


def examples(given: Examples) -> dict[str, Any]:
    """Points of the plane and their classes."""
    return {"points": given.inputs.tolist(), "labels": given.labels.tolist()}


def packed(values: NDArray[Any]) -> dict[str, Any]:
    """Numbers in single precision, as `unpack` in lessons.js reads them."""
    single = np.ascontiguousarray(values, "<f4")
    return {
        "shape": single.shape,
        "values": base64.b64encode(single.tobytes()).decode(),
    }


def measured(points: Sequence[Measurement]) -> list[list[float]]:
    """Step, loss, accuracy, and both on held-out digits, of each measurement."""
    names = ("step", "loss", "accuracy", "held_out_loss", "held_out_accuracy")
    return [[rounded(point[name]) for name in names] for point in points]


def rounded(value: float) -> float:
    """A number that draws the same curve in fewer letters."""
    return float(f"{value:.{DIGITS}g}")
