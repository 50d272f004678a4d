"""What is kept of a drawing, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from recognizer.collection.entries import (
    checked_label,
    clean_name,
    clean_text,
    new_entry,
    strokes_from_json,
    strokes_to_json,
)
from recognizer.errors import BlankDrawing, InvalidDrawing, InvalidEntry
from recognizer.ink import mnist_format, strokes
from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing, FloatArray

IMAGE = np.full((28, 28), 7, np.uint8)
points = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 30), st.just(2)),
    elements=st.floats(-1e5, 1e5, width=32),
)


@given(st.lists(points, min_size=1, max_size=4))
def test_strokes_are_read_back_exactly(lines: list[FloatArray]) -> None:
    drawing = Drawing.from_points(lines, 14)
    content = json.loads(json.dumps(strokes_to_json(drawing)))
    read = strokes_from_json(content)
    assert [stroke.width for stroke in read.strokes] == [14] * len(lines)
    for line, stroke in zip(lines, read.strokes, strict=True):
        np.testing.assert_array_equal(stroke.points, line)


def test_what_a_canvas_sends_gives_the_same_image_after_it_was_saved() -> None:
    path = [["M", 60.3, 70.1], ["Q", 140.7, 60.2, 210.4, 62.9], ["L", 120.1, 230.6]]
    canvas = {"objects": [{"type": "Path", "path": path, "strokeWidth": 16}]}
    drawing = strokes.parse(canvas)
    read = strokes_from_json(json.loads(json.dumps(strokes_to_json(drawing))))
    before, after = (mnist_format.from_strokes(each).image for each in (drawing, read))
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize(
    "content",
    [
        None,
        {},
        "strokes",
        [1],
        [{"width": 3}],
        [{"width": 3, "points": []}],
        [{"width": 3, "points": [5]}],
        [{"width": 3, "points": [[1]]}],
        [{"width": 3, "points": [[1, 2, 3]]}],
        [{"width": 3, "points": [[1, "2"]]}],
        [{"width": 3, "points": [[1, float("nan")]]}],
        [{"width": 3, "points": [[1, 10**400]]}],
        [{"width": 0, "points": [[1, 2]]}],
        [{"width": None, "points": [[1, 2]]}],
        [{"points": [[1, 2]]}],
    ],
)
def test_what_are_no_strokes_is_rejected(content: object) -> None:
    with pytest.raises(InvalidDrawing):
        strokes_from_json(content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Aiko", "Aiko"),
        ("  Aiko \n  Sato\t", "Aiko Sato"),
        ("<b>\"O'Hara\"</b> & 'co'", "<b>\"O'Hara\"</b> & 'co'"),
        ("さくら🌸", "さくら🌸"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("مريم", "مريم"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\x00b\ud800c\u200b", "abc"),
        ("e\u0301", "é"),
        ("\u200d \u2066\u2069", ""),
        ("x" * 40, "x" * 40),
    ],
)
def test_a_name_is_saved_as_text_on_one_line(name: str, kept: str) -> None:
    assert clean_name(name) == kept


@pytest.mark.parametrize("name", ["x" * 41, "x" * 10_000, "字" * 1_000_000])
def test_a_long_name_is_rejected(name: str) -> None:
    with pytest.raises(InvalidEntry, match="up to 40 characters, but this has"):
        clean_name(name)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    cleaned.encode()  # no lone surrogates


@pytest.mark.parametrize("label", [10, -2, True, 3.0, "3", None, np.int64(3)])
def test_what_is_no_label_is_rejected(label: object) -> None:
    with pytest.raises(InvalidEntry, match="0 to 9, or -1"):
        checked_label(label)


@pytest.mark.parametrize(
    "image",
    [
        np.ones((28, 27), np.uint8),
        np.ones((28, 28), np.float32),
    ],
)
def test_what_is_no_image_is_rejected(image: Image) -> None:
    with pytest.raises(InvalidEntry, match=r"must have the shape \(28, 28\)"):
        new_entry(image, 3, "Aiko")


def test_an_image_without_ink_is_rejected() -> None:
    with pytest.raises(BlankDrawing):
        new_entry(np.zeros((28, 28), np.uint8), 3, "Aiko")


def test_an_entry_needs_a_name_and_bounded_strokes() -> None:
    with pytest.raises(InvalidEntry, match="none was given"):
        new_entry(IMAGE, 3, " \u200b")
    rng = np.random.default_rng(0)
    long = Drawing.from_points([rng.uniform(0, 280, (20_000, 2)).tolist()], 14)
    with pytest.raises(InvalidEntry, match="strokes may take up to 200,000 characters"):
        new_entry(IMAGE, 3, "Aiko", drawing=long)
