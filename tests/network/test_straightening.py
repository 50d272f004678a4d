"""A straightened image is what the straightened strokes would have given."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.network.straightening import WAYS, Way, straighten, straighten_pixels
from tests.drawings import synthetic

DRAWINGS = [synthetic(number) for number in range(0, 60, 2)]
IMAGES = np.stack([mnist_format.to_image(each) for each in DRAWINGS])


def likeness(one: mnist_format.Image, other: mnist_format.Image) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.kind} {way.amount}")
def test_it_looks_like_strokes_that_were_mapped(way: Way) -> None:
    matrix = np.array(way.matrix)
    mapped = np.stack(
        [
            mnist_format.to_image(
                Drawing.from_points(
                    [stroke.points @ matrix.T for stroke in each.strokes], 16
                )
            )
            for each in DRAWINGS
        ]
    )
    for image, drawing, expected in zip(IMAGES, DRAWINGS, mapped, strict=True):
        found = straighten(image, drawing, way.matrix).astype(int)
        assert np.abs(found - expected).max() <= 1
    straightened = straighten_pixels(IMAGES, way.matrix)
    pairs = list(zip(straightened, mapped, IMAGES, strict=True))
    now = np.median([likeness(one, other) for one, other, _ in pairs])
    before = np.median([likeness(image, other) for _, other, image in pairs])
    assert now > 0.8
    assert now > before + 0.1


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.kind} {way.amount}")
def test_it_stays_in_the_format(way: Way) -> None:
    straightened = straighten_pixels(IMAGES, way.matrix)
    assert (straightened.max(axis=(1, 2)) == 255).all()
    for image in straightened:
        rows, columns = np.nonzero(image > 64)
        assert 18 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 22
        total = image.sum(dtype=np.float64)
        middle = (image.sum(axis=1) @ np.arange(28), image.sum(axis=0) @ np.arange(28))
        assert np.array(middle) / total == pytest.approx([14, 14], abs=0.5)


def test_back_and_forth_is_where_it_was() -> None:
    there = straighten_pixels(IMAGES, ((1, 0.6), (0, 1)))
    back = straighten_pixels(there, ((1, -0.6), (0, 1)))
    assert np.median([likeness(*pair) for pair in zip(back, IMAGES, strict=True)]) > 0.9


def test_a_blank_image_stays_blank() -> None:
    assert not straighten_pixels(np.zeros((2, 28, 28), np.uint8), WAYS[0].matrix).any()


def test_a_drawing_as_small_as_its_pen_can_be_straightened() -> None:
    short = Drawing.from_points([[[0, 0], [10, 0], [10, 4]]], 16)
    for way in WAYS:
        image = straighten(mnist_format.to_image(short), short, way.matrix)
        assert image.max() == 255
