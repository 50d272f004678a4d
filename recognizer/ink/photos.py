"""Photos, scans and uploads: open them, and find the ink on the paper.

The ground is a smooth surface, fitted to what is not ink; ink is what differs from
it by more than the noise. A picture with a perfectly even ground, such as the
canvas's own, is taken as it is.
"""

from __future__ import annotations

import io
import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from recognizer.errors import (
    N_,
    InvalidPicture,
    PictureTooLarge,
    UnreadablePicture,
    unreadable,
)
from recognizer.ink.strokes import FloatArray

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
"""Pillow's other readers start programs (PostScript) or are slow for what they show."""
MAX_BYTES = 64 * 2**20
MAX_PIXELS = 40_000_000
"""Of a picture: a sheet of A4 scanned at 600 dpi has 35 million. They take 160 MB, and
as much again where the picture is turned."""
MAX_JPEG_PIXELS = 64_000_000
"""Of a JPEG: it is reduced while it is decoded, but one whose scans each go over the
whole picture keeps 6 bytes of a pixel until then."""
MAX_SCANS = 40
"""Of a progressive JPEG; cameras and libjpeg write ten."""
Image.MAX_IMAGE_PIXELS = None  # open_picture refuses large ones, and says their size
WORKING_SIDE = 1_600
"""Pictures are reduced by whole factors until no side is longer, in pixels."""
LARGE = 4_000_000
"""Pixels of a picture beyond which only one is decoded at a time."""
_decoding = threading.Lock()

GRID = 64
"""The ground is fitted to at most this many places along a side."""

FIT_ROUNDS = 12
CONTRAST = 12 / 255
"""Least difference between ink and ground, of the whole range from black to white."""


def open_picture(source: Path | bytes, name: str) -> Image.Image:
    """Open a picture, turned the way it was taken; large ones are reduced.

    Args:
        source: a file's path or its content.
        name: what to call it in an error.

    Returns:
        The first frame, no side longer than 1,600 pixels.

    Raises:
        MissingPath, PermissionDenied: if the file cannot be opened.
        UnreadablePicture: if it is no picture, or a damaged one.
        PictureTooLarge: if it has too many pixels; it is not decoded then.
        InvalidPicture: if its file is too large, or decoding it would take too long.
    """
    content = source if isinstance(source, bytes) else _read(source, name)
    if len(content) > MAX_BYTES:
        raise InvalidPicture(
            N_("A picture's file may have up to {limit} MiB, but {name} is larger."),
            limit=MAX_BYTES // 2**20,
            name=name,
        )
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            _check_cost(picture, content, name)
            if picture.width * picture.height < LARGE:
                return _decode(picture)
            with _decoding:
                return _decode(picture)
    except InvalidPicture:
        raise
    except Exception as error:  # Pillow's decoders raise many kinds
        raise UnreadablePicture(name, details=error) from error


def _read(path: Path, name: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise unreadable(name, error) from error


def _check_cost(picture: Image.Image, content: bytes, name: str) -> None:
    """Refuse what would take too long or too much memory to decode."""
    scans = content.count(b"\xff\xda") if "progressive" in picture.info else 1
    if scans > MAX_SCANS:
        raise InvalidPicture(
            N_("A JPEG may have up to {limit} scans, but {name} has {count}."),
            hint=N_("Save the picture again, as PNG or as plain JPEG."),
            limit=MAX_SCANS,
            name=name,
            count=f"{scans:,}",
        )
    is_jpeg = picture.format in ("JPEG", "MPO")
    limit = MAX_JPEG_PIXELS if is_jpeg else MAX_PIXELS
    width, height = picture.size
    if width * height > limit:
        raise PictureTooLarge(name, width, height, limit)


def _decode(picture: Image.Image) -> Image.Image:
    picture.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
    ImageOps.exif_transpose(picture, in_place=True)
    picture.load()
    return _reduced(picture)


def _reduced(picture: Image.Image) -> Image.Image:
    """The picture by a whole factor smaller, no side longer than 1,600 pixels."""
    factor = -(-max(picture.size) // WORKING_SIDE)
    if factor == 1:
        return picture
    if picture.mode == "LAB":
        picture = picture.getchannel("L")
    elif picture.mode in ("1", "P", "PA"):
        picture = picture.convert("RGBA")
    elif picture.mode.startswith("I;"):
        picture = picture.convert("I")
    return picture.reduce(factor)


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
    picture = _reduced(picture)
    if picture.mode == "LAB":
        picture = picture.getchannel("L")
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
