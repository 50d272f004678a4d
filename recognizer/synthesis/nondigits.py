"""Draw what is no digit, so that the network learns to say so.

Three families: scribbles; signs, letters, kana and kanji; and digits that are no
single digit any more, because there are several or because they are struck out. What
a person could take for a digit is left out on purpose: O, l, Z, S, b, q and their
like, ろ, フ, ワ, ノ, ア, a circle, an upright line, a tall box.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recognizer.ink.strokes import FloatArray
from recognizer.synthesis.digits import choose
from recognizer.synthesis.figures import Figure, Strokes, curve
from recognizer.synthesis.glyphs import JAPANESE, LETTERS, SIGNS
from recognizer.synthesis.warps import write_varied

Points = NDArray[np.float64]

GAP = (0.12, 0.4)
"""Least and most space between neighbours in a row; their height is 1."""


@dataclass(frozen=True)
class Kind:
    """A kind of drawing that is no digit.

    Attributes:
        weight: how often it is drawn, > 0; not a probability.
        draw: draws one at random.
    """

    weight: float
    draw: Callable[[Generator], Strokes]


def draw_nondigit(rng: Generator) -> Strokes:
    """Draw something that is no digit, fully varied.

    Returns:
        At least one stroke, (n, 2) float32 each, its long side about 1 (a row's
        height about 1), never a single dot.
    """
    return choose_kind(rng).draw(rng)


def choose_kind(rng: Generator) -> Kind:
    """Choose a kind, common ones more often."""
    return _KIND_LIST[_weighted(_KIND_EDGES, rng)]


def _weighted(edges: Points, rng: Generator) -> int:
    return int(np.searchsorted(edges, rng.random(), side="right"))


def _cumulative(weights: Sequence[float]) -> Points:
    """Cumulative probabilities."""
    return np.asarray(np.cumsum(weights) / np.sum(weights))


def _turned(points: Points | FloatArray, degrees: float) -> FloatArray:
    cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return _line(points @ np.array([[cos, sin], [-sin, cos]]))


def _line(points: NDArray[np.floating]) -> FloatArray:
    return np.asarray(points, np.float32)


def _tangle(rng: Generator) -> Strokes:
    """A wild scribble through random points."""
    line = curve(rng.uniform(0, 1, (rng.integers(14, 25), 2)))
    return (line.basis @ line.controls,)


def _scrawl(rng: Generator) -> Strokes:
    """A line like a signature: up and down at random, mostly to the right."""
    n_points = int(rng.integers(9, 20))
    across = np.cumsum(rng.normal(1, 0.7, n_points)) / n_points * rng.uniform(0.8, 2)
    down = (np.arange(n_points) % 2 - 0.5) * rng.uniform(0.3, 1, n_points)
    line = curve(np.stack([across, down], 1))
    return (_turned(line.basis @ line.controls, rng.uniform(-25, 25)),)


def _zigzag(rng: Generator) -> Strokes:
    """A zigzag of six legs or more, sharp or round, growing or shrinking."""
    n_legs = int(rng.integers(6, 14))
    steps = np.arange(n_legs + 1)
    heights = rng.uniform(0.2, 1) * np.linspace(1, rng.uniform(0.5, 1), n_legs + 1)
    across = steps / n_legs + rng.normal(0, 0.25 / n_legs, n_legs + 1)
    down = (steps % 2 - 0.5) * heights + rng.normal(0, 0.04, n_legs + 1)
    corners = range(1, n_legs) if rng.random() < 0.6 else ()
    line = curve(np.stack([across, down], 1), tuple(corners))
    return (_turned(line.basis @ line.controls, rng.uniform(0, 360)),)


def _filling(rng: Generator) -> Strokes:
    """A surface filled by strokes to and fro, at any angle."""
    return (_to_and_fro(rng, (0, 0), (1, rng.uniform(0.6, 1))),)


def _to_and_fro(
    rng: Generator, centre: tuple[float, float], size: tuple[float, float]
) -> FloatArray:
    """A zigzag within an ellipse or a box, close enough to fill it."""
    n_legs = int(rng.integers(9, 22))
    steps = np.linspace(-1, 1, n_legs + 1)
    reach = np.sqrt(1 - 0.9 * steps**2) if rng.random() < 0.5 else np.ones(n_legs + 1)
    across = np.where(np.arange(n_legs + 1) % 2, 1, -1) * reach
    points = np.stack([across, steps], 1) + rng.normal(0, 0.06, (n_legs + 1, 2))
    turned = _turned(points, rng.uniform(0, 360))
    return _line(turned * np.array(size) / 2 + np.array(centre))


def _spiral(rng: Generator) -> Strokes:
    """A spiral of at least two and a half turns, from within or from without."""
    turns = rng.uniform(2.5, 6)
    time = np.linspace(0, 1, round(28 * turns))
    angles = rng.choice([-1, 1]) * 2 * np.pi * turns * time + rng.uniform(0, 6)
    radius = 0.5 * time ** rng.uniform(0.8, 1.2) * (1 + 0.06 * np.sin(angles * 0.7))
    points = radius[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)
    points[:, 1] *= rng.uniform(0.65, 1)
    return (_turned(points[:: rng.choice([-1, 1])], rng.uniform(0, 360)),)


def _disc(rng: Generator) -> Strokes:
    """A filled blob: round and round until no gap is left."""
    turns = rng.uniform(7, 10)
    time = np.linspace(0, 1, round(22 * turns))
    angles = 2 * np.pi * turns * time
    radius = 0.5 * np.sqrt(time) + rng.normal(0, 0.03, len(time))
    points = radius[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)
    points[:, 1] *= rng.uniform(0.6, 1)
    return (_turned(points, rng.uniform(0, 360)),)


def _loops(rng: Generator) -> Strokes:
    """A chain of three loops or more, as in practising to write."""
    n_loops = int(rng.integers(3, 8))
    time = np.linspace(0, n_loops, 24 * n_loops + 1)
    angles = 2 * np.pi * time
    pitch, radius = rng.uniform(0.25, 0.6), rng.uniform(0.2, 0.5)
    across = pitch * time + radius * np.sin(angles)
    down = 0.5 * np.cos(angles) * (1 + 0.2 * np.sin(time + rng.uniform(0, 6)))
    points = np.stack([across * rng.choice([-1, 1]), down], 1)
    return (_turned(points, rng.uniform(-30, 30)),)


def _lines(rng: Generator) -> Strokes:
    """Four to seven separate curves, each through random points."""
    lines = []
    for _ in range(rng.integers(4, 8)):
        line = curve(rng.uniform(0, 1, (rng.integers(2, 5), 2)))
        lines.append(line.basis @ line.controls)
    return tuple(lines)


def _dashes(rng: Generator) -> Strokes:
    """Four to eight short straight strokes, or dots, here and there."""
    length = rng.choice([0.03, 0.2])
    lines = []
    for place in rng.uniform(0, 1, (rng.integers(4, 9), 2)):
        reach = rng.normal(0, length, 2)
        lines.append(np.stack([place - reach / 2, place + reach / 2]))
    return tuple(map(_line, lines))


def _row(rng: Generator) -> Strokes:
    """Two or three digits side by side, as in 42, or two to four letters."""
    letters = rng.random() < 0.3
    strokes: list[FloatArray] = []
    right = 0.0
    for _ in range(rng.integers(2, 5) if letters else rng.choice([2, 2, 3])):
        character = _upright(_letter(rng) if letters else _digit(rng))
        strokes.extend(_line(line + np.array([right, 0])) for line in character)
        right = max(float(line[:, 0].max()) for line in strokes) + rng.uniform(*GAP)
    return tuple(strokes)


def _digit(rng: Generator) -> Strokes:
    return write_varied(choose(int(rng.integers(10)), rng), rng)


def _upright(strokes: Strokes) -> Strokes:
    """Move to the origin and bring to the height 1."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return tuple((line - low) / (high[1] - low[1]) for line in strokes)


