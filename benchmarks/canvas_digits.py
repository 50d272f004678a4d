"""Digits of synthetic hands, as the canvas writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from recognizer.ink.strokes import FloatArray
from recognizer.synthesis import digits, figures

SIDE, DIGIT, PEN = 280, 170, 16
"""Of canvas, digit and line, in the canvas's units."""


def write_digits(rng: Generator) -> Iterator[list[Any]]:
    """Digits as the canvas writes them when a hand draws them, 0 to 9 in turn."""
    while True:
        for digit in range(10):
            lines = figures.write(digits.choose(digit, rng), rng)
            low = min(float(line.min()) for line in lines)
            corner = rng.uniform(PEN, SIDE - DIGIT - PEN, 2)
            moved = [(line - low) * DIGIT + corner for line in lines]
            yield [_as_json(line.astype(np.float32)) for line in moved]


def _as_json(points: FloatArray) -> dict[str, Any]:
    """A stroke as the canvas writes it: curves from middle to middle."""
    middles = (points[:-1] + points[1:]) / 2
    path: list[list[object]] = [["M", *points[0].tolist()]]
    path += [
        ["Q", *point.tolist(), *middle.tolist()]
        for point, middle in zip(points[:-1], middles, strict=True)
    ]
    path.append(["L", *points[-1].tolist()])
    return {
        "type": "Path",
        "path": path,
        "fill": None,
        "stroke": "#111111",
        "strokeWidth": PEN,
        "strokeLineCap": "round",
        "strokeLineJoin": "round",
    }
