"""Printed lines are found, and a digit's own strokes are not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from recognizer.ink import ruling
from recognizer.ink.strokes import FloatArray, draw_lines
from recognizer.synthesis import figures
from recognizer.synthesis.digits import choose

SHAPE = (300, 400)


def drawn(lines: list[FloatArray], width: float = 2) -> ruling.Mask:
    return draw_lines(lines, [width] * len(lines), SHAPE) > 0.5


def ruled(slope: float, tops: range, goes_down: bool) -> list[FloatArray]:
    """Lines through the whole picture, and what they are expected to be."""
    along = np.array([-500, 900], np.float32)
    across = [slope * (along - 200) + top for top in tops]
    pairs = [(y, along) if goes_down else (along, y) for y in across]
    return [np.stack(pair, axis=1).astype(np.float32) for pair in pairs]


@pytest.mark.parametrize("goes_down", [False, True])
@pytest.mark.parametrize("slope", [0, 0.03, -0.21, 0.36])
def test_ruled_lines_are_found(slope: float, goes_down: bool) -> None:
    mask = drawn(ruled(slope, range(40, 260, 40), goes_down))
    lines = ruling.find_lines(mask)
    assert {line.goes_down for line in lines} == {goes_down}
    covered = ruling.print_of(lines, mask.astype(np.float32), mask, 3) > 0
    assert (covered & mask).sum() > 0.97 * mask.sum()
    assert covered.sum() < 3 * mask.sum()


@pytest.mark.parametrize("number", range(20))
def test_a_digits_strokes_are_no_printed_lines(number: int) -> None:
    rng = np.random.default_rng(number)
    strokes = figures.write(choose(number % 10, rng), rng)
    lines = [(line * 210 + (95, 45)).astype(np.float32) for line in strokes]
    assert not ruling.find_lines(drawn(lines))


def test_a_digit_on_ruled_paper_leaves_only_the_paper_s_lines() -> None:
    rules = ruled(0.05, range(30, 290, 20), goes_down=False)
    one = np.array([[200, 60], [205, 250]], np.float32)
    found = ruling.find_lines(drawn([*rules, one], 3))
    assert found
    assert not any(line.goes_down for line in found)


def test_a_stroke_is_no_line_because_printed_lines_cross_it() -> None:
    rules = ruled(-0.25, range(-60, 360, 16), goes_down=False)
    stem = np.array([[238, 100], [238, 215]], np.float32)
    widths = [4.0] * len(rules) + [3.0]
    found = ruling.find_lines(draw_lines([*rules, stem], widths, SHAPE) > 0.5)
    assert len(found) >= 15
    assert not any(line.goes_down for line in found)


def test_nothing_has_no_lines() -> None:
    assert not ruling.find_lines(np.zeros(SHAPE, bool))


def test_blurred_lines_are_taken_away_and_a_bar_of_ink_along_one_stays() -> None:
    shape = (600, 500)
    rules = ruled(0.1, range(60, 640, 70), goes_down=False)
    printed = ndimage.gaussian_filter(draw_lines(rules, [5] * len(rules), shape), 1.5)
    along = np.array([[120, 192], [250, 205]], np.float32)  # on the third line
    ink = ndimage.gaussian_filter(draw_lines([along], [6], shape), 1)
    dark = np.maximum(0.15 * printed, 0.6 * ink).astype(np.float32)
    rest = ruling.find_print(dark, 0.02).taken_from(dark, 0.02)
    bar = ink > 0.5
    assert (rest[bar] > 0).mean() > 0.98
    beside = ~ndimage.binary_dilation(bar, iterations=8)
    assert (rest > 0.02)[beside].sum() < 0.1 * (dark > 0.02)[beside].sum()
