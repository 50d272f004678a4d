"""Printed lines are taken away, and what is written over them stays whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import ndimage

from recognizer.ink import ruling
from recognizer.ink.strokes import FloatArray, draw_lines
from tests.ink.rules import SHAPE, ruled

LOW = 0.05
Shape = tuple[int, int]


def drawn(lines: Sequence[FloatArray], width: float, shape: Shape) -> FloatArray:
    """Lines as a camera sees them, a little blurred, 0 to 1."""
    cover = draw_lines(list(lines), [width] * len(lines), shape)
    return np.asarray(ndimage.gaussian_filter(cover, 0.8), np.float32)


def rest(printed: FloatArray, ink: FloatArray) -> FloatArray:
    dark = np.maximum(printed, ink)
    return ruling.find_print(dark, LOW).taken_from(dark, LOW)


def stroke(*points: tuple[float, float]) -> FloatArray:
    return np.array(points, np.float32)


@pytest.mark.parametrize("goes_down", [False, True])
@pytest.mark.parametrize("slope", [0, 0.03, -0.21, 0.36])
def test_ruled_lines_are_taken_away(slope: float, goes_down: bool) -> None:
    rules = ruled(slope, range(40, 260, 40), goes_down)
    printed = 0.4 * drawn(rules, 2, SHAPE)
    left = rest(printed, np.zeros(SHAPE, np.float32))
    seen = printed > LOW
    assert (left > LOW).sum() < 0.02 * seen.sum()
    covered = ruling.find_print(printed, LOW).levels(printed) > 0
    assert (covered & seen).sum() > 0.97 * seen.sum()
    assert covered.sum() < 3 * seen.sum()


def test_a_line_is_followed_where_paper_bends() -> None:
    along = np.linspace(-20, 420, 100)
    bent = [
        np.stack([along, top + 4 * ((along - 200) / 200) ** 2], axis=1)
        for top in range(30, 290, 30)
    ]
    printed = 0.4 * drawn([line.astype(np.float32) for line in bent], 2, SHAPE)
    left = rest(printed, np.zeros(SHAPE, np.float32))
    assert (left > LOW).sum() < 0.02 * (printed > LOW).sum()


@pytest.mark.parametrize("ink_level", [0.25, 0.4, 0.9])
@pytest.mark.parametrize("top", [(150, 30), (200, 30), (250, 30), (320, 60)])
def test_a_stroke_over_lines_stays_in_one_piece(
    ink_level: float, top: tuple[float, float]
) -> None:
    rules = ruled(0.04, range(30, 290, 28), goes_down=False)
    printed = 0.4 * drawn(rules, 2, SHAPE)
    ink = ink_level * drawn([stroke(top, (200, 260))], 5, SHAPE)
    left = rest(printed, ink) > LOW
    _, count = ndimage.label(left & (ink > LOW), np.ones((3, 3)))
    assert count == 1
    beside = ndimage.binary_dilation(ink > LOW, iterations=6)
    assert not (left & ~beside).any()


@pytest.mark.parametrize(
    "bar",
    [
        stroke((60, 140), (320, 152)),
        stroke((60, 146), (190, 139), (320, 147)),
        stroke((200, 20), (206, 250)),
    ],
    ids=["along a line", "bent", "upright"],
)
def test_a_long_stroke_is_no_line(bar: FloatArray) -> None:
    rules = ruled(0, range(25, 290, 40), goes_down=False)
    ink = 0.9 * drawn([bar], 4, SHAPE)
    left = rest(0.4 * drawn(rules, 2, SHAPE), ink)
    inked = ink > 0.6
    assert (left[inked] > LOW).mean() > 0.9


def test_a_stroke_alone_on_plain_paper_is_no_line() -> None:
    ink = 0.5 * drawn([stroke((40, 140), (260, 150))], 4, SHAPE)
    assert np.array_equal(rest(np.zeros_like(ink), ink), ink)


def test_blurred_lines_are_taken_away_and_a_bar_of_ink_along_one_stays() -> None:
    shape = (600, 500)
    rules = ruled(0.1, range(60, 640, 70), goes_down=False)
    printed = ndimage.gaussian_filter(draw_lines(rules, [5] * len(rules), shape), 1.5)
    along = stroke((120, 192), (250, 205))  # on the third line
    ink = ndimage.gaussian_filter(draw_lines([along], [6], shape), 1)
    dark = np.maximum(0.15 * printed, 0.6 * ink).astype(np.float32)
    left = ruling.find_print(dark, 0.02).taken_from(dark, 0.02)
    bar = ink > 0.5
    assert (left[bar] > 0).mean() > 0.98
    beside = ~ndimage.binary_dilation(bar, iterations=8)
    assert (left > 0.02)[beside].sum() < 0.1 * (dark > 0.02)[beside].sum()
