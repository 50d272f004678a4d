"""Parts that drawings are put together from, each a little different every time.

Unlike a `figures.Figure`, which is one design that a hand varies, these leave open how
many parts a drawing has and where they are: a face with or without ears, a clock at
any hour.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from recognizer.ink.strokes import FloatArray
from recognizer.synthesis.figures import curve

Points = NDArray[np.float64]
Place = Sequence[float] | Points
"""x and y."""

SLIP = 0.025
"""Standard deviation by which the pen misses where a part should begin, end or turn;
drawings are about 1 high."""


def as_line(points: ArrayLike) -> FloatArray:
    """Points as a stroke, (n, 2) float32."""
    return np.asarray(points, np.float32)


def turned(points: ArrayLike, degrees: float) -> FloatArray:
    """Points turned about (0, 0), clockwise on the screen."""
    cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return as_line(np.asarray(points) @ np.array([[cos, sin], [-sin, cos]]))


def ring(
    rng: Generator,
    centre: Place,
    radii: Place,
    start: float | None = None,
    sweep: float | None = None,
) -> FloatArray:
    """An oval as a hand closes it: begun anywhere, too short or too long, uneven.

    Args:
        centre: x and y.
        radii: half the width and half the height.
        start: where the pen is put down, in degrees clockwise from the right.
        sweep: how far it goes, in degrees; None for once around, more or less.
    """
    first = rng.uniform(0, 360) if start is None else start
    way = rng.choice([-1, 1]) * rng.uniform(335, 395) if sweep is None else sweep
    n_points = max(4, round(abs(way) / 15) + 1)
    angles = np.deg2rad(np.linspace(first, first + way, n_points))
    uneven = 1 + rng.uniform(0, 0.07) * np.sin(2 * angles + rng.uniform(0, 6))
    drift = np.linspace(1, 1 + rng.normal(0, 0.05), n_points)
    circle = np.stack([np.cos(angles), np.sin(angles)], 1)
    placed = circle * (uneven * drift)[:, None] * np.asarray(radii)
    return as_line(placed + np.asarray(centre))


def corners(rng: Generator, *points: Place) -> FloatArray:
    """Straight lines from point to point."""
    return as_line(_missed(rng, points))


def closed(rng: Generator, *points: Place) -> FloatArray:
    """Straight lines from point to point and back to the first, or near it."""
    return corners(rng, *points, points[0])


def bow(rng: Generator, *points: Place) -> FloatArray:
    """A smooth curve through points."""
    line = curve(_missed(rng, points))
    return line.basis @ line.controls


def box(rng: Generator, low: Place, high: Place) -> FloatArray:
    """A rectangle in one stroke."""
    (left, top), (right, bottom) = low, high
    around = [(left, top), (left, bottom), (right, bottom), (right, top)]
    first = int(rng.integers(4))
    way = around[first:] + around[:first]
    return closed(rng, *(way if rng.random() < 0.5 else way[::-1]))


def dot(rng: Generator, place: Place) -> FloatArray:
    """A dot, or a tick as short as one."""
    reach = rng.normal(0, 0.02, 2)
    return as_line([np.asarray(place) - reach, np.asarray(place) + reach + 0.01])


def _missed(rng: Generator, points: Sequence[Place]) -> Points:
    return np.asarray(points, float) + rng.normal(0, SLIP, (len(points), 2))
