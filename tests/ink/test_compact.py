"""Strokes in few whole numbers are the same drawing to the network."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from recognizer.ink import compact, mnist_format, strokes
from recognizer.ink.strokes import Drawing
from recognizer.network.engine import Recognizer
from tests.drawings import synthetic

ROUNDING = 0.5**0.5 + 1e-6
"""How far, in units, a point may be from itself in whole numbers."""

places = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
lines = st.lists(st.lists(places, min_size=1, max_size=40), min_size=1, max_size=6)


def test_an_example_worked_out_by_hand() -> None:
    drawing = Drawing.from_points(
        [[[10, 20], [10, 21], [10, 70], [10, 70]], [[60, 20]]], 16
    )
    assert compact.pack(drawing) == [[0, 0, 0, 250], [250, 0]]


def test_the_network_reads_the_same(recognizer: Recognizer) -> None:
    for number in range(0, 200, 2):  # digits
        drawing = synthetic(number)
        again = compact.unpack(compact.pack(drawing))
        assert again is not None
        images = [mnist_format.to_image(each) for each in (drawing, again)]
        found, read = recognizer.answer(np.stack(images)).probabilities
        assert found.argmax() == read.argmax()


@given(lines)
@example([[(4407, 0), (4441, 0), (-2420, 0)]])
def test_what_is_written_is_read(given_lines: list[list[tuple[float, float]]]) -> None:
    drawing = Drawing.from_points(given_lines, 16)
    if strokes.is_dot(drawing):
        return
    packed = compact.pack(drawing)
    read = compact.unpack(packed)
    if packed is None:
        assert read is None
        return
    assert read is not None
    assert compact.pack(read) is not None
    drawn = [each.points.astype(np.float64) for each in drawing.strokes]
    points = np.concatenate(drawn)
    unit = np.ptp(points, axis=0).max() / compact.SIDE
    for before, after in zip(drawn, read.strokes, strict=True):
        exact = (before - points.min(axis=0)) / unit
        distances = np.hypot(*(exact[:, None] - after.points).transpose(2, 0, 1))
        assert (distances.min(axis=1) < compact.STEP + ROUNDING).all()
        assert (distances[[0, -1], [0, -1]] <= ROUNDING).all()
