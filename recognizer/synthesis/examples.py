"""Digits of our own to show to people, in a canvas's units."""

from __future__ import annotations

from functools import cache

import numpy as np

from recognizer.synthesis import digits, figures

CANVAS_SIDE = 280
DIGIT_SIDE = 170
COUNT = 10

Line = list[list[float]]


@cache
def examples() -> list[list[Line]]:
    """Ten digits in the middle of the canvas: strokes, each a list of points [x, y]."""
    return [_example(number) for number in range(7, 7 + COUNT)]


def _example(number: int) -> list[Line]:
    rng = np.random.default_rng(number)
    lines = figures.write(digits.choose(number % 10, rng), rng)
    points = np.concatenate(lines) * DIGIT_SIDE
    shift = (CANVAS_SIDE - points.min(axis=0) - points.max(axis=0)) / 2
    return [(line * DIGIT_SIDE + shift).round(1).tolist() for line in lines]
