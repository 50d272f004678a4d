"""Weights as pictures, per digit: blue against it, red for it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from recognizer.explanations import evidence, gradients
from recognizer.ui import state
from recognizer.ui.look_inside.subject import Subject
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import choices, colours
from recognizer.ui.widgets.formats import decimal
from recognizer.ui.widgets.legends import Scale, legend
from recognizer.ui.widgets.style import theme
from recognizer.ui.widgets.texts import note
from recognizer.ui.widgets.tiles import Line, Tile, tiles


@st.fragment
def show(subject: Subject) -> None:
    """Ten pictures of weights, or of weights times your ink."""
    is_linear = subject.layers[0].kind == "logits"
    if is_linear:
        note(
            _(
                "This network has one weight for each pixel and digit. Red: "
                "ink here supports the digit. Blue: it counts against it."
            )
        )
    else:
        note(
            _(
                "This network has no weights of its own for a digit's pixels; but "
                "round your drawing it acts as if it had: ReLU and pooling only "
                "choose which products count. These are those weights; another "
                "drawing has others."
            )
        )
    names = {"weights": _("Weights"), "products": _("Weights × your ink")}
    chosen = choices.one_of(
        _("What to show"), list(names), state.WEIGHTS, names.__getitem__, "weights"
    )
    pixels = subject.prediction.image.astype(np.float32) / np.float32(255)
    identity = np.eye(10, dtype=np.float32)
    slopes = gradients.of_logits(subject.network, subject.traces, identity)
    logits = subject.prediction.logits
    constants = evidence.linear_piece(slopes, logits, pixels)
    values = slopes if chosen == "weights" else slopes * pixels
    # Few pixels stand far out; the scale ends where all but one in 500 lie.
    limit = float(np.quantile(np.abs(values), 0.998))
    st.html(legend(Scale(names[chosen], limit, "signed")))
    pictures = [
        Tile(
            colours.encode(values[digit], "signed", limit, theme()),
            f"{names[chosen]}: {digit}",
            [_equation(digit, float(logits[digit]), float(constants[digit]), subject)],
        )
        for digit in range(10)
    ]
    st.html(tiles(pictures, width="min(12rem, 40vw)"))
    note(
        _(
            "Under each picture: the sum of weights × ink, plus a constant, is the "
            "digit's logit."
        )
    )


def _equation(digit: int, logit: float, constant: float, subject: Subject) -> Line:
    """Sum + constant = logit, the constant rounded so that the equation holds."""
    total = logit - constant
    rounded = round(logit, 2) - round(total, 2)
    text = _("{digit}: {sum} + {constant} = {logit}")
    if rounded < 0:
        text = _("{digit}: {sum} − {constant} = {logit}")
    shown = text.format(
        digit=digit,
        sum=decimal(total, 2),
        constant=decimal(abs(rounded), 2),
        logit=decimal(logit, 2),
    )
    return Line(shown, "strong" if digit == subject.best else "")
