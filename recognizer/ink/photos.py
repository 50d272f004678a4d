"""Photos, scans and uploads: open them, and find the ink on the paper.

The ground is a smooth surface, fitted to what is not ink; ink is what differs from
it by more than the noise. A picture with a perfectly even ground, such as the
canvas's own, is taken as it is.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from recognizer.errors import PictureTooLarge, UnreadablePicture, unreadable
from recognizer.ink.strokes import FloatArray

MAX_PIXELS = 100_000_000
Image.MAX_IMAGE_PIXELS = None  # open_picture refuses large ones, and says their size
WORKING_SIDE = 1_600
"""Pictures are reduced by whole factors until no side is longer, in pixels."""

GRID = 64
"""The ground is fitted to at most this many places along a side."""

FIT_ROUNDS = 12
CONTRAST = 12 / 255
"""Least difference between ink and ground, of the whole range from black to white."""


def open_picture(source: Path | BinaryIO | bytes, name: str) -> Image.Image:
    """Open a picture, turned the way it was taken.

    Args:
        source: a file's path, an open file or its content.
        name: what to call it in an error.

    Raises:
        MissingPath, PermissionDenied: if the file cannot be opened.
        UnreadablePicture: if it is no picture, or a damaged one.
        PictureTooLarge: if it has over 100 million pixels; it is not decoded then.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        with Image.open(stream) as picture:
            _check_size(picture, name)
            picture.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
            return ImageOps.exif_transpose(picture)
    except PictureTooLarge:
        raise
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise unreadable(name, error) from error
    except Exception as error:  # Pillow's decoders raise many kinds
        raise UnreadablePicture(name, details=error) from error


def _check_size(picture: Image.Image, name: str) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise PictureTooLarge(name, width, height, limit=MAX_PIXELS)


def find_ink(picture: Image.Image) -> FloatArray:
    """Find the ink in a picture, dark on light or light on dark.

    Args:
        picture: of any mode and size.

    Returns:
        (height, width) float32, 0 to 1: ink bright, peak 1, on a ground that is
        exactly 0; all 0 if there is no ink. Large pictures are reduced.
    """
    grey = _to_grey(picture)
    ground = _most_common(grey)
    if ground is not None:
        deviation = np.abs(grey - ground)
        return _scaled(deviation) if deviation.max() >= CONTRAST else deviation * 0
    deviation = grey - _fit_ground(grey)
    noise = 1.4826 * float(np.median(np.abs(deviation)))
    deviation *= _polarity(deviation, noise)
    low, high = _levels(deviation, noise)
    if high < CONTRAST + 2 * noise:
        return np.zeros_like(grey)
    ink = np.clip((deviation - low) / (high - low), 0, 1)
    return _scaled(_without_specks(ink))


