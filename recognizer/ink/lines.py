"""Straight lines in a picture, as they are printed on paper.

They are found by the Hough transform (Duda and Hart, 1972, Use of the Hough
transformation to detect lines and curves in pictures), once for lines across the
picture and once for lines down it. What is a line here is thin, and goes on to the
picture's border or is one of several: a digit's own strokes are no such lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recognizer.ink.strokes import FloatArray

Mask = NDArray[np.bool_]

STEEPEST = 0.6
"""Slope of a line against the picture's side; phones are held about upright."""
SLOPES = 241
MOST_PIXELS = 30_000
"""Of the thin pixels so many are looked at, evenly chosen."""
MOST_LINES = 120
CROSSED = 4
"""So near to a line, in pixels, another one is crossed by it."""
FREE = 0.3
"""Where less of a line is not crossed, as on millimetre paper, it is taken as it is."""
COVERED = 0.45
"""Part of a line's way through the picture that is printed."""
PARTS = 8
"""A line is looked at in so many parts of its way."""
FAMILY = 3
"""So many lines of one direction are printed, wherever they end."""


@dataclass(frozen=True)
class Line:
    """A straight line: y = at + slope · x, or x = at + slope · y if it goes down.

    x and y are in pixels, from the picture's middle.
    """

    slope: float
    at: float
    goes_down: bool


def find_lines(mask: Mask) -> list[Line]:
    """Printed lines among what is darker than the paper.

    Args:
        mask: (height, width), of thin dark things.
    """
    across, down = _across(mask, False), _across(mask.T, True)
    return [
        line
        for lines, others in ((across, down), (down, across))
        for line in _lasting(lines, others, mask)
    ]


def _lasting(lines: list[Line], others: list[Line], mask: Mask) -> list[Line]:
    """Lines that are there between those which cross them, too.

    A stroke that printed lines cross is no line because of them.
    """
    from scipy import ndimage

    crossed = np.zeros(mask.shape, bool)
    for other in others:
        crossed[_places(other, mask.shape, CROSSED)] = True
    near = ndimage.maximum_filter(mask, 3)
    found = []
    for line in lines:
        middle = _places(line, mask.shape, 0)
        free = ~crossed[middle]
        parts = np.linspace(0, PARTS, free.size, endpoint=False).astype(np.intp)
        counts = np.bincount(parts[free], near[middle][free], minlength=PARTS)
        ways = np.bincount(parts[free], minlength=PARTS)
        is_there = (counts > COVERED * np.maximum(ways, 1)).sum() >= PARTS / 2
        if is_there or free.mean() < FREE:
            found.append(line)
    return found


def middles(line: Line, shape: tuple[int, ...]) -> FloatArray:
    """The rows of a line across a picture of a shape, or the columns of one down it.

    Returns:
        (length,) float32, in pixels from the picture's top or left, beyond it too.
    """
    height, length = shape[::-1] if line.goes_down else shape
    along = np.arange(length) - (length - 1) / 2
    return np.asarray(line.at + line.slope * along + (height - 1) / 2, np.float32)


def places(
    rows: FloatArray, reach: int, shape: tuple[int, ...], goes_down: bool
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the pixels that lie near a line.

    Args:
        rows: (length,), as `middles` gives them.
        reach: how near, in pixels.
        shape: of the picture.
    """
    height = shape[1] if goes_down else shape[0]
    across = np.rint(rows).astype(np.intp)[:, None] + np.arange(-reach, reach + 1)
    inside = (across >= 0) & (across < height)
    along = np.broadcast_to(np.arange(len(rows))[:, None], across.shape)[inside]
    return (along, across[inside]) if goes_down else (across[inside], along)


def _places(
    line: Line, shape: tuple[int, ...], reach: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return places(middles(line, shape), reach, shape, line.goes_down)


def _across(mask: Mask, goes_down: bool) -> list[Line]:
    height, length = mask.shape
    rows, columns = np.nonzero(mask)
    if len(rows) < length / 4:
        return []
    weight = max(1.0, len(rows) / MOST_PIXELS)
    chosen = np.linspace(0, len(rows) - 1, round(len(rows) / weight)).astype(np.intp)
    y = rows[chosen] - (height - 1) / 2
    x = columns[chosen] - (length - 1) / 2
    slopes = np.linspace(-STEEPEST, STEEPEST, SLOPES)
    low = -int(np.ceil(height / 2 + STEEPEST * length / 2)) - 1
    bins = -2 * low + 1
    votes = np.zeros((SLOPES, bins))
    _vote(votes, x, y, slopes, low, weight)
    left, right = _ends(slopes[:, None], np.arange(bins) + low, height, length)
    ways = right - left
    needed = np.where(ways >= 0.3 * length, COVERED * ways, np.inf)
    taken = np.ones(len(x), bool)
    found: list[tuple[Line, bool]] = []
    for _ in range(MOST_LINES):
        best = int(np.argmax(votes / needed))
        number, place = divmod(best, bins)
        if votes[number, place] < needed[number, place]:
            break
        slope, at = float(slopes[number]), float(place + low)
        near = taken & (np.abs(y - slope * x - at) <= 2)
        reaches = _reaches_the_end(x[near], slope, at, height, length, weight)
        if reaches is not None:
            found.append((Line(slope, at, goes_down), reaches))
        gone = np.flatnonzero(near)
        _vote(votes, x[gone], y[gone], slopes, low, -weight)
        votes[number, place] = 0
        taken[gone] = False
    return [
        line
        for line, reaches in found
        if reaches or _relatives(line, [other for other, _ in found]) >= FAMILY
    ]


def _vote(
    votes: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    slopes: NDArray[np.float64],
    low: int,
    weight: float,
) -> None:
    """Add each pixel to all lines through it, one or two pixels wide."""
    for number, slope in enumerate(slopes):
        places = np.rint(y - slope * x).astype(np.intp) - low
        votes[number] += weight * np.bincount(places, minlength=votes.shape[1])


def _ends(
    slopes: NDArray[np.float64] | float,
    places: NDArray[np.int64] | float,
    height: int,
    length: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The columns in which lines enter and leave the picture, from its middle."""
    half = (height - 1) / 2
    slope = np.where(np.abs(slopes) < 1e-9, 1e-9, slopes)
    ends = np.stack([(-half - places) / slope, (half - places) / slope])
    ends = np.clip(ends, -length / 2, length / 2)
    return ends.min(axis=0), ends.max(axis=0)


def _reaches_the_end(
    x: NDArray[np.float64],
    slope: float,
    at: float,
    height: int,
    length: int,
    weight: float,
) -> bool | None:
    """Whether a line goes on to where it leaves the picture; None if it is no line."""
    left, right = (float(end) for end in _ends(slope, at, height, length))
    counts = np.histogram(x, PARTS, (left, max(right, left + 1)))[0] * weight
    covered = counts > COVERED * (right - left) / PARTS
    if covered.sum() < PARTS / 2:
        return None
    return bool(covered[0] or covered[-1])


def _relatives(line: Line, others: list[Line]) -> int:
    """How many lines go in about the same direction, itself included."""
    alike = (other.at for other in others if abs(line.slope - other.slope) < 0.12)
    return 1 + sum(high - low > CROSSED for low, high in pairwise(sorted(alike)))
