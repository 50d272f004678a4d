"""Ink and print of different colours, told apart.

A pencil on blue lines and red ink on green ones may be as dark in grey as the lines
are. Of the red, green and blue light that is missing, the mixture is taken in which ink
stands out most from print and from noise (Fisher, 1936, The use of multiple
measurements in taxonomic problems).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import paper, pieces
from recognizer.ink.strokes import FloatArray

Mask = NDArray[np.bool_]

GREY = np.array([0.299, 0.587, 0.114])
"""Of red, green and blue in grey."""
STRONG = 0.5
"""Ink is looked at where it is so dark, for what it is at its darkest."""
AS_DARK = 0.5
"""Ink is darker than so many times the print; what is paler are the lines' soft edges,
where all ink is tied to lines that leave the picture."""
LEAST_INK = 50
"""Pixels; of fewer the colour cannot be told."""
CLEAR = 8
"""Standard deviations of the noise that ink is above it, at least: what stands out from
print in a mixture that is mere noise is lost in it."""
STEP = 2
"""Every second pixel is looked at, in both directions."""


def apart(
    missing: FloatArray, dark: FloatArray, low: float, on_line: Mask
) -> FloatArray | None:
    """How much light is missing, in the mixture of colours that ink stands out in.

    Args:
        missing: (height, width, 3) float32, of each colour, as `paper.ink_of` says it.
        dark: (height, width) float32, of grey.
        low: what is above it in grey is ink or print.
        on_line: (height, width), where there are printed lines.

    Returns:
        (height, width) float32, of ink as much as in grey; None if the ink's colour
        cannot be told, or is too faint in it.
    """
    mask = dark > low
    ink = mask & ~on_line
    ink &= ~pieces.at_border(ink)
    if not ink.any():
        return None
    ink &= dark > STRONG * np.quantile(dark[ink], 0.9)
    if np.median(dark[ink]) < AS_DARK * np.median(dark[on_line]):
        return None
    every = (slice(None, None, STEP), slice(None, None, STEP))
    seen, ink, rest = missing[every], ink[every], (~mask | on_line)[every]
    if ink.sum() < LEAST_INK or not rest.any():
        return None
    middle = np.median(seen[ink], axis=0).astype(np.float64)
    others = seen[rest].astype(np.float64)
    spread = others.T @ others / len(others)
    mixture = np.linalg.solve(spread + 1e-6 * np.eye(3), middle)
    mixture *= (GREY @ middle) / (mixture @ middle)
    found = np.asarray(missing @ mixture.astype(np.float32), np.float32)
    return found if GREY @ middle > CLEAR * paper.noise_of(found) else None
