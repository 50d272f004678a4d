"""Drawings transformed, with and without preprocessing's stages; and played back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.errors import NoInk
from recognizer.explanations import transforms
from recognizer.explanations.transforms import Stages, Transform
from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing, is_dot
from tests.drawings import drawings
from tests.explanations.conftest import drawn, image_of

SIDE = 280
RAW = Stages(scaled=False, one_pen=False, centred=False)


@given(drawings())
def test_with_all_stages_the_picture_is_the_one_the_network_is_given(
    drawing: Drawing,
) -> None:
    expected = mnist_format.from_strokes(drawing).image
    np.testing.assert_array_equal(transforms.picture(drawing, Stages(), SIDE), expected)


@given(drawings(), st.builds(Stages, st.booleans(), st.booleans(), st.booleans()))
def test_any_drawing_gives_a_sheet_with_any_stages(
    drawing: Drawing, stages: Stages
) -> None:
    image = transforms.picture(drawing, stages, SIDE)
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    assert image.max() in (0, 255)


@given(drawings(), st.floats(-180, 180), st.floats(0.2, 3), st.floats(-28, 28))
def test_any_push_gives_a_sheet_or_says_why_not(
    drawing: Drawing, turn: float, size: float, shift: float
) -> None:
    transformed = transforms.transformed(
        drawing, Transform(shift, -shift, turn, size, 2.0), SIDE
    )
    for stages in (Stages(), RAW, Stages(scaled=False), Stages(centred=False)):
        try:
            assert transforms.picture(transformed, stages, SIDE).shape == (28, 28)
        except NoInk:
            assert is_dot(transformed)


def test_dots_too_far_apart_for_the_sheet_leave_it_blank() -> None:
    dots = Drawing.from_points([[(0, 0)], [(0, 340)]], 8)
    assert not transforms.picture(dots, Stages(scaled=False), SIDE).any()


def test_without_stages_the_canvas_is_squeezed() -> None:
    drawing = Drawing.from_points([[(50, 20), (50, 260)]], 20)
    image = transforms.picture(drawing, RAW, SIDE)
    rows, columns = np.nonzero(image)
    assert (columns.min(), columns.max()) == (4, 5)  # 40 to 60 px of 280
    assert (rows.min(), rows.max()) == (1, 26)  # 10 to 270 px


def test_size_and_place_do_not_matter_with_all_stages() -> None:
    drawing = drawn(3)
    transformed = transforms.transformed(
        drawing, Transform(right=7, down=-4, size=0.5, pen=2.5), SIDE
    )
    image, other = (
        transforms.picture(each, Stages(), SIDE) for each in (drawing, transformed)
    )
    assert np.abs(image.astype(int) - other).max() <= 2  # single precision's rounding


def test_a_quarter_turn_is_clockwise() -> None:
    # An L turned once clockwise: its foot, at the lower right, comes to the lower left.
    drawing = Drawing.from_points([[(100, 60), (100, 220), (180, 220)]], 16)
    turned = transforms.transformed(drawing, Transform(turn=90), SIDE)
    found = transforms.picture(turned, Stages(), SIDE)
    expected = np.rot90(transforms.picture(drawing, Stages(), SIDE), -1)
    difference = min(
        np.abs(np.roll(expected, (y, x), (0, 1)).astype(int) - found).mean()
        for y in (-1, 0, 1)
        for x in (-1, 0, 1)
    )
    assert difference < 8


def test_shifts_move_what_is_not_centred_and_nothing_else() -> None:
    drawing = drawn(5)
    shifts, still = transforms.shifted(drawing, Stages(), SIDE)
    assert shifts.tolist() == list(range(-10, 11, 2))
    assert (still == image_of(5)).all()
    _, moved = transforms.shifted(drawing, Stages(centred=False), SIDE)
    middle = moved[5, 5]
    np.testing.assert_array_equal(moved[5, 6][:, 2:], middle[:, :-2])  # to the right
    np.testing.assert_array_equal(moved[7, 5][4:], middle[:-4])  # down


def test_noise_is_the_same_each_time_and_none_is_none() -> None:
    image = image_of(6)
    np.testing.assert_array_equal(transforms.noisy(image, 0), image)
    one, other = transforms.noisy(image, 0.3), transforms.noisy(image, 0.3)
    np.testing.assert_array_equal(one, other)
    spread = transforms.noisy(np.full((28, 28), 128, np.uint8), 0.1).std()
    assert spread == pytest.approx(25.5, rel=0.1)
