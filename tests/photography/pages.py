"""A page of numbers in rows and columns on paper, and a photo of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recognizer.ink.strokes import FloatArray
from tests.photography import camera, papers, scenes
from tests.photography.camera import View
from tests.photography.pens import BALLPOINT, FELT, PENCIL

LONG_SIDE = 2_000
"""Of the pictures, in pixels: a phone's 12 million are reduced to about so many."""
DIGIT_MM = (4.5, 7.5)
"""Heights of digits in lists and forms."""
BLUR = 0.00125
"""Standard deviation at most, in long sides: a tenth of a millimetre or two."""
PENS = (PENCIL, BALLPOINT, BALLPOINT, replace(FELT, widths=(0.5, 1.1)))

Digits = Mapping[int, Sequence[Sequence[FloatArray]]]
"""A writer's digits: by the digit, the lines of each that they wrote."""


@dataclass(frozen=True)
class Layout:
    """How the numbers of a page stand on it.

    Attributes:
        paper: a name in `papers`.
        rows: from and up to how many.
        columns: from and up to how many.
        lengths: from and up to how many digits a number has.
        empty: part of the cells that nothing is written in.
        alignment: of the numbers in their column: 0 left, 0.5 middle, 1 right.
        pitch: of the rows, in heights of a digit.
        rules: printed round the cells: "", "rows", "cells".
        is_grey: whether what is printed is pale.
    """

    paper: str
    rows: tuple[int, int]
    columns: tuple[int, int]
    lengths: tuple[int, int] = (2, 4)
    empty: float = 0.0
    alignment: float = 1.0
    pitch: float = 1.9
    rules: str = ""
    is_grey: bool = True


LAYOUTS: Mapping[str, Layout] = {
    "a sum on plain paper": Layout("white", (8, 14), (1, 1)),
    "columns on plain paper": Layout("white", (6, 9), (3, 3), empty=0.1),
    "columns on a crumpled sheet": Layout("crumpled", (5, 8), (2, 4), alignment=0),
    "lines of an exercise book": Layout("white", (8, 12), (2, 3), rules="rows"),
    "squared paper": Layout("squared", (6, 10), (3, 4), (1, 3), empty=0.15),
    "a form with black lines": Layout(
        "white", (6, 9), (4, 5), (1, 3), 0.25, 0.5, 2.1, "cells", is_grey=False
    ),
    "a form with grey lines": Layout(
        "recycled", (5, 7), (4, 6), (1, 4), 0.3, 0.5, 2.2, "cells"
    ),
    "coloured paper": Layout("coloured", (5, 8), (3, 3), (2, 5), alignment=0),
    "a ledger": Layout("banded", (7, 11), (3, 4), (2, 5), 0.15, rules="rows"),
    "a dense score sheet": Layout(
        "white", (10, 14), (6, 8), (1, 2), 0.2, 0.5, 1.8, "cells", is_grey=False
    ),
}


@dataclass(frozen=True)
class PagePhoto:
    """A photo of a page.

    Attributes:
        content: of the JPEG file.
        numbers: rows of what was written, "" where nothing was.
        places: (rows, columns, 2): x, y of the middle of each cell, in pixels.
    """

    content: bytes
    numbers: tuple[tuple[str, ...], ...]
    places: NDArray[np.float64]


def take(layout: Layout, digits: Digits, rng: Generator) -> PagePhoto:
    """Write numbers and take a photo of them.

    Args:
        digits: of one writer, at least one of each.
    """
    rows, columns = (
        int(rng.integers(low, high + 1)) for low, high in (layout.rows, layout.columns)
    )
    numbers = _choose(layout, rows, columns, rng)
    width = 1.05 * layout.lengths[1] + 1.1
    cell = np.array([width, layout.pitch])
    extent = cell * (columns, rows)
    shape, view, size = _seen_whole(extent, rng)
    corner = -extent / 2
    lines: list[FloatArray] = []
    for row, texts in enumerate(numbers):
        for column, text in enumerate(texts):
            where = corner + cell * (column, row)
            lines += _written(text, where, cell, layout, digits, rng)
    low, high = view.bounds()
    width_px, height_px = (int(side) for side in high - low)
    mm = size / rng.uniform(*DIGIT_MM)
    all_papers = {**papers.KNOWN, **papers.UNSEEN}
    plane = all_papers[layout.paper].paint((height_px, width_px), mm, rng)
    begin, step = corner * size - low, cell * size
    plane = _with_rules(plane, layout, begin, step, (rows, columns), mm, rng)
    pen = PENS[rng.integers(len(PENS))]
    placed = [(line * size - low).astype(np.float32) for line in lines]
    cover = pen.draw(placed, (height_px, width_px), mm, rng)[..., None]
    colour = np.array(pen.colours[rng.integers(len(pen.colours))], np.float32)
    plane = plane * (1 - cover) + colour * cover
    if rng.random() < 0.5:
        edges = np.concatenate([corner, -corner]) * size + np.tile(
            size * rng.uniform(0.8, 2, 2), 2
        ) * (-1, -1, 1, 1)
        plane = scenes.on_table(plane, edges - np.tile(low, 2), rng)
    seen = view.take(plane, low)
    lit = seen * camera.light(shape, bool(rng.random() < 0.5), rng)
    middles = [
        [corner + cell * (column + 0.5, row + 0.5) for column in range(columns)]
        for row in range(rows)
    ]
    places = view.seen(np.reshape(middles, (-1, 2)) * size)
    return PagePhoto(
        camera.expose(lit, rng, BLUR), numbers, places.reshape(rows, columns, 2)
    )


