"""Printed lines are found, and a digit's own strokes are not."""

from __future__ import annotations

import numpy as np
import pytest

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


def test_nothing_has_no_lines() -> None:
    assert not ruling.find_lines(np.zeros(SHAPE, bool))
