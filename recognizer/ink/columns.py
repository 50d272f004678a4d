"""Pieces of ink on a straight page: which are one number, in which row and column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]
"""(n, 4): left, top, right, bottom in pixels, the last two exclusive."""
Numbers = NDArray[np.intp]

ABREAST = 0.4
"""Pieces of one number overlap in height by this part of the lower one."""
TIED = 0.45
"""Digits nearer to each other than so many heights are one number."""
APART = 1.1
"""Digits farther from each other than so many heights are two numbers."""
RARE = 0.2
"""Between columns, no more than this part of the rows has ink."""
ROW = 0.3
"""How far the middle of a number lies from its row's, in heights of a digit."""
SAME_ROW = 0.8
"""Rows are farther from each other than so many heights."""
GUTTER = 0.5
"""Columns that share no row are farther from each other than so many heights."""


@dataclass(frozen=True)
class Placed:
    """A number's place.

    Attributes:
        pieces: indices of its pieces.
        row: from 0, from the top.
        column: from 0, from the left.
    """

    pieces: tuple[int, ...]
    row: int
    column: int


def place(boxes: Boxes, height: float) -> list[Placed]:
    """Put pieces of ink together to numbers, and these into rows and columns.

    Args:
        boxes: of the pieces, on a straight page.
        height: of a digit, in pixels.

    Returns:
        The numbers, row by row; no two of them in one cell.
    """
    if not len(boxes):
        return []
    words = _tied(boxes, height, TIED)
    rows = _rows(boxes, words, height)
    words, rows = _joined(boxes, words, rows, height)
    columns = _columns(_hulls(boxes, words), rows, height)
    cells: dict[tuple[int, int], list[int]] = {}
    for word, row, column in zip(words, rows, columns, strict=True):
        cells.setdefault((int(row), int(column)), []).extend(word)
    return [Placed(tuple(cells[cell]), *cell) for cell in sorted(cells)]


def _tied(boxes: Boxes, height: float, reach: float) -> list[list[int]]:
    """Groups of pieces abreast and near each other, each from left to right."""
    order = np.argsort(boxes[:, 0])
    group = np.arange(len(boxes))
    for position, one in enumerate(order):
        left, top, _, bottom = boxes[one]
        before = order[:position]
        others = boxes[before]
        overlap = np.minimum(bottom, others[:, 3]) - np.maximum(top, others[:, 1])
        lower = np.minimum(bottom - top, others[:, 3] - others[:, 1])
        near = (left - others[:, 2] <= reach * height) & (overlap >= ABREAST * lower)
        for other in before[near]:
            if group[other] != group[one]:
                group[group == group[other]] = group[one]
    return [
        [int(piece) for piece in order if group[piece] == number]
        for number in dict.fromkeys(group[order])
    ]


def _hulls(boxes: Boxes, words: list[list[int]]) -> Boxes:
    return np.array(
        [[*boxes[word, :2].min(axis=0), *boxes[word, 2:].max(axis=0)] for word in words]
    )


def _rows(boxes: Boxes, words: list[list[int]], height: float) -> Numbers:
    """Each word's row: the densest places of the middles, by mean shift.

    Comaniciu and Meer, 2002, Mean shift: a robust approach toward feature space
    analysis.
    """
    middles = np.array(
        [np.mean((boxes[word, 1] + boxes[word, 3]) / 2) for word in words]
    )
    places = middles.copy()
    for _ in range(30):
        nearness = np.exp(-(((places[:, None] - middles) / (ROW * height)) ** 2) / 2)
        places = (nearness @ middles) / nearness.sum(axis=1)
    order = np.argsort(places)
    steps = np.diff(places[order]) > SAME_ROW * height / 2
    rows = np.empty(len(words), np.intp)
    rows[order] = np.concatenate([[0], np.cumsum(steps)])
    return rows


def _joined(
    boxes: Boxes, words: list[list[int]], rows: Numbers, height: float
) -> tuple[list[list[int]], Numbers]:
    """Join words of a row that are not far apart, where no column ends between them."""
    hulls = _hulls(boxes, words)
    found: list[list[int]] = []
    row_of: list[int] = []
    for row in np.unique(rows):
        own = [word for word in np.argsort(hulls[:, 0]) if rows[word] == row]
        for number, word in enumerate(own):
            if number:
                before = own[number - 1]
                left, right = hulls[before, 2], hulls[word, 0]
                if right - left <= APART * height and not _is_gutter(
                    left, right, hulls, rows
                ):
                    found[-1].extend(words[word])
                    continue
            found.append(list(words[word]))
            row_of.append(int(row))
    return found, np.array(row_of, np.intp)


def _is_gutter(left: float, right: float, hulls: Boxes, rows: Numbers) -> bool:
    """Whether a gap goes on through the other rows that have ink on both sides."""
    middle = (left + right) / 2
    on_left = set(rows[hulls[:, 0] < middle].tolist())
    on_right = set(rows[hulls[:, 2] > middle].tolist())
    through = set(rows[(hulls[:, 0] < middle) & (hulls[:, 2] > middle)].tolist())
    both = on_left & on_right
    return len(both) > 1 and len(through) <= RARE * len(both)


def _columns(hulls: Boxes, rows: Numbers, height: float) -> Numbers:
    """Each word's column."""
    columns = np.zeros(len(hulls), np.intp)
    _split(np.arange(len(hulls)), hulls, rows, height, columns)
    order = {
        column: number
        for number, column in enumerate(
            sorted(
                set(columns.tolist()),
                key=lambda column: float(
                    np.median(hulls[columns == column][:, (0, 2)].mean(axis=1))
                ),
            )
        )
    }
    return np.array([order[column] for column in columns.tolist()], np.intp)


def _split(
    words: Numbers, hulls: Boxes, rows: Numbers, height: float, columns: Numbers
) -> None:
    """Part words at the emptiest place between them, until each row has one."""
    own = hulls[words]
    is_shared = len(np.unique(rows[words])) < len(words)
    edges = np.sort(np.concatenate([own[:, 0], own[:, 2]]))
    places = (edges[1:] + edges[:-1]) / 2
    widths = np.diff(edges)
    through = np.array(
        [((own[:, 0] < place) & (own[:, 2] > place)).sum() for place in places]
    )
    middles = own[:, (0, 2)].mean(axis=1)
    best: tuple[float, float] | None = None
    for place, width, count in zip(places, widths, through, strict=True):
        is_left = middles < place
        if not 0 < is_left.sum() < len(words):
            continue
        left_rows, right_rows = rows[words[is_left]], rows[words[~is_left]]
        common = len(np.intersect1d(left_rows, right_rows))
        if not is_shared and (count or width < GUTTER * height):
            continue
        if is_shared and not common:
            continue
        # Few words in the way, many rows parted, a wide gap: in this order.
        worth = common - 2.0 * count + min(width / height, 2.0)
        if best is None or worth > best[0]:
            best = worth, float(place)
    if best is None:
        return
    is_left = middles < best[1]
    columns[words[~is_left]] = columns.max() + 1
    _split(words[is_left], hulls, rows, height, columns)
    _split(words[~is_left], hulls, rows, height, columns)
