"""Transform the drawing, with preprocessing's stages on and off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st
from markupsafe import Markup

from recognizer.datasets.labelled import NO_DIGIT
from recognizer.errors import RecognizerError
from recognizer.explanations import transforms
from recognizer.explanations.transforms import Stages, Transform
from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing
from recognizer.network.engine import Answers, Prediction
from recognizer.ui import state
from recognizer.ui.look_inside.subject import Subject
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import choices, figures
from recognizer.ui.widgets.answer import in_words
from recognizer.ui.widgets.bars import bars
from recognizer.ui.widgets.formats import percent
from recognizer.ui.widgets.legends import Scale, legend
from recognizer.ui.widgets.texts import heading, note, plain

CANVAS = 280
"""Side of the canvas that drawings come from, in its pixels."""


@st.fragment
def show(subject: Subject) -> None:
    """Sliders, the picture that comes of them, and the answer at many places."""
    if subject.drawing is None:
        note(_("Only what was drawn with the pen can be moved and distorted."))
        return
    note(
        _(
            "Move, rotate and distort your drawing, as if you had drawn it "
            "that way. With all stages of preprocessing on, position, size "
            "and pen do not matter; switch one off and see what the "
            "network answers."
        )
    )
    with st.container(gap="small", key="moves"):
        with st.container(horizontal=True, gap="medium", key="sliders"):
            transform, noise = _sliders()
        with st.container(horizontal=True, gap="medium"):
            stages = _stages()
        transformed = transforms.transformed(subject.drawing, transform, CANVAS)
        try:
            image = transforms.noisy(
                transforms.picture(transformed, stages, CANVAS), noise
            )
            prediction = subject.recognizer.recognize(image)
        except RecognizerError as error:
            st.warning(plain(explain(error)))
            return
        with st.container(key="moved"):
            st.html(_result(image, prediction))
    _show_places(subject, transformed, stages, noise)


def _result(image: Image, prediction: Prediction) -> Markup:
    """What the network sees, and what it answers."""
    title = in_words(prediction.digit, prediction.confidence)
    return figures.row(
        figures.picture(image, "pixels", _("What the network sees"), side="14rem"),
        figures.figure(title, bars(prediction.probabilities, prediction.digit)),
    )


def _sliders() -> tuple[Transform, float]:
    slider = choices.number
    shift, turn, size = (-14, 14), (-180, 180), (20, 200)
    transform = Transform(
        right=slider(
            _("To the right, in pixels"), shift, 0, 1, state.MOVED_RIGHT, "right"
        ),
        down=slider(_("Down, in pixels"), shift, 0, 1, state.MOVED_DOWN, "down"),
        turn=slider(_("Turn, in degrees"), turn, 0, 5, state.TURNED, "turn"),
        size=slider(_("Size, in per cent"), size, 100, 5, state.SIZE, "size") / 100,
        pen=slider(_("Pen, in per cent"), (25, 400), 100, 25, state.PEN, "pen") / 100,
    )
    noise = slider(_("Noise, in per cent"), (0, 100), 0, 5, state.NOISE, "noise")
    return transform, noise / 100


def _stages() -> Stages:
    stage = choices.switch
    return Stages(
        scaled=stage(_("Scale the ink to 20 pixels"), state.IS_SCALED, "scaled"),
        one_pen=stage(_("Redraw it with one pen"), state.HAS_ONE_PEN, "one-pen"),
        centred=stage(_("Centre it by mass"), state.IS_CENTRED, "centred"),
    )


def _show_places(
    subject: Subject, transformed: Drawing, stages: Stages, noise: float
) -> None:
    """The answer for the drawing in 121 places, with centring and without."""
    digit = subject.best
    text = _("The answer if the drawing is shifted, and the probability of {digit}")
    heading(text.format(digit=digit))
    maps = []
    for centred, caption in (
        (True, _("Centred by mass")),
        (False, _("Not centred")),
    ):
        shifts, images = transforms.shifted(
            transformed, replace(stages, centred=centred), CANVAS
        )
        noised = np.stack(
            [transforms.noisy(each, noise) for each in images.reshape(-1, 28, 28)]
        )
        # Centred drawings are alike wherever they were drawn: asked about once.
        different, back = np.unique(noised, axis=0, return_inverse=True)
        answers = subject.recognizer.answer(different)
        maps.append(_heat(answers, back.reshape(-1), len(shifts), digit, caption))
    st.html(figures.row(*maps))
    scale = Scale(_("probability of {digit}").format(digit=digit), 1, "activation")
    st.html(legend(scale))
    reach = transforms.REACH
    text = _(
        "The middle is the drawing where it is; rows shift it up and down, columns to "
        "the left and right, by up to {reach} pixels."
    )
    note(text.format(reach=reach))


def _heat(
    answers: Answers, back: np.ndarray, side: int, digit: int, caption: str
) -> Markup:
    probabilities = answers.probabilities[back, digit].reshape(side, side)
    best = answers.probabilities.argmax(axis=1)
    digits = np.where(answers.is_digit, best, NO_DIGIT)[back]
    text = _("{caption}: {digit} at {percent} of the positions").format(
        caption=caption, digit=digit, percent=percent(float((digits == digit).mean()))
    )
    return figures.grid(
        probabilities,
        "activation",
        text,
        limit=1.0,
        shown=["–" if each == NO_DIGIT else str(each) for each in digits],
        marked=(side // 2, side // 2),
        side="23rem",
    )
