"""Numbers that one of UNIPEN's writers could have written, digit by digit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from recognizer.datasets.labelled import LabelledDrawings
from recognizer.ink import strokes
from recognizer.ink.strokes import Drawing, FloatArray
from recognizer.synthesis import nondigits, numbers

SINGLE, MOST_DIGITS = "single", 6
PENS, TALL = (0.05, 0.16), (40, 110)
"""Of pictures: width of the pen in heights of a digit, and such a height in pixels."""
LEAST_PEN = 2.0
NUMBERS_LIKE = ("row", "formula")
"""Kinds of non-digits that hold digits side by side."""


@dataclass(frozen=True)
class Composed:
    """A number, or a single digit or letter.

    Attributes:
        kind: "apart", "touching" or "single".
        text: its labels.
        digits: each where it stands.
        height: of a digit of its picture, in pixels.
    """

    kind: str
    text: str
    digits: tuple[Drawing, ...]
    height: float

    @property
    def drawing(self) -> Drawing:
        """All strokes."""
        return numbers.join(self.digits)

    def pictures(self) -> list[FloatArray]:
        """The ink of each digit in a picture of all of them, (height, width)."""
        points = np.concatenate([stroke.points for stroke in self.drawing.strokes])
        low, high = points.min(axis=0), points.max(axis=0)
        scale = self.height / numbers.HEIGHT
        pen = self.drawing.strokes[0].width * scale
        margin = pen / 2 + 1
        width, height = (math.ceil(side * scale + 2 * margin) for side in high - low)
        return [
            strokes.draw_lines(
                [
                    ((stroke.points - low) * scale + margin).astype(np.float32)
                    for stroke in digit.strokes
                ],
                [pen] * len(digit.strokes),
                (height, width),
            )
            for digit in self.digits
        ]

    def picture(self) -> FloatArray:
        """All ink, (height, width) float32, 0 to 1."""
        ink = np.max(self.pictures(), axis=0)
        return np.asarray(ink / ink.max(), np.float32)


def compose(data: LabelledDrawings, kind: str, rng: Generator) -> Composed:
    """A number of two to six digits of one writer, or a single digit.

    Args:
        kind: "apart", "touching" or "single".
    """
    writers = sorted(set(data.writers))
    writer = writers[rng.integers(len(writers))]
    own = np.flatnonzero([each == writer for each in data.writers])
    count = 1 if kind == SINGLE else int(rng.integers(2, MOST_DIGITS + 1))
    chosen = rng.choice(own, count)
    text = "".join(data.labels[number] for number in chosen)
    return _place([data.drawings[number] for number in chosen], text, kind, rng)


def scribble(rng: Generator) -> Composed:
    """What is no digit and no number, of any kind that training knows."""
    names = [name for name in nondigits.KINDS if name not in NUMBERS_LIKE]
    weights = np.array([nondigits.KINDS[name].weight for name in names])
    kind = nondigits.KINDS[str(rng.choice(names, p=weights / weights.sum()))]
    return _place([Drawing.from_points(kind.draw(rng), 0.1)], "", SINGLE, rng)


def _place(digits: Sequence[Drawing], text: str, kind: str, rng: Generator) -> Composed:
    height = rng.uniform(*TALL)
    pen = max(LEAST_PEN / height, rng.uniform(*PENS)) * numbers.HEIGHT
    spacing = numbers.SPACINGS.get(kind, (0.0, 0.0))
    written = numbers.compose(digits, spacing, rng, pen)
    return Composed(kind, text, tuple(written), height)
