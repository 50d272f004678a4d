"""Printed lines: find them, and take them out where no ink crosses them.

Straight lines by the Hough transform (Duda and Hart, 1972, Use of the Hough
transformation to detect lines and curves in pictures), once for lines across the
picture and once for lines down it. What is a line here is thin, and goes on to the
picture's border or is one of several: a digit's own strokes are no such lines.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    return [*_across(mask, False), *_across(mask.T, True)]


def print_of(
    lines: list[Line], dark: FloatArray, mask: Mask, width: float
) -> FloatArray:
    """How dark the print is of the line that a pixel lies on.

    Args:
        dark: (height, width), how much of the paper's light is missing.
        mask: (height, width), of thin dark things.
        width: of the lines, in pixels.

    Returns:
        (height, width) float32, 0 beside lines; the darkest where lines cross.
    """
    found = np.zeros_like(dark)
    for line in lines:
        middle = _places(line, dark.shape, 1)
        printed = dark[middle][mask[middle]]
        places = _places(line, dark.shape, width)
        level = float(np.quantile(printed, 0.7)) if printed.size else 0.0
        found[places] = np.maximum(found[places], level)
    return found


def _places(
    line: Line, shape: tuple[int, ...], width: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the pixels that lie within a line of a width."""
    height, length = shape[::-1] if line.goes_down else shape
    along = np.arange(length)
    middle = line.at + line.slope * (along - (length - 1) / 2) + (height - 1) / 2
    reach = int(np.ceil(width / 2))
    across = np.rint(middle).astype(np.intp)[:, None] + np.arange(-reach, reach + 1)
    inside = (across >= 0) & (across < height)
    along = np.broadcast_to(along[:, None], across.shape)[inside]
    return (along, across[inside]) if line.goes_down else (across[inside], along)


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
    return sum(abs(line.slope - other.slope) < 0.12 for other in others)
