"""What paper looks like without ink, and what the ink takes of its light.

The paper is bright where the picture is: over a window wider than any stroke the
largest value, then over the same window the smallest of these (a closing). It follows
shadows and edges, and leaves out strokes and printed lines. What is missing from the
paper's light is its black top-hat (Meyer, 1979, Iterative image transformations for an
automatic screening of cervical smears), here as a part of that light, so that ink is
as dark in a shadow as beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import pieces
from recognizer.ink.strokes import FloatArray

WINDOW = 0.22
"""Side of the window, in short sides of the picture: wider than the widest stroke."""
NARROW = 0.09
"""Of a window that is wider than most strokes: in it tinted fields and the edges of
shadows are paper, though they are as dark as a pencil."""
COARSE = 160
"""The paper is looked at with about so many places along the long side."""
BLOCKS = 8
"""Places along a window, about, at least."""
SURROUNDINGS = (0.12, 0.16, 0.4)
"""Sides of the windows in which bright ink is told from dark ink, in short sides."""
MUCH_MORE = 6.5
"""What is so many times more than dark ink is bright ink, where a digit is meant."""
OUTER = 0.1
"""Part for which ink that goes on beyond the picture counts there."""
DARKEST = 0.08
"""Paper is not darker than this, 0 to 1: in black nothing can be told apart."""

SHADOW = 0.4
"""Paper in a shadow has more of the light than this; a dark table has less, and there
noise would be as strong as ink elsewhere."""
STEP = 8
"""Every eighth pixel is looked at, in both directions, for how light the paper is."""


def ink_of(grey: FloatArray, window: float = WINDOW) -> FloatArray:
    """How much of the paper's light is missing, for ink darker than the paper.

    Args:
        grey: (height, width) float32, 0 to 1.
        window: side of the window, in short sides of the picture.

    Returns:
        (height, width) float32; about 0 for paper, up to 1 for black ink.
    """
    light = paper(grey, window)
    lit = float(np.quantile(light[::STEP, ::STEP], 0.9))
    missing = (light - grey) / np.maximum(light, max(SHADOW * lit, DARKEST))
    # The closing lies as far above the paper as noise and texture reach.
    return np.asarray(missing - np.median(missing), np.float32)


def is_darker(grey: FloatArray, much_more: float = MUCH_MORE) -> bool:
    """Whether the ink is darker than what it is written on.

    Ink is rarer than paper: strong differences from the median of the surroundings
    are ink. At a sheet's corner the table is what there is more of, so bright ink
    must be much more than dark ink, in windows for thin and for wide strokes, with
    what goes on beyond the picture's border, as a table or a printed line does, and
    with a small part of it.

    Args:
        much_more: so many times, in the geometric mean of the windows.
    """
    blocks, _ = _coarse(grey, COARSE // 2, np.mean)
    brighter = [_times_brighter(blocks, window) for window in SURROUNDINGS]
    return math.prod(brighter) <= much_more ** len(brighter)


def _times_brighter(blocks: FloatArray, window: float) -> float:
    """How many times more bright ink than dark ink there is, at least."""
    from scipy import ndimage

    usual = ndimage.median_filter(blocks, _window(blocks, window), mode="nearest")
    bright, dark = _strengths(blocks - usual), _strengths(usual - blocks)
    return min(b / max(d, 1e-9) for b, d in zip(bright, dark, strict=True))


def _strengths(difference: FloatArray) -> tuple[float, float]:
    """Sum of the squares of strong differences: all, and with what goes on beyond the
    picture counted for a part."""
    strong = difference > max(0.3 * float(difference.max()), 0.02)
    beyond = pieces.at_border(strong)
    squares = difference.astype(np.float64) ** 2
    outer, inner = float(squares[beyond].sum()), float(squares[strong & ~beyond].sum())
    return inner + outer, inner + OUTER * outer


def paper(grey: FloatArray, window: float = WINDOW) -> FloatArray:
    """The picture as it would be without ink that is darker than the paper."""
    from scipy import ndimage

    blocks, factor = _coarse(grey, max(COARSE, round(BLOCKS / window)), np.median)
    side = _window(blocks, window)
    smooth = ndimage.median_filter(blocks, 3, mode="nearest")
    reach = side // 2
    closed = ndimage.grey_closing(_continued(smooth, reach), (side, side))
    closed = ndimage.gaussian_filter(closed, 1)[reach:-reach, reach:-reach]
    return _enlarged(closed, factor, grey.shape)


def noise_of(ink: FloatArray) -> float:
    """Standard deviation of the noise, told by the median: most of a photo is paper."""
    return float(1.4826 * np.median(np.abs(ink)))


def _coarse(
    grey: FloatArray, count: int, average: Callable[..., Any]
) -> tuple[FloatArray, int]:
    """The average of about `count` blocks a side, and a block's side in pixels."""
    factor = max(1, max(grey.shape) // count)
    padded = np.pad(grey, [(0, -side % factor) for side in grey.shape], mode="edge")
    height, width = padded.shape
    cut = padded.reshape(height // factor, factor, width // factor, factor)
    values = cut.transpose(0, 2, 1, 3).reshape(cut.shape[0], cut.shape[2], -1)
    return np.asarray(average(values, axis=2), np.float32), factor


def _continued(blocks: FloatArray, reach: int) -> FloatArray:
    """Blocks beyond the border: as light falls towards it, it goes on falling."""
    odd = np.pad(blocks, reach, mode="reflect", reflect_type="odd")
    return np.asarray(np.minimum(odd, np.pad(blocks, reach, mode="edge")), np.float32)


def _window(blocks: FloatArray, window: float) -> int:
    """Side of the window, odd, in blocks."""
    half = round(window * float(min(blocks.shape)) / 2)
    return max(3, 2 * half + 1)


def _enlarged(blocks: FloatArray, factor: int, shape: tuple[int, int]) -> FloatArray:
    places = [(np.arange(side) + 0.5) / factor - 0.5 for side in shape]
    return _between(_between(blocks, places[0], 0), places[1], 1)


def _between(values: FloatArray, places: NDArray[np.float64], axis: int) -> FloatArray:
    """Values at places between the given ones along an axis, linearly."""
    places = np.clip(places, 0, values.shape[axis] - 1)
    low = np.floor(places).astype(np.intp)
    high = np.minimum(low + 1, values.shape[axis] - 1)
    part = (places - low).astype(np.float32)
    part = part[:, None] if axis == 0 else part[None, :]
    below, above = np.take(values, low, axis), np.take(values, high, axis)
    return np.asarray(below * (1 - part) + above * part, np.float32)
