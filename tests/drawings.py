"""For property tests: any strokes that a person could draw; how far images differ."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import strategies as st

from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing, is_dot

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
