"""Tell whether a drawing could be taken for a digit, without a network.

What is put together at random sometimes comes out as a digit. Trained on as "no digit"
it would teach the network to reject that digit, so it is drawn again. A network must
not be asked: it would leave out exactly the drawings that it gets wrong.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.synthesis.digits import FORMS
from recognizer.synthesis.figures import Strokes
from recognizer.synthesis.warps import write_varied

WRITINGS = 6
"""Of each form, beside the form as it was designed."""

LIKE = 0.85
"""Least correlation between blurred images of a drawing and of a digit for them to be
alike; half of UNIPEN's digits reach it, and one in twenty of its clear letters."""

_FINE_PEN = 0.02


def nearest(strokes: Strokes) -> float:
    """The correlation between a drawing and the digit most like it, -1 to 1."""
    return float((_known() @ _blurred(strokes)).max())


@cache
def _known() -> NDArray[np.float32]:
    """Blurred images of all forms, (n, 784), each of mean 0 and length 1."""
    rng = np.random.default_rng(0)
    rows = []
    for form in FORMS.values():
        rows.append(_blurred(form.strokes))
        rows += [_blurred(write_varied(form, rng)) for _ in range(WRITINGS)]
    return np.stack(rows)


def _blurred(strokes: Strokes) -> NDArray[np.float32]:
    image = mnist_format.to_image(Drawing.from_points(strokes, _FINE_PEN))
    values = np.pad(image.astype(np.float32), 2)
    for axis in (0, 1):
        values = 2 * values + np.roll(values, 1, axis) + np.roll(values, -1, axis)
    row = values[2:-2, 2:-2].ravel()
    row -= row.mean()
    return np.asarray(row / np.linalg.norm(row), np.float32)
