"""Habits of writing: families of variation that a digit bears and stays what it is.

A form is one person's way to write a digit. What the next person does differently is
not another form but a habit, which shows in all that they write: loops that stay open,
the pen not lifted between strokes, tails, bars that cross far down. Each family here
changes any drawing, template or real, so that habits and forms meet in combinations
that no data set holds.

The families are those by which examiners of documents tell hands apart (Huber and
Headrick, 1999, Handwriting Identification: Facts and Fundamentals, "elements of
style"): connections, designs of letters, proportions, commencements and terminations,
pen lifts, retouches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Points = NDArray[np.float64]
Lines = list[Points]

MEETS = 0.12
"""An end this near to other ink meets it, in long sides of the drawing."""

APART = 0.35
"""Way along a stroke from which on another part of it counts as other ink."""

NEAR = 0.65
"""Farthest from the end of a stroke that the next one begins for a pen to stay on the
paper."""

STRAIGHT = 0.97
"""Least chord of a straight stroke, as a fraction of its length."""


@dataclass(frozen=True)
class Habit:
    """A family of variation.

    Attributes:
        often: probability that a drawing shows it.
        change: changes the lines of a drawing about (0, 0) with the long side 1.
    """

    often: float
    change: Callable[[Lines, Generator], Lines]


def follow(lines: Lines, rng: Generator, strength: float) -> Lines:
    """Let some habits show, each independent of the others.

    Args:
        lines: of a drawing about (0, 0), its long side 1.
        strength: what the probabilities are multiplied by, 0 to 1.

    Returns:
        One stroke or more; their number may differ.
    """
    for habit in HABITS.values():
        if rng.random() < habit.often * strength:
            lines = habit.change(lines, rng)
    return lines


def _loops(lines: Lines, rng: Generator) -> Lines:
    """Where an end meets other ink, stop short of it or go on past it."""
    changed = list(lines)
    for index, line in enumerate(lines):
        for backwards in (False, True):
            way = changed[index][::-1] if backwards else changed[index]
            if len(line) < 3 or not _meets(way, lines, index):
                continue
            by = rng.triangular(-0.16, 0, 0.2)
            way = _shortened(way, -by) if by < 0 else _drawn_on(way, by, rng)
            changed[index] = way[::-1] if backwards else way
    return changed


def _tails(lines: Lines, rng: Generator) -> Lines:
    """Begin with a short stroke towards the digit, or end with a tail, both curled."""
    begins, ends = rng.choice(
        [(True, False), (False, True), (False, True), (True, True)]
    )
    changed = list(lines)
    if begins:
        changed[0] = _curled(changed[0][::-1], rng)[::-1]
    if ends:
        changed[-1] = _curled(changed[-1], rng)
    return changed


def _lifted(lines: Lines, rng: Generator) -> Lines:
    """Lift the pen on the way and go on a little beside, or leave a gap."""
    index = int(rng.integers(len(lines)))
    line = _even(lines[index])
    length = _length(line)
    if length < 0.5:
        return lines
    cut = int(rng.uniform(0.2, 0.8) * len(line))
    gap = round(rng.triangular(0, 0, 0.09) / STEP)
    first, second = line[: cut + 1], line[cut + gap :]
    if len(first) < 2 or len(second) < 2:
        return lines
    second = second + rng.normal(0, 0.022, 2)
    return [*lines[:index], first, second, *lines[index + 1 :]]


def _joined(lines: Lines, rng: Generator) -> Lines:
    """Leave the pen on the paper between two strokes that are near."""
    near = [
        index
        for index in range(len(lines) - 1)
        if np.hypot(*(lines[index + 1][0] - lines[index][-1])) < NEAR
    ]
    if not near:
        return lines
    index = int(rng.choice(near))
    start, end = lines[index][-1], lines[index + 1][0]
    middle = (start + end) / 2 + rng.normal(0, 0.05, 2)
    time = np.linspace(0, 1, 9)[:, None]
    drag = (1 - time) ** 2 * start + 2 * time * (1 - time) * middle + time**2 * end
    one = np.concatenate([lines[index], drag[1:-1], lines[index + 1]])
    return [*lines[:index], one, *lines[index + 2 :]]


def _bars(lines: Lines, rng: Generator) -> Lines:
    """Draw straight strokes longer or shorter, tilted, and not where they belong."""
    if len(lines) < 2:
        return lines
    changed = []
    for line in lines:
        length = _length(line)
        if length > 0.1 and np.hypot(*(line[-1] - line[0])) > STRAIGHT * length:
            middle = (line[0] + line[-1]) / 2
            growth = np.clip(np.exp(rng.normal(0, 0.25)), 0.6, 1.7)
            growth = min(growth, 1 + 0.35 / length)
            tilted = (line - middle) @ _rotation(rng.normal(0, 8)).T
            line = tilted * growth + middle + rng.normal(0, 0.035, 2)
        changed.append(line)
    return changed


def _proportions(lines: Lines, rng: Generator) -> Lines:
    """Give one part more room than another: a small loop and a long stem, or a bar
    that crosses far down."""
    powers = np.exp(rng.triangular(-0.5, 0, 0.5, 2)) * (1, 1)
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    size = np.maximum(high - low, 1e-9)
    return [((line - low) / size) ** powers * size + low for line in lines]


def _bent(lines: Lines, rng: Generator) -> Lines:
    """Bend the axis, so that all of the digit leans over like a sail."""
    across, down = rng.triangular(-1, 0, 1, 2) * (0.55, 0.35)
    bent = []
    for line in lines:
        x, y = line.T
        bent.append(np.stack([x + across * (0.25 - y**2), y + down * (0.25 - x**2)], 1))
    return bent


def _angular(lines: Lines, rng: Generator) -> Lines:
    """Break arcs to corners where they bend most."""
    tolerance = rng.uniform(0.03, 0.085)
    return [_simplified(line, tolerance) for line in lines]


def _squared(lines: Lines, rng: Generator) -> Lines:
    """Fill the corners of the box: what was round becomes square."""
    strength = rng.uniform(0.3, 0.9)
    squared = []
    for line in lines:
        x, y = np.clip(2 * line, -1, 1).T  # a disc onto a square, elliptically
        u = x * (1 + strength * 0.41 * y**2 * np.abs(x))
        v = y * (1 + strength * 0.41 * x**2 * np.abs(y))
        squared.append(np.stack([u, v], 1) / 2)
    return squared


def _retraced(lines: Lines, rng: Generator) -> Lines:
    """Go over a stroke, or a part of it, a second time."""
    index = int(rng.integers(len(lines)))
    line = _even(lines[index])
    if len(line) < 4:
        return lines
    first = int(rng.integers(0, len(line) // 2))
    last = int(rng.integers(first + 2, len(line) + 1))
    middle = line.mean(axis=0)
    again = (line[first:last] - middle) * (1 + rng.normal(0, 0.03)) + middle
    return [*lines, again + rng.normal(0, 0.018, 2)]


def _stray(lines: Lines, rng: Generator) -> Lines:
    """Touch the paper beside the digit, by mistake."""
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    place = rng.uniform(low - 0.15, high + 0.15)
    reach = rng.normal(0, 0.02, 2)
    return [*lines, np.stack([place - reach, place + reach])]


HABITS: Mapping[str, Habit] = {
    "loops": Habit(0.25, _loops),
    "tails": Habit(0.2, _tails),
    "joined": Habit(0.12, _joined),
    "bars": Habit(0.3, _bars),
    "angular": Habit(0.1, _angular),
    "squared": Habit(0.1, _squared),
    "proportions": Habit(0.3, _proportions),
    "bent": Habit(0.3, _bent),
    "lifted": Habit(0.08, _lifted),
    "retraced": Habit(0.05, _retraced),
    "stray": Habit(0.02, _stray),
}
"""All families by name, in the order in which they change a drawing."""

STEP = 0.03
"""Distance between the points of a stroke that is drawn again."""


def _rotation(degrees: float) -> Points:
    cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return np.array([[cos, -sin], [sin, cos]])


def _ways(line: Points) -> Points:
    """Way from the start to each point, (n,)."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])


