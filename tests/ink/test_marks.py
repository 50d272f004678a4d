"""A minus, a decimal point and a comma are told from digits, in the browser as well."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recognizer.ink import (
    marks,
    photos,
    picture_files,
    picture_pieces,
    stroke_pieces,
    strokes,
)
from recognizer.ink.strokes import Drawing
from tests.node import Node
from tests.photography import papers, scenes

Line = list[tuple[float, float]]

ONE: Line = [(0, 0), (0, 100)]
SEVEN: Line = [(0, 0), (60, 0), (20, 100)]
TWO: Line = [(100, 10), (140, 0), (140, 40), (100, 100), (150, 100)]
BAR: Line = [(-75, 50), (-30, 52)]
POINT: Line = [(75, 98), (78, 101)]
TAP: Line = [(75, 98)]
COMMA: Line = [(78, 92), (76, 105), (70, 118)]

FOUND = """drawings.map((strokes) => marksOf(strokes.map((points) =>
  ({ points: Float32Array.from(points.flat()), width: 8 })))).map(({ marks, digits }) =>
  [marks.map(({ sign, middle }) => [sign, middle]), digits.length])"""


def signs(*lines: Line) -> str:
    """The signs that are found among strokes, from left to right."""
    pieces = stroke_pieces.of_drawing(Drawing.from_points(lines, 8))
    assert pieces.count + len(pieces.marks) == len(lines) or not pieces.marks
    return "".join(mark.sign for mark in pieces.marks)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([BAR, ONE], "-"),
        ([ONE, BAR], "-"),
        ([ONE, POINT, TWO], "."),
        ([ONE, TWO, TAP], "."),
        ([SEVEN, [(48, 96), (50, 99)], TWO], "."),  # below the 7's bar
        ([ONE, COMMA, TWO], ","),
        ([BAR, ONE, POINT, TWO], "-."),
    ],
)
def test_signs_are_found(lines: list[Line], expected: str) -> None:
    assert signs(*lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        [ONE, POINT],  # nothing follows
        [TWO, POINT],  # nothing before
        [ONE, [(75, 20), (78, 23)], TWO],  # at the top
        [ONE, [(60, 50), (90, 52)], TWO],  # a bar between two digits
        [[(-60, 0), (-15, 2)], ONE],  # the bar of a 7 or 5
        [[(-60, 100), (-15, 100)], ONE],  # the foot of a 2
        [[(-60, 50), (10, 52)], ONE],  # crosses the digit
        [ONE, [(92, 92), (98, 100), (98, 120)], TWO],  # ends on the 2
        [BAR],
    ],
)
def test_other_ink_is_no_sign(lines: list[Line]) -> None:
    assert signs(*lines) == ""


def test_a_sign_stands_where_it_is_in_heights_of_the_number() -> None:
    drawing = Drawing.from_points([ONE, POINT, TWO], 8)
    pieces = stroke_pieces.of_drawing(drawing)
    assert [mark.sign for mark in pieces.marks] == ["."]
    assert pieces.marks[0].middle == pytest.approx(0.765)
    assert pieces.plain is not None
    assert sum(len(part.strokes) for part in pieces.plain.parts) == 3


@pytest.mark.parametrize("pen", [4, 16])
def test_signs_of_a_picture_are_those_of_the_strokes_that_it_shows(pen: int) -> None:
    lines = [BAR, ONE, POINT, TWO]
    placed = [
        np.array(line, np.float32) + np.array([90, 20], np.float32) for line in lines
    ]
    ink = strokes.draw_lines(placed, [pen] * len(placed), (150, 260))
    pieces = picture_pieces.of_ink(ink)
    assert "".join(mark.sign for mark in pieces.marks) == "-."
    assert pieces.plain is not None
    total = float(ink.sum())
    signs = pieces.plain.whole.sum() - pieces.whole.sum()
    assert 0 < signs < 0.3 * total


def test_dirt_between_two_digits_is_no_point() -> None:
    """What is thinner than the pen, such as the rest of a printed line."""
    ink = np.zeros((120, 200), np.float32)
    ink[10:110, 20:30] = ink[10:110, 150:160] = 1
    ink[100:104, 85:97] = 1
    assert picture_pieces.of_ink(ink).marks == ()
    ink[95:106, 85:97] = 1
    assert [mark.sign for mark in picture_pieces.of_ink(ink).marks] == ["."]


@pytest.mark.parametrize("seed", range(4))
def test_signs_are_found_on_a_photo(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lines = [np.array(line, np.float32) for line in (BAR, ONE, POINT, TWO)]
    photo = scenes.take(lines, papers.KNOWN["white"], scenes.Around(), rng)
    found = photos.find(picture_files.open_picture(photo.content, "photo.jpg"))
    signs = picture_pieces.of_ink(found.number).marks
    assert [mark.sign for mark in signs] == ["-", "."]


places = st.tuples(st.integers(-300, 300), st.integers(-80, 130))
small = st.tuples(places, st.integers(0, 60), st.integers(-30, 40)).map(
    lambda each: [each[0], (each[0][0] + each[1], each[0][1] + each[2])]
)
drawings = st.lists(
    st.one_of(small, st.lists(places, min_size=1, max_size=4)), max_size=6
)


@settings(max_examples=8)
@example([[BAR], [POINT], [TAP], [COMMA], [BAR, POINT], [POINT, TAP], [BAR, BAR]])
@given(st.lists(drawings, min_size=40, max_size=60))
def test_the_browser_finds_the_same(node: Node, more: list[list[Line]]) -> None:
    drawn = [[ONE, TWO, *lines] for lines in more]
    given_back = node.run("network/marks.js", FOUND, drawings=drawn)
    for lines, (found, digits) in zip(drawn, given_back, strict=True):
        pieces = stroke_pieces.of_drawing(Drawing.from_points(lines, 8))
        assert [sign for sign, _ in found] == [mark.sign for mark in pieces.marks]
        middles = [mark.middle for mark in pieces.marks]
        assert [middle for _, middle in found] == pytest.approx(middles)
        assert digits == len(lines) - len(found)


def test_what_is_more_than_a_number_has_no_signs() -> None:
    row = np.array([[70.0 * n, 0, 70 * n + 40, 100] for n in range(40)])
    minus = np.array([[-60.0, 50, -20, 52]])
    assert marks.find(np.concatenate([minus, row[:39]])) == {0: "-"}
    assert marks.find(np.concatenate([minus, row])) == {}
