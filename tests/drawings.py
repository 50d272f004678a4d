"""Drawings as people make them or as nobody does, and how far their images differ."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.random import Generator

from recognizer.datasets.labelled import FINE_PEN
from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing, is_dot
from recognizer.synthesis import digits, figures, nondigits

SIDE = 280
SIZES, PENS = (0.35, 0.8), (8, 26)

_places = st.tuples(
    st.floats(0, 280, allow_nan=False, width=32),
    st.floats(0, 280, allow_nan=False, width=32),
)
_lines = st.lists(_places, min_size=1, max_size=8)


@st.composite
def drawings(draw: st.DrawFn) -> Drawing:
    """One to five strokes with one pen, longer than a dot."""
    lines = draw(st.lists(_lines, min_size=1, max_size=5))
    drawing = Drawing.from_points(lines, draw(st.floats(8, 26)))
    return drawing if not is_dot(drawing) else moved_end(drawing)


_WRONG = st.sampled_from([np.nan, np.inf, -1e7, None, "1", True])
_ANYWHERE = st.floats(0, SIDE) | st.integers(0, SIDE) | st.floats(-1e6, 1e6)


def _commands(place: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.one_of(
        st.tuples(st.sampled_from("MLLL"), place, place),
        st.tuples(st.just("Q"), *[place] * 4),
        st.tuples(st.just("C"), *[place] * 6),
        st.just(("Z",)),
    ).map(list)


def _paths(*places: st.SearchStrategy[Any]) -> st.SearchStrategy[list[list[Any]]]:
    commands = st.one_of([_commands(place) for place in places])
    return st.lists(commands, min_size=1, max_size=8).map(
        lambda rest: [["M", 9, 9], *rest]
    )


@st.composite
def _many_points(draw: st.DrawFn) -> list[list[Any]]:
    """A pen that wanders, jumps or stays."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    steps = draw(st.sampled_from([0, 0.3, 5, 200]))
    places = 140 + rng.normal(0, 1, (draw(st.integers(1, 1_500)), 2)).cumsum(0) * steps
    return [["M", 140, 140], *(["L", *place] for place in places.tolist())]


_DAMAGED = st.one_of(
    _paths(_ANYWHERE | _WRONG),
    st.sampled_from(
        [None, [], [[]], [["L", 1, 1]], [["M", 1, 1], ["m", 2, 2]], [["M", 1]], ["M"]]
    ),
)
_PATHS = st.one_of(
    _paths(st.floats(0, SIDE)), _paths(_ANYWHERE, st.floats(138, 142)), _many_points()
)
_WIDTHS = st.one_of(*[st.floats(*PENS)] * 3, st.floats(1e-6, 1e6))


def _path_objects(path: Any, width: Any) -> st.SearchStrategy[dict[str, Any]]:
    kind = st.sampled_from(["path", "Path"])
    parts = {"type": kind, "path": path, "strokeWidth": width}
    return st.fixed_dictionaries(parts)


def canvas_objects() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Objects of a canvas's JSON: none, dots, huge, tiny, long and damaged strokes."""
    whole = _path_objects(_PATHS, _WIDTHS)
    other = st.one_of(
        _path_objects(_DAMAGED, _WIDTHS),
        _path_objects(_PATHS, _WRONG | st.floats()),
        st.just({"type": "circle"}),
    )
    return st.one_of(
        *[st.lists(whole, min_size=1, max_size=3)] * 4,
        st.lists(whole | other, max_size=3),
    )


def synthetic(number: int) -> Drawing:
    """A digit (even numbers) or what is none, drawn by rule, on the canvas."""
    rng = np.random.default_rng([20_261_125, number])
    if number % 2:
        lines = nondigits.draw_nondigit(rng)
    else:
        lines = figures.write(digits.choose(number // 2 % 10, rng), rng)
    return on_canvas(Drawing.from_points(lines, 1), rng)


def slanted(digit: int, number: int, shear: float) -> Drawing:
    """A digit drawn by rule, by a hand that slants."""
    rng = np.random.default_rng([5, digit, number])
    lines = figures.write(digits.choose(digit, rng), rng)
    matrix = np.array([[1, shear], [0, 1]])
    mapped = [np.asarray(line) @ matrix.T for line in lines]
    return Drawing.from_points(mapped, FINE_PEN)


def on_canvas(drawing: Drawing, rng: Generator) -> Drawing:
    """The drawing at a random size and place, drawn with a random pen."""
    pen = float(rng.uniform(*PENS))
    points = np.concatenate([stroke.points for stroke in drawing.strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (rng.uniform(*SIZES) * SIDE - pen) / float((high - low).max())
    room = SIDE - pen - (high - low) * scale
    corner = pen / 2 + rng.uniform(0, 1, 2) * room
    moved = [(stroke.points - low) * scale + corner for stroke in drawing.strokes]
    return Drawing.from_points(moved, pen)


def moved_end(drawing: Drawing) -> Drawing:
    """The drawing with a line of 60 px added."""
    line = np.array([[100, 100], [100, 160]], np.float32)
    added = Drawing.from_points([line], drawing.strokes[0].width)
    return Drawing(drawing.strokes + added.strokes)


def mapped(drawing: Drawing, scale: float, shift: tuple[float, float]) -> Drawing:
    """Every point times `scale` plus `shift`; pens keep their width."""
    return Drawing(
        tuple(
            type(stroke)(
                (stroke.points * scale + np.array(shift)).astype(np.float32),
                stroke.width,
            )
            for stroke in drawing.strokes
        )
    )


def change(one: Image, other: Image) -> float:
    """Mean absolute difference, 0 to 1, at the best of the nine places a pixel apart.

    The centre of mass may round to the next pixel.
    """
    moves = itertools.product((-1, 0, 1), repeat=2)
    moved = (np.roll(other, move, (0, 1)).astype(float) for move in moves)
    return float(min(np.abs(each - one).mean() for each in moved) / 255)
