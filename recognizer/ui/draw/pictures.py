"""Pictures that visitors hand in, small enough to be shown."""

from __future__ import annotations

import base64
import io

from PIL import Image


def jpeg(picture: Image.Image, side: int) -> bytes:
    """The picture as a JPEG, on white, no side longer than so many pixels."""
    small = picture.copy()
    small.thumbnail((side, side))
    if small.has_transparency_data:
        ground = Image.new("RGBA", small.size, "white")
        small = Image.alpha_composite(ground, small.convert("RGBA"))
    stream = io.BytesIO()
    small.convert("RGB").save(stream, "JPEG", quality=80)
    return stream.getvalue()


def uri(content: bytes) -> str:
    """A JPEG as the address of an image."""
    return f"data:image/jpeg;base64,{base64.b64encode(content).decode()}"
