"""UNIPEN's format, from fragments written by hand and made at random."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.datasets import unipen_format
from recognizer.datasets.unipen_format import Segment

SEVEN = """.VERSION 1.0
.COMMENT a seven and a part of a one
.SEGMENTS is no keyword of ours
.COORD X Y
.PEN_DOWN
10 90
50 90
20 30
.PEN_UP
20 40
12 55
.PEN_DOWN
15 60 45 60
.PEN_UP
.DT 330
.PEN_UP
.PEN_DOWN
80 90
80 30
.PEN_UP
.SEGMENT CHARACTER 0-2 OK "7"
.SEGMENT CHARACTER 3:0-3:1 ? "1"
.SEGMENT CHARACTER 0,3 GOOD "\\""
.SEGMENT WORD 0-3
"""


def parse(text: str, **files: str) -> unipen_format.Document:
    return unipen_format.parse(text, files.get)


def test_strokes_are_the_pen_down_components_of_a_segment() -> None:
    document = parse(SEVEN)
    seven, part, two_strokes = document.segments  # a segment without a label is none
    assert (seven.kind, seven.label) == ("CHARACTER", "7")
    assert document.strokes(seven) == [
        ((10, 90), (50, 90), (20, 30)),
        ((15, 60), (45, 60)),
    ]
    assert two_strokes.label == '"'
    assert document.strokes(two_strokes)[1] == ((80, 90), (80, 30))
    assert part.components is None
    assert document.strokes(part) == []


def test_empty_components_do_not_count_and_pen_up_with_points_does() -> None:
    downs = [component.is_down for component in parse(SEVEN).components]
    assert downs == [True, False, True, True]


def test_includes_stand_where_they_are_named() -> None:
    text = """.INCLUDE missing.doc
.INCLUDE a.dat
.PEN_DOWN
3 3
.SEGMENT CHARACTER 0-1 ? "1"
"""
    included = {"a.dat": ".COORD T X Y\n.INCLUDE b.dat\n", "b.dat": ".PEN_DOWN\n9 1 2"}
    with pytest.raises(ValueError, match="a component has 2 numbers for"):
        unipen_format.parse(text, included.get)  # .COORD still holds after the file
    document = unipen_format.parse(text.replace("3 3", "7 3 3"), included.get)
    assert document.strokes(document.segments[0]) == [((1, 2),), ((3, 3),)]


def test_other_coordinates_are_passed_over_and_fractions_kept() -> None:
    document = parse(".COORD Y P X\n.PEN_DOWN\n1 500 2.5\n3 400 -4.0\n")
    assert document.components[0].points == ((2.5, 1), (-4, 3))
    assert isinstance(document.components[0].points[1][0], int)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (".PEN_DOWN\n1 2 3\n", "a component has 3 numbers"),
        (".PEN_DOWN\n1 two\n", "two"),
        (".PEN_DOWN\n1 nan\n", "a coordinate is nan"),
        (".COORD X T\n", "has no X and Y"),
        (".INCLUDE self\n", "self includes itself"),
    ],
)
def test_damaged_files_are_rejected(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        unipen_format.parse(text, {"self": ".INCLUDE self\n"}.get)


def test_components_that_are_not_there_give_no_strokes() -> None:
    document = parse('.PEN_DOWN\n1 2\n.SEGMENT CHARACTER 0-1 ? "1"\n')
    assert document.strokes(document.segments[0]) == []


@dataclass(frozen=True)
class Made:
    """Components as (is down, points), and a segment's numbers."""

    components: list[tuple[bool, list[tuple[int, int]]]]
    numbers: list[int]


@st.composite
def made(draw: st.DrawFn) -> Made:
    point = st.tuples(st.integers(-9_999, 9_999), st.integers(-9_999, 9_999))
    component = st.tuples(st.booleans(), st.lists(point, max_size=4))
    components = draw(st.lists(component, min_size=1, max_size=12))
    count = sum(bool(points) for _, points in components)
    numbers = draw(st.lists(st.integers(0, max(0, count - 1)), unique=True))
    return Made(components, sorted(numbers))


def written(numbers: list[int]) -> str:
    """The shortest way: runs as 3-5, single ones as 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


@given(made(), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\t"]))
def test_whatever_is_written_is_read(case: Made, ending: str, margin: str) -> None:
    rows = [".VERSION 1.0"]
    for is_down, points in case.components:
        rows.append(".PEN_DOWN" if is_down else ".PEN_UP")
        rows += [f"{margin}{x} {y}" for x, y in points]
    if case.numbers:
        rows.append(f'.SEGMENT CHARACTER {written(case.numbers)} ? "5"')
    document = parse(ending.join(rows) + ending)
    there = [(is_down, points) for is_down, points in case.components if points]
    chosen = [there[number] for number in case.numbers if number < len(there)]
    expected = [tuple(points) for is_down, points in chosen if is_down]
    if case.numbers:
        assert document.segments == [Segment("CHARACTER", tuple(case.numbers), "5")]
        complete = len(chosen) == len(case.numbers)
        found = document.strokes(document.segments[0])
        assert found == (expected if complete else [])
    assert len(document.components) == len(there)


@given(st.text())
def test_any_text_is_read_or_rejected(text: str) -> None:
    with suppress(ValueError):
        unipen_format.parse(f".PEN_DOWN\n{text}", lambda name: None)
