"""Gradient descent against numerical derivatives and the closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.lessons import descent

RNG = np.random.default_rng(0)
X = RNG.uniform(0, 3, 20)
Y = 0.8 * X + 0.5 + RNG.normal(0, 0.3, 20)
BOWL = descent.bowl(X, Y)
PLACES = st.tuples(st.floats(-3, 3), st.floats(-3, 3)).map(np.array)


def error(place: np.ndarray) -> float:
    return float(((place[0] * X + place[1] - Y) ** 2).mean())


@given(PLACES)
def test_the_bowl_is_the_mean_squared_error(place: np.ndarray) -> None:
    assert BOWL.loss(place) == pytest.approx(error(place), rel=1e-9)
    step = 1e-5
    for axis in np.eye(2):
        slope = (error(place + step * axis) - error(place - step * axis)) / (2 * step)
        assert BOWL.gradient(place) @ axis == pytest.approx(slope, abs=1e-6)


def test_its_lowest_place_is_the_best_line() -> None:
    slope, intercept = np.polyfit(X, Y, 1)
    assert BOWL.lowest == pytest.approx([slope, intercept])
    assert BOWL.loss(BOWL.lowest) == pytest.approx(BOWL.floor)


@given(start=PLACES, rate=st.floats(0, 0.5))
def test_the_way_is_the_closed_form(start: np.ndarray, rate: float) -> None:
    way = descent.descend(BOWL, start, rate, 12)
    shrink = np.eye(2) - rate * BOWL.curvature
    expected = BOWL.lowest + np.linalg.matrix_power(shrink, 12) @ (start - BOWL.lowest)
    assert way.shape == (13, 2)
    np.testing.assert_allclose(way[12], expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("factor", "converges"), [(0.3, True), (0.98, True), (1.02, False)]
)
def test_it_converges_below_the_largest_rate_only(
    factor: float, converges: bool
) -> None:
    way = descent.descend(BOWL, np.zeros(2), factor * BOWL.largest_rate, 2000)
    assert (BOWL.loss(way[-1]) < BOWL.floor + 1e-3) == converges


def test_a_contour_has_one_height() -> None:
    np.testing.assert_allclose(BOWL.loss(BOWL.contour(2.5)), 2.5)
