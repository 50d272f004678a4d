"""Where one digit of a number may end and the next begin.

Heuristic over-segmentation (LeCun, Bottou, Bengio and Haffner 1998, Gradient-based
learning applied to document recognition, section V): ink is cut into pieces, each of
them part of one digit, and each run of a few neighbouring pieces is a candidate for a
digit. Which candidates are digits is for the network to say.

Pieces of a drawing are its strokes, from left to right, see `stroke_pieces`. A picture
is cut in several ways, of which some cross each other, see `picture_pieces`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import FloatArray

Floats = NDArray[np.float64]

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


@dataclass(frozen=True)
class Mark:
    """A sign of a number that is no digit, see `marks`.

    Attributes:
        sign: "-", "." or ",".
        middle: from left to right, in heights of the number.
    """

    sign: str
    middle: float


class Pieces(Protocol):
    """Ink in pieces, from left to right."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Signs that stand beside the pieces, from left to right."""

    @property
    def plain(self) -> Pieces | None:
        """The pieces if these signs are none; None if there are no signs."""

    @property
    def count(self) -> int:
        """Number of the last cut, which is the ink's right end; 0 is its left end."""

    @property
    def cuts(self) -> Floats:
        """(count - 1,) float64: ink that each cut but these crosses, in heights of the
        number; 0 where nothing was cut."""

    def candidates(self) -> list[Candidate]:
        """What may be a digit, ordered by the first cut, then by the last; with ways
        from the left end to the right, and with all ink as one of them."""

    def image(self, begin: int, end: int) -> Image:
        """The ink between two cuts, in MNIST's format."""


class Row(Protocol):
    """Pieces that lie in a row."""

    @property
    def boxes(self) -> Floats:
        """(n, 4) float64: left, top, right, bottom of each."""

    @property
    def outlines(self) -> tuple[FloatArray, ...]:
        """n times (points, 2) float32: places x, y in its ink."""

    @property
    def most(self) -> int:
        """How many of them one digit may be made of."""


@dataclass(frozen=True)
class Candidate:
    """Ink that may be one digit.

    Attributes:
        begin, end: numbers of the cuts at its ends; in a row these are the numbers of
            its first piece and of the one after its last.
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


def candidates(pieces: Row) -> list[Candidate]:
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
                space = gap(boxes[begin:last], boxes[last]) / height
                gaps += space
                distances += (
                    distance(pieces.outlines[begin:last], pieces.outlines[last])
                    / height
                )
                is_run = is_run and space <= FAR and end - begin <= pieces.most
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


def thinned(points: FloatArray) -> FloatArray:
    """At most `MOST_POINTS` of a piece's places, (points, 2)."""
    return points[:: math.ceil(len(points) / MOST_POINTS)]


def _candidate(
    pieces: Row, begin: int, end: int, gaps: float, distances: float
) -> Candidate:
    own = pieces.boxes[begin:end]
    box = np.concatenate([own[:, :2].min(axis=0), own[:, 2:].max(axis=0)])
    height = height_of(pieces.boxes)
    beyond = min(end - begin, pieces.most) - 1
    return candidate(begin, end, box / height, beyond, gaps, distances)


def candidate(
    begin: int, end: int, box: Floats, beyond: int, gaps: float, distances: float
) -> Candidate:
    """A candidate with its layout.

    Args:
        box: see `Candidate`.
        beyond, gaps, distances: the second to fourth value of its layout.
    """
    wide, high = box[2:] - box[:2]
    layout = [
        1.0,
        beyond,
        min(gaps, APART),
        min(distances, APART),
        max(0.0, 1 - high),
        min(max(0.0, wide - high), APART),
    ]
    return Candidate(begin, end, box, np.array(layout))


def gap(before: Floats, box: Floats) -> float:
    """Between boxes and the next one, from left to right."""
    left, right = float(before[:, 0].min()), float(before[:, 2].max())
    return max(0.0, float(box[0]) - right, left - float(box[2]))


def distance(outlines: Sequence[FloatArray], own: FloatArray) -> float:
    """Between a piece and the nearest of those before it, from their places."""
    others = np.concatenate(outlines)
    steps = own[:, None, :].astype(np.float64) - others[None, :, :]
    return float(np.sqrt((steps**2).sum(axis=-1).min()))
