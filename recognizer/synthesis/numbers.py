"""Numbers made of single digits that one person wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.random import Generator

from recognizer.ink.strokes import Drawing

SPACINGS: Mapping[str, tuple[float, float]] = {
    "apart": (0.05, 0.5),
    "touching": (-0.15, 0.0),
}
"""Least and greatest way from one digit's ink to the next one's, in heights of a digit;
below 0 they overlap from left to right."""
HEIGHT = 100.0
PEN = 8.0
SIZES, FEET = (0.8, 1.2), (-0.1, 0.1)
"""Least and greatest height of a digit, and where its foot stands, in heights."""


def compose(
    digits: Sequence[Drawing],
    spacing: tuple[float, float],
    rng: Generator,
    pen: float = PEN,
) -> list[Drawing]:
    """Write digits side by side, on a line and with heights that vary a little.

    Args:
        digits: of one writer, each with any size.
        spacing: least and greatest, in heights of a digit.
        pen: its width, in hundredths of a digit's height.

    Returns:
        Each digit where it stands, about 100 units high.
    """
    written, right = [], 0.0
    for digit in digits:
        points = np.concatenate([stroke.points for stroke in digit.strokes])
        low, high = points.min(axis=0), points.max(axis=0)
        wide, tall = (float(side) for side in high - low)
        scale = HEIGHT * rng.uniform(*SIZES) / max(tall, wide / 1.5, 1e-6)
        foot = HEIGHT * rng.uniform(*FEET)
        corner = np.array([low[0], high[1]])
        lines = [
            (stroke.points - corner) * scale + [right, foot] for stroke in digit.strokes
        ]
        written.append(Drawing.from_points(lines, pen))
        right += wide * scale + pen + HEIGHT * rng.uniform(*spacing)
    return written


def join(drawings: Iterable[Drawing]) -> Drawing:
    """One drawing of several."""
    return Drawing(tuple(stroke for each in drawings for stroke in each.strokes))
