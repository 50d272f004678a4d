"""Distortions against SciPy and by their limits."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from scipy.interpolate import BSpline
from scipy.ndimage import affine_transform, center_of_mass, map_coordinates

from recognizer.datasets.labelled import LabelledImages
from recognizer.network.engine import FloatArray

pytestmark = pytest.mark.training


@pytest.fixture(scope="module")
def distortion() -> ModuleType:
    from recognizer.training.keras import distortion

    return distortion


@pytest.fixture
def images(digits: LabelledImages) -> FloatArray:
    return digits.images[:32].astype(np.float32) / np.float32(255)


def distort(
    distortion: ModuleType,
    images: FloatArray,
    seed: tuple[int, int] = (1, 2),
    **strengths: float,
) -> FloatArray:
    distorter = distortion.Distorter(distortion.Distortion(**strengths))
    return np.asarray(distorter(images, np.array(seed, np.int32)))


def test_without_strength_images_stay_as_they_are(
    distortion: ModuleType, images: FloatArray
) -> None:
    np.testing.assert_allclose(distort(distortion, images), images, atol=1e-6)


def test_the_same_seed_gives_the_same_distortion(
    distortion: ModuleType, images: FloatArray
) -> None:
    strengths: Any = {"rotation": 10, "scale": 0.1, "shift": 2, "elastic": 1}
    first = distort(distortion, images, **strengths)
    np.testing.assert_array_equal(first, distort(distortion, images, **strengths))
    other = distort(distortion, images, seed=(1, 3), **strengths)
    assert np.abs(first - other).max() > 0.5


def test_every_image_of_a_batch_is_distorted_differently(
    distortion: ModuleType, images: FloatArray
) -> None:
    same = np.repeat(images[:1], 8, axis=0)
    distorted = distort(distortion, same, elastic=1.0)
    assert len(np.unique(distorted.reshape(8, -1), axis=0)) == 8


def test_reading_between_pixels_is_scipys(
    distortion: ModuleType, images: FloatArray
) -> None:
    rng = np.random.default_rng(0)
    places = rng.uniform(-3, 31, (32, 784, 2)).astype(np.float32)
    rows, columns = np.moveaxis(places, -1, 0)
    found = distortion.sample(images, rows, columns).numpy()
    for image, place, values in zip(images, places, found, strict=True):
        expected = map_coordinates(image, place.T, order=1, mode="constant")
        inside = ((place > -1) & (place < 28)).all(axis=1)
        np.testing.assert_allclose(
            values.reshape(-1)[inside], _with_ground(image, place)[inside], atol=1e-5
        )
        clear = ((place >= 0) & (place <= 27)).all(axis=1)
        np.testing.assert_allclose(
            values.reshape(-1)[clear], expected[clear], atol=1e-5
        )


def _with_ground(image: FloatArray, place: FloatArray) -> FloatArray:
    padded = np.pad(image, 2)
    values: FloatArray = map_coordinates(padded, place.T + 2, order=1, mode="constant")
    return values


def test_the_spline_is_scipys(distortion: ModuleType) -> None:
    grid = 4
    basis = distortion.spline_basis(grid).reshape(28, 28, grid + 3, grid + 3)
    knots = np.arange(-3, grid + 4 + 1, dtype=float)
    place = (np.arange(28) + 0.5) / 28 * grid
    for number in range(grid + 3):
        spline = BSpline.basis_element(knots[number : number + 5], extrapolate=False)
        expected = np.nan_to_num(spline(place))
        np.testing.assert_allclose(
            basis[:, 0, number, :].sum(axis=1), expected, atol=1e-12
        )


def test_shift_stays_within_its_limit(
    distortion: ModuleType, images: FloatArray
) -> None:
    moved = distort(distortion, images, shift=2.0)
    for before, after in zip(images, moved, strict=True):
        way = np.subtract(center_of_mass(after), center_of_mass(before))
        assert np.abs(way).max() <= 2.1


def test_rotation_is_scipys_for_the_angle_it_found(
    distortion: ModuleType, images: FloatArray
) -> None:
    turned = distort(distortion, images[:1], rotation=20)[0]
    middle = np.array([13.5, 13.5])

    def difference(angle: float) -> float:
        cos, sin = np.cos(angle), np.sin(angle)
        matrix = np.array([[cos, -sin], [sin, cos]])
        offset = middle - matrix @ middle
        expected = affine_transform(images[0], matrix, offset, order=1)
        return float(np.abs(expected - turned).max())

    angles = np.deg2rad(np.linspace(-20, 20, 4001))
    assert min(map(difference, angles)) < 0.01


def test_label_keeping_strengths_leave_most_ink(
    distortion: ModuleType, images: FloatArray
) -> None:
    from recognizer.training.recipes import BEST

    strengths = replace(BEST.distortion)
    distorter = distortion.Distorter(strengths)
    ink = distorter(images, np.array([0, 0], np.int32)).numpy().sum(axis=(1, 2))
    assert (ink > 0.6 * images.sum(axis=(1, 2))).all()
