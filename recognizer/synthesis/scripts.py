"""Characters of scripts that nobody writes: put together at random, like those in use.

A network that has seen forty kana still takes the next one for a digit. These have no
pattern to learn by heart; what they have in common with real scripts is how strokes
are joined: the blocks of Chinese characters and Hangul, the running loops of cursive
Japanese, the swept strokes of katakana, the dots of Arabic, the roofs of Hebrew, the
letters that hang from a line in Devanagari. After the
programs of Lake, Salakhutdinov and Tenenbaum, 2015, Human-level concept learning
through probabilistic program induction, which put characters together of parts and
relations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recognizer.ink.strokes import FloatArray
from recognizer.synthesis.figures import Strokes
from recognizer.synthesis.parts import as_line, bow, box, corners, dot, ring

FLOW_STEP = 0.03
"""Way between two points of a running line; characters are about 1 high."""


def _radical(rng: Generator) -> list[FloatArray]:
    """A group of strokes in the unit box, as a Chinese character has one or two."""
    way = rng.integers(6)
    levels = np.linspace(0.05, 0.95, rng.integers(2, 5))
    middle = rng.uniform(0.35, 0.65)
    if way == 0:  # bars on a post, as in 王 and 主
        bars = [corners(rng, (rng.uniform(0, 0.25), y), (1, y)) for y in levels]
        return [*bars, corners(rng, (middle, 0), (middle, 1))]
    if way == 1:  # a box with bars in it, as in 目 and 田
        lines = [box(rng, (0.08, 0.02), (0.92, 0.98))]
        lines += [corners(rng, (0.08, y), (0.92, y)) for y in levels[1:-1]]
        return [*lines, corners(rng, (middle, 0), (middle, 1))]
    if way == 2:  # a cross with legs, as in 木 and 大
        lines = [corners(rng, (0, 0.32), (1, 0.32)), corners(rng, (0.5, 0), (0.5, 1))]
        lines.append(bow(rng, (0.48, 0.34), (0.32, 0.65), (0, 0.9)))
        return [*lines, bow(rng, (0.52, 0.34), (0.7, 0.65), (1, 0.9))]
    if way == 3:  # drops, as in 氵 and 灬
        places = np.stack([rng.uniform(0, 1, 3), [0.1, 0.5, 0.9]], 1)
        return [
            bow(rng, place, place + 0.08, place + rng.uniform(-0.1, 0.3, 2))
            for place in places
        ]
    if way == 4:  # a roof over something, as in 宀 and 門
        lines = [corners(rng, (0, 0.35), (0, 0.12), (1, 0.12), (0.92, 0.35))]
        lines.append(corners(rng, (0.5, 0), (0.5, 0.12)))
        return [*lines, *(corners(rng, (0.15, y), (0.85, y)) for y in (0.5, 0.75))]
    lines = [corners(rng, (0.1, 0.15), (0.85, 0.15), (0.8, 0.95), (0.62, 0.85))]
    lines.append(bow(rng, (0.45, 0), (0.4, 0.5), (0.05, 1)))  # as in 力 and 方
    return [*lines, corners(rng, (0.2, 0.5), (0.75, 0.5))]


def _placed(
    lines: list[FloatArray], low: tuple[float, float], high: tuple[float, float]
) -> list[FloatArray]:
    size = np.subtract(high, low)
    return [as_line(line * size + np.asarray(low)) for line in lines]


def _ideograph(rng: Generator) -> Strokes:
    """One group of strokes, or two beside or above each other."""
    way = rng.integers(3)
    if way == 0:
        return tuple(_radical(rng))
    border = rng.uniform(0.3, 0.6)
    if way == 1:
        return (
            *_placed(_radical(rng), (0, 0), (border, 1)),
            *_placed(_radical(rng), (border + 0.08, 0), (1.05, 1)),
        )
    return (
        *_placed(_radical(rng), (0, 0), (1, border)),
        *_placed(_radical(rng), (0, border + 0.08), (1, 1.05)),
    )


def _jamo(rng: Generator, way: int) -> list[FloatArray]:
    """A letter of Hangul, or nearly, in the unit box."""
    if way == 0:
        return [corners(rng, (0.05, 0.1), (0.9, 0.1), (0.85, 0.95))]
    if way == 1:
        return [corners(rng, (0.1, 0.05), (0.1, 0.9), (0.95, 0.9))]
    if way == 2:
        return [box(rng, (0.08, 0.08), (0.92, 0.92))]
    if way == 3:
        return [ring(rng, (0.5, 0.5), (0.45, 0.45))]
    if way == 4:
        lines = [bow(rng, (0.5, 0.05), (0.4, 0.5), (0.02, 0.95))]
        return [*lines, bow(rng, (0.45, 0.4), (0.65, 0.65), (0.98, 0.95))]
    turns = [
        (0.05, 0.08),
        (0.9, 0.08),
        (0.9, 0.48),
        (0.1, 0.48),
        (0.1, 0.92),
        (0.95, 0.92),
    ]
    return [corners(rng, *turns)]


def _syllable(rng: Generator) -> Strokes:
    """A consonant, a vowel with its short strokes, and mostly a final consonant."""
    has_final = rng.random() < 0.7
    foot = 0.6 if has_final else 1.0
    upright = rng.random() < 0.6
    lines: list[FloatArray] = []
    ticks = int(rng.integers(1, 3))
    if upright:
        lines += _placed(
            _jamo(rng, int(rng.integers(6))), (0, 0.05), (0.5, foot - 0.05)
        )
        lines.append(corners(rng, (0.75, 0), (0.75, foot)))
        side = rng.choice([-0.16, 0.2])
        for y in np.linspace(0.3, 0.6, ticks + 1)[:ticks] * foot / 0.9:
            lines.append(corners(rng, (0.75, y), (0.75 + side, y)))
    else:
        lines += _placed(_jamo(rng, int(rng.integers(6))), (0.2, 0), (0.8, foot * 0.55))
        lines.append(corners(rng, (0, foot * 0.8), (1, foot * 0.8)))
        for x in np.linspace(0.3, 0.7, ticks + 1)[:ticks]:
            lines.append(corners(rng, (x, foot * 0.8), (x, foot * 0.6)))
    if has_final:
        lines += _placed(_jamo(rng, int(rng.integers(6))), (0.2, 0.68), (0.85, 1.05))
    return tuple(lines)


def _running(
    rng: Generator, length: float, turns: NDArray[np.float64], heading: float
) -> FloatArray:
    """A line that turns by `turns`, in radians, one after the other, evenly long."""
    n_points = max(8, round(length / FLOW_STEP))
    share = rng.uniform(0.6, 1.4, len(turns))
    edges = np.concatenate([[0.0], np.cumsum(share) / share.sum()])
    rates = turns / np.diff(edges)
    at = np.linspace(0, 1, n_points)
    piece = np.clip(np.searchsorted(edges, at, side="right") - 1, 0, len(turns) - 1)
    rate = np.convolve(np.pad(rates[piece], 3, "edge"), np.full(7, 1 / 7), "valid")
    angles = heading + np.cumsum(rate) / n_points
    steps = np.stack([np.cos(angles), np.sin(angles)], 1) * (length / n_points)
    return as_line(np.cumsum(steps, axis=0))


def _cursive(rng: Generator) -> Strokes:
    """One to three running lines with loops, as in cursive Japanese or Arabic.

    The first line bends to and fro at least four times, by half a turn or more each,
    which no digit does.
    """
    lines = []
    bends = int(rng.integers(4, 8))
    first = rng.choice([-1.0, 1.0])
    signs = first * (-1.0) ** np.arange(bends)
    signs = np.where(rng.random(bends) < 0.3, first, signs)
    turns = signs * rng.uniform(0.5, 1.9, bends) * np.pi
    lines.append(_running(rng, rng.uniform(2.5, 5), turns, rng.uniform(0, 2 * np.pi)))
    for _ in range(rng.integers(0, 3)):
        low, high = lines[0].min(axis=0), lines[0].max(axis=0)
        turns = rng.normal(0, 1.2, rng.integers(1, 3))
        length = rng.uniform(0.2, 0.7) * float((high - low).max())
        added = _running(rng, length, turns, rng.uniform(0, 2 * np.pi))
        place = low + rng.uniform(-0.1, 1.1, 2) * (high - low)
        lines.append(as_line(added - added.mean(axis=0) + place))
    return tuple(lines)


def _syllabary(rng: Generator) -> Strokes:
    """Two to five strokes, crossing: bars, posts, and one or two that bend or loop."""
    lines = []
    for y in np.sort(rng.uniform(0.05, 0.5, rng.integers(1, 3))):
        rise = rng.normal(-0.03, 0.04)
        left, right = rng.uniform(0, 0.25), rng.uniform(0.75, 1)
        lines.append(corners(rng, (left, y), (right, y + rise)))
    x = rng.uniform(0.3, 0.7)
    post = [(x, 0), (x + rng.normal(0, 0.08), 0.5), (x + rng.normal(0, 0.2), 0.95)]
    lines.append(bow(rng, *post))
    for _ in range(rng.integers(1, 3)):
        turns = rng.choice([-1, 1]) * rng.uniform(0.4, 1.6, 2) * np.pi
        bent = _running(rng, rng.uniform(0.9, 2.2), turns, rng.uniform(0, 2 * np.pi))
        place = rng.uniform((0.3, 0.5), (0.7, 0.85))
        lines.append(as_line(bent - (bent.min(axis=0) + bent.max(axis=0)) / 2 + place))
    order = rng.permutation(len(lines))
    return tuple(lines[index] for index in order)


def _angular(rng: Generator) -> Strokes:
    """Two to four strokes, straight or bent once and swept to the lower left, as
    katakana and the simplest kanji have: チ, ツ, ヌ, メ."""
    lines = []
    way = rng.integers(4)
    if way == 0:  # two ticks and a sweep
        for x in (0.05, rng.uniform(0.3, 0.5)):
            y = rng.uniform(0, 0.4)
            lines.append(corners(rng, (x, y), (x + 0.12, y + rng.uniform(0.1, 0.25))))
        ends = [(0.95, 0.1), (0.75, 0.6), (0.2, 0.98)]
        lines.append(bow(rng, *(ends if rng.random() < 0.5 else ends[::-1])))
        return tuple(lines)
    top = rng.uniform(0, 0.3)
    turn = (rng.uniform(0.75, 1), top + rng.uniform(-0.06, 0.06))
    foot = (rng.uniform(0, 0.5), 1.0)
    sweep = bow(rng, turn, (0.6 * turn[0] + 0.2, 0.55), foot)
    if way == 1:  # a bar that bends into the sweep
        lines.append(as_line(np.concatenate([corners(rng, (0, top), turn), sweep])))
    else:
        lines += [corners(rng, (0, top), turn), sweep]
    for _ in range(2):  # with one it might be a crossed seven
        start = rng.uniform((0, 0), (0.6, 0.7))
        reach = rng.uniform((0.15, -0.15), (0.6, 0.5))
        lines.append(corners(rng, start, start + reach))
    if way == 3:
        x = rng.uniform(0.3, 0.6)
        lines.append(corners(rng, (x, rng.uniform(-0.15, 0.3)), (x, 1)))
    return tuple(lines)


def _dotted(rng: Generator) -> Strokes:
    """A long line that runs along the ground and turns up, with dots, as in Arabic."""
    lines = []
    depth, rise = rng.uniform(0.2, 0.6), rng.uniform(0, 0.6)
    bowl = [(1, 0.7 - rise), (0.95, 0.7), (0.6, 0.7 + depth / 2), (0.15, 0.7)]
    bowl += [(0, 0.5)] if rng.random() < 0.6 else []
    way = rng.integers(4)
    if way == 0:  # teeth before the bowl
        teeth = [(1.5, 0.45), (1.42, 0.7), (1.25, 0.45), (1.18, 0.7), (1.0, 0.45)]
        bowl = teeth + bowl[1:]
    elif way == 1:  # a flat loop before the bowl
        loop = [(1.0, 0.68), (1.3, 0.4), (1.55, 0.5), (1.4, 0.68), (1.0, 0.7)]
        bowl = loop + bowl[2:]
    lines.append(bow(rng, *bowl))
    if way == 2:  # a post
        lines.append(corners(rng, (0.9, -0.3), (0.85, 0.7)))
    middle = float(lines[0][:, 0].mean())
    above = -rng.uniform(0.15, 0.4) if rng.random() < 0.7 else 0.95 + depth / 2
    for dots in range(int(rng.integers(1, 4))):
        x = middle + (dots - 1) * 0.14
        lines.append(dot(rng, (x, above + 0.3 - 0.1 * (dots == 2))))
    return tuple(lines)


def _square(rng: Generator) -> Strokes:
    """A roof on one leg or two, with a foot or a stroke within, as in Hebrew."""
    lines = [corners(rng, (0, 0.08), (0.85, 0.05), (0.88, 1))]
    way = rng.integers(4)
    if way == 0:
        lines.append(corners(rng, (0.15, rng.uniform(0.1, 0.4)), (0.1, 1)))
        lines.append(corners(rng, (0.1, 1), (-0.1, 1)))
    elif way == 1:
        lines.append(corners(rng, (-0.05, 0.95), (1.05, 0.95)))
        lines.append(bow(rng, (0.1, 0.05), (0.05, 0.3), (0.2, 0.4)))
    elif way == 2:
        lines = [corners(rng, (0.05, 0), (0.9, 1))]
        lines.append(bow(rng, (0.9, 0), (0.85, 0.35), (0.5, 0.5)))
        lines.append(bow(rng, (0.35, 0.4), (0.1, 0.6), (0.1, 1)))
    else:
        lines = [bow(rng, (0, 0), (0.1, 0.9), (0.6, 0.95), (1, 0.6), (1, 0))]
        lines.append(bow(rng, (0.5, 0), (0.5, 0.4), (0.2, 0.85)))
    return tuple(lines)


def _hanging(rng: Generator) -> Strokes:
    """A bar along the top, a post at the right, and something round between."""
    lines = [corners(rng, (0, 0), (1, 0))]
    lines.append(corners(rng, (rng.uniform(0.7, 0.85), 0), (0.78, 1)))
    turns = rng.choice([-1, 1]) * rng.uniform(0.6, 1.7, 2) * np.pi
    turns[1] *= rng.choice([-1, 1])
    bent = _running(rng, rng.uniform(1, 2), turns, rng.uniform(0, 2 * np.pi))
    low, high = bent.min(axis=0), bent.max(axis=0)
    size = np.maximum(high - low, 0.2)
    lines.append(as_line((bent - low) / size * (0.6, 0.65) + (0.08, 0.12)))
    if rng.random() < 0.4:
        lines.append(bow(rng, (0.1, -0.3), (0.5, -0.25), (0.75, 0)))
    return tuple(lines)


def _word(rng: Generator) -> Strokes:
    """A short word in joined-up letters: humps, loops and stems along a line."""
    points: list[tuple[float, float]] = [(0.0, 1.0)]
    x = 0.0
    for _ in range(rng.integers(4, 9)):
        wide = rng.uniform(0.18, 0.35)
        way = rng.integers(4)
        if way == 0:  # a hump, as in n
            points += [(x + 0.3 * wide, 0.55), (x + 0.8 * wide, 0.6), (x + wide, 1)]
        elif way == 1:  # a tall loop, as in l
            points += [(x + 0.9 * wide, 0.3), (x + 0.5 * wide, 0), (x + wide, 1)]
        elif way == 2:  # a cup, as in u
            points += [(x + 0.1 * wide, 0.6), (x + 0.5 * wide, 1), (x + wide, 0.6)]
        else:  # a loop below, as in g
            points += [(x + 0.8 * wide, 0.6), (x + 0.5 * wide, 1.4), (x + wide, 0.95)]
        x += wide
    slant = rng.normal(-0.15, 0.15)
    lines = [bow(rng, *((px + slant * py, py) for px, py in points))]
    if rng.random() < 0.4:
        lines.append(corners(rng, (0.3 * x, 0.3), (0.6 * x, 0.28)))
    return tuple(lines)


SCRIPTS: Mapping[str, Callable[[Generator], Strokes]] = {
    "ideograph": _ideograph,
    "syllable": _syllable,
    "cursive": _cursive,
    "syllabary": _syllabary,
    "angular": _angular,
    "dotted": _dotted,
    "square": _square,
    "hanging": _hanging,
    "word": _word,
}
"""Characters by the kind of script, each drawn at random."""
