"""Shapes and emblems that mean nothing: outlines, and heads on a staff.

Like `scripts`, put together at random, so that there is no pattern to learn by heart:
a network that has seen a star, a house and a key still takes the next outline for a
zero and the next emblem, a pawn or a lamp, for an eight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.random import Generator

from recognizer.ink.strokes import FloatArray
from recognizer.synthesis.figures import Strokes
from recognizer.synthesis.parts import as_line, bow, box, closed, corners, ring, turned


def _outline(rng: Generator) -> Strokes:
    """A closed line with four to ten corners about a middle, empty or with a mark."""
    count = int(rng.integers(4, 11))
    around = (np.arange(count) + rng.uniform(-0.3, 0.3, count)) / count * 2 * np.pi
    reach = 0.5 * rng.uniform(0.35, 1, count)
    points = np.stack([np.cos(around), np.sin(around)], 1) * reach[:, None]
    points[:, 1] *= rng.uniform(0.6, 1.4)
    line = closed(rng, *turned(points, rng.uniform(0, 360)))
    if rng.random() < 0.7:
        return (line,)
    mark = rng.uniform(-0.15, 0.15, (2, 2))
    return (line, corners(rng, *mark))


def _skyline(rng: Generator) -> Strokes:
    """A closed line of level and upright pieces: steps, notches, a cross, a letter's
    outline."""
    edges = np.cumsum(rng.uniform(0.15, 0.5, rng.integers(2, 6)))
    points, left = [(0.0, 1.0)], 0.0
    for right in edges:
        top = rng.uniform(0, 0.7)
        points += [(left, top), (right, top)]
        left = right
    points.append((left, 1.0))
    if rng.random() < 0.4:  # steps below too
        foot = rng.uniform(1.1, 1.5)
        points += [(0.7 * left, 1.0), (0.7 * left, foot), (0.3 * left, foot)]
        points.append((0.3 * left, 1.0))
    return (turned(closed(rng, *points), 90.0 * int(rng.integers(4))),)


def _head(rng: Generator, low: float, high: float) -> list[FloatArray]:
    """Something round, square or pointed between two heights."""
    middle, half = (low + high) / 2, (high - low) / 2
    wide = half * rng.uniform(0.7, 1.6)
    way = rng.integers(6)
    if way == 0:
        return [ring(rng, (0, middle), (wide, half))]
    if way == 1:
        return [box(rng, (-wide, low), (wide, high))]
    if way == 2:
        return [closed(rng, (0, low), (wide, middle), (0, high), (-wide, middle))]
    if way == 3:
        return [closed(rng, (0, low), (wide, high), (-wide, high))]
    if way == 4:  # a dome, or a shade
        top = wide * rng.uniform(0.3, 0.8)
        return [closed(rng, (-top, low), (top, low), (wide, high), (-wide, high))]
    dome = bow(
        rng, (-wide, high), (-0.7 * wide, middle), (0, low), (0.7 * wide, middle)
    )
    return [dome, bow(rng, (0.7 * wide, middle), (wide, high), (-wide, high))]


def _staff(rng: Generator) -> Strokes:
    """A head on a post, with bars across it or a foot: ♀, ♁, ♙, a lamp, a key."""
    neck = rng.uniform(0.35, 0.6)
    lines = _head(rng, 0, neck)
    if rng.random() < 0.3:  # a second one, smaller, on top
        lines += _head(rng, -rng.uniform(0.2, 0.4), 0)
    lines.append(corners(rng, (0, neck), (0, 1)))
    wide = rng.uniform(0.2, 0.5)
    way = rng.integers(4)
    if way == 0:
        levels = rng.uniform(neck + 0.1, 0.9, rng.integers(1, 3))
        lines += [corners(rng, (-wide, y), (wide, y)) for y in levels]
    elif way == 1:
        lines += _head(rng, 1, 1 + rng.uniform(0.1, 0.3))
    elif way == 2:
        lines.append(
            bow(rng, (-wide, 0.75), (-0.6 * wide, 1), (0.6 * wide, 1), (wide, 0.75))
        )
    else:
        lines += [corners(rng, (0, 1), (side * wide, 1.35)) for side in (-1, 1)]
    tilt = rng.choice([0, 0, 0, 180, rng.uniform(0, 360)])
    order = rng.permutation(len(lines))
    return tuple(as_line(turned(lines[index], float(tilt))) for index in order)


SHAPES: Mapping[str, Callable[[Generator], Strokes]] = {
    "outline": _outline,
    "skyline": _skyline,
    "staff": _staff,
}
"""By name, each drawn at random."""
