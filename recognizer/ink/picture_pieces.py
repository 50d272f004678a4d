"""Where a picture of a number may be cut into digits.

Connected ink is cut in two ways (Casey and Lecolinet 1996, A survey of methods and
strategies in character segmentation):

- where the middle lines of its strokes cross or meet, as if a pen had lifted there
  (Chen and Wang 2000, Segmentation of single- or multiple-touching handwritten numeral
  string using background and foreground analysis);
- along paths from top to bottom that cross the least ink. Ink that is thicker than the
  pen counts less there: two strokes lie side by side.

Both give parts in an order from left to right, and each place in the order is a cut:
some ink lies to the left of it, the rest to the right. The cuts of both are the nodes
of one lattice; a candidate is the ink between two of them, one of which lies to the
left of the other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recognizer.errors import BlankDrawing
from recognizer.ink import centre_lines, ink_paths, marks, mnist_format, segmentation
from recognizer.ink.mnist_format import Image
from recognizer.ink.segmentation import (
    FAR,
    MOST_PIECES,
    WIDEST,
    Candidate,
    Floats,
    Mark,
    height_of,
    thinned,
)
from recognizer.ink.strokes import FloatArray

Parts = NDArray[np.intp]
"""(height, width): number of a pixel's part, 0 where there is no ink."""
Mask = NDArray[np.bool_]

TALL = 200
"""Height of the picture that is cut, at most, in pixels: a higher one is reduced."""
MOST_CUTS = 60
"""Of a picture. Of more, those that cross the least ink are taken."""
MOST_STROKES = 300
"""Of a picture: where more lines meet, it is no writing, and paths alone cut it."""
MOST_PARTS = 6
"""Separate parts of a picture that one digit may be made of."""
LEAST_SIDE = 0.12
"""Smaller parts of a picture, in heights, belong to the digit they are nearest to."""
LEAST_DIGIT = 0.35
"""Long side of a digit, in heights of the number."""
LEAST_LINE = 0.3
"""Length of a digit's strokes, in heights of the number."""
THICKEST = 0.2
"""Of strokes, in heights: thicker ink is a blot."""
SAME = 0.06
"""Cuts between which there is less ink are one; in heights, of a stroke."""
ASTRAY = 0.04
"""So much ink may lie to the left of one cut but not of the next, and is part of the
digits on both sides. Less of it, apart from the rest of a digit, is none of it."""


@dataclass(frozen=True)
class InkPieces:
    """A picture and its cuts; see `segmentation.Pieces`.

    Attributes:
        whole: (height, width) float32, 0 to 1: the picture.
        ink: the same, reduced.
        atoms: number of a pixel's atom, the smallest parts that cuts make; as `ink`.
        boxes: (atoms, 4) float64: left, top, right, bottom of each.
        lefts: (count + 1, atoms) bool: which lie to the left of each cut, ordered by
            how much ink that is, from none to all.
        crossed: (count + 1,) float64, ink that each cut crosses, in pixels.
        height: of the number, in pixels of `ink`.
        pen: width of its strokes, in pixels of `ink`.
        marks: see `segmentation.Pieces`.
        with_marks: `whole` with the ink of its signs; None if there are none.
    """

    whole: FloatArray
    ink: FloatArray
    atoms: Parts
    boxes: Floats
    lefts: Mask
    crossed: Floats
    height: float
    pen: float
    marks: tuple[Mark, ...] = ()
    with_marks: FloatArray | None = None

    @property
    def plain(self) -> InkPieces | None:
        """The pieces if its signs are none; None if there are no signs."""
        if self.with_marks is None:
            return None
        _connected, boxes = _connected_parts(self.with_marks)
        return _all_of(self.with_marks, height_of(boxes))

    @property
    def count(self) -> int:
        """Number of the last cut."""
        return len(self.lefts) - 1

    @property
    def cuts(self) -> Floats:
        """Ink that they cross, in heights of the number."""
        return self.crossed[1:-1] / self.height

    def between(self, begin: int, end: int) -> Mask:
        """(atoms,): which lie between two cuts."""
        return np.asarray(self.lefts[end] & ~self.lefts[begin])

    def picture(self, begin: int, end: int) -> FloatArray:
        """The ink between two cuts, without what has gone astray, cut to its box."""
        if (begin, end) == (0, self.count):
            return self.whole
        return self._parts(begin, end).picture

    def image(self, begin: int, end: int) -> Image:
        """The ink shrunk to MNIST's format."""
        return mnist_format.from_ink(self.picture(begin, end)).image

    def candidates(self) -> list[Candidate]:
        """The ink between two cuts that may be one digit, and all of it."""
        line = self.height * self.pen
        masses = np.bincount(self.atoms.reshape(-1), self.ink.reshape(-1))[1:]
        left = self.lefts @ masses
        common = (self.lefts * masses) @ self.lefts.T
        found = []
        for begin in range(self.count):
            for end in range(begin + 1, self.count + 1):
                astray = left[begin] - common[begin, end]
                enough = left[end] - common[begin, end] >= LEAST_LINE * line
                if (begin, end) == (0, self.count):
                    found.append(self._candidate(begin, end))
                elif enough and astray <= ASTRAY * line:
                    candidate = self._candidate(begin, end)
                    if candidate is not None:
                        found.append(candidate)
        return [each for each in found if each is not None]

    def _candidate(self, begin: int, end: int) -> Candidate | None:
        """None if it cannot be one digit; all ink always may."""
        is_all = (begin, end) == (0, self.count)
        around = self._box(begin, end)
        if not is_all and around[2] - around[0] > WIDEST * self.height:
            return None
        parts = self._parts(begin, end)
        box = np.concatenate([parts.boxes[:, :2].min(0), parts.boxes[:, 2:].max(0)])
        if not is_all and (box[2:] - box[:2]).max() < LEAST_DIGIT * self.height:
            return None
        if not is_all and len(parts.boxes) > MOST_PARTS:
            return None
        gaps = distances = 0.0
        for number in range(1, min(len(parts.boxes), MOST_PIECES)):
            before = slice(0, number)
            gap = segmentation.gap(parts.boxes[before], parts.boxes[number])
            if gap > FAR * self.height and not is_all:
                return None
            gaps += gap / self.height
            outlines = parts.outlines[before]
            away = segmentation.distance(outlines, parts.outlines[number])
            distances += away / self.height
        beyond = len(parts.boxes) - 1
        return segmentation.candidate(
            begin, end, box / self.height, beyond, gaps, distances
        )

    def _box(self, begin: int, end: int) -> Floats:
        boxes = self.boxes[self.between(begin, end)]
        return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])

    def _parts(self, begin: int, end: int) -> _Parts:
        left, top, right, bottom = self._box(begin, end).astype(int).tolist()
        cut = (slice(top, bottom), slice(left, right))
        is_own = np.concatenate([[False], self.between(begin, end)])[self.atoms[cut]]
        least = ASTRAY * self.height * self.pen
        ink = np.where(is_own, self.ink[cut], np.float32(0))
        return _parts_of(ink, (left, top), least)


