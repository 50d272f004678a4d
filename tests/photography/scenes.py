"""A digit on paper, what lies around it, and a photo of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recognizer.ink.strokes import FloatArray
from recognizer.synthesis.figures import Strokes
from recognizer.synthesis.glyphs import LETTERS
from recognizer.synthesis.warps import write_varied
from tests.photography import camera
from tests.photography.camera import View
from tests.photography.papers import Paper
from tests.photography.pens import Pen

LONG_SIDES = (700, 1_300)
"""Of the pictures, in pixels; larger ones are reduced when they are opened."""


@dataclass(frozen=True)
class Around:
    """What a photo shows besides the digit and its paper."""

    writing: bool = False
    edge: bool = False
    shadow: bool = False

    @classmethod
    def choose(cls, rng: Generator) -> Around:
        """As often as it happens."""
        writing, edge, shadow = rng.random(3) < (0.3, 0.3, 0.35)
        return cls(bool(writing), bool(edge), bool(shadow))


@dataclass(frozen=True)
class Photo:
    """A photo of a digit.

    Attributes:
        content: of the JPEG file.
        around: what else it shows.
        boxes: (n, 4) of the digits that it shows: left, top, right and bottom of
            each one's lines, in pixels.
    """

    content: bytes
    around: Around
    boxes: NDArray[np.float64]


def take(
    digit: Sequence[FloatArray], paper: Paper, around: Around, rng: Generator
) -> Photo:
    """Write a digit on paper and take a photo.

    Args:
        digit: its lines, (n, 2) x and y, in any unit.
        around: what else there is to see.
    """
    shape = _choose_shape(rng)
    pen = paper.pens[rng.integers(len(paper.pens))]
    size = rng.uniform(0.2, 0.5 if around.writing else 0.7) * min(shape)
    mm = size / rng.uniform(*pen.heights)
    reach = 0.08 if around.writing else 0.9 * (0.5 - size / 2 / min(shape))
    middle = (0.5 + rng.uniform(-reach, reach, 2)) * shape[::-1]
    lines = _placed(digit, size, np.zeros(2))
    written = [*lines, *(_writing(lines, size, rng) if around.writing else ())]
    view = View.choose(shape, (middle[0], middle[1]), rng)
    return _photo(view, paper, pen, mm, size, written, [lines], around, rng)


def take_several(
    digits: Sequence[Sequence[FloatArray]], paper: Paper, rng: Generator
) -> Photo:
    """A photo of digits in a row, of one size, with space between them."""
    shape = _choose_shape(rng)
    pen = paper.pens[rng.integers(len(paper.pens))]
    size = 0.6 * min(min(shape), 1.4 * shape[1] / len(digits))
    size *= rng.uniform(0.6, 0.8)
    mm = size / rng.uniform(*pen.heights)
    places = (np.arange(len(digits)) - (len(digits) - 1) / 2) * 1.35 * size
    all_lines = [
        _placed(digit, size, np.array([place, rng.normal(0, 0.05) * size]))
        for digit, place in zip(digits, places, strict=True)
    ]
    view = View.choose(shape, (shape[1] / 2, shape[0] / 2), rng)
    written = [line for lines in all_lines for line in lines]
    return _photo(view, paper, pen, mm, size, written, all_lines, Around(), rng)


def _choose_shape(rng: Generator) -> tuple[int, int]:
    long = int(rng.integers(*LONG_SIDES))
    ratio = rng.choice([0.75, 0.75, 0.5625, 1])
    sides = (long, round(long * ratio))
    return sides if rng.random() < 0.6 else (sides[1], sides[0])


def _placed(
    drawing: Sequence[FloatArray], size: float, middle: NDArray[np.float64]
) -> list[FloatArray]:
    """Lines with their long side `size`, round a place."""
    points = np.concatenate(drawing)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = size / max(float((high - low).max()), 1e-6)
    return [
        ((line - (low + high) / 2) * scale + middle).astype(np.float32)
        for line in drawing
    ]


def _writing(lines: list[FloatArray], size: float, rng: Generator) -> list[FloatArray]:
    """Lines of letters above, below or beside the digit, smaller than it."""
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    found = []
    for side in rng.permutation(4)[: rng.integers(1, 4)]:
        height = rng.uniform(0.2, 0.5) * size
        gap = rng.uniform(0.3, 0.6) * size
        if side < 2:
            top = low[1] - gap - height if side == 0 else high[1] + gap
            found += _word(rng.uniform(-2, 0) * size, top, height, rng)
            continue
        word = _word(high[0] + gap, rng.uniform(low[1], high[1]), height, rng)
        if side == 3:
            right = max(float(line[:, 0].max()) for line in word)
            shift = np.array([low[0] - gap - right, 0], np.float32)
            word = [line + shift for line in word]
        found += word
    return found


def _word(left: float, top: float, height: float, rng: Generator) -> list[FloatArray]:
    found: list[FloatArray] = []
    for _ in range(int(rng.integers(2, 8))):
        letter: Strokes = write_varied(LETTERS[rng.integers(len(LETTERS))], rng)
        corner = np.min([line.min(axis=0) for line in letter], axis=0)
        placed = [(line - corner) * height + (left, top) for line in letter]
        found += [line.astype(np.float32) for line in placed]
        left = max(float(line[:, 0].max()) for line in placed) + 0.2 * height
    return found


def _photo(
    view: View,
    paper: Paper,
    pen: Pen,
    mm: float,
    size: float,
    written: Sequence[FloatArray],
    digits: Sequence[Sequence[FloatArray]],
    around: Around,
    rng: Generator,
) -> Photo:
    low, high = view.bounds()
    width, height = (int(side) for side in high - low)
    plane = paper.paint((height, width), mm, rng)
    lines = [(line - low).astype(np.float32) for line in written]
    cover = pen.draw(lines, (height, width), mm, rng)[..., None]
    colour = np.array(pen.colours[rng.integers(len(pen.colours))], np.float32)
    plane = plane * (1 - cover) + colour * cover
    if around.edge:
        points = np.concatenate([line for lines in digits for line in lines])
        edges = _edges(points, 0.35 * size, view, rng)
        plane = on_table(plane, edges - np.tile(low, 2), rng)
    seen = view.take(plane, low)
    lit = seen * camera.light(view.shape, around.shadow, rng)
    boxes = [view.seen(np.concatenate(lines)) for lines in digits]
    return Photo(
        camera.expose(lit, rng),
        around,
        np.array([[*box.min(axis=0), *box.max(axis=0)] for box in boxes]),
    )


def _edges(
    points: FloatArray, margin: float, view: View, rng: Generator
) -> NDArray[np.float64]:
    """Left, top, right and bottom of a sheet of which one or two edges are seen."""
    low, high = view.bounds()
    near = np.concatenate([points.min(axis=0) - margin, points.max(axis=0) + margin])
    far = np.concatenate([low, high])
    edges = np.concatenate([low - 9, high + 9])
    for side in rng.permutation(4)[: rng.integers(1, 3)]:
        edges[side] = near[side] + rng.uniform(0, 0.8) * (far[side] - near[side])
    return edges


def on_table(
    plane: FloatArray, edges: NDArray[np.float64], rng: Generator
) -> FloatArray:
    """Lay the sheet within edges on a table, with its shadow."""
    height, width = plane.shape[:2]
    colour = np.array(
        [(0.45, 0.3, 0.18), (0.2, 0.15, 0.12), (0.7, 0.58, 0.42), (0.25, 0.27, 0.3)][
            rng.integers(4)
        ]
    )
    grain = np.interp(
        np.linspace(0, 1, height), np.linspace(0, 1, 60), rng.normal(0, 0.08, 60)
    )
    fine = rng.normal(0, 0.03, (height, 1))
    table = colour * (1 + (grain[:, None] + fine) * np.ones((1, width)))[..., None]
    left, top, right, bottom = edges
    down, across = np.ogrid[0:height, 0:width]
    out = np.maximum(
        np.maximum(left - across, across - right), np.maximum(top - down, down - bottom)
    )
    table = table * (1 - 0.5 * np.exp(-np.clip(out, 0, None) / 12))[..., None]
    on_sheet = np.clip(0.5 - out, 0, 1)[..., None]
    return np.asarray(plane * on_sheet + table * (1 - on_sheet), np.float32)
