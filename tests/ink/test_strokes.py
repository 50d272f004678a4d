"""Pen strokes, against hand-worked pixels, Bézier's formula and Pillow's drawing."""

from __future__ import annotations

import itertools
import json
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from recognizer.errors import BlankDrawing, InvalidDrawing, NoInk, SingleDot
from recognizer.ink import mnist_format, strokes
from recognizer.ink.strokes import Drawing
from tests.drawings import canvas_objects, drawings, mapped

MOVED = 0.001
"""Largest change of a pixel, 0 to 1, when a drawing is moved or scaled: single
precision, through the distance to a line."""

EDGE = 0.15
"""Mean difference of an edge's pixels from Pillow's drawing, 0 to 1: ours are linear
in the distance, Pillow's are rounded to eighths of a pixel."""


def path(*commands: Any, width: object = 10) -> dict[str, Any]:
    return {"objects": [{"type": "path", "path": [*commands], "strokeWidth": width}]}


def test_a_line_covers_what_it_should() -> None:
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


def test_a_dot_is_round() -> None:
    dot = strokes.draw_lines([np.array([[5.5, 5.5]], np.float32)], [4.0], (11, 11))
    assert (dot == dot.T).all()
    assert (dot == dot[::-1, ::-1]).all()
    assert dot.sum() == pytest.approx(np.pi * 2**2, rel=0.05)


@given(drawing=drawings())
def test_lines_look_as_pillow_draws_them(drawing: Drawing) -> None:
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
    edge = ((expected > 0) & (expected < 1)) | ((drawn > 0) & (drawn < 1))
    assert difference.sum() < EDGE * edge.sum()
    assert (difference > 0.5).mean() < 2e-4


def test_curves_follow_beziers_formula() -> None:
    corners = np.array([[10, 20], [60, 90], [110, 20]], float)
    (stroke,) = strokes.parse(path(["M", 10, 20], ["Q", 60, 90, 110, 20])).strokes
    fractions = np.linspace(0, 1, len(stroke.points))[:, None]
    expected = (
        (1 - fractions) ** 2 * corners[0]
        + 2 * fractions * (1 - fractions) * corners[1]
        + fractions**2 * corners[2]
    )
    assert stroke.points == pytest.approx(expected, abs=1e-4)


def test_every_command_is_read() -> None:
    json_data = path(
        ["M", 0, 0], ["L", 9, 0], ["C", 9, 3, 9, 6, 9, 9], ["Z"], ["M", 50, 50]
    )
    triangle, dot = strokes.parse(json_data).strokes
    assert triangle.points[[0, 1, -2, -1]].tolist() == [[0, 0], [9, 0], [9, 9], [0, 0]]
    assert dot.points.tolist() == [[50, 50]]


def one_by_one(commands: list[list[Any]]) -> list[list[tuple[float, float]]]:
    """A path's polylines: de Casteljau's algorithm, a point and a number at a time."""
    lines: list[list[tuple[float, float]]] = []
    for name, *values in commands:
        corners = list(
            zip(map(float, values[::2]), map(float, values[1::2]), strict=True)
        )
        if name == "M":
            lines.append(corners)
        elif len(corners) < 2:
            lines[-1] += corners or lines[-1][:1]
        else:
            corners.insert(0, lines[-1][-1])
            for fraction in (0.25, 0.5, 0.75, 1):
                points = corners
                while len(points) > 1:
                    points = [
                        (a + (c - a) * fraction, b + (d - b) * fraction)
                        for (a, b), (c, d) in itertools.pairwise(points)
                    ]
                lines[-1] += points
    return lines


@given(objects=canvas_objects())
def test_curves_are_the_same_to_the_last_bit_as_point_by_point(
    objects: list[dict[str, Any]],
) -> None:
    try:
        found = strokes.parse({"objects": objects}).strokes
    except InvalidDrawing:
        assume(False)
    paths = [each["path"] for each in objects if each["type"] != "circle"]
    expected = [line for path in paths for line in one_by_one(path)]
    assert [each.points.tolist() for each in found] == [
        np.array(line, np.float32).tolist() for line in expected
    ]


@given(drawing=drawings())
def test_what_is_written_as_json_is_read_back(drawing: Drawing) -> None:
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
) -> None:
    other = mapped(drawing, scale, shift)
    assume(not strokes.is_dot(other))
    one, two = strokes.redraw(drawing), strokes.redraw(other)
    assert np.abs(np.subtract(one.shape, two.shape)).max() <= 1
    if one.shape == two.shape:
        assert np.abs(one - two).max() <= MOVED


@given(drawing=drawings(), width=st.floats(1, 40))
def test_the_pen_does_not_matter(drawing: Drawing, width: float) -> None:
    other = Drawing.from_points([s.points for s in drawing.strokes], width)
    assume(not strokes.is_dot(other))
    assert (strokes.redraw(drawing) == strokes.redraw(other)).all()


@given(drawing=drawings())
def test_the_long_side_is_20(drawing: Drawing) -> None:
    grey = mnist_format.to_grey_levels(strokes.redraw(drawing))
    assert max(grey.shape) == 20
    assert grey.max() == 255


@pytest.mark.parametrize(("reach", "is_dot"), [(0, True), (4.9, True), (5, False)])
def test_a_dot_moves_by_less_than_half_its_width(reach: float, is_dot: bool) -> None:
    assert strokes.is_dot(Drawing.from_points([[(0, 9), (0, 9 + reach)]], 10)) == is_dot


