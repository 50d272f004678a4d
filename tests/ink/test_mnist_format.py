"""MNIST's format: what holds for every drawing, and MNIST's own images given back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from recognizer.datasets.labelled import LabelledImages
from recognizer.datasets.small_digits import sklearn_digits
from recognizer.errors import BlankDrawing
from recognizer.ink import mnist_format, photos, strokes
from recognizer.ink.mnist_format import Preprocessed
from recognizer.ink.strokes import Drawing, FloatArray, draw_on_canvas, is_dot
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS
from tests.conftest import MODEL
from tests.drawings import change, drawings, mapped

REDRAWN = 0.001
"""Mean absolute change of the image, 0 to 1, that moving, scaling and thickening a
drawing may make, but for a pixel's move: single precision."""

COARSE = 0.1
"""The same for a picture that is scaled by any factor: its pixels fall otherwise on
the 20 cells, and along the short side a cell more or less moves all by half a pixel."""

TINY = 0.02
"""The same for a picture of a few pixels, against the large one."""

_ink = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 60), st.integers(1, 60)),
    elements=st.sampled_from([0.0, 0.0, 0.25, 1.0]),
).filter(lambda ink: ink.any())


def centre_of_mass(image: FloatArray) -> tuple[float, float]:
    mass = image / image.sum()
    places = np.arange(len(image))
    return float(mass.sum(1) @ places), float(mass.sum(0) @ places)


def long_side(image: mnist_format.Image | FloatArray) -> int:
    filled = (np.flatnonzero(image.any(axis)) for axis in (0, 1))
    return max(int(np.ptp(places)) + 1 for places in filled)


def assert_in_mnists_format(steps: Preprocessed) -> None:
    for stage in (steps.cropped, steps.scaled):
        assert stage.dtype == np.float32
        assert stage.min() >= 0
        assert stage.max() == pytest.approx(1)
    image = steps.image
    assert long_side(image) == 20
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    assert image.max() == 255
    rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
    for axis, middle in enumerate(centre_of_mass(image.astype(float))):
        # Ink so lopsided that centring would push it over the edge stops there.
        first, last = (rows, columns)[axis][[0, -1]]
        assert middle <= 14.5 + 1e-9 or first == 0
        assert middle >= 13.5 - 1e-9 or last == 27


@given(_ink)
def test_any_ink_comes_out_in_mnists_format(ink: FloatArray) -> None:
    assert_in_mnists_format(mnist_format.from_ink(ink))


@given(drawings())
def test_any_drawing_comes_out_in_mnists_format(drawing: Drawing) -> None:
    steps = mnist_format.from_strokes(drawing)
    assert_in_mnists_format(steps)
    assert (mnist_format.to_image(drawing) == steps.image).all()


@given(
    drawing=drawings(),
    scale=st.floats(0.5, 2),
    shift=st.tuples(st.floats(-100, 100), st.floats(-100, 100)),
    pen=st.floats(0.5, 2),
)
def test_place_size_and_pen_change_little(
    drawing: Drawing, scale: float, shift: tuple[float, float], pen: float
) -> None:
    other = mapped(drawing, scale, shift)
    width = drawing.strokes[0].width * scale * pen
    thick = Drawing.from_points([stroke.points for stroke in other.strokes], width)
    assume(not is_dot(thick))
    one, two = (mnist_format.from_strokes(each).image for each in (drawing, thick))
    assert change(one, two) <= REDRAWN


@given(ink=_ink, margins=st.tuples(*[st.integers(0, 30)] * 4), times=st.integers(2, 5))
def test_place_and_whole_factors_do_not_change_a_picture(
    ink: FloatArray, margins: tuple[int, int, int, int], times: int
) -> None:
    assume(long_side(ink) >= 20)  # smaller ones are enlarged with round corners
    top, bottom, left, right = margins
    framed = np.pad(ink, ((top, bottom), (left, right)))
    enlarged = ink.repeat(times, 0).repeat(times, 1)
    image = mnist_format.from_ink(ink).image
    assert (mnist_format.from_ink(framed).image == image).all()
    assert change(mnist_format.from_ink(enlarged).image, image) <= REDRAWN


@settings(max_examples=40)
@given(drawing=drawings(), scale=st.floats(0.5, 2))
def test_a_picture_of_any_size_changes_little(drawing: Drawing, scale: float) -> None:
    ink = draw_on_canvas(drawing)
    side = max(2, round(ink.shape[1] * scale)), max(2, round(ink.shape[0] * scale))
    scaled = np.asarray(Image.fromarray(ink).resize(side, Image.Resampling.BOX))
    one, two = (mnist_format.from_ink(each).image for each in (ink, scaled))
    assert change(one, two) <= COARSE


def test_a_block_is_shrunk_by_hand() -> None:
    ink = np.zeros((300, 200), np.float32)
    ink[50:250, 20:120] = 0.5  # 200 × 100: ten pixels a cell
    ink[50:60, 20:30] = 0.25
    steps = mnist_format.from_ink(ink)
    assert steps.cropped.shape == (200, 100)
    assert steps.scaled.shape == (20, 10)
    assert steps.scaled[0, 0] == pytest.approx(0.5)
    assert steps.scaled[1:].min() == pytest.approx(1)
    # Its middle is row 9.5 and column 4.5, a little down and to the right without
    # its corner: round(14 - 9.55) = 4 and round(14 - 4.51) = 9.
    assert steps.image[4:24, 9:19].min() == 128
    assert steps.image.sum() == 199 * 255 + 128


