"""The strokes of a drawing, as pieces of the digits that they may be parts of."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace

import numpy as np

from recognizer.errors import BlankDrawing, SingleDot
from recognizer.ink import marks, mnist_format, segmentation
from recognizer.ink.mnist_format import Image
from recognizer.ink.segmentation import (
    MOST_PIECES,
    Candidate,
    Floats,
    Mark,
    height_of,
    thinned,
)
from recognizer.ink.strokes import Drawing, FloatArray, Stroke, is_dot

MOST_STROKES = 4
"""Strokes of one digit; of UNIPEN's 10,934 training digits one has more."""
LEAST_LINE = 0.5
"""Height of a line of a drawing, in heights of the highest."""
PAPER = 0.1
"""Between two lines, in heights of the highest."""


@dataclass(frozen=True)
class StrokePieces:
    """The strokes of a drawing as pieces; see `segmentation.Pieces`.

    Attributes:
        parts: each piece's stroke, and the dots that belong to it.
        marks: see `segmentation.Pieces`.
        with_marks: the drawing with its signs; None if there are none.
    """

    parts: tuple[Drawing, ...]
    boxes: Floats
    outlines: tuple[FloatArray, ...]
    marks: tuple[Mark, ...] = ()
    with_marks: Drawing | None = None

    @property
    def plain(self) -> StrokePieces | None:
        """The pieces if its signs are none; None if there are no signs."""
        return None if self.with_marks is None else _all_of(self.with_marks)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.parts)

    @property
    def cuts(self) -> Floats:
        """Nothing is cut."""
        return np.zeros(len(self.parts) - 1)

    def candidates(self) -> list[Candidate]:
        """Runs of strokes."""
        return segmentation.candidates(self)

    @property
    def most(self) -> int:
        """How many of them one digit may be made of."""
        return MOST_STROKES

    def drawing(self, begin: int, end: int) -> Drawing:
        """The strokes of pieces from `begin` to before `end`."""
        parts = self.parts[begin:end]
        return Drawing(tuple(stroke for part in parts for stroke in part.strokes))

    def image(self, begin: int, end: int) -> Image:
        """The strokes redrawn in MNIST's format."""
        return mnist_format.to_image(self.drawing(begin, end))


def of_drawing(drawing: Drawing) -> StrokePieces:
    """The strokes of a drawing, from left to right; a dot goes with the nearest one.

    Strokes that lie above or under each other stay in the order in which they were
    drawn; groups of them that lie side by side are ordered from left to right. So the
    bar of a 7 that was drawn last stands with its 7.

    Raises:
        BlankDrawing, SingleDot: if there is nothing to recognise.
    """
    if not drawing.strokes:
        raise BlankDrawing
    if is_dot(drawing):
        raise SingleDot
    boxes = np.array([_box_of(stroke) for stroke in drawing.strokes])
    signs = _signs(drawing, boxes)
    if not signs:
        return _all_of(drawing)
    digits = [stroke for n, stroke in enumerate(drawing.strokes) if n not in signs]
    pieces = _all_of(Drawing(tuple(digits)))
    found = marks.placed(signs, boxes, height_of(pieces.boxes))
    return replace(pieces, marks=found, with_marks=drawing)


def _signs(drawing: Drawing, boxes: Floats) -> dict[int, str]:
    """Which strokes are signs, see `marks.find`."""
    found = marks.find(boxes)
    if not found:
        return {}
    lines = [thinned(stroke.points) for stroke in drawing.strokes]
    height = height_of(boxes)
    return {
        number: sign
        for number, sign in found.items()
        if marks.is_clear(lines[number], lines[:number] + lines[number + 1 :], height)
    }


def _all_of(drawing: Drawing) -> StrokePieces:
    """All strokes as pieces of digits.

    Args:
        drawing: not all of it one dot.
    """
    is_long = [not is_dot(Drawing((stroke,))) for stroke in drawing.strokes]
    if not 0 < sum(is_long) <= MOST_PIECES:  # dots all over the place, or a scribble
        outline = np.concatenate([stroke.points for stroke in drawing.strokes])
        boxes = np.concatenate(drawing.box)[None].astype(np.float64)
        return StrokePieces((drawing,), boxes, (thinned(outline),))
    lines = list(itertools.compress(drawing.strokes, is_long))
    boxes = np.array([_box_of(stroke) for stroke in lines])
    order = _left_to_right(boxes)
    outlines = tuple(thinned(lines[number].points) for number in order)
    parts = [[lines[number]] for number in order]
    places = np.concatenate(outlines)
    owners = np.repeat(np.arange(len(parts)), [len(each) for each in outlines])
    for stroke, is_line in zip(drawing.strokes, is_long, strict=True):
        if not is_line:
            away = ((places - stroke.points[0]) ** 2).sum(axis=1)
            parts[owners[away.argmin()]].append(stroke)
    return StrokePieces(
        tuple(Drawing(tuple(part)) for part in parts),
        boxes[order],
        outlines,
    )


def lines(drawing: Drawing) -> list[Drawing]:
    """Lines of numbers, from top to bottom; one unless several are plainly there.

    Lines are parted by paper that no stroke crosses, and each is at least half as high
    as the highest, so that the bar of a 5 does not make a line.
    """
    if len(drawing.strokes) < 2:
        return [drawing]
    boxes = np.array([_box_of(stroke) for stroke in drawing.strokes])
    found: list[list[int]] = []
    reach = -math.inf
    for number in np.argsort(boxes[:, 1], kind="stable").tolist():
        if boxes[number, 1] > reach:
            found.append([])
        found[-1].append(number)
        reach = max(reach, float(boxes[number, 3]))
    heights = [height_of(boxes[line]) for line in found]
    gaps = [
        boxes[under, 1].min() - boxes[above, 3].max()
        for above, under in itertools.pairwise(found)
    ]
    highest = max(heights)
    if min(heights) < LEAST_LINE * highest or min(gaps, default=0) < PAPER * highest:
        return [drawing]
    lines = [Drawing(tuple(drawing.strokes[n] for n in sorted(line))) for line in found]
    return [drawing] if any(map(is_dot, lines)) else lines


def _box_of(stroke: Stroke) -> Floats:
    return np.concatenate(stroke.box).astype(np.float64)


def _left_to_right(boxes: Floats) -> list[int]:
    """Numbers of boxes: columns of them from left to right, each in its own order."""
    columns: list[list[int]] = []
    reach = -math.inf
    for number in sorted(range(len(boxes)), key=lambda number: float(boxes[number, 0])):
        if boxes[number, 0] > reach:
            columns.append([])
        columns[-1].append(number)
        reach = max(reach, float(boxes[number, 2]))
    return [number for column in columns for number in sorted(column)]
