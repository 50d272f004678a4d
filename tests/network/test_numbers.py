"""Numbers: ways through lattices against all ways one by one, and real digits."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.composed import scribble
from recognizer.datasets import unipen
from recognizer.ink import mnist_format, picture_pieces, stroke_pieces, strokes
from recognizer.ink.segmentation import LAYOUT, NEIGHBOURS
from recognizer.ink.strokes import Drawing
from recognizer.network import numbers
from recognizer.network.engine import Recognizer
from recognizer.network.lattice import CELLS, PARTS, STROKES
from recognizer.settings import read_settings
from recognizer.synthesis.numbers import SPACINGS, compose, join
from tests.drawings import drawings, synthetic


@given(drawings())
def test_a_drawing_is_read_whole_or_in_parts_that_are_all_of_it(
    recognizer: Recognizer, drawing: Drawing
) -> None:
    pieces = stroke_pieces.of_drawing(drawing)
    (reading,) = numbers.read_all([pieces], recognizer)
    ends = [0, *(digit.candidate.end for digit in reading.digits)]
    begins = [digit.candidate.begin for digit in reading.digits]
    assert begins == ends[:-1]
    read = pieces if any(reading.signs) else pieces.plain or pieces
    assert ends[-1] == read.count
    assert 0 <= reading.confidence <= 1 + 1e-6


def _as_answered(drawing: Drawing, recognizer: Recognizer) -> tuple[bool, bool]:
    """Whether several digits may be found, by the answer to all ink; and are found."""
    pieces = stroke_pieces.of_drawing(drawing)
    whole = recognizer.answer(mnist_format.to_image(drawing)[None])
    (reading,) = numbers.read_all([pieces], recognizer)
    return numbers.may_be_several(pieces, whole), len(reading.digits) > 1


@given(st.lists(st.integers(0, 400), min_size=1, max_size=4), st.integers(0, 99))
def test_what_is_told_by_all_ink_alone_is_what_is_read(
    recognizer: Recognizer, chosen: list[int], seed: int
) -> None:
    """Digits, and what is none, side by side or one over the other."""
    rng = np.random.default_rng(seed)
    parts = [synthetic(number) for number in chosen]
    right = np.cumsum([0, *rng.uniform(0, 200, len(parts) - 1)])
    drawing = join([moved(each, by, 0) for each, by in zip(parts, right, strict=True)])
    may_be, is_number = _as_answered(drawing, recognizer)
    assert may_be or not is_number


def test_hardly_a_digit_needs_the_network_for_its_strokes(
    recognizer: Recognizer,
) -> None:
    digits = [synthetic(number) for number in range(0, 600, 2)]
    apart = [each for each in digits if stroke_pieces.of_drawing(each).count > 1]
    asked = [_as_answered(each, recognizer)[0] for each in apart]
    assert len(apart) > 50
    assert np.mean(asked) < 0.1


def test_numbers_need_the_network_for_their_strokes(recognizer: Recognizer) -> None:
    written = compose(_digits("42"), SPACINGS["apart"], np.random.default_rng(3))
    assert _as_answered(join(written), recognizer) == (True, True)


def test_the_weights_have_the_features_number() -> None:
    for weights in (STROKES, PARTS, CELLS):
        assert len(weights.layout) == LAYOUT
        assert len(weights.neighbours) == NEIGHBOURS


def test_one_digit_has_the_engine_s_own_answer(recognizer: Recognizer) -> None:
    drawing = Drawing.from_points([[(0, 0), (60, 0), (20, 100)]], 8)
    (reading,) = numbers.read_drawing(drawing, recognizer)
    prediction = recognizer.recognize_drawing(drawing)
    (digit,) = reading.digits
    assert digit.label == prediction.digit == 7
    assert reading.confidence == pytest.approx(prediction.confidence, abs=1e-6)
    np.testing.assert_array_equal(digit.image, prediction.image)


def _digits(text: str) -> list[Drawing]:
    """Digits that no hand could write more plainly."""
    lines = {
        "1": [[(20, 0), (20, 100)]],
        "4": [[(40, 0), (0, 60), (80, 60)], [(55, 35), (55, 100)]],
        "7": [[(0, 0), (60, 0), (20, 100)]],
        "2": [[(5, 25), (15, 5), (40, 0), (60, 20), (50, 50), (0, 100), (70, 100)]],
    }
    return [Drawing.from_points(lines[label], 8) for label in text]


def moved(drawing: Drawing, right: float, down: float) -> Drawing:
    by = np.array([right, down], np.float32)
    return Drawing(tuple(replace(s, points=s.points + by) for s in drawing.strokes))


@pytest.mark.parametrize("text", ["42", "17", "4711", "241274"])
def test_plain_numbers_are_read_from_strokes_and_from_pictures(
    recognizer: Recognizer, text: str
) -> None:
    written = join(compose(_digits(text), SPACINGS["apart"], np.random.default_rng(3)))
    (reading,) = numbers.read_drawing(written, recognizer)
    assert reading.text == text
    assert reading.confidence > 0.5
    ink = strokes.draw_on_canvas(written)
    (reading,) = numbers.read_all([picture_pieces.of_ink(ink)], recognizer)
    assert reading.text == text
    assert reading.confidence > 0.5


def test_a_bar_drawn_last_belongs_to_its_digit(recognizer: Recognizer) -> None:
    first, second = compose(_digits("44"), (0.3, 0.3), np.random.default_rng(0))
    late = (first.strokes[0], *second.strokes, first.strokes[1])
    (reading,) = numbers.read_drawing(Drawing(late), recognizer)
    assert reading.text == "44"


def test_two_lines_are_two_numbers(recognizer: Recognizer) -> None:
    rng = np.random.default_rng(0)
    above = join(compose(_digits("42"), (0.2, 0.3), rng))
    below = join(compose(_digits("17"), (0.2, 0.3), rng))
    both = join([above, moved(below, 0, 150)])
    readings = numbers.read_drawing(both, recognizer)
    assert [reading.text for reading in readings] == ["42", "17"]


def test_a_number_with_one_strange_sign_is_doubtful_there(
    recognizer: Recognizer,
) -> None:
    """A third of the digits may be doubtful, and more may not."""
    first, _, third = compose(_digits("774"), (0.3, 0.3), np.random.default_rng(1))
    star = [
        [(90 + 40 * math.cos(a), -50 + 40 * math.sin(a)), (90, -50)]
        for a in np.arange(8) * math.pi / 4
    ]
    line = [point for ray in star for point in ray]
    strange = Drawing.from_points([line], 8)
    drawing = join([first, strange, moved(third, 60, 0)])
    (reading,) = numbers.read_drawing(drawing, recognizer)
    assert [digit.is_digit for digit in reading.digits] == [True, False, True]
    drawing = join([first, strange])
    (reading,) = numbers.read_drawing(drawing, recognizer)
    assert [digit.is_digit for digit in reading.digits] == [False]


def test_a_scribble_of_many_strokes_is_no_number(recognizer: Recognizer) -> None:
    rng = np.random.default_rng(0)
    lines = [rng.uniform(0, 200, (6, 2)).astype(np.float32) for _ in range(60)]
    (reading,) = numbers.read_drawing(Drawing.from_points(lines, 8), recognizer)
    assert len(reading.digits) == 1
    assert not reading.digits[0].is_digit


def test_scribbles_become_numbers_hardly_ever(recognizer: Recognizer) -> None:
    rng = np.random.default_rng(2)
    scribbles = [stroke_pieces.of_drawing(scribble(rng).drawing) for _ in range(150)]
    readings = numbers.read_all(scribbles, recognizer)
    assert np.mean([len(reading.digits) > 1 for reading in readings]) < 0.05


@pytest.mark.needs("UNIPEN")
def test_single_digits_of_several_strokes_stay_whole(recognizer: Recognizer) -> None:
    data = unipen.of_unseen_writers(unipen.read_strokes("digits-dev", read_settings()))
    several = [each for each in data.drawings if len(each.strokes) > 1][:400]
    readings = numbers.read_all(
        list(map(stroke_pieces.of_drawing, several)), recognizer
    )
    assert np.mean([len(reading.digits) == 1 for reading in readings]) > 0.99
