"""Weights as pictures, per digit: blue against it, red for it."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st

from recognizer.explanations import evidence, gradients
from recognizer.ui.look_inside.subject import Subject
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import choices, colours, figures
from recognizer.ui.widgets.answer import theme

VIEW = "inside.weights"


@st.fragment
def show(subject: Subject) -> None:
    """Ten pictures of weights, or of weights times your ink."""
    is_linear = subject.layers[0].kind == "logits"
    if is_linear:
        figures.note(
            _(
                "This network has one weight for each pixel and digit. Red: ink here "
                "speaks for the digit. Blue: against it."
            )
        )
    else:
        figures.note(
            _(
                "This network has no weights of its own for a digit's pixels; but "
                "round your drawing it acts as if it had: cut-offs and pooling only "
                "choose which products count. These are those weights; another "
                "drawing has others."
            )
        )
    names = {"weights": _("Weights"), "products": _("Weights × your ink")}
    chosen = choices.one_of(_("What to show"), list(names), VIEW, names.__getitem__)
    pixels = subject.prediction.image.astype(np.float32) / np.float32(255)
    identity = np.eye(10, dtype=np.float32)
    slopes = gradients.of_logits(subject.network, subject.traces(), identity)
    logits = subject.prediction.logits
    constants = evidence.linear_piece(slopes, logits, pixels)
    values = slopes if chosen == "weights" else slopes * pixels
    # Few pixels stand far out; the scale ends where all but one in 500 lie.
    limit = float(np.quantile(np.abs(values), 0.998))
    tiles = []
    for digit in range(10):
        sums = figures.number(float((slopes[digit] * pixels).sum()), 2)
        constant = figures.number(float(constants[digit]), 2)
        logit = figures.number(float(logits[digit]), 2)
        text = _("{digit}: {sum} + {constant} = {logit}").format(
            digit=digit, sum=sums, constant=constant, logit=logit
        )
        uri = colours.diverging(values[digit], limit, theme())
        tiles.append(
            f"<figure{' class=best' if digit == subject.best else ''}>"
            f'<img src="{uri}" alt="{escape(names[chosen])}: {digit}">'
            f"<figcaption>{escape(text)}</figcaption></figure>"
        )
    figures.legends((names[chosen], -limit, limit, "signed"))
    st.html(
        f'<div class="hi-tiles" style="--tile:min(12rem,40vw)">{"".join(tiles)}</div>'
    )
    figures.note(
        _(
            "Under each picture: the sum of weights × ink, plus a constant, is the "
            "digit's logit."
        )
    )