def test_nothing_and_a_dot_are_distinguished() -> None:
    with pytest.raises(BlankDrawing):
        strokes.redraw(strokes.parse(None))
    with pytest.raises(SingleDot):
        strokes.redraw(strokes.parse(path(["M", 5, 5], ["L", 5, 5])))
    with pytest.raises(BlankDrawing):
        strokes.draw_on_canvas(Drawing(()))


def test_the_canvas_is_cut_to_what_each_pen_reaches() -> None:
    line = Drawing.from_points([[(101, 101), (105, 101)]], 2)
    dot = Drawing.from_points([[(103, 107)]], 6)
    drawn = strokes.draw_on_canvas(Drawing(line.strokes + dot.strokes))
    assert drawn.shape == (10, 6)  # from y = 100 to 110, from x = 100 to 106
    assert drawn[:2, 1:5].min() == 1
    assert drawn[2:4].max() < 0.5
    assert drawn[6:8, 2:4].min() == 1
    assert (drawn[4:] == drawn[4:, ::-1]).all()


def test_a_long_scribble_with_a_broad_pen_takes_little_memory() -> None:
    turns = np.linspace(0, 20, 600)
    circles = 100 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    tracemalloc.start()
    try:
        strokes.draw_on_canvas(Drawing.from_points([circles], 100))
        assert tracemalloc.get_traced_memory()[1] < 100e6
    finally:
        tracemalloc.stop()


def test_a_quarter_of_an_hour_of_scribbling_is_a_drawing() -> None:
    lines = [["L", i % 2 * 250, i / 8] for i in range(1_990)]
    drawing = strokes.parse(path(["M", 0, 0], *lines))
    assert mnist_format.from_strokes(drawing).image.mean() > 100


def test_a_broad_pen_that_goes_round_for_hours_is_drawn_small() -> None:
    turns = np.linspace(0, 2_000, 60_000)  # took minutes
    circles = 100 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    drawn = strokes.draw_on_canvas(Drawing.from_points([circles], 150))
    assert min(drawn.shape) > 10
    assert max(drawn.shape) < 100


def test_what_a_person_draws_is_drawn_as_large_as_it_is() -> None:
    turns = np.linspace(0, 20, 5_000)
    circles = 100 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    drawn = strokes.draw_on_canvas(Drawing.from_points([circles], 26))
    assert drawn.shape == (226, 226)


def test_imported_strokes_of_any_scale_are_drawn_small() -> None:
    vast = Drawing.from_points([[(0, 0), (900_000, 10)]], 5_000)
    assert max(strokes.draw_on_canvas(vast).shape) <= 401


def nested(depth: int) -> list[Any]:
    inner: list[Any] = []
    for _ in range(depth):
        inner = [inner]
    return inner


@pytest.mark.parametrize(
    "kind",
    ["image", "", None, 7, ["path"], nested(5_000), 10**5_000],
    ids=itertools.count(),
)
def test_what_is_no_path_is_passed_over(kind: object) -> None:
    objects = [{"type": kind, "path": 7}, {"path": 7}, *path(["M", 1, 2])["objects"]]
    (stroke,) = strokes.parse({"objects": objects}).strokes
    assert stroke.points.tolist() == [[1, 2]]


def test_a_missing_width_is_1() -> None:
    (stroke,) = strokes.parse(
        {"objects": [{"type": "PATH", "path": [["M", 1, 2]]}]}
    ).strokes
    assert stroke.width == 1


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
        path(["M", -json.loads("1e400"), 1]),
        path(["M", 10**400, 1]),
        path(["M", 10**5_000, 1]),
        path(["M", 1e7, 1]),
        path(["m", 1, 1]),
        path(["M", 1, 1], ["Q", 1, 1]),
        path(["M", 1, 1], ["Z", 1]),
        path([10**5_000, 1, 1]),
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
        path(["M", 1, 1], width=float("inf")),
        path(["M", 1, 1], width=10**5_000),
        path(["M", 1, 1], width=1e7),
        path(["M", 1, 1], width=5e-324),
        path(["M", 1, 1], width=True),
        path(["M", 1, 1], width=nested(5_000)),
        path(["M", 1, 1], *[["L", 2, 2]] * 1_000_000),
        {"objects": path(["M", 1, 1])["objects"] * 200_000},
        path(["M", 0, 0], *[["L", i % 2 * 250, i / 400] for i in range(99_999)]),
    ],
    ids=itertools.count(),
)
def test_what_is_no_drawing_is_rejected(json_data: object) -> None:
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


_number = st.floats(-1e6, 1e6) | st.integers(-300, 300)
_command = st.one_of(
    st.tuples(st.sampled_from("ML"), _number, _number),
    st.tuples(st.just("Q"), *[_number] * 4),
    st.tuples(st.just("C"), *[_number] * 6),
    st.just(("Z",)),
).map(list)
_path = st.fixed_dictionaries(
    {
        "type": st.just("path"),
        "path": st.lists(_command, max_size=5).map(lambda rest: [["M", 9, 9], *rest]),
        "strokeWidth": st.floats(0, 1e6) | _json,
    }
)
_nearly = st.lists(_path | _json, max_size=3).map(lambda objects: {"objects": objects})


@settings(max_examples=500)
@given(_json | _nearly)
def test_no_json_breaks_the_way_to_the_network(json_data: object) -> None:
    try:
        image = mnist_format.from_strokes(strokes.parse(json_data)).image
    except (InvalidDrawing, NoInk):
        return
    assert image.shape == (28, 28)
    assert image.max() == 255
