"""Bring a drawing into MNIST's format, keeping every stage to be shown and tested.

MNIST's format, checked on all 60,000 training images: grey levels 0 to 255, ink
bright; aspect ratio kept; the ink's long side exactly 20 px; area averaging; divided
by its peak so that the brightest pixel is 255; moved by whole pixels so that the
centre of mass lies within half a pixel of (14, 14). References: LeCun et al., 1998,
Gradient-based learning applied to document recognition, p. 10; Yadav and Bottou,
2019, Cold case: the lost MNIST digits, section 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from recognizer.errors import BlankDrawing
from recognizer.ink import strokes
from recognizer.ink.strokes import INK_SIZE, Drawing, FloatArray

VERSION = 1
"""Raised with every change that gives other images; a bundle names the version that
it was trained with."""

SIZE = 28
CENTRE = 14

ENLARGED = 80
"""Pictures smaller than the ink's 20 px are first made about so long, in pixels."""
FADING = 0.2
"""Part of the grey levels at either end that an enlarged picture's soft edges lose."""

Image = NDArray[np.uint8]
"""(28, 28), grey levels 0 to 255, ink bright."""


@dataclass(frozen=True)
class Preprocessed:
    """A drawing on its way into MNIST's format.

    Attributes:
        cropped: (height, width) float32, 0 to 1: the ink and nothing round it.
        scaled: (height, width) float32, 0 to 1: long side 20. Pen strokes are
            redrawn with one pen width, pictures area-averaged.
        image: (28, 28) uint8: what the network is given.
    """

    cropped: FloatArray
    scaled: FloatArray
    image: Image


def from_strokes(drawing: Drawing) -> Preprocessed:
    """Bring pen strokes into MNIST's format.

    Raises:
        BlankDrawing, SingleDot: if there is nothing to recognise.
    """
    scaled = strokes.redraw(drawing)
    return Preprocessed(strokes.draw_on_canvas(drawing), scaled, centre(scaled))


def to_image(drawing: Drawing, pen_width: float = strokes.PEN_WIDTH) -> Image:
    """Bring pen strokes into MNIST's format, keeping nothing but the image.

    Args:
        pen_width: of the one pen that all strokes are redrawn with, in pixels of the
            image.

    Raises:
        BlankDrawing, SingleDot: if there is nothing to recognise.
    """
    return centre(strokes.redraw(drawing, pen_width))


def from_ink(ink: FloatArray) -> Preprocessed:
    """Bring a picture of ink into MNIST's format.

    Args:
        ink: (height, width) float32, ≥ 0, ink bright on an exactly black ground, as
            `pictures.find_ink` gives it.

    Raises:
        BlankDrawing: if no pixel is above 0.
    """
    cropped, scaled = shrink(ink)
    return Preprocessed(cropped / cropped.max(), scaled, centre(scaled))


def shrink(ink: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Cut to the ink and average areas so that its long side is 20 px.

    Returns:
        The cut picture, and the small one: float32, 0 to 1, peak 1, aspect ratio
        kept, its outer rows (or columns, along the long side) not blank at 8 bit.

    Raises:
        BlankDrawing: if no pixel is above 0.
    """
    cropped = _crop(ink)
    if max(cropped.shape) < INK_SIZE:
        cropped = _crop(_enlarge(cropped))
    while True:
        scaled = _average_areas(cropped)
        scaled /= scaled.max()
        long_axis = int(np.argmax(cropped.shape))
        visible = np.flatnonzero(to_grey_levels(scaled).any(axis=1 - long_axis))
        if visible[-1] - visible[0] + 1 == INK_SIZE:
            return cropped, scaled
        # A tip too faint to survive 8 bits would leave the ink short of 20 px.
        cell = cropped.shape[long_axis] / INK_SIZE
        kept = slice(round(visible[0] * cell), round((visible[-1] + 1) * cell))
        cropped = _crop(cropped[kept] if long_axis == 0 else cropped[:, kept])


def centre(scaled: FloatArray) -> Image:
    """Place ink in 28 × 28 by its centre of mass.

    Args:
        scaled: (height, width) float32, ≥ 0, not blank, both sides at most 28.

    Returns:
        (28, 28) uint8, peak 255, the centre of mass within half a pixel of (14, 14)
        in index coordinates. Ink so lopsided that this would push a part of it over
        the edge is moved as far as the edge.
    """
    grey = _crop(to_grey_levels(scaled / scaled.max()))
    mass = grey.astype(np.float64)
    image = np.zeros((SIZE, SIZE), np.uint8)
    place = []
    for axis, side in enumerate(grey.shape):
        profile = mass.sum(axis=1 - axis)
        middle = float(profile @ np.arange(side) / profile.sum())
        place.append(min(max(round(CENTRE - middle), 0), SIZE - side))
    top, left = place
    image[top : top + grey.shape[0], left : left + grey.shape[1]] = grey
    return image


def to_grey_levels(values: FloatArray) -> NDArray[np.uint8]:
    """Round 0 to 1 to grey levels 0 to 255."""
    return np.rint(values * 255).astype(np.uint8)


def _crop(ink: FloatArray | Image) -> FloatArray:
    mask = ink > 0
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        raise BlankDrawing
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32)


def _enlarge(small: FloatArray) -> FloatArray:
    """Enlarge by a whole factor, with round strokes instead of square pixels.

    Cubic splines through the pixels' middles (Unser, 1999, Splines: a perfect fit for
    signal and image processing), on a ground of 0.
    """
    factor = math.ceil(ENLARGED / max(small.shape))
    ink = np.pad(small / small.max(), 1)
    down, across = (_splines(side, factor) for side in ink.shape)
    large = down @ ink @ across.T
    return np.asarray(np.clip((large - FADING) / (1 - 2 * FADING), 0, 1), np.float32)


@cache
def _splines(side: int, factor: int) -> FloatArray:
    """Weight of each pixel in each of `factor` times as many, (side · factor, side)."""
    from scipy import ndimage

    each = np.eye(side, dtype=np.float32)
    return np.asarray(
        ndimage.zoom(each, (factor, 1), order=3, mode="grid-constant", grid_mode=True)
    )


def _average_areas(cropped: FloatArray) -> FloatArray:
    """Average over square cells, 20 of them along the long side.

    Along the short side the ink lies in the middle of a whole number of cells, so
    that the aspect ratio is exact.
    """
    cell = max(cropped.shape) / INK_SIZE
    down, across = (_overlap(side, cell) for side in cropped.shape)
    return np.asarray(down @ cropped @ across.T, np.float32)


def _overlap(side: int, cell: float) -> FloatArray:
    """Fraction of each cell that each pixel covers, (cells, side) float32."""
    n_cells = max(1, math.ceil(side / cell - 1e-6))
    edges = np.arange(n_cells + 1) * cell - (n_cells * cell - side) / 2
    pixels = np.arange(side)
    covered = np.minimum(edges[1:, None], pixels + 1) - np.maximum(
        edges[:-1, None], pixels
    )
    return np.asarray(np.clip(covered, 0, None) / cell, np.float32)
