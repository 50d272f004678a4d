"""Each habit changes what it names, and no more; the digit stays readable."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.network.engine import Recognizer
from recognizer.synthesis import habits
from recognizer.synthesis.digits import FORMS
from recognizer.synthesis.habits import HABITS, Lines, Points

SEEDS = range(40)


def lines_of(name: str) -> Lines:
    """A form about (0, 0)."""
    return [line.astype(np.float64) - 0.5 for line in FORMS[name].strokes]


def changed(habit: str, lines: Lines, seed: int) -> Lines:
    return HABITS[habit].change(lines, np.random.default_rng(seed))


def length(line: Points) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def distance(points: Points, lines: Lines) -> float:
    """From the farthest of some points to the ink nearest to it."""
    dense = np.concatenate(
        [
            np.stack(
                [
                    np.interp(
                        np.linspace(0, 1, 400), np.linspace(0, 1, len(each)), axis
                    )
                    for axis in each.T
                ],
                1,
            )
            for each in lines
        ]
    )
    return float(np.hypot(*(points[:, None] - dense[None]).T).min(axis=0).max())


@pytest.mark.parametrize("name", HABITS)
def test_every_form_bears_every_habit(name: str) -> None:
    for number, form in enumerate(FORMS):
        lines = lines_of(form)
        before = [line.copy() for line in lines]
        after = changed(name, lines, number)
        assert after
        assert all(np.isfinite(line).all() and len(line) >= 2 for line in after)
        for line, given in zip(lines, before, strict=True):
            np.testing.assert_array_equal(line, given)


@pytest.mark.parametrize("name", HABITS)
def test_a_digit_with_a_habit_is_read_as_the_same(
    name: str, recognizer: Recognizer
) -> None:
    """By a network that was trained on other drawings: nearly always."""
    images, digits = [], []
    for form in FORMS:
        for seed in range(3):
            lines = changed(name, lines_of(form), seed)
            points = [line.astype(np.float32) for line in lines]
            images.append(mnist_format.to_image(Drawing.from_points(points, 0.02)))
            digits.append(int(form[0]))
    answers = recognizer.answer(np.stack(images))
    assert (answers.logits.argmax(axis=1) == digits).mean() > 0.95


def test_no_strength_no_habit() -> None:
    lines = lines_of("7-crossed")
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        for given, after in zip(lines, habits.follow(lines, rng, 0), strict=True):
            np.testing.assert_array_equal(given, after)


def test_loops_open_and_overlap() -> None:
    lines = lines_of("0-plain")
    lengths = [length(changed("loops", lines, seed)[0]) for seed in SEEDS]
    usual = length(lines[0])
    assert usual - 0.33 < min(lengths) < usual - 0.05
    assert usual + 0.05 < max(lengths) < usual + 0.41


def test_ends_that_meet_nothing_are_no_loops() -> None:
    lines = lines_of("1-bar")
    for seed in SEEDS:
        np.testing.assert_array_equal(changed("loops", lines, seed)[0], lines[0])


def test_a_tail_is_added_to_what_was_there() -> None:
    lines = lines_of("2-round")
    for seed in SEEDS:
        (after,) = changed("tails", lines, seed)
        assert distance(lines[0], [after]) < 0.02
        assert 0.02 < length(after) - length(lines[0]) < 0.36


def test_a_lifted_pen_leaves_two_strokes_in_place_of_one() -> None:
    lines = lines_of("3-round")
    for seed in SEEDS:
        after = changed("lifted", lines, seed)
        assert len(after) == 2
        assert distance(np.concatenate(after), lines) < 0.12
        assert length(lines[0]) - 0.15 < sum(map(length, after)) < length(lines[0])


def test_a_pen_left_on_the_paper_joins_two_strokes() -> None:
    lines = lines_of("4-open")
    for seed in SEEDS:
        (one,) = changed("joined", lines, seed)
        assert distance(np.concatenate(lines), [one]) < 0.02
    apart = lines_of("5-hat-last")  # the hat begins far from where the belly ends
    assert len(changed("joined", apart, 0)) == 2


def test_bars_stay_straight_and_the_rest_stays() -> None:
    body, bar = lines_of("7-crossed")
    lengths = []
    for seed in SEEDS:
        first, second = changed("bars", [body, bar], seed)
        np.testing.assert_array_equal(first, body)
        chord = second[-1] - second[0]
        assert np.hypot(*chord) == pytest.approx(length(second), rel=0.03)
        assert abs(np.degrees(np.arctan2(chord[1], chord[0]))) < 35
        lengths.append(length(second) / length(bar))
    assert 0.59 < min(lengths) < 0.8
    assert 1.3 < max(lengths) < 1.71


def test_proportions_keep_the_box_and_the_order() -> None:
    lines = lines_of("8-s-start")
    for seed in SEEDS:
        (after,) = changed("proportions", lines, seed)
        for axis in (0, 1):
            before = lines[0][:, axis]
            assert after[:, axis].min() == pytest.approx(before.min())
            assert after[:, axis].max() == pytest.approx(before.max())
            order = np.argsort(before, kind="stable")
            assert (np.diff(after[order, axis]) > -1e-9).all()


def test_a_bent_axis_leaves_top_and_bottom() -> None:
    (bar,) = lines_of("1-bar")
    bends = []
    for seed in SEEDS:
        (after,) = changed("bent", [bar], seed)
        np.testing.assert_allclose(after[[0, -1], 0], bar[[0, -1], 0], atol=1e-9)
        bends.append(float(after[len(after) // 2, 0]))
    assert -0.14 < min(bends) < -0.05
    assert 0.05 < max(bends) < 0.14


def test_angular_strokes_have_few_corners_on_the_old_line() -> None:
    lines = lines_of("0-plain")
    for seed in SEEDS:
        (after,) = changed("angular", lines, seed)
        assert 4 <= len(after) <= 14
        assert {tuple(point) for point in after} <= {tuple(p) for p in lines[0]}
        assert distance(lines[0], [after]) < 0.09


def test_squared_rings_reach_into_the_corners() -> None:
    angles = np.linspace(0, 2 * np.pi, 81)
    circle = np.stack([np.cos(angles), np.sin(angles)], 1) / 2
    for seed in SEEDS:
        (after,) = changed("squared", [circle], seed)
        np.testing.assert_allclose(after[::20], circle[::20], atol=1e-9)
        radius = np.hypot(*after[10::20].T)
        assert (radius > 0.5 + 0.5 * 0.3 * 0.1).all()
        assert (radius < np.sqrt(0.5)).all()


@pytest.mark.parametrize("name", ["retraced", "stray"])
def test_one_stroke_is_added(name: str) -> None:
    lines = lines_of("6-curved")
    for seed in SEEDS:
        kept, added = changed(name, lines, seed)
        np.testing.assert_array_equal(kept, lines[0])
        if name == "retraced":
            assert distance(added, lines) < 0.12
        else:
            assert length(added) < 0.2
