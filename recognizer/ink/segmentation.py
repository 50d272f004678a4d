"""Where one digit of a number may end and the next begin.

Heuristic over-segmentation (LeCun, Bottou, Bengio and Haffner 1998, Gradient-based
learning applied to document recognition, section V): ink is cut into pieces, each of
them part of one digit, and each run of a few neighbouring pieces is a candidate for a
digit. Which candidates are digits is for the network to say.

Pieces of a drawing are its strokes. Pieces of a picture are its connected parts, cut
where a path from top to bottom crosses little ink.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recognizer.errors import BlankDrawing, SingleDot
from recognizer.ink import mnist_format
from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing, FloatArray, Stroke, is_dot

Floats = NDArray[np.float64]

MOST_STROKES = 4
"""Strokes of one digit; of UNIPEN's 10,934 training digits one has more."""
MOST_PARTS = 6
"""Parts of a picture that one digit may have been cut into."""
WIDEST = 1.6
"""Runs of pieces that are wider, in heights of the number, are of several digits."""
MOST_PIECES = 40
"""What falls into more is not read as a number, so that time is bounded."""
FAR = 0.6
"""Neighbours further apart, in heights of the number, are of two digits."""
APART = 1.5
"""Lengths that count as this many heights, however much longer they are."""
FLAT = 3.0
"""A number is at least one such part as high as its widest piece is wide."""
ABREAST = 0.35
"""Digits whose middles are at least so far apart, in heights, stand side by side."""
SAME_PLACE = 0.15
"""Pieces whose middles are nearer, in heights, cannot be two digits."""
MOST_POINTS = 64
"""Of a piece, that are looked at to see how near it comes to another one."""

LAYOUT = 6
"""Length of `Candidate.layout`."""
NEIGHBOURS = 6
"""Length of what `neighbours` gives."""

LEAST_LINE = 0.5
"""Height of a line of a drawing, in heights of the highest."""
PAPER = 0.1
"""Between two lines, in heights of the highest."""
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


class Pieces(Protocol):
    """Ink in pieces, from left to right."""

    @property
    def boxes(self) -> Floats:
        """(n, 4) float64: left, top, right, bottom of each."""

    @property
    def outlines(self) -> tuple[FloatArray, ...]:
        """n times (points, 2) float32: places x, y in its ink."""

    @property
    def cuts(self) -> Floats:
        """(n - 1,) float64: ink that was crossed to part neighbours, 0 where nothing
        was cut; in the boxes' unit."""

    @property
    def most(self) -> int:
        """How many of them one digit may be made of."""

    def image(self, begin: int, end: int) -> Image:
        """Pieces from `begin` to before `end`, in MNIST's format."""


@dataclass(frozen=True)
class Candidate:
    """A run of pieces that may be one digit.

    Attributes:
        begin, end: numbers of its first piece and of the one after its last.
        box: (4,) float64: left, top, right, bottom, in heights of the number.
        layout: (6,) float64, how its pieces lie: 1; pieces beyond the first; sum of the
            gaps between them from left to right; sum of the distances from each to
            those before it; how far it is lower than the number; how far it is wider
            than high. All but the first two in heights of the number.
    """

    begin: int
    end: int
    box: Floats
    layout: Floats


def candidates(pieces: Pieces) -> list[Candidate]:
    """Runs of up to four pieces that lie near each other, and all pieces together.

    Args:
        pieces: at least one.

    Returns:
        Ordered by their first piece, then by their last; with every single piece, so
        that there is a way from the first piece to the last.
    """
    boxes, count = pieces.boxes, len(pieces.boxes)
    if count > MOST_PIECES:
        return [_candidate(pieces, 0, count, 0.0, 0.0)]
    height = height_of(boxes)
    found = []
    for begin in range(count):
        gaps = distances = 0.0
        is_run = True
        for end in range(begin + 1, count + 1):
            last = end - 1
            if last > begin:
                gap = _gap(boxes[begin:last], boxes[last]) / height
                gaps += gap
                distances += _distance(pieces.outlines, begin, last) / height
                is_run = is_run and gap <= FAR and end - begin <= pieces.most
                wide = boxes[begin:end, 2].max() - boxes[begin:end, 0].min()
                is_run = is_run and wide <= WIDEST * height
            if is_run or (begin, end) == (0, count):
                found.append(_candidate(pieces, begin, end, gaps, distances))
            elif begin:
                break
    return found


