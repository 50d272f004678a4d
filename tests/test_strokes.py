"""Pen strokes, against hand-worked pixels, Bézier's formula and Pillow's drawing."""

from __future__ import annotations

import itertools
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from recognizer import preprocessing, strokes
from recognizer.errors import BlankDrawing, InvalidDrawing, SingleDot
from recognizer.strokes import Drawing
from tests.drawings import drawings, mapped

MOVED = 0.05
"""Largest change of a pixel, 0 to 1, when a drawing is moved or scaled: single
precision, through the distance to a line."""


def path(*commands: list[Any], width: object = 10) -> dict[str, Any]:
    return {"objects": [{"type": "path", "path": [*commands], "strokeWidth": width}]}


def test_a_line_covers_what_it_should():
    line = np.array([[2, 2], [6, 2]], np.float32)
    drawn = strokes.draw_lines([line], [2.0], (5, 8))
    # Rows 1 and 2 have their centres half a pixel from the line: covered whole.
    # The round ends reach one pixel beyond; their corner pixels lie at √0.5 + … .
    assert drawn[1, 2:6] == pytest.approx([1, 1, 1, 1])
    assert drawn[2, 2:6] == pytest.approx([1, 1, 1, 1])
    assert drawn[0, 2:6] == pytest.approx([0, 0, 0, 0])
    corner = 1 + 0.5 - np.hypot(0.5, 0.5)
    assert drawn[1, 1] == drawn[1, 6] == pytest.approx(corner)
    assert drawn[3:].max() == 0


def test_a_dot_is_round():
    dot = strokes.draw_lines([np.array([[5.5, 5.5]], np.float32)], [4.0], (11, 11))
    assert (dot == dot.T).all()
    assert (dot == dot[::-1, ::-1]).all()
    assert dot.sum() == pytest.approx(np.pi * 2**2, rel=0.05)


@given(drawing=drawings())
def test_lines_look_as_pillow_draws_them(drawing: Drawing):
    """Pillow draws at eight times the size; its picture is averaged down."""
    times, side = 8, 300
    picture = Image.new("L", (side * times, side * times))
    pen = ImageDraw.Draw(picture)
    for stroke in drawing.strokes:
        points = [(float(x) * times, float(y) * times) for x, y in stroke.points]
        radius = stroke.width * times / 2
        pen.line(points, fill=255, width=round(radius * 2))
        for x, y in points:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    expected = np.asarray(picture.reduce(times), np.float32) / 255
    lines = [stroke.points for stroke in drawing.strokes]
    widths = [stroke.width for stroke in drawing.strokes]
    drawn = strokes.draw_lines(lines, widths, (side, side))
    difference = np.abs(drawn - expected)
    assert (difference > 0.5).mean() < 2e-4
    assert difference.mean() < 0.004


def test_curves_follow_beziers_formula():
    corners = np.array([[10, 20], [60, 90], [110, 20]], float)
    (stroke,) = strokes.parse(path(["M", 10, 20], ["Q", 60, 90, 110, 20])).strokes
    shares = np.linspace(0, 1, len(stroke.points))[:, None]
    expected = (
        (1 - shares) ** 2 * corners[0]
        + 2 * shares * (1 - shares) * corners[1]
        + shares**2 * corners[2]
    )
    assert stroke.points == pytest.approx(expected, abs=1e-4)


def test_every_command_is_read():
    json_data = path(
        ["M", 0, 0], ["L", 9, 0], ["C", 9, 3, 9, 6, 9, 9], ["Z"], ["M", 50, 50]
    )
    triangle, dot = strokes.parse(json_data).strokes
    assert triangle.points[[0, 1, -2, -1]].tolist() == [[0, 0], [9, 0], [9, 9], [0, 0]]
    assert dot.points.tolist() == [[50, 50]]


@given(drawing=drawings())
def test_what_is_written_as_json_is_read_back(drawing: Drawing):
    read = strokes.parse(json.loads(json.dumps(strokes.to_json(drawing))))
    assert len(read.strokes) == len(drawing.strokes)
    for one, other in zip(read.strokes, drawing.strokes, strict=True):
        assert one.points.tolist() == other.points.tolist()
        assert one.width == other.width


