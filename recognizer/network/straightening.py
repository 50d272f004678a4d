"""Undo a hand's slant, turn or width: an image as another hand might have written it.

A network reads what is slanted or narrow as another digit; straightened, it reads it
right. Of a drawing with known strokes these are mapped and drawn again, of a picture
its pixels. `recognizer/browser/network/straightening.js` gives the same images.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import mnist_format
from recognizer.ink.mnist_format import CENTRE, SIZE, Image
from recognizer.ink.strokes import MIN_WIDTH, Drawing

INK = 64
"""Grey level above which a pixel counts for how large a drawing is."""

Matrix = tuple[tuple[float, float], tuple[float, float]]
"""What x and y, to the right and down, become: rows of a linear map."""


@dataclass(frozen=True)
class Way:
    """One way to straighten a drawing.

    Attributes:
        kind: "shear", "turn" or "widen".
        amount: x moved to the right for each pixel further down; degrees clockwise;
            or how many times as wide.
    """

    kind: str
    amount: float
    matrix: Matrix


COSINE, SINE = 0.8660254037844386, 0.5
WAYS = (
    *(Way("shear", each, ((1, each), (0, 1))) for each in (-1.0, -0.6, 0.6, 1.0)),
    Way("turn", -30, ((COSINE, SINE), (-SINE, COSINE))),
    Way("turn", 30, ((COSINE, -SINE), (SINE, COSINE))),
    *(Way("widen", each, ((each, 0), (0, 1))) for each in (0.6, 1.6, 2.2)),
)


def straighten(image: Image, drawing: Drawing | None, matrix: Matrix) -> Image:
    """Map a drawing's strokes, or a picture's pixels.

    Args:
        image: of the drawing, or of a picture.
        drawing: None if the strokes are not known.
    """
    if drawing is None:
        return np.asarray(straighten_pixels(image[None], matrix)[0])
    (a, b), (c, d) = matrix
    lines = [stroke.points.astype(np.float64).T for stroke in drawing.strokes]
    mapped = [np.stack([a * x + b * y, c * x + d * y], axis=1) for x, y in lines]
    drawn = Drawing.from_points([each.astype(np.float32) for each in mapped], MIN_WIDTH)
    return mnist_format.to_image(drawn)


def straighten_pixels(images: NDArray[np.uint8], matrix: Matrix) -> NDArray[np.uint8]:
    """Map images about their centres of mass, as large as they were.

    Between pixels it goes linearly. The centre of mass comes to the centre of MNIST's
    format, the peak to 255; the pen's width is mapped with the rest.

    Args:
        images: (n, 28, 28), in MNIST's format; a blank one stays blank.
        matrix: its determinant is not 0.
    """
    (a, b), (c, d) = matrix
    ink = images.astype(np.float64)
    places = np.arange(SIZE, dtype=np.float64)
    mass = np.maximum(ink.sum(axis=(1, 2)), 1)
    x0 = (ink.sum(axis=1) @ places / mass)[:, None, None]
    y0 = (ink.sum(axis=2) @ places / mass)[:, None, None]
    x, y = places[None, None, :] - x0, places[None, :, None] - y0
    is_ink = images > INK
    before = np.maximum(_extent(x + 0 * y, is_ink), _extent(y + 0 * x, is_ink))
    after = np.maximum(_extent(a * x + b * y, is_ink), _extent(c * x + d * y, is_ink))
    scale = np.where(before > 0, before / np.maximum(after, 1), 1)[:, None, None]
    right = (places[None, None, :] - CENTRE) / scale
    down = (places[None, :, None] - CENTRE) / scale
    determinant = a * d - b * c
    values = _between(
        ink,
        (d * right - b * down) / determinant + x0,
        (a * down - c * right) / determinant + y0,
    )
    peak = np.maximum(values.max(axis=(1, 2), keepdims=True), 1)
    return np.asarray(np.rint(values / peak * 255), np.uint8)


def _extent(
    values: NDArray[np.float64], is_ink: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """From the least to the largest value where there is ink, (n,)."""
    most = np.where(is_ink, values, -np.inf).max(axis=(1, 2))
    return np.asarray(most - np.where(is_ink, values, np.inf).min(axis=(1, 2)))


def _between(
    ink: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Grey levels at places that lie between pixels; 0 outside of the image."""
    left, top = np.floor(x), np.floor(y)
    numbers = np.arange(len(ink))[:, None, None]
    framed = np.pad(ink, ((0, 0), (1, 1), (1, 1)))

    def at(
        row: NDArray[np.float64], column: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        rows, columns = (
            (each.clip(-1, SIZE) + 1).astype(np.intp) for each in (row, column)
        )
        return np.asarray(framed[numbers, rows, columns])

    x, y = x - left, y - top
    upper = (1 - x) * at(top, left) + x * at(top, left + 1)
    lower = (1 - x) * at(top + 1, left) + x * at(top + 1, left + 1)
    return np.asarray((1 - y) * upper + y * lower)
