"""Numbers that one of UNIPEN's writers could have written, digit by digit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
MINUS_WIDTH, MINUS_GAP, MINUS_TILT = (0.25, 0.6), (0.1, 0.5), 0.12
"""Of a minus, in heights of a digit; the last in widths of it."""
ROOM, COMMA_HEIGHT, COMMA_SLANT = (0.25, 0.45), (0.16, 0.3), (0.02, 0.12)
POINT_SIDE = 0.08
"""Between the digits beside a point or comma, and of these, in heights of a digit."""
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


def signed(data: LabelledDrawings, sign: str, rng: Generator) -> Composed:
    """A number of two to six digits apart, with a sign.

    Args:
        sign: "-" before it, or "." or "," between two of its digits.
    """
    number = compose(data, "apart", rng)
    digits, unit = number.digits, numbers.HEIGHT
    pen = digits[0].strokes[0].width
    if sign == "-":
        (left, top), (_right, foot) = number.drawing.box
        wide = rng.uniform(*MINUS_WIDTH) * unit
        end = left - pen - rng.uniform(*MINUS_GAP) * unit
        rows = (top + foot) / 2 + rng.uniform(-MINUS_TILT, MINUS_TILT, 2) * wide
        minus = Drawing.from_points([np.stack([[end - wide, end], rows], axis=1)], pen)
        return replace(number, text="-" + number.text, digits=(minus, *digits))
    place = int(rng.integers(1, len(digits)))
    before, after = (numbers.join(part) for part in (digits[:place], digits[place:]))
    room = rng.uniform(*ROOM) * unit + pen
    by = np.array([max(0.0, before.box[1][0] + room - after.box[0][0]), 0])
    middle = before.box[1][0] + room / 2
    foot = (digits[place - 1].box[1][1] + digits[place].box[1][1]) / 2
    if sign == ".":
        angles = np.linspace(0, 2 * np.pi, 6)
        circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        line = [middle, foot] + circle * rng.uniform(0, POINT_SIDE / 2) * unit
    else:
        high, slant = (
            rng.uniform(*sides) * unit for sides in (COMMA_HEIGHT, COMMA_SLANT)
        )
        line = np.array([[middle, foot - 0.06 * unit], [middle - slant, foot + high]])
    moved = [
        Drawing.from_points([stroke.points + by for stroke in digit.strokes], pen)
        for digit in digits[place:]
    ]
    parts = (*digits[:place], Drawing.from_points([line], pen), *moved)
    text = number.text[:place] + sign + number.text[place:]
    return replace(number, text=text, digits=parts)


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
