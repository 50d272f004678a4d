"""Paths from top to bottom of a picture that cross little ink, and the ink between."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import centre_lines
from recognizer.ink.strokes import FloatArray

MOST_CUT = 2.0
"""Ink that a path may cross, in widths of the pen."""
MOST_CUT_WIDE = 5.0
"""The same where a part is so wide that it is hardly one digit."""
WIDE = 0.9
"""How wide that is, in heights."""
LEAST_WIDTH = 0.3
"""Parts of a picture that are narrower, in heights, are not cut by paths."""
LEAST_LENGTH = 0.25
"""Of a stroke between two paths, in heights."""
SLOPE = 0.05
"""What a path's step to the side costs, in pixels of ink."""
DOUBLE = 0.2
"""What ink counts for a path where it is twice as thick as the pen, or thicker."""


def parts_between(ink: FloatArray, height: float, pen: float) -> NDArray[np.intp]:
    """The parts of connected ink between paths that cross little of it."""
    from scipy import ndimage

    connected, _count = ndimage.label(ink > 0, centre_lines.ALL_SIDES)
    found = np.zeros(ink.shape, np.intp)
    count = 0
    for number, place in enumerate(ndimage.find_objects(connected), start=1):
        own = connected[place] == number
        paths = _cuts(np.where(own, ink[place], np.float32(0)), height, pen)
        side = np.arange(own.shape[1])
        part = sum((side >= path[:, None] for path in paths), np.zeros(own.shape))
        found[place][own] = count + 1 + part[own].astype(np.intp)
        count += 1 + len(paths)
    return found


def _cuts(part: FloatArray, height: float, pen: float) -> list[NDArray[np.intp]]:
    """Where a connected part may be cut from top to bottom.

    Of all paths that go down a row at each step and a column aside at most, those
    through the middle row that cost the least, found by dynamic programming.

    Args:
        part: (rows, columns) float32, 0 to 1.
        height, pen: of the number, and width of its strokes, in pixels.

    Returns:
        From left to right: for each row the first column to the right of the cut.
    """
    rows, columns = part.shape
    if columns < LEAST_WIDTH * height:
        return []
    costs = part * _thinness(part, pen)
    down, up = _cheapest(costs), _cheapest(costs[::-1])[::-1]
    middle = rows // 2
    through = down[middle] + up[middle] - costs[middle]
    most = pen * (MOST_CUT_WIDE if columns > WIDE * height else MOST_CUT)
    paths = _paths(down, up, middle)
    before = np.pad(part.cumsum(axis=1), ((0, 0), (1, 0)))
    left = np.take_along_axis(before, paths, axis=1).sum(axis=0)
    least = LEAST_LENGTH * height * pen
    taken = [0.0, float(part.sum())]  # ink to the left of cuts
    found = []
    for column in np.argsort(through, kind="stable"):
        if through[column] > most:
            break
        if min(abs(left[column] - other) for other in taken) >= least:
            taken.append(float(left[column]))
            found.append(column)
    return [
        paths[:, column]
        for column in sorted(found, key=lambda column: float(left[column]))
    ]


def _thinness(part: FloatArray, pen: float) -> FloatArray:
    """1 where ink is as thick as the pen or thinner, down to `DOUBLE`."""
    from scipy import ndimage

    depth = ndimage.distance_transform_edt(np.pad(part > 0.5, 1))[1:-1, 1:-1]
    half = ndimage.maximum_filter(depth, max(3, round(pen) | 1))
    return np.asarray((2 - half / (pen / 2)).clip(DOUBLE, 1), np.float32)


def _cheapest(part: FloatArray) -> FloatArray:
    """The least ink that a path from the top row crosses, up to each pixel."""
    found = part.copy()
    for row in range(1, len(part)):
        above = found[row - 1]
        left, right = np.insert(above[:-1], 0, np.inf), np.append(above[1:], np.inf)
        aside = np.minimum(left, right) + np.float32(SLOPE)
        found[row] += np.minimum(above, aside)
    return found


def _paths(down: FloatArray, up: FloatArray, middle: int) -> NDArray[np.intp]:
    """The cheapest path through each pixel of a row.

    Returns:
        (rows, columns): where it is in each row, by its column in the middle row.
    """
    rows, columns = down.shape
    paths = np.empty((rows, columns), np.intp)
    paths[middle] = np.arange(columns)
    for costs, behind, ahead in (
        (down, range(middle, 0, -1), range(middle - 1, -1, -1)),
        (up, range(middle, rows - 1), range(middle + 1, rows)),
    ):
        for row, following in zip(behind, ahead, strict=True):
            at = paths[row]
            beside = np.stack([at, (at - 1).clip(0), (at + 1).clip(None, columns - 1)])
            cost = costs[following][beside]
            cost[1:] += np.float32(SLOPE)
            paths[following] = np.take_along_axis(beside, cost.argmin(0)[None], 0)[0]
    return paths