def _length(line: Points) -> float:
    return float(_ways(line)[-1])


def _even(line: Points) -> Points:
    """The same stroke with points `STEP` apart."""
    ways = _ways(line)
    at = np.linspace(0, ways[-1], max(2, round(ways[-1] / STEP) + 1))
    return np.stack([np.interp(at, ways, line[:, axis]) for axis in (0, 1)], 1)


def _meets(line: Points, lines: Lines, index: int) -> bool:
    """Whether a stroke's end is near other ink, or near its own earlier way."""
    end, ways = line[-1], _ways(line)
    own = line[ways < ways[-1] - APART]
    others = [other for place, other in enumerate(lines) if place != index]
    ink = np.concatenate([own, *others])
    return bool(len(ink) and np.hypot(*(ink - end).T).min() < MEETS)


def _shortened(line: Points, by: float) -> Points:
    """Without the last part of its way; at least half of it stays."""
    ways = _ways(line)
    stop = max(ways[-1] - by, ways[-1] / 2)
    inside = line[ways < stop]
    tip = [np.interp(stop, ways, line[:, axis]) for axis in (0, 1)]
    return np.concatenate([inside, [tip]])


def _drawn_on(line: Points, by: float, rng: Generator) -> Points:
    """Longer by the way `by`, bending on as the end bends."""
    line = _even(line)
    recent = line[-6:]
    angles = np.unwrap(np.arctan2(*np.diff(recent, axis=0).T[::-1]))
    if not len(angles):
        return line
    bend = float(np.clip((angles[-1] - angles[0]) / max(1, len(angles) - 1), -0.3, 0.3))
    steps = max(1, round(by / STEP))
    headings = angles[-1] + (bend + rng.normal(0, 0.05)) * np.arange(1, steps + 1)
    moves = np.stack([np.cos(headings), np.sin(headings)], 1) * (by / steps)
    return np.concatenate([line, line[-1] + np.cumsum(moves, axis=0)])


def _curled(line: Points, rng: Generator) -> Points:
    """Longer by a tail of up to a sixth of the drawing that turns to either side."""
    line = _even(line)
    recent = line[-4:]
    if len(recent) < 2:
        return line
    heading = float(np.arctan2(*(recent[-1] - recent[0])[::-1]))
    by = rng.triangular(0.03, 0.06, 0.17)
    steps = max(2, round(by / 0.02))
    turn = rng.normal(0, 1.3)
    headings = heading + turn * np.arange(1, steps + 1) / steps
    moves = np.stack([np.cos(headings), np.sin(headings)], 1) * (by / steps)
    return np.concatenate([line, line[-1] + np.cumsum(moves, axis=0)])


def _simplified(line: Points, tolerance: float) -> Points:
    """Fewest points within a tolerance (Douglas and Peucker, 1973)."""
    if len(line) < 3:
        return line
    start, chord = line[0], line[-1] - line[0]
    length = float(np.hypot(*chord))
    if length < 1e-9:
        away = np.hypot(*(line - start).T)
    else:
        x, y = (line - start).T
        away = np.abs(chord[0] * y - chord[1] * x) / length
    farthest = int(away.argmax())
    if away[farthest] <= tolerance:
        return line[[0, -1]]
    before = _simplified(line[: farthest + 1], tolerance)
    return np.concatenate([before[:-1], _simplified(line[farthest:], tolerance)])
