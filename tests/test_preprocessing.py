"""MNIST's format: what holds for every drawing, and MNIST's own images given back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from recognizer import datasets, pictures, preprocessing
from recognizer.engine import Recognizer
from recognizer.errors import BlankDrawing
from recognizer.preprocessing import Preprocessed
from recognizer.settings import Settings
from recognizer.strokes import Drawing, FloatArray
from tests.drawings import drawings, mapped

SHIFTED = 0.03
"""Mean absolute change of the image, 0 to 1, that moving and scaling a drawing may
make: the ink can fall otherwise on the grid, by less than a pixel."""

_ink = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 60), st.integers(1, 60)),
    elements=st.sampled_from([0.0, 0.0, 0.25, 1.0]),
).filter(lambda ink: ink.any())


def centre_of_mass(image: FloatArray) -> tuple[float, float]:
    mass = image / image.sum()
    places = np.arange(len(image))
    return float(mass.sum(1) @ places), float(mass.sum(0) @ places)


def assert_in_mnists_format(steps: Preprocessed) -> None:
    for stage in (steps.cropped, steps.scaled):
        assert stage.dtype == np.float32
        assert stage.min() >= 0
        assert stage.max() == pytest.approx(1)
    image = steps.image
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    assert image.max() == 255
    rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    for axis, middle in enumerate(centre_of_mass(image.astype(float))):
        ends = (rows, columns)[axis]
        # Ink so lopsided that centring would push it over the edge stops there.
        at_the_edge = ends[0] == 0 or ends[-1] == 27
        assert abs(middle - 14) <= 0.5 + 1e-9 or at_the_edge


@given(_ink)
def test_any_ink_comes_out_in_mnists_format(ink: FloatArray):
    assert_in_mnists_format(preprocessing.from_ink(ink))


@given(drawings())
def test_any_drawing_comes_out_in_mnists_format(drawing: Drawing):
    assert_in_mnists_format(preprocessing.from_strokes(drawing))


@given(
    drawing=drawings(),
    scale=st.floats(0.5, 2),
    shift=st.tuples(st.floats(-100, 100), st.floats(-100, 100)),
    pen=st.floats(0.5, 2),
)
def test_place_size_and_pen_change_little(
    drawing: Drawing, scale: float, shift: tuple[float, float], pen: float
):
    other = mapped(drawing, scale, shift)
    width = drawing.strokes[0].width * scale * pen
    if np.ptp(np.concatenate([s.points for s in other.strokes]), axis=0).max() < width:
        return
    thick = Drawing.from_points([stroke.points for stroke in other.strokes], width)
    one = preprocessing.from_strokes(drawing).image
    two = preprocessing.from_strokes(thick).image
    # The centre of mass may round to the next pixel; take the best of both.
    moved = [np.roll(two, (y, x), (0, 1)) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    best = min(np.abs(one.astype(float) - each).mean() for each in moved) / 255
    assert best <= SHIFTED


def test_a_block_is_shrunk_by_hand():
    ink = np.zeros((300, 200), np.float32)
    ink[50:250, 20:120] = 0.5  # 200 × 100: ten pixels a cell
    ink[50:60, 20:30] = 0.25
    steps = preprocessing.from_ink(ink)
    assert steps.cropped.shape == (200, 100)
    assert steps.scaled.shape == (20, 10)
    assert steps.scaled[0, 0] == pytest.approx(0.5)
    assert steps.scaled[1:].min() == pytest.approx(1)
    # Its middle is row 9.5 and column 4.5, a little down and to the right without
    # its corner: round(14 - 9.55) = 4 and round(14 - 4.51) = 9.
    assert steps.image[4:24, 9:19].min() == 128
    assert steps.image.sum() == 199 * 255 + 128


def test_areas_are_averaged_and_the_ratio_kept():
    rng = np.random.default_rng(0)
    small = rng.integers(1, 256, (20, 13)).astype(np.float32) / 255
    small[3, 3] = 1
    large = np.kron(small, np.ones((7, 7), np.float32))
    assert preprocessing.from_ink(large).scaled == pytest.approx(small, abs=1e-5)


def test_blank_ink_is_refused():
    with pytest.raises(BlankDrawing):
        preprocessing.from_ink(np.zeros((40, 40), np.float32))


def test_mnists_own_images_come_back(settings: Settings, recognizer: Recognizer):
    """Enlarged ten times, at any place of a canvas of any size, dark or bright."""
    data = datasets.mnist("test", settings)
    rng = np.random.default_rng(0)
    back = np.empty_like(data.images)
    for number, image in enumerate(data.images):
        height, width = rng.integers(280, 420, 2)
        top, left = rng.integers(0, [height - 279, width - 279])
        canvas = np.zeros((height, width), np.uint8)
        canvas[top : top + 280, left : left + 280] = image.repeat(10, 0).repeat(10, 1)
        if number % 2:
            canvas = 255 - canvas
        ink = pictures.find_ink(Image.fromarray(canvas))
        back[number] = preprocessing.from_ink(ink).image
    before, after = (
        float((recognizer.answer(images).logits.argmax(1) == data.labels).mean())
        for images in (data.images, back)
    )
    assert abs(before - after) <= 0.001
    assert np.abs(back.astype(float) - data.images).mean() < 1