@dataclass(frozen=True)
class _Parts:
    """Ink that may be a digit, in its connected parts from left to right.

    Attributes:
        picture: cut to its box.
        boxes: (n, 4), see `segmentation.Row`; in the picture that it is from.
        outlines: of each.
    """

    picture: FloatArray
    boxes: Floats
    outlines: tuple[FloatArray, ...]


def _parts_of(ink: FloatArray, corner: tuple[int, int], least: float) -> _Parts:
    """Connected parts with at least so much ink; the one with the most in any case.

    Args:
        corner: of the ink in the picture that it is from.
    """
    from scipy import ndimage

    labels, count = ndimage.label(ink > 0, centre_lines.ALL_SIDES)
    masses = np.bincount(labels.reshape(-1), ink.reshape(-1), minlength=count + 1)
    is_kept = masses >= least
    is_kept[0] = False
    is_kept[masses.argmax()] = True
    places = ndimage.find_objects(labels)
    boxes = np.array([_box_in(place) for place in places])
    kept = sorted(np.flatnonzero(is_kept) - 1, key=lambda n: boxes[n, [0, 2]].sum())
    left, top = boxes[kept, :2].min(axis=0).astype(int)
    right, bottom = boxes[kept, 2:].max(axis=0).astype(int)
    cut = (slice(top, bottom), slice(left, right))
    outlines = []
    for number in kept:
        rows, columns = np.nonzero(labels[places[number]] == number + 1)
        place = (boxes[number, :2] + corner).astype(np.float32)
        outlines.append(thinned(np.stack([columns, rows], axis=1) + place))
    picture = np.where(is_kept[labels[cut]], ink[cut], np.float32(0))
    return _Parts(picture, boxes[kept] + np.tile(corner, 2), tuple(outlines))


def of_ink(ink: FloatArray) -> InkPieces:
    """Cut a picture wherever one digit may end and the next begin.

    Parts so small that they cannot be a digit go with the nearest that is not, unless
    they may be signs.

    Args:
        ink: (height, width) float32, 0 to 1, ink bright on a ground that is exactly 0,
            as `photos.find_ink` gives it.

    Raises:
        BlankDrawing: if no pixel is above 0.
    """
    if not (ink > 0).any():
        raise BlankDrawing
    connected, boxes = _connected_parts(ink)
    signs = marks.find(boxes, centre_lines.pen_width(ink)) if len(boxes) > 1 else {}
    if not signs:
        return _all_of(ink, height_of(boxes))
    is_sign = np.isin(connected, [number + 1 for number in signs])
    height = height_of(np.delete(boxes, list(signs), axis=0))
    pieces = _all_of(np.where(is_sign, np.float32(0), ink), height)
    found = marks.placed(signs, boxes, height)
    return replace(pieces, marks=found, with_marks=ink)


