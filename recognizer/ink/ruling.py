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

INVISIBLE = 1e-6
"""How dark print is at least, in a mixture of colours that does not show it."""
WIDEST = 0.012
"""Lines are narrower, in short sides of the picture."""
DARKER = 1.4
"""Ink on a printed line is so many times darker than it."""
STEEPEST = 0.6
"""Slope of a line against the picture's side; phones are held about upright."""
SLOPES = 241
MOST_PIXELS = 30_000
"""Of the thin pixels so many are looked at, evenly chosen."""
MOST_LINES = 120
CROSSED = 8
"""Pixels of a line at which another one crosses it."""
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


@dataclass(frozen=True)
class Print:
    """The printed lines of a picture.

    Attributes:
        lines: where they are.
        thin: (height, width), of thin dark things.
        width: of the widest line, in pixels.
    """

    lines: list[Line]
    thin: Mask
    width: int

    def levels(self, dark: FloatArray) -> FloatArray:
        """How dark the print is of the line that a pixel lies on, see `print_of`."""
        return print_of(self.lines, dark, self.thin, self.width + 2)

    def taken_from(self, dark: FloatArray, low: float) -> FloatArray:
        """Take the lines away where no stroke crosses them.

        Args:
            dark: (height, width), how much of the paper's light is missing.
            low: what is above it is ink or print.
        """
        from scipy import ndimage

        if not self.lines:
            return dark
        mask, printed = dark > low, self.levels(dark)
        rest = (mask & (printed == 0)).astype(np.uint8)
        crossing = mask & (ndimage.grey_closing(rest, self.width + 5) > 0)
        taken = (dark <= DARKER * printed) & ~crossing
        return np.asarray(np.where(taken, 0, dark), np.float32)


def find_print(dark: FloatArray, low: float) -> Print:
    """Find printed lines.

    Args:
        dark: (height, width), how much of the paper's light is missing.
        low: what is above it is ink or print.
    """
    from scipy import ndimage

    width = max(3, round(min(dark.shape) * WIDEST))
    # Half as dark, not at the threshold, where blur makes a faint line twice as wide.
    thin = (dark > low) & (2 * ndimage.grey_opening(dark, width + 1) < dark)
    return Print(find_lines(thin), thin, width)


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


def print_of(
    lines: list[Line], dark: FloatArray, mask: Mask, width: float
) -> FloatArray:
    """How dark the print is of the line that a pixel lies on.

    Args:
        dark: (height, width), how much of the paper's light is missing.
        mask: (height, width), of thin dark things.
        width: of the lines, in pixels.

    Returns:
        (height, width) float32, above 0 on lines and 0 beside them; the darkest where
        lines cross.
    """
    found = np.zeros_like(dark)
    for line in lines:
        middle = _places(line, dark.shape, 1)
        printed = dark[middle][mask[middle]]
        places = _places(line, dark.shape, width)
        # Ink may run along a line, but not along most of it.
        level = float(np.median(printed)) if printed.size else 0.0
        found[places] = np.maximum(found[places], max(level, INVISIBLE))
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
