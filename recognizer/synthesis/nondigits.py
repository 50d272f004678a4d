"""Draw what is no digit, so that the network learns to say so.

Six families: scribbles; signs, letters, kana and kanji; characters of scripts that
there are not; shapes and emblems that mean nothing; things; and digits that are no
single digit any more, because there are several, because they are struck out, or
because half of them is missing. What a person could take for a digit is left out on
purpose: O, l, Z, S, b, q and their like, ろ, フ,
ワ, ノ, ア, a circle, an upright line, a tall box; what is put together at random is
drawn again if it resembles one.

A digit in a circle or in a box is no digit here: it is the ① of a list, and the network
could not tell a ring about a 1 from the way in which some people write zero.
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
from recognizer.synthesis.likeness import LIKE, nearest
from recognizer.synthesis.parts import as_line, box, corners, ring, turned
from recognizer.synthesis.scripts import SCRIPTS
from recognizer.synthesis.shapes import SHAPES
from recognizer.synthesis.symbols import GREEK, MARKS, MATHEMATICS
from recognizer.synthesis.things import THINGS
from recognizer.synthesis.warps import TEMPLATES, warp, write_varied

Points = NDArray[np.float64]
Draw = Callable[[Generator], Strokes]

_HALVED = (2, 3, 4, 5, 6, 8, 9)
"""Half a zero, a one or a seven is a one."""

HALF_LIKE = 0.65
"""Instead of `likeness.LIKE` for halves of digits, most of which look like another
digit: half an eight like a zero."""

SHAPE_LIKE = 0.75
"""The same for outlines, which a zero drawn with corners is too."""

LEAST_EXTENT = 0.3
"""Of what is left of a digit, in its heights; less is a dot."""

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
    draw: Draw


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
    return (turned(line.basis @ line.controls, rng.uniform(-25, 25)),)


def _zigzag(rng: Generator) -> Strokes:
    """A zigzag of six legs or more, sharp or round, growing or shrinking."""
    n_legs = int(rng.integers(6, 14))
    steps = np.arange(n_legs + 1)
    heights = rng.uniform(0.2, 1) * np.linspace(1, rng.uniform(0.5, 1), n_legs + 1)
    across = steps / n_legs + rng.normal(0, 0.25 / n_legs, n_legs + 1)
    down = (steps % 2 - 0.5) * heights + rng.normal(0, 0.04, n_legs + 1)
    corners = range(1, n_legs) if rng.random() < 0.6 else ()
    line = curve(np.stack([across, down], 1), tuple(corners))
    return (turned(line.basis @ line.controls, rng.uniform(0, 360)),)


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
    leaning = turned(points, rng.uniform(0, 360))
    return as_line(leaning * np.array(size) / 2 + np.array(centre))


def _spiral(rng: Generator) -> Strokes:
    """A spiral of at least two and a half turns, from within or from without."""
    turns = rng.uniform(2.5, 6)
    time = np.linspace(0, 1, round(28 * turns))
    angles = rng.choice([-1, 1]) * 2 * np.pi * turns * time + rng.uniform(0, 6)
    radius = 0.5 * time ** rng.uniform(0.8, 1.2) * (1 + 0.06 * np.sin(angles * 0.7))
    points = radius[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)
    points[:, 1] *= rng.uniform(0.65, 1)
    return (turned(points[:: rng.choice([-1, 1])], rng.uniform(0, 360)),)


def _disc(rng: Generator) -> Strokes:
    """A filled blob: round and round until no gap is left."""
    turns = rng.uniform(7, 10)
    time = np.linspace(0, 1, round(22 * turns))
    angles = 2 * np.pi * turns * time
    radius = 0.5 * np.sqrt(time) + rng.normal(0, 0.03, len(time))
    points = radius[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)
    points[:, 1] *= rng.uniform(0.6, 1)
    return (turned(points, rng.uniform(0, 360)),)


def _loops(rng: Generator) -> Strokes:
    """A chain of three loops or more, as in practising to write."""
    n_loops = int(rng.integers(3, 8))
    time = np.linspace(0, n_loops, 24 * n_loops + 1)
    angles = 2 * np.pi * time
    pitch, radius = rng.uniform(0.25, 0.6), rng.uniform(0.2, 0.5)
    across = pitch * time + radius * np.sin(angles)
    down = 0.5 * np.cos(angles) * (1 + 0.2 * np.sin(time + rng.uniform(0, 6)))
    points = np.stack([across * rng.choice([-1, 1]), down], 1)
    return (turned(points, rng.uniform(-30, 30)),)


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
    return tuple(map(as_line, lines))


def _row(rng: Generator) -> Strokes:
    """Two or three digits side by side, as in 42, or two to four letters."""
    letters = rng.random() < 0.3
    strokes: list[FloatArray] = []
    right = 0.0
    for _ in range(rng.integers(2, 5) if letters else rng.choice([2, 2, 3])):
        character = _upright(_letter(rng) if letters else _digit(rng))
        strokes.extend(as_line(line + np.array([right, 0])) for line in character)
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
        frame = np.array([width, 1])
        growth = rng.uniform(1, 1.5, 2)
        return (*digit, as_line((zigzag * growth + (1 - growth) / 2) * frame))
    if way == 1:
        n_lines = int(rng.integers(3, 6))
        slope = rng.uniform(-0.6, 0.6)
        reach = np.array([[-0.25, -slope / 2], [width + 0.25, slope / 2]])
        lines = [
            reach + np.array([0, height]) + rng.normal(0, 0.05, (2, 2))
            for height in np.linspace(0.15, 0.85, n_lines)
        ]
        return (*digit, *map(as_line, lines))
    centre = (width / 2 + rng.uniform(-0.15, 0.15), rng.choice([0.3, 0.5, 0.7]))
    size = (rng.uniform(1.4, 2) * width, rng.uniform(0.5, 0.9))
    return (*digit, _to_and_fro(rng, centre, size))


def _formula(rng: Generator) -> Strokes:
    """Two digits with an operator between them, or a fraction."""
    first, second = _upright(_digit(rng)), _upright(_digit(rng))
    if rng.random() < 0.35:
        bar = corners(rng, (-0.3, 1.25), (0.9, 1.25))
        below = (as_line(line + np.array([0, 1.5])) for line in second)
        return (*first, bar, *below)
    strokes = list(first)
    right = max(float(line[:, 0].max()) for line in first) + rng.uniform(0.12, 0.3)
    reach, y = rng.uniform(0.25, 0.45), rng.uniform(0.45, 0.6)
    middle = right + reach / 2
    bars = [corners(rng, (right, y), (right + reach, y))]
    way = rng.integers(4)
    if way == 0:
        bars.append(corners(rng, (middle, y - reach / 2), (middle, y + reach / 2)))
    elif way == 1:
        bars = [
            corners(rng, (right, y - side * 0.15), (right + reach, y + side * 0.15))
            for side in (-1, 1)
        ]
    elif way == 2:
        bars.append(corners(rng, (right, y + 0.15), (right + reach, y + 0.15)))
    shift = right + reach + rng.uniform(0.12, 0.3)
    return (*strokes, *bars, *(as_line(line + np.array([shift, 0])) for line in second))


def _enclosed(rng: Generator) -> Strokes:
    """A digit in a ring or in a box, as in a list or a form."""
    digit = _upright(write_varied(choose(int(rng.integers(2, 10)), rng), rng))
    points = np.concatenate(digit)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    reach = np.maximum(np.ptp(points, axis=0) / 2, 0.3) * rng.uniform(1.25, 2)
    if rng.random() < 0.6:
        radius = 1.1 * float(reach.max())
        around = ring(rng, middle, (radius, radius))
    else:
        around = box(rng, middle - reach, middle + reach)
    return (*digit, around)


def _half(rng: Generator) -> Strokes:
    """What is left of a digit when the pen dried up: its upper, lower or one side."""
    digit = _upright(write_varied(choose(int(rng.choice(_HALVED)), rng), rng))
    axis, side = int(rng.integers(2)), rng.choice([-1, 1])
    points = np.concatenate(digit)
    low, high = points.min(axis=0)[axis], points.max(axis=0)[axis]
    cut = low + (high - low) * rng.uniform(0.4, 0.6)
    kept = []
    for line in digit:
        stays = side * (line[:, axis] - cut) > 0
        pieces = np.flatnonzero(np.diff(stays)) + 1
        for piece, inside in zip(
            np.split(line, pieces), np.split(stays, pieces), strict=True
        ):
            if inside[0] and len(piece) > 1:
                kept.append(as_line(piece))
    return tuple(kept)


def _unlike_digits(draw: Draw, like: float = LIKE) -> Draw:
    """Draw again what resembles a digit, or has next to no ink."""

    def drawn(rng: Generator) -> Strokes:
        while True:
            strokes = draw(rng)
            if _extent(strokes) > LEAST_EXTENT and nearest(strokes) <= like:
                return strokes

    return drawn


def _extent(strokes: Strokes) -> float:
    if not strokes:
        return 0.0
    return float(np.ptp(np.concatenate(strokes), axis=0).max())


def _any_of(draws: Mapping[str, Draw]) -> Draw:
    """One of them, each as often, varied as a hand would."""
    each = tuple(draws.values())

    def drawn(rng: Generator) -> Strokes:
        return warp(each[int(rng.integers(len(each)))](rng), rng, TEMPLATES.times(0.7))

    return drawn


def _one_of(figures: Sequence[Figure]) -> Draw:
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
    "formula": Kind(4, _formula),
    "struck-out": Kind(6, _struck_out),
    "enclosed": Kind(4, _enclosed),
    "half": Kind(2, _unlike_digits(_half, HALF_LIKE)),
    "sign": Kind(20, _one_of(SIGNS)),
    "symbol": Kind(16, _one_of((*MATHEMATICS, *GREEK, *MARKS))),
    "letter": Kind(16, _letter),
    "japanese": Kind(16, _one_of(JAPANESE)),
    "script": Kind(36, _unlike_digits(_any_of(SCRIPTS))),
    "thing": Kind(36, _unlike_digits(_any_of(THINGS))),
    "shape": Kind(24, _unlike_digits(_any_of(SHAPES), SHAPE_LIKE)),
}
"""All kinds by name, with how often each is drawn."""

_KIND_LIST = tuple(KINDS.values())
_KIND_EDGES = _cumulative([kind.weight for kind in _KIND_LIST])