def test_areas_are_averaged_and_the_ratio_kept() -> None:
    rng = np.random.default_rng(0)
    small = rng.integers(1, 256, (20, 13)).astype(np.float32) / 255
    small[3, 3] = 1
    large = np.kron(small, np.ones((7, 7), np.float32))
    assert mnist_format.from_ink(large).scaled == pytest.approx(small, abs=1e-5)


def test_a_tip_too_faint_to_be_seen_does_not_count() -> None:
    ink = np.zeros((300, 200), np.float32)
    ink[50:250, 20:120] = 1
    whole = mnist_format.from_ink(ink).image
    ink[30:50, 60:80] = 0.001
    image = mnist_format.from_ink(ink).image
    assert long_side(image) == 20
    assert change(image, whole) <= COARSE  # what is left of it is below a cell


@given(st.tuples(st.integers(1, 300), st.integers(1, 300)))
def test_the_short_side_is_as_short_as_it_was(shape: tuple[int, int]) -> None:
    assume(max(shape) >= 20)  # smaller ones are enlarged with round corners
    assume(max(shape) <= 10 * min(shape))  # at least one cell is covered whole
    scaled = mnist_format.from_ink(np.ones(shape, np.float32)).scaled
    sides = np.array(shape) * 20 / max(shape)
    assert scaled.shape == tuple(np.ceil(sides - 1e-6).astype(int))
    # Cells at the ends of the short side are covered in part, and alike.
    assert scaled == pytest.approx(scaled[::-1, ::-1], abs=1e-4)
    assert scaled.sum() == pytest.approx(sides.prod(), rel=1e-3)


@pytest.mark.parametrize("side", [8, 12, 19])
def test_a_tiny_picture_is_enlarged_without_steps(side: int) -> None:
    """A slanted line comes out near the image that it has when it is drawn large."""

    def image(side: int) -> mnist_format.Image:
        places = np.array([[0.1, 0.05], [0.9, 0.95]], np.float32) * side
        line = strokes.draw_lines([places], [0.16 * side], (side, side))
        return mnist_format.from_ink(line).image

    assert change(image(side), image(200)) < TINY


@given(st.tuples(st.integers(1, 19), st.integers(1, 19)), st.integers(0, 99))
def test_tiny_noise_gives_an_image(shape: tuple[int, int], seed: int) -> None:
    noise = np.random.default_rng(seed).uniform(0, 1, shape).astype(np.float32)
    found = mnist_format.from_ink(np.maximum(noise, 1e-3))
    assert max(found.scaled.shape) == 20
    assert found.image.max() == 255


def test_scikit_learns_digits_are_read(recognizer: Recognizer) -> None:
    data = sklearn_digits()
    answers = recognizer.answer(data.images)
    right = (answers.logits.argmax(axis=1) == data.labels) & answers.is_digit
    assert right.mean() >= 0.97


@pytest.mark.parametrize("blank", [(40, 40), (1, 1), (1, 500)])
def test_blank_ink_is_rejected(blank: tuple[int, int]) -> None:
    with pytest.raises(BlankDrawing):
        mnist_format.from_ink(np.zeros(blank, np.float32))


def test_shipped_networks_were_trained_on_this_version() -> None:
    card = bundles.find(MODEL, [SHIPPED_WEIGHTS]).card
    assert card.preprocessing == mnist_format.VERSION


@pytest.mark.needs("MNIST")
def test_mnists_own_images_come_back(
    data_set: Callable[[str], LabelledImages], recognizer: Recognizer
) -> None:
    """Enlarged ten times, at any place of a canvas of any size, dark or bright."""
    data = data_set("mnist-test").part(0, 1_000)
    rng = np.random.default_rng(0)
    back = np.empty_like(data.images)
    for number, image in enumerate(data.images):
        height, width = rng.integers(280, 341, 2)
        top, left = rng.integers(0, [height - 279, width - 279])
        canvas = np.zeros((height, width), np.uint8)
        canvas[top : top + 280, left : left + 280] = image.repeat(10, 0).repeat(10, 1)
        if number % 2:
            canvas = 255 - canvas
        ink = photos.find_ink(Image.fromarray(canvas))
        back[number] = mnist_format.from_ink(ink).image
    before, after = (
        float((recognizer.answer(images).logits.argmax(1) == data.labels).mean())
        for images in (data.images, back)
    )
    assert abs(before - after) <= 0.001
    # Grey levels differ by rounding. A digit that is cut off at MNIST's own edge, its
    # ink 19 px long, cannot come back: three of the 10,000 are.
    off = np.abs(back.astype(int) - data.images).max(axis=(1, 2)) > 1
    assert all(long_side(image) < 20 for image in data.images[off])
    assert off.sum() <= 3
