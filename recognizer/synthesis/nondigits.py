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
from recognizer.synthesis.figures import Figure, Strokes, choose, curve, figure, oval
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
    return _KIND_LIST[_weighted(_KIND_SHARES, rng)].draw(rng)


def _weighted(shares: Points, rng: Generator) -> int:
    return int(np.searchsorted(shares, rng.random(), side="right"))


def _shares(weights: Sequence[float]) -> Points:
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


_FACE = oval(50, 50, 50, 50)
_SIGNS = (
    figure("triangle", 2, "50,4 | 98,92 | 2,92 | 50,4"),
    figure("triangle-downwards", 1, "4,8 | 96,8 | 50,94 | 4,8"),
    figure("square", 2, "4,4 | 4,96 | 96,96 | 96,4 | 4,4", freedom=0.5),
    figure("wide-box", 2, "0,20 | 0,80 | 100,80 | 100,20 | 0,20", freedom=0.6),
    figure("diamond", 0.5, "50,0 | 96,50 | 50,100 | 4,50 | 50,0", freedom=0.5),
    figure("star", 3, "50,0 | 81,95 | 0,36 | 100,36 | 19,95 | 50,0"),
    figure(
        "star-outline",
        1,
        "50,0 | 62,36 | 100,36 | 69,58 | 81,95 | 50,72 | 19,95 | 31,58 | 0,36 | "
        "38,36 | 50,0",
    ),
    figure(
        "heart",
        3,
        "50,28 40,8 18,6 4,24 12,52 32,76 50,94 | 68,76 88,52 96,24 82,6 60,8 50,28",
    ),
    figure("arrow-right", 2, "2,50 98,50", "68,22 98,50 | 68,78"),
    figure("arrow-left", 1, "98,50 2,50", "32,22 2,50 | 32,78"),
    figure("arrow-up", 1, "50,98 50,2", "20,34 50,2 | 80,34", freedom=0.6),
    figure("arrow-down", 1, "50,2 50,98", "20,66 50,98 | 80,66", freedom=0.6),
    figure(
        "arrow-double", 1, "2,50 98,50", "26,26 2,50 | 26,74", "74,26 98,50 | 74,74"
    ),
    figure("plus", 3, "50,4 50,96", "4,50 96,50"),
    figure("cross", 3, "8,4 92,96", "92,4 8,96"),
    figure("check", 3, "2,56 34,92 | 98,6", freedom=0.7),
    figure(
        "question",
        3,
        "22,20 32,4 54,0 74,12 74,30 56,44 50,54 50,68",
        "49,93 51,95 49,97",
        freedom=0.7,
    ),
    figure(
        "smiley",
        3,
        _FACE,
        "33,32 34,38",
        "66,32 67,38",
        "26,60 36,74 50,79 64,74 74,60",
    ),
    figure("frown", 1, _FACE, "33,32 34,38", "66,32 67,38", "28,78 38,66 50,62 72,76"),
    figure("house", 2, "10,46 | 10,98 | 90,98 | 90,46", "0,50 50,4 | 100,50"),
    figure(
        "house-in-one",
        1,
        "8,98 | 8,40 | 92,40 | 8,98 | 92,98 | 8,40 | 50,4 | 92,40 | 92,98",
    ),
    figure("line", 3, "0,50 50,50 100,50", freedom=0.6),
    figure("equals", 2, "4,34 96,34", "4,66 96,66", freedom=0.7),
    figure("three-lines", 1, "4,20 96,20", "4,50 96,50", "4,80 96,80", freedom=0.7),
    figure("not-equal", 1, "4,36 96,36", "4,66 96,66", "74,6 26,96", freedom=0.6),
    figure("divided", 1, "4,50 96,50", "49,20 51,22 49,23", "49,78 51,80 49,81"),
    figure("hash", 2, "38,2 26,98", "74,2 62,98", "4,34 96,34", "2,68 94,68"),
    figure("percent", 2, oval(20, 24, 17, 20), "84,4 16,96", oval(80, 76, 17, 20)),
    figure(
        "at",
        2,
        "66,38 52,30 38,42 36,60 48,68 62,58 66,36 66,62 78,68 92,52 88,22 62,4 28,10 "
        "6,36 8,72 32,94 62,96 82,88",
    ),
    figure(
        "infinity",
        2,
        "50,50 66,32 86,30 98,50 86,70 66,68 50,50 34,32 14,30 2,50 14,70 34,68 50,50",
        freedom=0.7,
    ),
    figure(
        "ampersand",
        2,
        "94,98 66,70 40,38 34,16 48,2 62,12 56,30 32,48 14,70 24,94 50,96 74,80 88,54",
    ),
    figure("tilde", 2, "2,60 14,40 32,36 50,50 68,64 86,60 98,40", freedom=0.7),
    figure(
        "parentheses",
        2,
        "26,0 6,30 6,70 26,100",
        "74,0 94,30 94,70 74,100",
        freedom=0.5,
    ),
    figure(
        "braces",
        1,
        "26,0 14,8 14,38 2,50 | 14,62 14,92 26,100",
        "74,0 86,8 86,38 98,50 | 86,62 86,92 74,100",
    ),
    figure(
        "brackets", 1, "24,0 | 4,0 | 4,100 | 24,100", "76,0 | 96,0 | 96,100 | 76,100"
    ),
    figure("asterisk", 2, "50,2 50,98", "8,26 92,74", "92,26 8,74"),
    figure("yen", 1, "14,2 50,46 | 86,2", "50,46 50,98", "18,54 82,54", "18,72 82,72"),
    figure("note", 1, oval(24, 84, 18, 13), "42,84 42,6 | 64,14 82,34 74,52"),
    figure(
        "notes",
        1,
        oval(18, 86, 16, 12),
        oval(78, 80, 16, 12),
        "34,86 34,10 | 94,4 | 94,80",
    ),
    figure(
        "sun",
        1,
        oval(50, 50, 24, 24),
        "50,16 50,0",
        "50,84 50,100",
        "16,50 0,50",
        "84,50 100,50",
        "26,26 14,14",
        "74,26 86,14",
        "26,74 14,86",
        "74,74 86,86",
    ),
    figure(
        "person",
        2,
        oval(50, 14, 13, 13),
        "50,28 50,64",
        "18,42 82,42",
        "50,64 24,100",
        "50,64 76,100",
    ),
    figure(
        "tree",
        1,
        "50,0 | 82,40 | 18,40 | 50,0",
        "50,24 | 92,76 | 8,76 | 50,24",
        "50,76 50,100",
    ),
    figure(
        "flower",
        1,
        oval(50, 30, 10, 10),
        oval(50, 12, 12, 12),
        oval(68, 30, 12, 12),
        oval(50, 48, 12, 12),
        oval(32, 30, 12, 12),
        "50,60 50,100",
    ),
    figure("fish", 1, "98,22 70,54 36,76 10,62 2,50 10,38 36,24 70,46 98,78 | 98,22"),
    figure(
        "cat",
        1,
        "14,34 14,2 | 36,18 64,18 86,2 | 86,34 92,66 50,98 8,66 14,34",
        "34,48 35,54",
        "65,48 66,54",
        "44,70 50,76 56,70",
    ),
    figure(
        "envelope", 1, "0,22 | 100,22 | 100,80 | 0,80 | 0,22", "0,22 50,56 | 100,22"
    ),
    figure("window", 1, "4,4 | 4,96 | 96,96 | 96,4 | 4,4", "50,4 50,96", "4,50 96,50"),
    figure(
        "crossed-box", 1, "4,4 | 4,96 | 96,96 | 96,4 | 4,4", "4,4 96,96", "96,4 4,96"
    ),
    figure(
        "cube",
        1,
        "2,32 | 2,98 | 66,98 | 66,32 | 2,32",
        "2,32 34,2 | 98,2 | 66,32",
        "98,2 98,68 | 66,98",
    ),
    figure("steps", 1, "0,98 | 0,66 | 33,66 | 33,33 | 66,33 | 66,2 | 98,2"),
    figure(
        "cloud",
        1,
        "16,80 2,66 14,48 | 18,22 44,16 56,34 | 76,18 96,36 86,56 | 102,64 94,82 80,80 "
        "| 16,80",
    ),
    figure(
        "eye",
        1,
        "0,50 24,24 50,16 76,24 100,50 | 76,76 50,84 24,76 0,50",
        oval(50, 50, 18, 18),
    ),
    figure("wave", 1, "0,50 12,30 25,50 38,70 50,50 62,30 75,50 88,70 100,50"),
    figure("crown", 1, "4,90 | 0,20 | 28,54 | 50,8 | 72,54 | 100,20 | 96,90 | 4,90"),
    figure("bolt-outline", 1, "56,0 | 14,56 | 44,56 | 34,100 | 86,38 | 54,38 | 56,0"),
)
"""Signs and small pictures."""

