"""Printed lines, as tests draw them."""

from __future__ import annotations

import numpy as np

from recognizer.ink.strokes import FloatArray

SHAPE = (300, 400)


def ruled(slope: float, tops: range, goes_down: bool) -> list[FloatArray]:
    """Lines through a whole picture, (2, 2) x and y each, in pixels."""
    along = np.array([-500, 900], np.float32)
    across = [slope * (along - 200) + top for top in tops]
    pairs = [(y, along) if goes_down else (along, y) for y in across]
    return [np.stack(pair, axis=1).astype(np.float32) for pair in pairs]
