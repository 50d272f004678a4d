"""A form's printed lines, taken out of a page that is seen straight.

Lines go across the page or down it, so a line is where nearly every pixel of a long
run is darker than the paper. They are taken out but where a stroke goes through them,
from one side to the other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recognizer.ink.strokes import FloatArray

Mask = NDArray[np.bool_]

RUN = 2.4
"""Length of a run, in heights of a digit: longer than any digit's bar."""
COVERED = 0.85
"""Part of a run that is printed, where a line is pale or bends."""
THICK = 0.3
"""Lines are thinner, in heights of a digit."""
GROWN = 4
"""Pixels by which a line takes out more than itself where something lies on it."""
DARKER = 1.6
"""Ink on a printed line is so many times darker than it."""


def without_lines(
    dark: FloatArray, faint: float, low: float, height: float
) -> FloatArray:
    """Take printed lines out.

    Args:
        dark: (height, width) float32, how much of the paper's light is missing.
        faint: what is above it is darker than the paper; lines may be so pale.
        low: what is above it may be ink.
        height: of a digit, in pixels.
    """
    seen = dark > faint
    across, down = _lines(seen, height), _lines(seen.T, height)
    kept = (dark > low) & ~(across | down.T)
    kept |= _written_on(across, kept, dark)
    kept |= _written_on(down, kept.T, dark.T).T
    return np.asarray(np.where(kept, dark, 0), np.float32)


def _lines(mask: Mask, height: float) -> Mask:
    """Pixels of lines that go across, with the soft edges beside them."""
    from scipy import ndimage

    run = max(9, round(RUN * height))
    covered = ndimage.uniform_filter1d(mask.astype(np.float32), run, axis=1)
    core = ndimage.maximum_filter1d(covered >= COVERED, run, axis=1) & mask
    labels, count = ndimage.label(core)
    if not count:
        return np.asarray(core)
    # A line is much longer than thick; where it is thicker, something lies on it.
    sizes = np.bincount(labels.reshape(-1), minlength=count + 1)
    lengths = np.zeros(count + 1)
    for number, (_, columns) in enumerate(ndimage.find_objects(labels), start=1):
        lengths[number] = columns.stop - columns.start
    is_line = (lengths >= run) & (sizes <= THICK * height * lengths)
    is_line[0] = False
    core = ndimage.maximum_filter1d(is_line[labels], 3, axis=0)
    # Lines go on where they are pale or bend, and a little beyond their ends.
    longer = ndimage.maximum_filter1d(core, 2 * run, axis=1)
    core |= ndimage.minimum_filter1d(longer, run, axis=1) & mask
    return np.asarray(ndimage.maximum_filter1d(core, 3, axis=0) & mask)


def _written_on(lines: Mask, rest: Mask, dark: FloatArray) -> Mask:
    """Pixels of lines across that a stroke goes through, or that are too dark."""
    if not lines.any():
        return lines
    printed = float(np.quantile(dark[lines], 0.8))
    return np.asarray(lines & (_crossing(rest, lines) | (dark > DARKER * printed)))


def _crossing(rest: Mask, lines: Mask) -> Mask:
    """Where what is left above a line across meets what is left below it."""
    reach = _thickness(lines) + GROWN + 1
    found = np.zeros_like(rest)
    for slope in (-1, 0, 1):
        grown = _moved(rest, slope, range(reach + 1), np.logical_or)
        found |= _moved(grown, slope, range(-reach, 1), np.logical_and)
    return found


def _moved(mask: Mask, slope: int, steps: range, join: np.ufunc) -> Mask:
    """A mask joined with itself moved down by each number of steps, and aside."""
    height, width = mask.shape
    most = max(abs(step) for step in steps)
    padded = np.pad(mask, most)
    found = mask.copy()
    for step in steps:
        top, left = most - step, most - slope * step
        join(found, padded[top : top + height, left : left + width], out=found)
    return found


def _thickness(lines: Mask) -> int:
    """Of lines across, in pixels: nine of ten are no thicker."""
    steps = np.diff(np.pad(lines, ((1, 1), (0, 0))).astype(np.int8), axis=0)
    begins, ends = (np.argwhere(step == steps.T) for step in (1, -1))
    return int(np.ceil(np.quantile(ends[:, 1] - begins[:, 1], 0.9)))
