"""Ink is told from print by its colour where grey cannot."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.ink import colours
from recognizer.ink.strokes import FloatArray, draw_lines

SHAPE = (240, 320)
PENCIL, BLUE, RED = (
    np.array(colour, np.float32)
    for colour in ((0.35, 0.35, 0.35), (0.55, 0.33, 0.08), (0.1, 0.45, 0.55))
)
"""Light that is missing: red, green and blue. In grey all three are about as dark."""
INK = draw_lines([np.array([[60, 40], [250, 190]], np.float32)], [5], SHAPE)
RULES = draw_lines(
    [np.array([[0, y], [320, y]], np.float32) for y in range(20, 240, 30)],
    [3] * 8,
    SHAPE,
)


def seen(ink: FloatArray, print_: FloatArray, noise: float) -> FloatArray:
    """A stroke on ruled paper, (240, 320, 3)."""
    rng = np.random.default_rng(3)
    missing = np.maximum(INK[..., None] * ink, RULES[..., None] * print_)
    return np.asarray(missing + rng.normal(0, noise, missing.shape), np.float32)


def contrast(dark: FloatArray) -> float:
    """How many times darker ink is than print."""
    inked, printed = (INK > 0.9) & (RULES == 0), (RULES > 0.9) & (INK == 0)
    return float(dark[inked].mean() / abs(dark[printed].mean()))


@pytest.mark.parametrize(
    ("ink", "print_"), [(PENCIL, BLUE), (PENCIL, RED), (RED, BLUE), (BLUE, RED)]
)
def test_ink_of_another_colour_stands_out(ink: FloatArray, print_: FloatArray) -> None:
    missing = seen(ink, print_, 0.01)
    grey = np.asarray(missing @ colours.GREY.astype(np.float32))
    assert contrast(grey) < 1.3
    found = colours.apart(missing, grey, 0.05, RULES > 0)
    assert found is not None
    assert contrast(found) > 5
    inked = (INK > 0.9) & (RULES == 0)
    assert found[inked].mean() == pytest.approx(grey[inked].mean(), rel=0.05)


def test_ink_of_the_same_colour_stays_as_dark_as_print() -> None:
    missing = seen(1.5 * PENCIL, PENCIL, 0.01)
    grey = np.asarray(missing @ colours.GREY.astype(np.float32))
    found = colours.apart(missing, grey, 0.05, RULES > 0)
    assert found is not None
    assert contrast(found) == pytest.approx(1.5, rel=0.05)


def test_without_ink_its_colour_cannot_be_told() -> None:
    missing = np.asarray(RULES[..., None] * BLUE)
    grey = np.asarray(missing @ colours.GREY.astype(np.float32))
    assert colours.apart(missing, grey, 0.05, RULES > 0) is None


def test_the_soft_edges_of_lines_are_not_taken_for_ink() -> None:
    missing = seen(0.3 * BLUE, RED, 0)
    grey = np.asarray(missing @ colours.GREY.astype(np.float32))
    assert colours.apart(missing, grey, 0.05, RULES > 0) is None


def test_ink_that_drowns_in_noise_where_print_does_not_show_is_left_in_grey() -> None:
    grey_ink, bluish = (
        np.array(c, np.float32) for c in ((0.3,) * 3, (0.3, 0.31, 0.36))
    )
    missing = seen(grey_ink, bluish, 0.02)
    grey = np.asarray(missing @ colours.GREY.astype(np.float32))
    assert colours.apart(missing, grey, 0.1, RULES > 0) is None
