"""Transform a drawing, and leave out stages of preprocessing.

The demos that this project set out from squeeze the whole canvas to 28 × 28. Here each
stage that mends this can be switched off, so that its worth shows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.errors import BlankDrawing
from recognizer.ink import mnist_format, strokes
from recognizer.ink.mnist_format import CENTRE, SIZE, Image
from recognizer.ink.strokes import INK_SIZE, PEN_WIDTH, Drawing, Stroke
from recognizer.network.engine import FloatArray

REACH, STEP = 10, 2
"""Shifts of the heat map: -10 to 10 pixels, every second one."""


@dataclass(frozen=True)
class Stages:
    """Which stages of preprocessing are at work.

    Attributes:
        scaled: the ink is made 20 pixels long; else the canvas becomes 28 × 28.
        one_pen: strokes are redrawn with one pen; else with the one used.
        centred: moved by the centre of mass; else it stays where it was drawn.
    """

    scaled: bool = True
    one_pen: bool = True
    centred: bool = True


@dataclass(frozen=True)
class Transform:
    """What is done to a drawing, about the middle of its ink.

    Attributes:
        right, down: in pixels of 28 × 28, before preprocessing.
        turn: in degrees, clockwise.
        size: factor.
        pen: factor of the pen's width.
    """

    right: float = 0.0
    down: float = 0.0
    turn: float = 0.0
    size: float = 1.0
    pen: float = 1.0


def transformed(drawing: Drawing, transform: Transform, side: int) -> Drawing:
    """Move, turn and scale a drawing and change its pen.

    Args:
        side: of the canvas, in the drawing's pixels.
    """
    low, high = _extent(drawing)
    middle = (low + high) / 2
    angle = math.radians(transform.turn)
    turn = np.array(
        [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
    )
    move = np.array([transform.right, transform.down]) * side / SIZE
    return Drawing(
        tuple(
            Stroke(
                (
                    (each.points - middle) @ turn.T * transform.size + middle + move
                ).astype(np.float32),
                each.width * transform.pen,
            )
            for each in drawing.strokes
        )
    )


def picture(drawing: Drawing, stages: Stages, side: int) -> Image:
    """Bring a drawing to 28 × 28 with only some stages at work.

    Args:
        side: of the canvas, in the drawing's pixels.

    Returns:
        (28, 28) uint8; with all stages just what `preprocessing.from_strokes` gives.
        Blank if no ink lies on the sheet.

    Raises:
        BlankDrawing, SingleDot: if there is nothing to recognise.
    """
    ink = _ink(drawing, stages, side)
    return _laid(ink, _corner(drawing, ink, side), stages)


def shifted(
    drawing: Drawing, stages: Stages, side: int
) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """The drawing in many places: shifted by -10 to 10 pixels, down and to the right.

    Returns:
        The shifts (n,), and images (n, n, 28, 28) uint8: rows shift down, columns to
        the right.

    Raises:
        BlankDrawing, SingleDot: if there is nothing to recognise.
    """
    ink = _ink(drawing, stages, side)
    top, left = _corner(drawing, ink, side)
    shifts = np.arange(-REACH, REACH + 1, STEP)
    count = len(shifts)
    if stages.centred:  # by the ink alone, wherever it was drawn
        image = _laid(ink, (top, left), stages)
        return shifts, np.broadcast_to(image, (count, count, SIZE, SIZE))
    images = [
        [_laid(ink, (top + int(down), left + int(right)), stages) for right in shifts]
        for down in shifts
    ]
    return shifts, np.array(images)


def noisy(image: Image, amount: float, seed: int = 0) -> Image:
    """Add normal noise.

    Args:
        amount: its standard deviation, 0 to 1 (the range of grey levels).
        seed: the same one gives the same noise.
    """
    noise = np.random.default_rng(seed).normal(0, 255 * amount, image.shape)
    return np.clip(np.rint(image + noise), 0, 255).astype(np.uint8)


def _ink(drawing: Drawing, stages: Stages, side: int) -> FloatArray:
    """The ink and nothing round it, (height, width) float32, at most 1."""
    if stages.scaled and stages.one_pen:
        return strokes.redraw(drawing)
    if not drawing.strokes:
        raise BlankDrawing
    low, high = _extent(drawing)
    pen = max(stroke.width for stroke in drawing.strokes)
    longest = float((high - low).max()) + pen
    scale = INK_SIZE / longest if stages.scaled else SIZE / side
    widths = [PEN_WIDTH if stages.one_pen else s.width * scale for s in drawing.strokes]
    extent = (high - low) * scale + max(widths)
    width, height = (max(1, math.ceil(each - 1e-3)) for each in extent)
    margin = (np.array([width, height]) - extent + max(widths)) / 2
    lines = [
        ((stroke.points - low) * scale + margin).astype(np.float32)
        for stroke in drawing.strokes
    ]
    return strokes.draw_lines(lines, widths, (height, width))


def _corner(drawing: Drawing, ink: FloatArray, side: int) -> tuple[int, int]:
    """Row and column at which the ink lies where it was drawn."""
    low, high = _extent(drawing)
    x, y = (low + high) / 2 * SIZE / side
    height, width = ink.shape
    return round(float(y) - height / 2), round(float(x) - width / 2)


def _laid(ink: FloatArray, corner: tuple[int, int], stages: Stages) -> Image:
    """Lay ink on the sheet: by its centre of mass, or where the corner says."""
    if stages.centred:
        ink = _no_larger(ink)
        return (
            mnist_format.centre(ink) if ink.any() else np.zeros((SIZE, SIZE), np.uint8)
        )
    sheet = np.zeros((SIZE, SIZE), np.float32)
    here, there = [], []
    for start, length in zip(corner, ink.shape, strict=True):
        first, last = max(0, start), max(0, min(SIZE, start + length))
        here.append(slice(first, max(first, last)))
        there.append(slice(first - start, max(first, last) - start))
    sheet[here[0], here[1]] = ink[there[0], there[1]]
    peak = float(sheet.max())
    return mnist_format.to_grey_levels(sheet / peak if peak > 0 else sheet)


def _no_larger(ink: FloatArray) -> FloatArray:
    """Ink that fits the sheet, cut round its centre of mass where it does not."""
    parts = []
    for axis, length in enumerate(ink.shape):
        profile = ink.sum(axis=1 - axis)
        middle = float(profile @ np.arange(length) / profile.sum())
        start = int(np.clip(round(middle) - CENTRE, 0, max(0, length - SIZE)))
        parts.append(slice(start, start + SIZE))
    return ink[parts[0], parts[1]]


def _extent(drawing: Drawing) -> tuple[FloatArray, FloatArray]:
    points = np.concatenate([stroke.points for stroke in drawing.strokes])
    return points.min(axis=0), points.max(axis=0)
