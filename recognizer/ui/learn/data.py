"""What the lessons look at: the visitor's drawing, or scikit-learn's small digits."""

from __future__ import annotations

import streamlit as st

from recognizer.datasets.small_digits import sklearn_digits_enlarged
from recognizer.errors import InvalidDrawing, NoInk
from recognizer.ink import mnist_format, strokes
from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing
from recognizer.lessons import experiments
from recognizer.lessons.network import Examples
from recognizer.synthesis import digits
from recognizer.ui import navigation, state
from recognizer.ui.translation import gettext as _

STAND_IN = "7-crossed"


def drawing() -> Image:
    """The visitor's drawing in MNIST's format; without one, a seven of our own."""
    return _own_drawing() if has_drawing() else stand_in()


def has_drawing() -> bool:
    """Whether there is a drawing that can be read."""
    try:
        _own_drawing()
    except (NoInk, InvalidDrawing):
        return False
    return True


def tell_whose_drawing() -> None:
    """Whether the drawing is the visitor's, and the way to another one."""
    if not has_drawing():
        st.caption(_("Showing a sample digit: you have not drawn one yet."))
    st.page_link(
        navigation.script("draw"),
        label=_("Draw another digit") if has_drawing() else _("Draw a digit"),
        icon=":material/draw:",
    )


@st.cache_resource(show_spinner=False)
def small_digits() -> Examples:
    """scikit-learn's digits, 8 × 8, read once for all visitors."""
    data = sklearn_digits_enlarged()
    return experiments.small_digits(data.images, data.labels)


def _own_drawing() -> Image:
    return mnist_format.to_image(strokes.parse(state.chosen_digit()))


def stand_in() -> Image:
    """A crossed seven of our own."""
    lines = [line * 150 for line in digits.FORMS[STAND_IN].strokes]
    return mnist_format.to_image(Drawing.from_points(lines, 14))