def _choose(
    layout: Layout, rows: int, columns: int, rng: Generator
) -> tuple[tuple[str, ...], ...]:
    """What is written; no row and no column is empty."""
    while True:
        is_empty = rng.random((rows, columns)) < layout.empty
        if not (is_empty.all(axis=0).any() or is_empty.all(axis=1).any()):
            break
    low, high = layout.lengths
    return tuple(
        tuple(
            ""
            if empty
            else "".join(map(str, rng.integers(0, 10, rng.integers(low, high + 1))))
            for empty in row
        )
        for row in is_empty
    )


def _seen_whole(
    extent: NDArray[np.float64], rng: Generator
) -> tuple[tuple[int, int], View, float]:
    """A picture that shows a table of an extent, in heights of a digit.

    Returns:
        The picture's shape, the view, and a digit's height in pixels.
    """
    short = round(LONG_SIDE * rng.choice([0.75, 0.75, 0.5625]))
    is_upright = extent[1] > extent[0]
    shape = (LONG_SIDE, short) if is_upright else (short, LONG_SIDE)
    view = View.choose(shape, (shape[1] / 2, shape[0] / 2), rng)
    around = extent / 2 + 0.6
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * around
    size = 200.0
    margin = 0.02 * short
    while True:
        seen = view.seen(corners * size)
        inside = (seen > margin) & (seen < np.array(shape[::-1]) - margin)
        if inside.all():
            return shape, view, size * rng.uniform(0.85, 1)
        size *= 0.97


def _written(
    text: str,
    corner: NDArray[np.float64],
    cell: NDArray[np.float64],
    layout: Layout,
    digits: Digits,
    rng: Generator,
) -> list[FloatArray]:
    """A number's lines, in heights of a digit."""
    lines: list[FloatArray] = []
    right = 0.0
    for character in text:
        kept = digits[int(character)]
        drawing = kept[int(rng.integers(len(kept)))]
        points = np.concatenate(drawing)
        low, high = points.min(axis=0), points.max(axis=0)
        height = float(rng.normal(1, 0.06))
        extent = high - low
        scale = height / max(float(extent[1]), float(extent[0]) / 1.2, 1e-6)
        up = rng.normal(0, 0.04)
        at = np.array([right, -scale * extent[1] + up])
        lines += [((line - low) * scale + at) for line in drawing]
        right += scale * float(extent[0]) + rng.uniform(0.12, 0.35)
    if not lines:
        return []
    width = right - 0.2
    free = max(cell[0] - 0.8 - width, 0.0)
    left = 0.4 + free * float(np.clip(layout.alignment + rng.normal(0, 0.06), 0, 1))
    base = (cell[1] + 1) / 2 - 0.05 + rng.normal(0, 0.05)
    where = corner + np.array([left, base])
    return [(line + where).astype(np.float32) for line in lines]


def _with_rules(
    plane: FloatArray,
    layout: Layout,
    corner: NDArray[np.float64],
    cell: NDArray[np.float64],
    count: tuple[int, int],
    mm: float,
    rng: Generator,
) -> FloatArray:
    """Print lines round the cells; those below rows go over the whole sheet."""
    if not layout.rules:
        return plane
    rows, columns = count
    height, width = plane.shape[:2]
    thick = max(rng.uniform(0.2, 0.4) * mm, 1)
    shade = rng.uniform(0.55, 0.75) if layout.is_grey else rng.uniform(0.1, 0.3)
    down, across = np.arange(height) + 0.5, np.arange(width) + 0.5
    end = corner + cell * (columns, rows)
    if layout.rules == "rows":
        numbers = np.arange(math.floor(-corner[1] / cell[1]), height / cell[1] + 1)
        x_cover = np.ones(width)
        y_cover = _cover(down, corner[1] + numbers * cell[1], thick)
        cover = y_cover[:, None] * x_cover[None, :]
    else:
        y_in = (down > corner[1] - thick / 2) & (down < end[1] + thick / 2)
        x_in = (across > corner[0] - thick / 2) & (across < end[0] + thick / 2)
        y_cover = _cover(down, corner[1] + np.arange(rows + 1) * cell[1], thick)
        x_cover = _cover(across, corner[0] + np.arange(columns + 1) * cell[0], thick)
        cover = np.maximum(y_cover[:, None] * x_in, x_cover[None, :] * y_in[:, None])
    tint = np.array([shade, shade, min(1.0, shade + 0.1 * layout.is_grey)])
    return np.asarray(plane * (1 - cover[..., None] * (1 - tint)), np.float32)


def _cover(places: NDArray[Any], middles: NDArray[Any], thick: float) -> NDArray[Any]:
    """How much of each pixel lines cover, 0 to 1."""
    distance = np.abs(places[:, None] - middles[None, :]).min(axis=1)
    return np.asarray(np.clip(thick / 2 + 0.5 - distance, 0, 1))
