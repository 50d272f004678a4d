"""Where a photo shows the sheet of paper, and where what it lies on.

At the edge of a sheet the colour changes, or the light by more than in any shadow.
Between such edges there are regions, and the sheet is one of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recognizer.ink.strokes import FloatArray

Mask = NDArray[np.bool_]

COARSE = 200
"""The picture is looked at with about so many places along the long side."""
COLOUR = 0.18
"""Least change at an edge of the logarithms of red and blue, both against green."""
LIGHT = 0.65
"""Least change of the light's logarithm; a hand's shadow takes half of the light."""
LARGE = 0.08
"""Least part of the picture that a sheet takes."""
DARKEST = 0.05
"""Added to the light, 0 to 1: the colour of what is black is noise."""


def regions(picture: Image.Image) -> NDArray[np.int32]:
    """Regions between edges, coarsely: the number of each place's, holes filled.

    Args:
        picture: of any mode.

    Returns:
        (height, width) int32, about 200 places on the long side; 0 on edges.
    """
    from scipy import ndimage

    factor = max(1, max(picture.size) // COARSE)
    small = np.asarray(picture.convert("RGB").reduce(factor), np.float32) / 255
    # Writing and printed lines are narrower than what is looked at.
    wider = np.pad(small, [(4, 4), (4, 4), (0, 0)], mode="edge")
    clean = ndimage.grey_closing(ndimage.median_filter(wider, (3, 3, 1)), (5, 5, 1))
    clean = clean[4:-4, 4:-4]
    logs = np.log(clean + DARKEST)
    red, green, blue = np.moveaxis(logs, 2, 0)
    is_edge = np.hypot(_change(red - green), _change(blue - green)) > COLOUR
    is_edge |= _change(logs.mean(axis=2)) > LIGHT
    labels, _ = ndimage.label(~is_edge)
    return np.asarray(labels, np.int32)


def _change(values: FloatArray) -> FloatArray:
    """How much values change over two places, across or down, whichever is more."""
    padded = np.pad(values, 1, mode="edge")
    across = np.abs(padded[1:-1, 2:] - padded[1:-1, :-2])
    down = np.abs(padded[2:, 1:-1] - padded[:-2, 1:-1])
    return np.asarray(np.maximum(across, down), np.float32)


def lightest_first(labels: NDArray[np.int32], grey: FloatArray) -> Iterator[Mask]:
    """The large regions of a picture, the lightest first, holes filled.

    Args:
        labels: as `regions` gives them.
        grey: (height, width) float32, 0 to 1.
    """
    from scipy import ndimage

    light = Image.fromarray(grey).resize(labels.shape[::-1], Image.Resampling.BOX)
    found = [labels == number for number in range(1, int(labels.max()) + 1)]
    large = [region for region in found if region.mean() >= LARGE]
    levels = np.asarray(light)
    for region in sorted(large, key=lambda each: -float(levels[each].mean())):
        filled = Image.fromarray(ndimage.binary_fill_holes(region))
        yield np.asarray(filled.resize((grey.shape[1], grey.shape[0])), bool)
