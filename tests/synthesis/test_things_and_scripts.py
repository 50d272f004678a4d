"""Things, shapes and characters put together at random: drawable, all different."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.random import Generator

from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.synthesis import parts
from recognizer.synthesis.figures import Strokes
from recognizer.synthesis.likeness import LIKE, nearest
from recognizer.synthesis.nondigits import HALF_LIKE, KINDS, SHAPE_LIKE
from recognizer.synthesis.scripts import SCRIPTS
from recognizer.synthesis.shapes import SHAPES
from recognizer.synthesis.things import THINGS

DRAWS = {**THINGS, **SCRIPTS, **SHAPES}


@pytest.mark.parametrize("name", DRAWS)
def test_each_can_be_drawn_and_differs(name: str) -> None:
    draw: Callable[[Generator], Strokes] = DRAWS[name]
    rng = np.random.default_rng(0)
    images = set()
    for _ in range(25):
        lines = draw(rng)
        assert all(
            line.dtype == np.float32 and line.shape[1:] == (2,) for line in lines
        )
        points = np.concatenate(lines)
        assert np.isfinite(points).all()
        assert 0.3 < np.ptp(points, axis=0).max() < 4
        images.add(mnist_format.to_image(Drawing.from_points(lines, 0.02)).tobytes())
    assert len(images) == 25


@pytest.mark.parametrize(
    ("name", "like"),
    [("half", HALF_LIKE), ("script", LIKE), ("thing", LIKE), ("shape", SHAPE_LIKE)],
)
def test_what_resembles_a_digit_is_drawn_again(name: str, like: float) -> None:
    rng = np.random.default_rng(1)
    assert max(nearest(KINDS[name].draw(rng)) for _ in range(60)) <= like


def test_an_outline_is_closed_and_goes_around() -> None:
    rng = np.random.default_rng(5)
    for _ in range(40):
        line = SHAPES["outline"](rng)[0].astype(float)
        middle = line.mean(axis=0)
        assert np.hypot(*(line[0] - line[-1])) < 0.2
        turns = np.diff(np.unwrap(np.arctan2(*(line - middle).T)))
        assert abs(turns.sum()) > np.pi


def test_a_ring_closes_more_or_less() -> None:
    rng = np.random.default_rng(2)
    gaps = []
    for _ in range(100):
        line = parts.ring(rng, (3, 4), (2, 1))
        middle = (line.min(axis=0) + line.max(axis=0)) / 2
        np.testing.assert_allclose(middle, (3, 4), atol=0.35)
        gaps.append(float(np.hypot(*(line[0] - line[-1]))))
    assert max(gaps) < 1.5


def test_a_digit_within_a_ring_or_box_is_surrounded() -> None:
    rng = np.random.default_rng(3)
    for _ in range(40):
        *digit, around = KINDS["enclosed"].draw(rng)
        inner = np.concatenate(digit)
        assert (around.min(axis=0) < inner.min(axis=0) + 0.12).all()
        assert (around.max(axis=0) > inner.max(axis=0) - 0.12).all()


def test_half_a_digit_is_about_half_as_wide_or_high() -> None:
    rng = np.random.default_rng(4)
    for _ in range(40):
        points = np.concatenate(KINDS["half"].draw(rng))
        assert np.ptp(points, axis=0).min() < 0.75
