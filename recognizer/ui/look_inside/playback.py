"""Stroke by stroke: the drawing played back, and how the probabilities change."""

from __future__ import annotations

import numpy as np
import streamlit as st

from recognizer.errors import NoInk
from recognizer.explanations import playback
from recognizer.ink import mnist_format
from recognizer.ink.mnist_format import SIZE
from recognizer.ui import state
from recognizer.ui.look_inside.subject import Subject
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import charts, figures
from recognizer.ui.widgets.answer import no_digit
from recognizer.ui.widgets.bars import bars
from recognizer.ui.widgets.texts import heading, note

STEPS = 24


@st.fragment
def show(subject: Subject) -> None:
    """A slider over the way of the pen."""
    if subject.drawing is None:
        note(_("Only what was drawn with the pen can be played back."))
        return
    note(
        _(
            "Move the slider: the strokes appear as you drew them, and the "
            "network answers at every step."
        )
    )
    step = st.slider(
        _("Ink drawn, in per cent"),
        0,
        100,
        100,
        key=state.INK_DRAWN,
        width=620,
    )
    fractions = np.linspace(0, 1, STEPS + 1)
    parts_of_it = [playback.first_part(subject.drawing, each) for each in fractions]
    now = playback.first_part(subject.drawing, min(max(step, 0), 100) / 100)
    images = []
    for drawing in [*parts_of_it, now]:
        try:
            images.append(mnist_format.to_image(drawing))
        except NoInk:  # a single dot so far
            images.append(np.zeros((SIZE, SIZE), np.uint8))
    answers = subject.recognizer.answer(np.stack(images))
    with st.container(horizontal=True, gap="large"):
        with st.container(width=240):
            text = _("What the network sees")
            st.html(figures.picture(images[-1], "pixels", text, side="15rem"))
        with st.container(width=330):
            is_digit = bool(answers.is_digit[-1]) and bool(images[-1].any())
            probabilities = answers.probabilities[-1]
            best = int(probabilities.argmax()) if is_digit else None
            title = _("Probability of each digit")
            st.html(figures.figure(title, bars(probabilities, best)))
            if not is_digit:
                note(no_digit())
        with st.container(width=640):
            heading(_("Probability of each digit while the drawing grows"))
            charts.show(
                charts.growth(
                    fractions,
                    answers.probabilities[: len(fractions)],
                    step / 100,
                    subject.best,
                )
            )