def _struck_out(rng: Generator) -> Strokes:
    """A digit under a zigzag, under parallel lines, or half drawn over."""
    digit = _upright(_digit(rng))
    width = max(0.5, max(float(line[:, 0].max()) for line in digit))
    way = rng.integers(3)
    if way == 0:
        zigzag = _zigzag(rng)[0]
        zigzag = (zigzag - zigzag.min(axis=0)) / np.ptp(zigzag, axis=0)  # 0 to 1
        box = np.array([width, 1])
        growth = rng.uniform(1, 1.5, 2)
        return (*digit, _line((zigzag * growth + (1 - growth) / 2) * box))
    if way == 1:
        n_lines = int(rng.integers(3, 6))
        slope = rng.uniform(-0.6, 0.6)
        reach = np.array([[-0.25, -slope / 2], [width + 0.25, slope / 2]])
        lines = [
            reach + np.array([0, height]) + rng.normal(0, 0.05, (2, 2))
            for height in np.linspace(0.15, 0.85, n_lines)
        ]
        return (*digit, *map(_line, lines))
    centre = (width / 2 + rng.uniform(-0.15, 0.15), rng.choice([0.3, 0.5, 0.7]))
    size = (rng.uniform(1.4, 2) * width, rng.uniform(0.5, 0.9))
    return (*digit, _to_and_fro(rng, centre, size))


def _one_of(figures: Sequence[Figure]) -> Callable[[Generator], Strokes]:
    edges = _cumulative([each.weight for each in figures])
    return lambda rng: write_varied(figures[_weighted(edges, rng)], rng)


_letter = _one_of(LETTERS)


KINDS: Mapping[str, Kind] = {
    "tangle": Kind(4, _tangle),
    "scrawl": Kind(4, _scrawl),
    "zigzag": Kind(4, _zigzag),
    "filling": Kind(3, _filling),
    "spiral": Kind(3, _spiral),
    "disc": Kind(2, _disc),
    "loops": Kind(3, _loops),
    "lines": Kind(3, _lines),
    "dashes": Kind(2, _dashes),
    "row": Kind(9, _row),
    "struck-out": Kind(6, _struck_out),
    "sign": Kind(24, _one_of(SIGNS)),
    "letter": Kind(16, _letter),
    "japanese": Kind(16, _one_of(JAPANESE)),
}
"""All kinds by name, with how often each is drawn."""

_KIND_LIST = tuple(KINDS.values())
_KIND_EDGES = _cumulative([kind.weight for kind in _KIND_LIST])
