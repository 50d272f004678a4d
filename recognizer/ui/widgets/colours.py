"""Arrays to pictures: colours with one meaning each, as PNG for HTML.

Pixels are grey. Weights and values before the cut-off have one diverging scale, blue
below zero and red above, the ground at zero. Activations have one sequential scale,
dark to bright. Both can be told apart by colour-blind people (blue and red differ in
lightness from the ground; the sequential scale grows in lightness throughout).
"""

from __future__ import annotations

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[np.floating] | NDArray[np.uint8]


SEQUENTIAL = ("#0b0724", "#4a0f6b", "#932667", "#dd513a", "#fca50a", "#fcffa4")
_LIGHT = ("#08306b", "#2171b5", "#9ecae1", "#ffffff", "#fcae91", "#de2d26", "#7a0510")
_DARK = ("#a6d3ff", "#3d9bff", "#174f8f", "#12161d", "#8f2a1c", "#ff6a4d", "#ffcbbd")
_DIVERGING = {"light": _LIGHT, "dark": _DARK}


def grey(values: Array) -> str:
    """A picture of pixels, 0 to 255 or 0 to 1, ink bright, as a data URI."""
    levels = values if values.dtype == np.uint8 else np.rint(values * 255)
    return _uri(Image.fromarray(levels.astype(np.uint8)))


def sequential(values: Array, limit: float) -> str:
    """Activations, 0 to `limit`, as a data URI."""
    return _coloured(values / max(limit, 1e-9), SEQUENTIAL)


def diverging(values: Array, limit: float, theme: str) -> str:
    """Signed values, -`limit` to `limit`, as a data URI."""
    return _coloured((values / max(limit, 1e-9) + 1) / 2, _DIVERGING[theme])


def diverging_scale(theme: str) -> tuple[str, ...]:
    """Colours from the lowest value to the highest, the ground in the middle."""
    return _DIVERGING[theme]


def sequential_legend() -> str:
    """The sequential scale as a CSS gradient."""
    return f"linear-gradient(90deg, {', '.join(SEQUENTIAL)})"


def diverging_legend(theme: str) -> str:
    """The diverging scale as a CSS gradient."""
    return f"linear-gradient(90deg, {', '.join(_DIVERGING[theme])})"


def strip(maps: Array) -> Array:
    """Lay maps side by side: (height, width, n) to (height, n × width)."""
    height, width, count = maps.shape
    return maps.transpose(0, 2, 1).reshape(height, count * width)


def _coloured(shares: Array, colours: tuple[str, ...]) -> str:
    image = Image.fromarray(np.rint(np.clip(shares, 0, 1) * 255).astype(np.uint8))
    image.putpalette(_palette(colours))
    return _uri(image)


def _palette(colours: tuple[str, ...]) -> bytes:
    anchors = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours])
    place = np.linspace(0, 1, 256)
    stops = np.linspace(0, 1, len(colours))
    channels = [np.interp(place, stops, anchors[:, channel]) for channel in range(3)]
    return bytes(np.rint(np.stack(channels, axis=1)).astype(np.uint8).tobytes())


def _uri(image: Image.Image) -> str:
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()