_LETTERS = (
    figure("A", 2, "50,0 10,100", "50,0 90,100", "26,64 74,64", freedom=0.8),
    figure(
        "E", 2, "14,0 14,100", "14,2 84,2", "14,50 74,50", "14,98 86,98", freedom=0.8
    ),
    figure("F", 2, "18,0 18,100", "18,2 84,2", "18,48 72,48", freedom=0.8),
    figure("H", 2, "14,0 14,100", "86,0 86,100", "14,50 86,50"),
    figure("K", 2, "16,0 16,100", "82,2 18,56", "36,44 86,98"),
    figure("M", 2, "6,100 12,0 | 50,66 | 88,0 | 94,100"),
    figure("N", 2, "14,100 14,0 | 86,100 | 86,0"),
    figure("P", 1, "18,0 18,100", "18,2 56,0 80,14 80,36 58,52 18,54", freedom=0.7),
    figure(
        "R", 2, "16,0 16,100", "16,2 56,0 80,14 78,36 56,50 16,52 | 86,100", freedom=0.8
    ),
    figure("T", 2, "50,2 50,100", "6,2 94,2", freedom=0.5),
    figure("W", 2, "2,0 24,100 | 50,30 | 76,100 | 98,0"),
    figure("X", 1, "12,0 88,100", "88,0 12,100"),
    figure(
        "a",
        2,
        "76,30 52,18 26,30 18,62 34,90 58,86 74,62 76,22 | 78,76 94,88",
        freedom=0.6,
    ),
    figure(
        "a-printed",
        1,
        "24,26 46,14 70,24 74,46 74,94",
        "74,50 42,50 20,66 24,88 48,94 74,78",
        freedom=0.6,
    ),
    figure(
        "e", 2, "14,56 84,50 74,24 50,14 24,26 14,56 26,86 54,94 86,78", freedom=0.6
    ),
    figure("f", 2, "78,8 60,0 46,12 44,40 44,100", "18,42 76,42", freedom=0.6),
    figure("h", 2, "20,0 20,100 | 22,66 40,48 64,48 74,64 74,100", freedom=0.7),
    figure("k", 2, "22,0 22,100", "72,40 24,72", "38,64 78,100", freedom=0.8),
    figure(
        "m",
        2,
        "4,24 4,92 | 8,44 24,26 42,34 46,52 46,92 | 50,44 68,26 88,34 92,52 92,92",
    ),
    figure("n", 2, "16,10 16,92 | 20,38 42,12 68,16 80,40 80,92", freedom=0.7),
    figure("r", 1, "26,10 26,92 | 30,42 46,18 66,12 82,20", freedom=0.6),
    figure("t", 2, "46,0 46,76 56,94 80,88", "14,30 82,30", freedom=0.6),
    figure("w", 2, "2,16 24,88 | 50,34 | 76,88 | 98,16"),
    figure("w-round", 1, "4,16 6,60 22,88 42,72 50,40 | 54,72 72,88 90,68 96,16"),
    figure("x", 1, "10,10 90,90", "90,10 10,90"),
)
"""Latin letters, without those that look like digits."""

