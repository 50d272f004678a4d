"""The parts of a picture, as pieces of the digits that they may be parts of.

Connected ink is cut where a path from top to bottom crosses little of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.errors import BlankDrawing
from recognizer.ink import mnist_format
from recognizer.ink.mnist_format import Image
from recognizer.ink.segmentation import MOST_PIECES, Floats, height_of, thinned
from recognizer.ink.strokes import FloatArray

MOST_PARTS = 6
"""Parts of a picture that one digit may have been cut into."""
LEAST_SIDE = 0.12
"""Smaller parts of a picture, in heights, belong to the digit they are nearest to."""
THICKEST = 0.2
"""Of strokes, in heights: thicker ink is a blot."""
MOST_CUT = 1.7
"""Ink that a cut may cross, in widths of the pen: one stroke, aslant."""
MOST_CUT_WIDE = 3.4
"""The same where a part is so wide that it is hardly one digit: two strokes."""
WIDE = 0.9
"""How wide that is, in heights."""
LEAST_WIDTH = 0.3
"""Parts of a picture that are narrower, in heights, are not cut."""
LEAST_LENGTH = 0.35
"""Of a stroke between two cuts, in heights."""
SLOPE = 0.05
"""What a cut's step to the side costs, in pixels of ink."""


@dataclass(frozen=True)
class InkPieces:
    """The parts of a picture as pieces; see `segmentation.Pieces`.

    Attributes:
        ink: (height, width) float32, 0 to 1.
        numbers: (height, width) intp: 1 for the first piece, 0 where there is no ink.
    """

    ink: FloatArray
    numbers: NDArray[np.intp]
    boxes: Floats
    outlines: tuple[FloatArray, ...]
    cuts: Floats

    @property
    def most(self) -> int:
        """How many of them one digit may be made of."""
        return MOST_PARTS

    def picture(self, begin: int, end: int) -> FloatArray:
        """The ink of pieces from `begin` to before `end`, cut to their box."""
        left, top = self.boxes[begin:end, :2].min(axis=0).astype(int)
        right, bottom = self.boxes[begin:end, 2:].max(axis=0).astype(int)
        box = (slice(top, bottom), slice(left, right))
        numbers = self.numbers[box]
        is_own = (numbers > begin) & (numbers <= end)
        return np.where(is_own, self.ink[box], np.float32(0))

    def image(self, begin: int, end: int) -> Image:
        """The ink shrunk to MNIST's format."""
        return mnist_format.from_ink(self.picture(begin, end)).image


def of_ink(ink: FloatArray) -> InkPieces:
    """The connected parts of a picture, cut where they may be several digits.

    Parts so small that they cannot be a digit go with the nearest that is not.

    Args:
        ink: (height, width) float32, 0 to 1, ink bright on a ground that is exactly 0,
            as `photos.find_ink` gives it.

    Raises:
        BlankDrawing: if no pixel is above 0.
    """
    from scipy import ndimage

    labels, count = ndimage.label(ink > 0, np.ones((3, 3)))
    if not count:
        raise BlankDrawing
    places = ndimage.find_objects(labels)
    boxes = np.array([_box_in(place) for place in places])
    height = height_of(boxes)
    is_large = (boxes[:, 2:] - boxes[:, :2]).max(axis=1) >= LEAST_SIDE * height
    large = np.flatnonzero(is_large)
    if len(large) > MOST_PIECES:
        return _numbered(ink, (labels > 0).astype(np.intp), [0.0])
    numbers = np.zeros(ink.shape, np.intp)
    pen = min(_pen_width(ink), THICKEST * height)
    costs: list[float] = []  # of the cut before each piece
    piece_of = np.zeros(count + 1, np.intp)
    for number in large:
        place = places[number]
        own = labels[place] == number + 1
        cuts = _cuts(np.where(own, ink[place], np.float32(0)), height, pen)
        side = np.arange(own.shape[1])
        part = sum((side >= path[:, None] for _cost, path in cuts), np.zeros(own.shape))
        numbers[place][own] = len(costs) + 1 + part[own].astype(np.intp)
        piece_of[number + 1] = len(costs) + 1
        costs += [0.0, *(cost for cost, _path in cuts)]
    for number in np.flatnonzero(~is_large):
        nearest = large[np.argmin(_between(boxes[number], boxes[large]))]
        piece_of[number + 1] = piece_of[nearest + 1]
    return _numbered(ink, np.where(numbers, numbers, piece_of[labels]), costs)


def _numbered(
    ink: FloatArray, numbers: NDArray[np.intp], costs: Sequence[float]
) -> InkPieces:
    """Number pieces from left to right.

    Args:
        numbers: (height, width), any from 1 on.
        costs: of the cut before each piece that may be in `numbers`.
    """
    from scipy import ndimage

    places = dict(enumerate(ndimage.find_objects(numbers), start=1))
    boxes = {number: _box_in(place) for number, place in places.items() if place}
    order = sorted(boxes, key=lambda number: float(boxes[number][[0, 2]].sum()))
    new = np.zeros(len(costs) + 1, np.intp)
    new[order] = np.arange(1, len(order) + 1)
    outlines = []
    for number in order:
        place = places[number]
        rows, columns = np.nonzero(numbers[place] == number)
        corner = boxes[number][:2].astype(np.float32)
        outlines.append(thinned(np.stack([columns, rows], axis=1) + corner))
    cuts = [
        costs[right - 1] if right == left + 1 else 0.0
        for left, right in itertools.pairwise(order)
    ]
    return InkPieces(
        ink,
        new[numbers],
        np.array([boxes[number] for number in order]),
        tuple(outlines),
        np.array(cuts),
    )


def _box_in(place: tuple[slice, slice]) -> Floats:
    rows, columns = place
    return np.array([columns.start, rows.start, columns.stop, rows.stop], np.float64)


def _between(box: Floats, boxes: Floats) -> Floats:
    """Distance between a box and others; 0 where they overlap."""
    apart = np.maximum(boxes[:, :2] - box[2:], box[:2] - boxes[:, 2:]).clip(0)
    return np.asarray(np.hypot(*apart.T))


def _pen_width(ink: FloatArray) -> float:
    """Width of strokes in pixels: four times the mean distance from ink to paper."""
    from scipy import ndimage

    is_ink = np.pad(ink > 0.5 * float(ink.max()), 1)
    return float(4 * ndimage.distance_transform_edt(is_ink)[is_ink].mean())


def _cuts(
    part: FloatArray, height: float, pen: float
) -> list[tuple[float, NDArray[np.intp]]]:
    """Where a connected part may be cut from top to bottom.

    Of all paths that go down a row at each step and a column aside at most, those
    through the middle row that cross the least ink, found by dynamic programming.

    Args:
        part: (rows, columns) float32, 0 to 1.
        height, pen: of the number, and width of its strokes, in pixels.

    Returns:
        From left to right: how much ink is crossed, and for each row the first column
        to the right of the cut.
    """
    rows, columns = part.shape
    if columns < LEAST_WIDTH * height:
        return []
    down, up = _cheapest(part), _cheapest(part[::-1])[::-1]
    middle = rows // 2
    through = down[middle] + up[middle] - part[middle]
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
        (float(through[column]), paths[:, column])
        for column in sorted(found, key=lambda column: float(left[column]))
    ]


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
