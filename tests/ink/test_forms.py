"""Printed lines go, what is written over them stays."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.ink import forms, strokes
from recognizer.ink.strokes import FloatArray

SHAPE = (200, 300)
HEIGHT = 40.0


def page(printed: float, *, down: bool = False) -> tuple[FloatArray, FloatArray]:
    """A ruled page, and a slanted stroke over a line of it."""
    lines = np.zeros(SHAPE, np.float32)
    for middle in (40, 100, 160):
        lines[middle : middle + 3] = printed
    ink = strokes.draw_lines(
        [np.array([[150, 80], [140, 125]], np.float32)], [4], SHAPE
    )
    if down:
        return lines.T.copy(), ink.T.copy()
    return lines, np.asarray(ink, np.float32)


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("printed", [0.2, 0.9])
def test_lines_go_and_a_stroke_through_them_stays(printed: float, down: bool) -> None:
    lines, ink = page(printed, down=down)
    left = forms.without_lines(np.maximum(lines, ink), 0.05, 0.1, HEIGHT)
    written = ink > 0.5
    assert (left[written] > 0).mean() > 0.95
    assert (left[ink == 0] > 0).sum() < 0.02 * (lines > 0).sum()


def test_a_bar_as_long_as_a_digit_is_no_line() -> None:
    bar = np.zeros(SHAPE, np.float32)
    bar[100:104, 100:140] = 1
    assert np.array_equal(forms.without_lines(bar, 0.05, 0.1, HEIGHT), bar)
