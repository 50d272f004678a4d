"""The lesson on numbers: pieces of ink, candidates, and the best way through them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import streamlit as st

from recognizer.errors import BlankDrawing
from recognizer.ink import mnist_format, strokes
from recognizer.ink.strokes import FloatArray
from recognizer.synthesis.digits import FORMS
from recognizer.synthesis.numbers import compose, join
from recognizer.ui import shared
from recognizer.ui.learn.live import Scene, Slider, Steps, Toggle, rounded
from recognizer.ui.translation import gettext as _

NETWORK = "two-layer-cnn"
WRITTEN = ("4-open", "2-round", "5-in-one")
SPACING = (-0.12, -0.06)
SEED = 1
GRID = 24
"""Parts of the ink's width; all cuts lie between two."""
PIECES = (3, 4, 6, 8)
SHIFTS = range(-2, 3)
WIDEST = 13
"""Of a candidate, in parts of the ink's width."""
HEIGHT = 48
"""Of the picture, in pixels."""
LEAST = -12.0
"""No candidate's score is lower for being no digit, so that none is ruled out."""


def number_of_several_digits() -> Scene:
    """Cut a number into pieces, and see which way through the candidates is best."""
    texts = [str(each) for each in PIECES]
    return Scene(
        [
            Steps("pieces", _("Pieces"), PIECES, 6, texts),
            Slider("shift", _("Shift the cuts"), SHIFTS[0], SHIFTS[-1], 0),
            Toggle("without", _("Without “no digit”")),
        ],
        {
            "graph": _("Candidates between the cuts; the best way stands on top"),
            "candidate": _("{digit}, pieces {begin} to {end}, score {score}"),
            "read": _("The best way reads"),
            "score": _("Its score"),
            "candidates": _("Candidates that the network answers"),
            "ways": _("Ways through them"),
        },
        _answers(),
    )


def ink() -> FloatArray:
    """The number, (height, width) float32 from 0 to 1, cut to its ink."""
    rng = np.random.default_rng(SEED)
    digits = [
        strokes.Drawing.from_points([line * 100 for line in FORMS[name].strokes], 8)
        for name in WRITTEN
    ]
    written = join(compose(digits, SPACING, rng))
    return mnist_format.from_ink(strokes.draw_on_canvas(written)).cropped


def cuts(pieces: int, shift: int) -> list[int]:
    """Where a number of pieces begin, and the last one ends, in parts of the width."""
    between = [GRID * number // pieces + shift for number in range(1, pieces)]
    return [0, *between, GRID]


def _spans() -> Iterator[tuple[int, int]]:
    """Of all candidates that any cuts bring, in parts of the width."""
    found = set()
    for pieces in PIECES:
        for shift in SHIFTS:
            places = cuts(pieces, shift)
            found |= {(a, b) for a in places for b in places if 0 < b - a <= WIDEST}
    yield from sorted(found)


@st.cache_resource(show_spinner=False)
def _answers() -> dict[str, Any]:
    """The ink, and what the network makes of every candidate."""
    whole = ink()
    edge = whole.shape[1] / GRID
    images, spans = [], []
    for begin, end in _spans():
        part = whole[:, round(begin * edge) : round(end * edge)]
        try:
            images.append(mnist_format.centre(mnist_format.shrink(part)[1]))
        except BlankDrawing:
            continue
        spans.append((begin, end))
    answers = shared.recognizer(NETWORK).answer(np.array(images))
    best = np.log(answers.probabilities.max(axis=1).astype(np.float64))
    chance = -np.logaddexp(0.0, -answers.evidence.astype(np.float64)).clip(max=-LEAST)
    digits = answers.probabilities.argmax(axis=1)
    return {
        "grid": GRID,
        "ink": _picture(whole),
        "cuts": {
            str(pieces): {str(shift): cuts(pieces, shift) for shift in SHIFTS}
            for pieces in PIECES
        },
        "candidates": [
            {
                "span": span,
                "digit": int(digit),
                "digitScore": rounded(float(digit_score)),
                "noneScore": rounded(float(none_score)),
            }
            for span, digit, digit_score, none_score in zip(
                spans, digits, best, chance, strict=True
            )
        ],
        "images": base64.b64encode(np.array(images).tobytes()).decode(),
    }


def _picture(values: FloatArray) -> dict[str, Any]:
    """Ink as grey levels, `HEIGHT` pixels high."""
    from PIL import Image

    grey = Image.fromarray(mnist_format.to_grey_levels(values))
    small = grey.resize((round(HEIGHT * grey.width / grey.height), HEIGHT))
    pixels = base64.b64encode(np.asarray(small).tobytes()).decode()
    return {"width": small.width, "height": small.height, "pixels": pixels}
