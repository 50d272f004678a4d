"""Pictures in files: opened, kept within limits, and as brightness or colours."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import numpy as np
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


def open_picture(
    source: Path | bytes, name: str, side: int = WORKING_SIDE
) -> Image.Image:
    """Open a picture, turned the way it was taken; large ones are reduced.

    Args:
        source: a file's path or its content.
        name: what to call it in an error.
        side: of the result, at most, in pixels.

    Returns:
        The first frame, reduced by a whole factor if it is larger.

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
                return _decode(picture, side)
            with _decoding:
                return _decode(picture, side)
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


def _decode(picture: Image.Image, side: int) -> Image.Image:
    picture.draft("RGB", (side, side))
    ImageOps.exif_transpose(picture, in_place=True)
    picture.load()
    return reduced(picture, side)


def reduced(picture: Image.Image, side: int) -> Image.Image:
    """The picture by a whole factor smaller, no side longer than `side` pixels."""
    factor = -(-max(picture.size) // side)
    if factor == 1:
        return picture
    if picture.mode == "LAB":
        picture = picture.getchannel("L")
    elif picture.mode in ("1", "P", "PA"):
        picture = picture.convert("RGBA")
    elif picture.mode.startswith("I;"):
        picture = picture.convert("I")
    return picture.reduce(factor)


def to_grey(picture: Image.Image, side: int = WORKING_SIDE) -> FloatArray:
    """Luminance, 0 to 1, long side at most `side`; transparency on white or black."""
    picture = reduced(picture, side)
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


def to_colours(picture: Image.Image) -> FloatArray | None:
    """Red, green and blue, (height, width, 3), 0 to 1; None if it has no colour."""
    picture = reduced(picture, WORKING_SIDE)
    if picture.mode not in ("RGB", "CMYK", "YCbCr"):
        return None
    return np.asarray(picture.convert("RGB"), np.float32) / np.float32(255)
