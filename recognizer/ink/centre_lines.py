"""The middle lines of a pen's strokes, and the ink of each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recognizer.ink.strokes import FloatArray

Mask = NDArray[np.bool_]

SOLID = 0.35
"""Paler ink is the edge of a stroke."""
SPUR = 0.6
"""Ends of lines that are shorter, in widths of the pen, are the stroke's roughness."""
SHORT = 0.5
"""Lines between two crossings that are shorter are part of the crossing."""
MOST_SPURS = 4
"""Times that spurs are taken off."""

ROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
"""A pixel's neighbours, from the one above clockwise."""
ALL_SIDES = np.ones((3, 3))


def thinned(mask: Mask) -> Mask:
    """Thin ink until lines of single pixels are left (Zhang and Suen 1984)."""
    thin = mask.copy()
    while True:
        before = int(thin.sum())
        for removable in _REMOVABLE:
            thin &= ~removable[_codes(thin)]
        if int(thin.sum()) == before:
            return thin


def pen_width(ink: FloatArray) -> float:
    """Width of strokes in pixels: four times the mean distance from ink to paper.

    Args:
        ink: (height, width) float32, not all of it 0.
    """
    from scipy import ndimage

    is_ink = np.pad(ink > 0.5 * float(ink.max()), 1)
    return float(4 * ndimage.distance_transform_edt(is_ink)[is_ink].mean())


def strokes_of(ink: FloatArray, pen: float) -> NDArray[np.intp]:
    """Part ink where its middle lines cross or meet.

    Args:
        ink: (height, width) float32, 0 to 1, on a ground of 0.
        pen: width of the strokes, in pixels.

    Returns:
        (height, width): a number from 1 on for each part, 0 where there is no ink.
        Each pixel goes with the nearest line of the same connected ink.
    """
    from scipy import ndimage

    connected, count = ndimage.label(ink > 0, ALL_SIDES)
    lines = _lines(thinned(ink > SOLID), pen)
    number_of = np.zeros(int(lines.max()) + 1, np.intp)
    number_of[lines[lines > 0]] = connected[lines > 0]
    lines_in = np.bincount(number_of[1:], minlength=count + 1)
    found = connected + len(number_of)  # what has no line, or one, stays whole
    places = ndimage.find_objects(connected)
    for number in np.flatnonzero(lines_in > 1):
        place = places[number - 1]
        own = connected[place] == number
        line = np.where(own, lines[place], 0)
        nearest = ndimage.distance_transform_edt(
            line == 0, return_distances=False, return_indices=True
        )
        found[place][own] = line[tuple(nearest)][own]
    return np.where(connected, found, 0).astype(np.intp)


def _lines(thin: Mask, pen: float) -> NDArray[np.intp]:
    """Number the lines between crossings and ends, without the shortest."""
    from scipy import ndimage

    for _ in range(MOST_SPURS):
        ways = _WAYS[_codes(thin)] * thin
        is_crossing = thin & ndimage.binary_dilation(ways >= 3, ALL_SIDES)
        lines, count = ndimage.label(thin & ~is_crossing, ALL_SIDES)
        beside = lines[ndimage.binary_dilation(is_crossing, ALL_SIDES)]
        lengths = np.bincount(lines.reshape(-1), minlength=count + 1)
        meets = np.bincount(beside, minlength=count + 1) > 0
        ends = np.bincount(lines[ways == 1], minlength=count + 1) > 0
        spurs = meets & ends & (lengths < SPUR * pen)
        spurs[0] = False
        if not spurs.any():
            break
        thin = thinned(thin & ~spurs[lines])
    is_short = meets & (lengths < SHORT * pen)
    return np.where(is_short[lines], 0, lines).astype(np.intp)


def _codes(mask: Mask) -> NDArray[np.uint8]:
    """Which of a pixel's eight neighbours are set, a bit for each."""
    rows, columns = mask.shape
    padded = np.pad(mask, 1).astype(np.uint8)
    codes = np.zeros(mask.shape, np.uint8)
    for bit, (down, right) in enumerate(ROUND):
        moved = padded[1 + down : 1 + down + rows, 1 + right : 1 + right + columns]
        codes |= moved << bit
    return codes


def _ways_of(code: int) -> int:
    """How many lines lead away from a pixel with these neighbours."""
    near = [code >> bit & 1 for bit in range(8)]
    return sum(near[bit - 1] < near[bit] for bit in range(8))


def _is_removable(code: int, first: bool) -> bool:
    """Whether Zhang and Suen's first or second step takes a pixel away."""
    above, _, right, _, below, _, left, _ = (code >> bit & 1 for bit in range(8))
    sides = (
        (above and right and below) or (right and below and left)
        if first
        else (above and right and left) or (above and below and left)
    )
    return 2 <= code.bit_count() <= 6 and _ways_of(code) == 1 and not sides


_WAYS = np.array([_ways_of(code) for code in range(256)])
_REMOVABLE = tuple(
    np.array([_is_removable(code, first) for code in range(256)])
    for first in (True, False)
)