def _to_grey(picture: Image.Image) -> FloatArray:
    """Luminance, 0 to 1, long side at most 1,600; transparency on white or black."""
    factor = -(-max(picture.size) // WORKING_SIDE)
    if picture.mode == "LAB":
        picture = picture.getchannel("L")
    if factor > 1:
        if picture.mode in ("1", "P", "PA"):
            picture = picture.convert("RGBA")
        elif picture.mode.startswith("I;"):
            picture = picture.convert("I")
        picture = picture.reduce(factor)
    if picture.mode.startswith(("I", "F")):
        # What is no number is black; fractions go from 0 to 1.
        values = np.nan_to_num(np.asarray(picture, np.float32), posinf=0, neginf=0)
        peak = float(values.max())
        fulls = (1, 255, 65_535) if picture.mode == "F" else (255, 65_535)
        full = next((full for full in fulls if peak <= full), peak)
        return np.asarray(np.clip(values / full, 0, 1), np.float32)
    if not picture.has_transparency_data:
        return np.asarray(picture.convert("L"), np.float32) / np.float32(255)
    pixels = np.asarray(picture.convert("RGBA"), np.float32) / 255
    alpha = pixels[..., 3]
    luminance = pixels[..., :3] @ np.array([0.299, 0.587, 0.114], np.float32)
    # A transparent ground takes the colour that the ink can be seen on.
    visible = float((luminance * alpha).sum() / max(alpha.sum(), 1e-6))
    ground = np.float32(visible < 0.5)
    return np.asarray(luminance * alpha + (1 - alpha) * ground, np.float32)


def _most_common(grey: FloatArray) -> float | None:
    """The grey level of a perfectly even ground, or None.

    Even means that half of the border's pixels share one level, that nothing lies
    on the other side of it, and that few pixels lie close to it, as they would in a
    photo or under JPEG's ringing.
    """
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    levels, counts = np.unique(border, return_counts=True)
    ground = float(levels[counts.argmax()])
    everything, ground_share = grey.size, float((grey == ground).mean())
    if counts.max() < len(border) / 2 or ground_share < 0.25:
        return None
    deviation = grey - ground
    other_side = min(float((deviation > 0).sum()), float((deviation < 0).sum()))
    close = ((deviation != 0) & (np.abs(deviation) < 0.03)).sum()
    if other_side > 1e-3 * everything or close > 0.03 * everything:
        return None
    return ground


def _fit_ground(grey: FloatArray) -> FloatArray:
    """Fit a quadratic surface to the ground, by reweighted least squares.

    The weights are Tukey's biweight (Huber, 1981, Robust statistics), the start is
    the picture's border, where ink is rare.
    """
    height, width = grey.shape
    rows = np.unique(np.linspace(0, height - 1, GRID).astype(int))
    columns = np.unique(np.linspace(0, width - 1, GRID).astype(int))
    sample = grey[np.ix_(rows, columns)]
    basis = _quadratic(rows / max(height - 1, 1), columns / max(width - 1, 1))
    values = sample.reshape(-1)
    edge = max(1, len(rows) // 10), max(1, len(columns) // 10)
    weights = np.ones_like(sample)
    weights[edge[0] : -edge[0], edge[1] : -edge[1]] = 0
    weights = weights.reshape(-1)
    surface = np.zeros(basis.shape[1])
    for _ in range(FIT_ROUNDS):
        roots = np.sqrt(weights)[:, None]
        surface = np.linalg.lstsq(basis * roots, values * roots[:, 0], rcond=None)[0]
        residual = values - basis @ surface
        spread = 1.4826 * np.median(np.abs(residual[weights > 0]))
        reach = 4.7 * max(float(spread), 0.01)
        weights = np.clip(1 - (residual / reach) ** 2, 0, None) ** 2
        if (weights > 0).sum() < 2 * basis.shape[1]:
            break
    across = np.arange(width) / max(width - 1, 1)
    down = np.arange(height) / max(height - 1, 1)
    full = _quadratic_product(surface, down, across)
    return np.asarray(full, np.float32)


def _quadratic(
    down: NDArray[np.float64], across: NDArray[np.float64]
) -> NDArray[np.float64]:
    y, x = (axis.reshape(-1) for axis in np.meshgrid(down, across, indexing="ij"))
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)


def _quadratic_product(
    surface: NDArray[np.float64], down: NDArray[np.float64], across: NDArray[np.float64]
) -> NDArray[np.float64]:
    one, x, y, xx, xy, yy = surface
    rows = one + y * down + yy * down**2
    columns = x * across + xx * across**2
    return np.asarray(rows[:, None] + columns + xy * np.outer(down, across))


def _polarity(deviation: FloatArray, noise: float) -> int:
    """1 if the ink is brighter than the ground, -1 if it is darker."""
    beyond = np.abs(deviation) > max(4 * noise, CONTRAST)
    return 1 if float(deviation[beyond].sum()) > 0 else -1


def _levels(deviation: FloatArray, noise: float) -> tuple[float, float]:
    """Where ink begins, and where it is full."""
    peak = float(np.quantile(deviation, 0.999))
    strong = deviation[deviation > max(4 * noise, peak / 2)]
    high = float(np.median(strong)) if strong.size else peak
    return max(4 * noise, high / 3), high * 0.9


def _without_specks(ink: FloatArray) -> FloatArray:
    """Keep the pieces that make up the figure.

    Dropped are specks below 2 % of the largest piece, and pieces that touch the
    picture's border, such as a table's edge, if a large one does not.
    """
    from scipy import ndimage

    pieces, count = ndimage.label(ink > 0, np.ones((3, 3)))
    if not count:
        return ink
    sizes = np.bincount(pieces.reshape(-1), (ink > 0.5).reshape(-1))
    sizes[0] = 0
    border = np.concatenate([pieces[0], pieces[-1], pieces[:, 0], pieces[:, -1]])
    touching = np.zeros(len(sizes), bool)
    touching[np.unique(border)] = True
    inner = np.where(touching, 0, sizes)
    if inner.max() >= 0.1 * sizes.max() and inner.max() >= 1e-3 * ink.size:
        sizes = inner
    return np.asarray(ink * (sizes >= max(1, 0.02 * sizes.max()))[pieces])


def _scaled(ink: FloatArray) -> FloatArray:
    peak = ink.max()
    return np.asarray(ink / peak if peak > 0 else ink, np.float32)
