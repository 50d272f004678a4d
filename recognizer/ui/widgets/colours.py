"""Arrays to pictures: colours with one meaning each, as PNG for HTML.

Pixels are grey. Weights, pre-activations and signed evidence have one diverging scale,
blue below zero and red above, the ground at zero. Activations have one sequential
scale, dark to bright. Both can be told apart by colour-blind people (blue and red
differ in lightness from the ground; the sequential scale grows in lightness
throughout).
"""

from __future__ import annotations

import base64
import io
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[np.floating] | NDArray[np.uint8]

Theme = Literal["light", "dark"]

Kind = Literal["pixels", "signed", "activation"]
"""Grey levels from 0 up; signed values round zero; activations from 0 up."""

KINDS: tuple[Kind, ...] = ("pixels", "signed", "activation")
ACCENT = {"light": "#0b62d6", "dark": "#5ba4ff"}
FAINT = {"light": "#c9d2dd", "dark": "#3a4554"}
"""For what stands behind the rest."""
ON_ACCENT = {"light": "#ffffff", "dark": "#0e1117"}
"""Texts on the accent's colour: at least 4.5:1."""
TEXT = {"light": "#10151d", "dark": "#f2f5f9"}
FOR = "#de2d26"
AGAINST = "#2171b5"

_GREY = ("#000000", "#ffffff")
_SEQUENTIAL = {
    "light": ("#0b0724", "#4a0f6b", "#932667", "#dd513a", "#fca50a", "#fcffa4"),
    # Its low end stands out from the page: most of a second layer's maps is zero.
    "dark": ("#2b1a66", "#641f8a", "#a8306c", "#dd513a", "#fca50a", "#fcffa4"),
}
_DIVERGING = {
    "light": (
        "#08306b",
        AGAINST,
        "#9ecae1",
        "#ffffff",
        "#fcae91",
        FOR,
        "#7a0510",
    ),
    "dark": (
        "#a6d3ff",
        "#3d9bff",
        "#174f8f",
        "#12161d",
        "#8f2a1c",
        "#ff6a4d",
        "#ffcbbd",
    ),
}


def stops(kind: Kind, theme: Theme) -> tuple[str, ...]:
    """A scale's colours, "#rrggbb", evenly spaced from its low end to its high end."""
    if kind == "pixels":
        return _GREY
    return (_SEQUENTIAL if kind == "activation" else _DIVERGING)[theme]


def scales(theme: Theme) -> dict[str, tuple[str, ...]]:
    """The scales that the browser paints with, by the names it has for them."""
    return {"signed": stops("signed", theme), "sequential": stops("activation", theme)}


def gradient(kind: Kind, theme: Theme) -> str:
    """A scale as CSS, low end at the left."""
    return f"linear-gradient(90deg, {', '.join(stops(kind, theme))})"


def encode(values: Array, kind: Kind, limit: float, theme: Theme) -> str:
    """Values as a coloured picture.

    Args:
        values: (height, width).
        limit: where the scale ends; it begins at 0, or at -`limit` for signed values.

    Returns:
        A data URI.
    """
    places = values / max(limit, 1e-9)
    if kind == "signed":
        places = (places + 1) / 2
    levels = np.rint(np.clip(places, 0, 1) * 255).astype(np.uint8)
    image = Image.fromarray(levels)
    if kind != "pixels":
        image.putpalette(_palette(stops(kind, theme)))
    return _uri(image)


def grey(values: Array) -> str:
    """A picture of pixels, 0 to 255 or 0 to 1, ink bright, as a data URI."""
    levels = values if values.dtype == np.uint8 else np.rint(values * 255)
    return _uri(Image.fromarray(levels.astype(np.uint8)))


def reach(values: Array) -> float:
    """The end of a scale that holds all values."""
    return float(np.abs(values).max()) if values.size else 0.0


def is_dark(value: float, kind: Kind, limit: float, theme: Theme) -> bool:
    """Whether text on a value's colour stands on a dark ground."""
    place = value / max(limit, 1e-9)
    if kind == "signed":
        is_strong = abs(place) > 0.55
        return is_strong != (theme == "dark")
    return place < 0.55


def _palette(colours: tuple[str, ...]) -> bytes:
    anchors = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours])
    place = np.linspace(0, 1, 256)
    at = np.linspace(0, 1, len(colours))
    channels = [np.interp(place, at, anchors[:, channel]) for channel in range(3)]
    return bytes(np.rint(np.stack(channels, axis=1)).astype(np.uint8).tobytes())


def _uri(image: Image.Image) -> str:
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()