_JAPANESE = (
    figure(
        "あ",
        3,
        "16,20 84,16",
        "46,2 42,46 52,90",
        "70,34 56,66 28,92 8,84 16,60 48,42 80,46 94,66 84,88 62,98",
    ),
    figure("い", 1, "8,16 10,56 24,84 38,68", "76,22 90,42 94,64"),
    figure(
        "か", 2, "8,32 52,26 64,38 58,74 40,96", "42,2 30,52 8,92", "76,20 92,36 98,54"
    ),
    figure(
        "き", 2, "20,18 80,12", "16,42 86,34", "44,0 70,58", "26,66 20,82 44,96 74,92"
    ),
    figure("け", 1, "14,6 6,50 14,92", "42,30 98,28", "72,4 74,54 66,82 48,98"),
    figure(
        "た", 2, "6,24 62,20", "38,2 26,52 8,96", "54,50 88,48", "50,72 62,92 96,90"
    ),
    figure(
        "な",
        1,
        "8,22 56,18",
        "34,2 8,62",
        "70,18 96,36",
        "72,42 70,86 50,98 36,86 48,74 70,78 96,94",
    ),
    figure("に", 1, "14,8 8,52 14,92", "46,24 88,22", "46,66 56,84 94,82"),
    figure(
        "ぬ",
        1,
        "14,16 24,58 40,84",
        "62,8 44,62 18,88 4,70 20,40 58,22 88,40 90,76 74,94 62,84 76,74 98,92",
    ),
    figure(
        "ね",
        1,
        "24,2 24,98",
        "4,26 40,24 | 4,78 | 44,38 74,28 90,50 86,82 70,94 62,82 76,76 98,92",
    ),
    figure(
        "の",
        2,
        "50,18 44,58 22,86 6,70 14,36 46,12 80,20 96,52 84,84 58,98",
        freedom=0.7,
    ),
    figure(
        "は",
        1,
        "12,8 6,52 12,92",
        "40,28 96,24",
        "70,4 72,76 60,94 44,86 54,72 74,78 96,92",
    ),
    figure(
        "ほ",
        1,
        "12,8 6,52 12,92",
        "44,12 92,10",
        "42,38 96,36",
        "70,12 72,78 60,94 44,86 54,74 74,78 96,92",
    ),
    figure(
        "ま",
        1,
        "18,20 84,18",
        "20,44 82,42",
        "50,2 52,76 40,94 20,88 30,74 54,78 84,94",
    ),
    figure("も", 1, "46,2 36,60 42,92 66,96 84,82 82,62", "14,30 68,30", "12,56 66,56"),
    figure("や", 1, "4,50 50,28 86,26 92,46 70,60", "54,4 64,20", "28,14 56,98"),
    figure(
        "ゆ", 1, "10,14 8,70 | 28,34 60,16 90,34 86,64 62,74 44,60", "58,2 62,60 38,98"
    ),
    figure("よ", 1, "54,26 88,24", "52,2 54,76 40,94 18,86 28,72 56,78 88,94"),
    figure("ん", 1, "50,2 4,98 | 28,56 46,54 54,88 74,94 96,66", freedom=0.7),
    figure("カ", 1, "8,32 86,32 | 80,84 70,98 58,90", "46,4 40,60 10,98"),
    figure("キ", 2, "16,28 80,20", "10,60 90,52", "42,2 58,98"),
    figure("サ", 2, "4,32 96,32", "30,4 30,62", "70,4 68,62 40,98"),
    figure("ナ", 1, "6,36 94,36", "52,2 48,62 18,98", freedom=0.8),
    figure("ネ", 1, "48,0 58,10", "14,26 84,26 | 10,74", "50,56 50,100", "66,58 88,78"),
    figure("ハ", 1, "34,14 26,54 4,90", "62,12 78,48 98,88"),
    figure("ホ", 1, "6,28 94,28", "50,2 50,98 | 40,90", "24,48 8,82", "76,48 92,82"),
    figure("メ", 2, "78,4 58,56 12,96", "24,34 82,84"),
    figure("モ", 1, "18,14 82,14", "8,46 92,46", "44,14 44,84 54,94 88,92"),
    figure("十", 2, "4,46 96,46", "50,2 50,98"),
    figure("人", 1, "52,4 42,54 4,96", "48,40 66,74 96,96", freedom=0.6),
    figure("大", 3, "6,34 94,34", "50,4 42,58 8,98", "50,38 66,76 94,98"),
    figure(
        "木", 3, "6,28 94,28", "50,2 50,98", "48,32 32,64 6,84", "52,32 68,64 94,84"
    ),
    figure(
        "田",
        2,
        "6,8 6,94",
        "6,8 | 94,8 | 94,94",
        "50,8 50,92",
        "6,50 94,50",
        "6,92 94,92",
    ),
    figure(
        "日",
        1,
        "14,4 14,98",
        "14,4 | 86,4 | 86,98",
        "14,50 86,50",
        "14,94 86,94",
        freedom=0.4,
    ),
    figure(
        "目",
        1,
        "14,2 14,98",
        "14,2 | 86,2 | 86,98",
        "14,34 86,34",
        "14,64 86,64",
        "14,96 86,96",
        freedom=0.5,
    ),
    figure(
        "中",
        1.5,
        "8,26 8,66",
        "8,26 | 92,26 | 92,66",
        "8,64 92,64",
        "50,0 50,100",
        freedom=0.6,
    ),
    figure("山", 2, "50,4 50,92", "8,42 8,92 | 92,92", "92,38 92,96"),
    figure("川", 2, "16,6 14,60 4,96", "50,10 50,84", "90,4 90,98"),
    figure(
        "火", 1, "16,26 28,48", "86,22 72,46", "50,4 44,58 8,98", "52,52 68,80 96,98"
    ),
    figure(
        "水",
        1,
        "50,2 50,96 | 38,88",
        "8,36 38,34 | 6,84",
        "88,22 60,42",
        "56,38 72,66 96,86",
    ),
    figure(
        "本",
        1,
        "6,28 94,28",
        "50,2 50,98",
        "48,32 30,62 4,82",
        "52,32 70,62 96,82",
        "32,76 68,76",
    ),
    figure("小", 1, "50,2 50,96 | 38,88", "22,34 4,72", "76,34 96,70"),
    figure("上", 1, "46,2 46,94", "46,42 84,42", "2,94 98,94"),
    figure("土", 1, "16,40 84,40", "50,4 50,94", "2,94 98,94"),
    figure("三", 1, "12,10 88,10", "18,48 82,48", "2,92 98,92", freedom=0.8),
)
"""Kana and kanji, without those that look like digits."""


def _one_of(figures: Sequence[Figure]) -> Callable[[Generator], Strokes]:
    shares = _shares([each.weight for each in figures])
    return lambda rng: write_varied(figures[_weighted(shares, rng)], rng)


_letter = _one_of(_LETTERS)

FIGURES: Mapping[str, Figure] = {
    each.name: each for each in (*_SIGNS, *_LETTERS, *_JAPANESE)
}
"""All figures that are no digit, by name."""

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
    "sign": Kind(24, _one_of(_SIGNS)),
    "letter": Kind(16, _letter),
    "japanese": Kind(16, _one_of(_JAPANESE)),
}
"""All kinds by name, with how often each is drawn."""

_KIND_LIST = tuple(KINDS.values())
_KIND_SHARES = _shares([kind.weight for kind in _KIND_LIST])
