"""Printed lines are found, and a digit's own strokes are not."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.ink import lines
from recognizer.ink.strokes import FloatArray, draw_lines
from recognizer.synthesis import figures
from recognizer.synthesis.digits import choose
from tests.ink.rules import SHAPE, ruled


def drawn(strokes: list[FloatArray], width: float = 2) -> lines.Mask:
    return draw_lines(strokes, [width] * len(strokes), SHAPE) > 0.5


@pytest.mark.parametrize("goes_down", [False, True])
@pytest.mark.parametrize("slope", [0, 0.03, -0.21, 0.36])
def test_ruled_lines_are_found(slope: float, goes_down: bool) -> None:
    tops = range(40, 260, 40)
    found = lines.find_lines(drawn(ruled(slope, tops, goes_down)))
    assert {line.goes_down for line in found} == {goes_down}
    middle = (SHAPE[1] if goes_down else SHAPE[0]) // 2
    assert {40 * round((line.at + middle) / 40) for line in found} == set(tops)
    assert all(abs(line.slope - slope) < 0.01 for line in found)


@pytest.mark.parametrize("number", range(20))
def test_a_digits_strokes_are_no_printed_lines(number: int) -> None:
    rng = np.random.default_rng(number)
    written = figures.write(choose(number % 10, rng), rng)
    strokes = [(line * 210 + (95, 45)).astype(np.float32) for line in written]
    assert not lines.find_lines(drawn(strokes))


def test_a_digit_on_ruled_paper_leaves_only_the_paper_s_lines() -> None:
    rules = ruled(0.05, range(30, 290, 20), goes_down=False)
    one = np.array([[200, 60], [205, 250]], np.float32)
    found = lines.find_lines(drawn([*rules, one], 3))
    assert found
    assert not any(line.goes_down for line in found)


def test_a_stroke_is_no_line_because_printed_lines_cross_it() -> None:
    rules = ruled(-0.25, range(-60, 360, 16), goes_down=False)
    stem = np.array([[238, 100], [238, 215]], np.float32)
    widths = [4.0] * len(rules) + [3.0]
    found = lines.find_lines(draw_lines([*rules, stem], widths, SHAPE) > 0.5)
    assert len(found) >= 15
    assert not any(line.goes_down for line in found)


def test_nothing_has_no_lines() -> None:
    assert not lines.find_lines(np.zeros(SHAPE, bool))