def neighbours(left: Candidate, right: Candidate, cut: float) -> Floats | None:
    """How two candidates lie to each other that would be two digits.

    Args:
        cut: ink that was crossed to part them, in heights of the number.

    Returns:
        (6,) float64: how far they overlap from left to right; how little the second's
        middle lies to the right of the first's, 0 for digits side by side; how
        different their heights, upper edges and lower edges are; the cut. Lengths are
        in heights of the number. None if they lie in one place.
    """
    a, b = left.box, right.box
    step = (b[0] + b[2]) / 2 - (a[0] + a[2]) / 2
    if step < SAME_PLACE:
        return None
    overlap = min(a[2], b[2]) - max(a[0], b[0])
    return np.array(
        [
            overlap,
            1 - step / ABREAST,
            abs((a[3] - a[1]) - (b[3] - b[1])),
            abs(a[1] - b[1]),
            abs(a[3] - b[3]),
            cut,
        ]
    ).clip(0, APART)


def height_of(boxes: Floats) -> float:
    """Height of a number, from its pieces' boxes: that of the highest piece."""
    wide, high = (boxes[:, 2:] - boxes[:, :2]).max(axis=0)
    return max(float(high), float(wide) / FLAT, 1e-6)


def _candidate(
    pieces: Pieces, begin: int, end: int, gaps: float, distances: float
) -> Candidate:
    own = pieces.boxes[begin:end]
    height = height_of(pieces.boxes)
    box = np.concatenate([own[:, :2].min(axis=0), own[:, 2:].max(axis=0)]) / height
    wide, high = box[2:] - box[:2]
    layout = [
        1.0,
        min(end - begin, pieces.most) - 1,
        min(gaps, APART),
        min(distances, APART),
        max(0.0, 1 - high),
        min(max(0.0, wide - high), APART),
    ]
    return Candidate(begin, end, box, np.array(layout))


def _gap(before: Floats, box: Floats) -> float:
    """Between boxes and the next one, from left to right."""
    left, right = float(before[:, 0].min()), float(before[:, 2].max())
    return max(0.0, float(box[0]) - right, left - float(box[2]))


def _distance(outlines: Sequence[FloatArray], begin: int, piece: int) -> float:
    """Between a piece and the nearest of those before it."""
    own, others = outlines[piece], np.concatenate(outlines[begin:piece])
    steps = own[:, None, :].astype(np.float64) - others[None, :, :]
    return float(np.sqrt((steps**2).sum(axis=-1).min()))


# ------------------------------------------------------------------ drawings


@dataclass(frozen=True)
class StrokePieces:
    """The strokes of a drawing as pieces; see `Pieces`.

    Attributes:
        parts: each piece's stroke, and the dots that belong to it.
    """

    parts: tuple[Drawing, ...]
    boxes: Floats
    outlines: tuple[FloatArray, ...]
    cuts: Floats

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
    is_long = [not is_dot(Drawing((stroke,))) for stroke in drawing.strokes]
    if not 0 < sum(is_long) <= MOST_PIECES:  # dots all over the place, or a scribble
        outline = np.concatenate([stroke.points for stroke in drawing.strokes])
        box = np.concatenate([outline.min(axis=0), outline.max(axis=0)])
        boxes = box[None].astype(np.float64)
        return StrokePieces((drawing,), boxes, (_thinned(outline),), np.zeros(0))
    lines = list(itertools.compress(drawing.strokes, is_long))
    boxes = np.array([_box_of(stroke) for stroke in lines])
    order = _left_to_right(boxes)
    outlines = tuple(_thinned(lines[number].points) for number in order)
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
        np.zeros(len(parts) - 1),
    )


def lines(drawing: Drawing) -> list[Drawing]:
    """Lines of numbers, from top to bottom; one unless several are plainly there.

    Lines are parted by paper that no stroke crosses, and each is at least half as high
    as the highest, so that the bar of a 5 does not make a line.
    """
    if not drawing.strokes:
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
    low, high = stroke.points.min(axis=0), stroke.points.max(axis=0)
    return np.concatenate([low, high]).astype(np.float64)


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


def _thinned(points: FloatArray) -> FloatArray:
    return points[:: math.ceil(len(points) / MOST_POINTS)]


# ------------------------------------------------------------------ pictures


@dataclass(frozen=True)
class InkPieces:
    """The parts of a picture as pieces; see `Pieces`.

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
        outlines.append(_thinned(np.stack([columns, rows], axis=1) + corner))
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
