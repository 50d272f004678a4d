"""Pieces of ink, and which of them make up a digit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.ink.strokes import FloatArray

Labels = NDArray[np.int32]
Mask = NDArray[np.bool_]

MOST_PIECES = 150
"""The largest ones are looked at."""
SPECK = 0.02
"""Pieces below this part of the largest one's area are dirt, or belong to a digit."""
NEAR = 0.17
"""Pieces nearer to each other than this part of the larger one's long side make up
one digit: a bar of a 5 that does not touch, a pencil's line that breaks."""
STACKED = 0.1
"""The same for tall pieces of which one stands above the other, as a word does above a
digit."""
INNER = 0.06
"""Long side of what is looked at rather than what touches the picture's border, at
least, in the picture's short sides."""
FILLING, STROKE = 0.2, 0.15
"""A stroke that may be looked at though it touches the border has so long a side at
least and is nowhere wider, in the picture's short sides."""
TALL = 0.5
"""Height of a tall piece, at least, in heights of the other one."""
WIDEST = 1.5
"""A digit's width at most, in its heights: what is wider are letters that touch."""


@dataclass(frozen=True)
class Group:
    """Pieces that make up a digit.

    Attributes:
        pieces: their numbers.
        box: left, top, right, bottom in pixels, the last two exclusive.
        mass: sum of the ink.
        at_border: whether it goes on beyond the picture.
        is_word: whether it has more large pieces than a digit, or is wider.
    """

    pieces: tuple[int, ...]
    box: tuple[int, int, int, int]
    mass: float
    at_border: bool
    is_word: bool

    @property
    def side(self) -> int:
        """The long side of its box, in pixels."""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top)


def groups(ink: FloatArray) -> tuple[Labels, list[Group]]:
    """Put pieces of ink that belong together into groups.

    Pieces that go on beyond the picture, such as a table's edge, are groups of their
    own.

    Args:
        ink: (height, width), above 0 where there is ink.

    Returns:
        The number of each pixel's piece, 0 where there is none; and the groups.
    """
    from scipy import ndimage

    labels, count = ndimage.label(ink > 0, np.ones((3, 3)))
    if not count:
        return labels, []
    masses = np.bincount(labels.reshape(-1), ink.reshape(-1), minlength=count + 1)
    boxes = boxes_of(labels)
    height, width = ink.shape
    edge = (boxes[:, :2] == 0).any(1) | (boxes[:, 2:] == (width, height)).any(1)
    order = np.argsort(masses)[::-1][:MOST_PIECES]
    order = order[masses[order] > SPECK * SPECK * masses.max()]
    group_of = np.arange(len(boxes))
    _join(group_of, boxes, labels, order[~edge[order]])
    found = []
    for number in np.unique(group_of[order]):
        members = order[group_of[order] == number]
        corners = (*boxes[members, :2].min(axis=0), *boxes[members, 2:].max(axis=0))
        left, top, right, bottom = (int(corner) for corner in corners)
        found.append(
            Group(
                tuple(map(int, members)),
                (left, top, right, bottom),
                float(masses[members].sum()),
                bool(edge[members].any()),
                _has_many(masses[members]) or right - left > WIDEST * (bottom - top),
            )
        )
    return labels, found


def _has_many(masses: FloatArray) -> bool:
    """Whether more of the pieces are large than those of a digit."""
    return bool((masses > 0.1 * masses.sum()).sum() > 3)


def without_border(
    dark: FloatArray, low: float, plainer: float = math.inf
) -> FloatArray:
    """Without the pieces that go on beyond the picture, if any others are left.

    Args:
        low: what is above it is ink.
        plainer: a stroke stays that is so many times darker than all others, as one
            that touches the border of the picture that it fills.
    """
    from scipy import ndimage

    labels, count = ndimage.label(dark > low, np.ones((3, 3)))
    boxes = boxes_of(labels)
    sides = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    sides, touches = sides / min(dark.shape), _touching(labels, count)
    is_inner = ~touches & (sides > INNER)
    if not is_inner.any():
        return dark
    numbers = np.arange(1, count + 1)
    darkness = np.append(0, ndimage.mean(dark, labels, numbers))
    plainest = plainer * darkness[is_inner].max()
    stays = touches & (sides > FILLING) & (darkness > plainest)
    for number in np.flatnonzero(stays):
        stays[number] = _width(labels == number) < STROKE * min(dark.shape)
    return np.where((touches & ~stays)[labels], 0, dark)


