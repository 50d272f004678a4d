"""A drawing as it grew: the first part of its ink, in the order of the pen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recognizer.ink.strokes import Drawing, FloatArray, Stroke

DoubleArray = NDArray[np.float64]


def ink_length(drawing: Drawing) -> float:
    """Length of all strokes, in the drawing's pixels."""
    return float(sum(_steps(stroke).sum() for stroke in drawing.strokes))


def first_part(drawing: Drawing, fraction: float) -> Drawing:
    """What was drawn when the pen had gone a fraction of its way.

    Args:
        fraction: 0 to 1 of the length of all strokes; strokes that are dots count when
            the pen comes to them.

    Returns:
        A drawing with at least the first point.
    """
    left = fraction * ink_length(drawing)
    kept = []
    for stroke in drawing.strokes:
        steps = _steps(stroke)
        length = float(steps.sum())
        if length <= left:
            kept.append(stroke)
            left -= length
            continue
        kept.append(Stroke(_begin(stroke, steps, left), stroke.width))
        break
    return Drawing(tuple(kept))


def _begin(stroke: Stroke, steps: DoubleArray, length: float) -> FloatArray:
    """Points up to a length along a stroke, the last one in between."""
    along = np.concatenate([[0], np.cumsum(steps)])
    whole = int(np.searchsorted(along, length, side="right"))
    end = [np.interp(length, along, stroke.points[:, axis]) for axis in (0, 1)]
    return np.vstack([stroke.points[:whole], end]).astype(np.float32)


def _steps(stroke: Stroke) -> DoubleArray:
    return np.asarray(np.hypot(*np.diff(stroke.points.astype(np.float64), axis=0).T))