def _all_of(ink: FloatArray, tall: float) -> InkPieces:
    """All ink in pieces of digits.

    Args:
        ink: not all of it ground.
        tall: height of the number, in its pixels.
    """
    from scipy import ndimage

    small = _reduced(ink, math.ceil(tall / TALL))
    connected, boxes = _connected_parts(small)
    height = height_of(boxes)
    is_large = (boxes[:, 2:] - boxes[:, :2]).max(axis=1) >= LEAST_SIDE * height
    pen = min(centre_lines.pen_width(small), THICKEST * height)
    if is_large.sum() > MOST_PIECES:
        return _cut(ink, small, [(small > 0).astype(np.intp)], height, pen)
    large = np.flatnonzero(is_large)
    nearest = np.arange(len(boxes))
    for number in np.flatnonzero(~is_large):
        nearest[number] = large[np.argmin(_between(boxes[number], boxes[large]))]
    is_small = np.concatenate([[False], ~is_large])[connected]
    parts = []
    for each in (
        centre_lines.strokes_of(small, pen),
        ink_paths.parts_between(small, height, pen),
    ):
        if len(np.unique(each)) > MOST_STROKES:
            continue
        first = ndimage.minimum(each, connected, nearest + 1).astype(np.intp)
        joined = np.concatenate([[0], first])[connected]
        parts.append(_ordered(np.where(is_small, joined, each)))
    parts = parts or [(small > 0).astype(np.intp)]
    return _cut(ink, small, parts, height, pen)


def _connected_parts(ink: FloatArray) -> tuple[Parts, Floats]:
    """The number of each pixel's connected part, and the boxes of the parts."""
    from scipy import ndimage

    connected, _count = ndimage.label(ink > 0, centre_lines.ALL_SIDES)
    places = ndimage.find_objects(connected)
    return connected, np.array([_box_in(place) for place in places])


def _reduced(ink: FloatArray, factor: int) -> FloatArray:
    """Averaged over square cells of so many pixels along a side."""
    rows, columns = (-side % factor for side in ink.shape)
    padded = np.pad(ink, ((0, rows), (0, columns)))
    cells = padded.reshape(len(padded) // factor, factor, -1, factor)
    small = cells.mean(axis=(1, 3))
    return np.asarray(small / small.max(), np.float32)


def _ordered(parts: Parts) -> Parts:
    """Number parts by their middles, from left to right."""
    from scipy import ndimage

    numbers = np.unique(parts[parts > 0])
    columns = np.broadcast_to(np.arange(parts.shape[1]), parts.shape)
    middles = ndimage.mean(columns, parts, numbers)
    new = np.zeros(int(numbers[-1]) + 1, np.intp)
    new[numbers[np.argsort(middles, kind="stable")]] = np.arange(1, len(numbers) + 1)
    return new[parts]


def _cut(
    whole: FloatArray,
    ink: FloatArray,
    parts: Sequence[Parts],
    height: float,
    pen: float,
) -> InkPieces:
    """All cuts between parts that are numbered from left to right."""
    from scipy import ndimage

    is_ink = ink > 0
    numbers, own = np.unique(
        np.stack([each[is_ink] for each in parts], axis=1), axis=0, return_inverse=True
    )
    own = own.reshape(-1)
    atoms = np.zeros(ink.shape, np.intp)
    atoms[is_ink] = own + 1
    masses = np.bincount(own, ink[is_ink])
    lefts = np.concatenate(
        [column <= np.arange(column.max() + 1)[:, None] for column in numbers.T]
    )
    beside = _beside(atoms, ink, len(numbers))
    crossed = ((lefts @ beside) * ~lefts).sum(axis=1)
    is_end = lefts.all(axis=1) | ~lefts.any(axis=1)
    kept: list[int] = []
    for number in np.lexsort((crossed, ~is_end)):
        ink_between = (lefts[kept] ^ lefts[number]) @ masses
        if len(kept) <= MOST_CUTS and (ink_between > SAME * height * pen).all():
            kept.append(int(number))
    kept.sort(key=lambda number: float(lefts[number] @ masses))
    boxes = np.array([_box_in(place) for place in ndimage.find_objects(atoms)])
    return InkPieces(whole, ink, atoms, boxes, lefts[kept], crossed[kept], height, pen)


def _beside(atoms: Parts, ink: FloatArray, count: int) -> Floats:
    """How much ink each two atoms have side by side, (count, count), in pixels."""
    found = np.zeros((count + 1, count + 1))
    for axis in (0, 1):
        along, across = np.moveaxis(atoms, axis, 0), np.moveaxis(ink, axis, 0)
        pairs = along[1:], along[:-1]
        np.add.at(found, pairs, np.minimum(across[1:], across[:-1]))
    return np.asarray((found + found.T)[1:, 1:])


def _box_in(place: tuple[slice, slice]) -> Floats:
    rows, columns = place
    return np.array([columns.start, rows.start, columns.stop, rows.stop], np.float64)


def _between(box: Floats, boxes: Floats) -> Floats:
    """Distance between a box and others; 0 where they overlap."""
    apart = np.maximum(boxes[:, :2] - box[2:], box[:2] - boxes[:, 2:]).clip(0)
    return np.asarray(np.hypot(*apart.T))