def _width(piece: Mask) -> float:
    """Of a piece where it is widest, in pixels; it goes on beyond the border."""
    from scipy import ndimage

    inside = ndimage.distance_transform_edt(np.pad(piece, 1, mode="edge"))
    return 2 * float(inside.max())


def at_border(mask: Mask) -> Mask:
    """The pixels of pieces that touch the picture's border, (height, width)."""
    from scipy import ndimage

    labels, count = ndimage.label(mask, np.ones((3, 3)))
    return np.asarray(_touching(labels, count)[labels])


def _touching(labels: Labels, count: int) -> Mask:
    """Which pieces touch the picture's border, (count + 1,)."""
    touches = np.zeros(count + 1, bool)
    for side in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        touches[side] = True
    touches[0] = False
    return touches


def boxes_of(labels: Labels) -> NDArray[np.intp]:
    """Left, top, right, bottom of each piece, (count + 1, 4)."""
    from scipy import ndimage

    slices = ndimage.find_objects(labels)
    found = np.zeros((len(slices) + 1, 4), np.intp)
    for number, (rows, columns) in enumerate(slices, start=1):
        found[number] = columns.start, rows.start, columns.stop, rows.stop
    return found


def _join(
    group_of: NDArray[np.intp],
    boxes: NDArray[np.intp],
    labels: Labels,
    order: NDArray[np.intp],
) -> None:
    """Give pieces near each other the number of the heaviest of them.

    Args:
        order: the pieces, the heaviest first.
    """
    widths, heights = (boxes[:, 2 + n] - boxes[:, n] for n in (0, 1))
    sides = np.maximum(heights, np.minimum(widths, WIDEST * heights))
    for place, piece in enumerate(order):
        others = order[:place]
        part = np.where(_are_stacked(boxes[piece], boxes[others]), STACKED, NEAR)
        reach = part * np.maximum(sides[others], sides[piece])
        is_near = gaps(boxes[piece], boxes[others]) <= reach
        for other, most in zip(others[is_near], reach[is_near], strict=True):
            if group_of[other] == group_of[piece]:
                continue
            if _distance(boxes, labels, piece, other) <= most:
                group_of[group_of == group_of[piece]] = group_of[other]


def _are_stacked(box: NDArray[np.intp], boxes: NDArray[np.intp]) -> Mask:
    """Whether a piece and each of others are tall, and one is above the other."""
    height, heights = box[3] - box[1], boxes[:, 3] - boxes[:, 1]
    are_tall = np.minimum(heights, height) >= TALL * np.maximum(heights, height)
    are_apart = (boxes[:, 1] >= box[3]) | (box[1] >= boxes[:, 3])
    return np.asarray(are_tall & are_apart)


def _distance(boxes: NDArray[np.intp], labels: Labels, piece: int, other: int) -> float:
    """Distance between two pieces, in pixels."""
    from scipy.spatial import cKDTree

    places = []
    for number in (piece, other):
        left, top, right, bottom = boxes[number]
        found = np.argwhere(labels[top:bottom, left:right] == number)
        found += np.array([top, left])
        places.append(found[:: max(1, len(found) // 3_000)])
    return float(cKDTree(places[0]).query(places[1])[0].min())


def gaps(box: NDArray[np.intp], boxes: NDArray[np.intp]) -> NDArray[np.float64]:
    """Distance between a box and others; 0 where they overlap."""
    across = np.maximum(boxes[:, 0] - box[2], box[0] - boxes[:, 2]).clip(0)
    down = np.maximum(boxes[:, 1] - box[3], box[1] - boxes[:, 3]).clip(0)
    return np.asarray(np.hypot(across, down))
