"""A page seen at an angle is seen straight."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.ink import perspective
from recognizer.ink.lines import Line
from tests.photography.camera import View

SHAPE = (1_500, 2_000)
SEEDS = range(8)


def grid() -> np.ndarray:
    """Places in six rows and eight columns on paper, (6, 8, 2)."""
    return np.stack(
        np.meshgrid(150 * np.arange(-3.5, 4), 130 * np.arange(-2.5, 3)), axis=-1
    )


def bends(places: np.ndarray) -> float:
    """How far rows and columns are from being straight, upright lines, in pixels."""
    rows, columns = places[..., 1].std(axis=1), places[..., 0].std(axis=0)
    return float(max(rows.max(), columns.max()))


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_and_columns_of_numbers_become_straight(seed: int) -> None:
    rng = np.random.default_rng(seed)
    view = View.choose(SHAPE, (1_000, 750), rng)
    places = grid()
    seen = view.seen(places.reshape(-1, 2))
    straight = perspective.straighten(SHAPE, seen, 60, [], 6_000_000)
    again = perspective.mapped(straight.matrix, seen)
    assert bends(again.reshape(places.shape)) < 15
    assert np.allclose(straight.back(again), seen)


@pytest.mark.parametrize("seed", SEEDS)
def test_printed_lines_tell_it_more_exactly(seed: int) -> None:
    rng = np.random.default_rng(seed)
    view = View.choose(SHAPE, (1_000, 750), rng)
    places = grid()
    seen = view.seen(places.reshape(-1, 2)).reshape(places.shape)
    lines = [
        *(line_through(row, False) for row in seen),
        *(line_through(column, True) for column in seen.transpose(1, 0, 2)),
    ]
    few = seen[::3, ::3].reshape(-1, 2)
    straight = perspective.straighten(SHAPE, few, 60, lines, 6_000_000)
    again = perspective.mapped(straight.matrix, seen.reshape(-1, 2))
    assert bends(again.reshape(places.shape)) < 2


def line_through(points: np.ndarray, goes_down: bool) -> Line:
    along, across = (points - (999.5, 749.5)).T[:: -1 if goes_down else 1]
    slope, at = np.polyfit(along, across, 1)
    return Line(float(slope), float(at), goes_down)