@given(
    drawing=drawings(),
    scale=st.floats(0.3, 4),
    shift=st.tuples(st.floats(-200, 200), st.floats(-200, 200)),
)
def test_place_and_size_do_not_matter(
    drawing: Drawing, scale: float, shift: tuple[float, float]
):
    other = mapped(drawing, scale, shift)
    if strokes.is_dot(other):
        return
    one, two = strokes.redraw(drawing), strokes.redraw(other)
    assert np.abs(np.subtract(one.shape, two.shape)).max() <= 1
    if one.shape == two.shape:
        assert np.abs(one - two).max() <= MOVED


@given(drawing=drawings(), width=st.floats(1, 40))
def test_the_pen_does_not_matter(drawing: Drawing, width: float):
    other = Drawing.from_points([s.points for s in drawing.strokes], width)
    if not strokes.is_dot(other):
        assert (strokes.redraw(drawing) == strokes.redraw(other)).all()


@given(drawing=drawings())
def test_the_long_side_is_20(drawing: Drawing):
    grey = preprocessing.to_grey_levels(strokes.redraw(drawing))
    assert max(grey.shape) == 20
    assert grey.max() == 255


def test_nothing_and_a_dot_are_told_apart():
    with pytest.raises(BlankDrawing):
        strokes.redraw(strokes.parse(None))
    with pytest.raises(SingleDot):
        strokes.redraw(strokes.parse(path(["M", 5, 5], ["L", 5, 5])))
    with pytest.raises(BlankDrawing):
        strokes.draw_on_canvas(Drawing(()))


def test_imported_strokes_of_any_scale_are_drawn_small():
    vast = Drawing.from_points([[(0, 0), (900_000, 10)]], 5_000)
    assert max(strokes.draw_on_canvas(vast).shape) <= 401


def test_what_is_no_path_is_passed_over():
    assert strokes.parse({"objects": [{"type": "image", "src": "x"}]}).strokes == ()


def nested(depth: int) -> list[Any]:
    inner: list[Any] = []
    for _ in range(depth):
        inner = [inner]
    return inner


@pytest.mark.parametrize(
    "json_data",
    [
        [],
        "drawing",
        7,
        {},
        {"objects": None},
        {"objects": {"type": "path"}},
        {"objects": ["path"]},
        {"objects": [{"type": "path"}]},
        {"objects": [{"type": "path", "path": []}]},
        {"objects": [{"type": "path", "path": "M 1 1"}]},
        path(["L", 1, 1]),
        path(["M", 1]),
        path(["M", 1, 2, 3]),
        path(["M", "1", "2"]),
        path(["M", True, False]),
        path(["M", None, 1]),
        path(["M", float("nan"), 1]),
        path(["M", float("inf"), 1]),
        path(["M", 10**400, 1]),
        path(["X", 1, 1]),
        path(["M", 1, 1], []),
        path(["M", 1, 1], "L"),
        path([["M"], 1, 1]),
        path(["M", nested(5_000), 1]),
        path(nested(5_000)),
        path(["M", 1, 1], width=0),
        path(["M", 1, 1], width=-3),
        path(["M", 1, 1], width="wide"),
        path(["M", 1, 1], width=float("nan")),
        path(["M", 1, 1], width=10**400),
        path(["M", 1, 1], *[["L", 2, 2]] * 200_000),
    ],
    ids=itertools.count(),
)
def test_what_is_no_drawing_is_refused(json_data: object):
    with pytest.raises(InvalidDrawing):
        strokes.parse(json_data)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["objects", "type", "path", "strokeWidth"]), inner
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(_json)
def test_no_json_breaks_the_reader(json_data: object):
    try:
        drawing = strokes.parse(json_data)
    except InvalidDrawing:
        return
    assert all(np.isfinite(stroke.points).all() for stroke in drawing.strokes)
