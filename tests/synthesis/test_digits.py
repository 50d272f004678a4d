"""Digits written by rule: complete, readable by the program, different each time."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest

from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.network.engine import Recognizer
from recognizer.synthesis import digits, figures
from recognizer.synthesis.digits import FORMS, Form
from recognizer.synthesis.figures import Strokes

PEN = 0.05


def image_of(written: Strokes) -> mnist_format.Image:
    drawing = Drawing.from_points(written, PEN)
    return mnist_format.to_image(drawing)


def is_valid(image: mnist_format.Image) -> bool:
    side = max(np.ptp(np.flatnonzero(image.any(axis=axis))) + 1 for axis in (0, 1))
    return image.shape == (28, 28) and image.max() == 255 and side == 20


def test_every_digit_has_many_forms() -> None:
    assert min(Counter(form.digit for form in FORMS.values()).values()) >= 8


def test_every_form_is_read_as_its_digit(recognizer: Recognizer) -> None:
    images = np.stack([image_of(form.strokes) for form in FORMS.values()])
    answers = recognizer.answer(images)
    assert answers.is_digit.all()
    read = dict(zip(FORMS, answers.logits.argmax(axis=1), strict=True))
    assert read == {name: form.digit for name, form in FORMS.items()}


def fills_the_unit_box(form: Form) -> bool:
    points = np.concatenate(form.strokes)
    is_inside = points.min() > -0.06 and points.max() < 1.06
    return bool(is_inside and np.ptp(points, axis=0).max() > 0.85)


def test_every_unvaried_form_fills_the_unit_box() -> None:
    others = [name for name, form in FORMS.items() if not fills_the_unit_box(form)]
    assert others == []


def is_well_written(form: Form, seed: int) -> bool:
    written = figures.write(form, np.random.default_rng(seed))
    return (
        len(written) == len(form.curves)
        and all(np.isfinite(stroke).all() for stroke in written)
        and all(stroke.dtype == np.float32 for stroke in written)
        and is_valid(image_of(written))
    )


def test_every_written_form_is_finite_and_valid() -> None:
    cases = itertools.product(FORMS, range(3))
    assert [case for case in cases if not is_well_written(FORMS[case[0]], case[1])] == (
        []
    )


def test_same_seed_gives_same_strokes() -> None:
    first, second = (
        figures.write(FORMS["8-stacked"], np.random.default_rng(7)) for _ in range(2)
    )
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_each_writing_differs() -> None:
    rng = np.random.default_rng(0)
    written = {figures.write(FORMS["6-curved"], rng)[0].tobytes() for _ in range(20)}
    assert len(written) == 20


def test_writing_changes_no_form() -> None:
    before = FORMS["4-open"].strokes
    figures.write(FORMS["4-open"], np.random.default_rng(0))
    for one, other in zip(before, FORMS["4-open"].strokes, strict=True):
        np.testing.assert_array_equal(one, other)


def test_slash_varies_in_length() -> None:
    rng = np.random.default_rng(0)
    lengths = [
        np.hypot(*np.ptp(figures.write(FORMS["0-slashed"], rng)[1], axis=0))
        for _ in range(100)
    ]
    assert np.std(lengths) > 0.04


@pytest.mark.parametrize("digit", range(10))
def test_each_form_is_chosen_as_often_as_it_weighs(digit: int) -> None:
    rng = np.random.default_rng(digit)
    chosen = Counter(id(digits.choose(digit, rng)) for _ in range(2000))
    forms = [form for form in FORMS.values() if form.digit == digit]
    assert set(chosen) == {id(form) for form in forms}
    total = sum(form.weight for form in forms)
    for form in forms:
        expected = pytest.approx(form.weight / total, abs=0.05)
        assert chosen[id(form)] / 2000 == expected, form.name


def test_curve_goes_through_its_control_points() -> None:
    controls = np.array([[0, 0], [0.5, 0.2], [0.6, 0.9], [0.1, 0.4]])
    curve = figures.curve(controls)
    points = curve.basis @ curve.controls
    distance = np.hypot(*(points[:, None] - controls[None]).T).min(axis=1)
    assert distance.max() < 1e-6


def test_curve_of_two_points_is_straight() -> None:
    curve = figures.curve(np.array([[0.0, 0.0], [1.0, 0.5]]))
    points = curve.basis @ curve.controls
    np.testing.assert_allclose(points[:, 1], points[:, 0] / 2, atol=1e-6)
    assert (np.diff(points[:, 0]) > 0).all()


def test_corner_keeps_straight_lines_straight() -> None:
    points = figures.figure("angle", 1, "0,0 100,0 | 100,100").strokes[0]
    on_lines = (np.abs(points[:, 1]) < 1e-6) | (np.abs(points[:, 0] - 1) < 1e-6)
    assert on_lines.all()


def test_oval_is_round_all_the_way() -> None:
    points = figures.figure("ring", 1, figures.oval(50, 50, 50, 50)).strokes[0]
    radius = np.hypot(*(points - 0.5).T)
    np.testing.assert_allclose(radius, 0.5, atol=0.002)
    np.testing.assert_allclose(points[0], points[-1], atol=1e-6)
