"""A writer's style is measured: strokes slanted and stretched by known amounts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.collection.entries import new_entry
from recognizer.datasets.labelled import LabelledImages
from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.settings import Settings
from recognizer.synthesis import digits, figures, writer_style
from recognizer.synthesis.figures import Strokes
from recognizer.synthesis.writer_style import WriterStyle
from recognizer.training import sources
from recognizer.training.recipes import OWN


def written(style: WriterStyle, labels: list[int], name: str = "own") -> LabelledImages:
    rng = np.random.default_rng(5)
    images = [
        mnist_format.from_strokes(drawn(style.apply(lines))).image
        for lines in (lines_of(label, rng) for label in labels)
    ]
    return LabelledImages(name, np.stack(images), np.array(labels), {})


def lines_of(label: int, rng: np.random.Generator) -> Strokes:
    return figures.write(digits.choose(label, rng), rng)


def drawn(lines: Strokes) -> Drawing:
    return Drawing.from_points([line * 150 + 60 for line in lines], 14)


AVERAGE_DIGITS = written(writer_style.AVERAGE, list(range(10)) * 12)
USUAL = writer_style.usual_forms(AVERAGE_DIGITS)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.6, 1.6), st.floats(-0.9, 0.9))
def test_slant_and_width_are_measured(width: float, slant: float) -> None:
    labels = [0, 3, 5, 8, 6, 9] * 8
    found = writer_style.measure(written(WriterStyle(width, slant), labels), USUAL)
    # The pen stays as wide as it was, so that a narrow digit is not quite so narrow.
    assert 0.9 < found.width / width < 1.3
    assert found.slant == pytest.approx(slant, abs=0.2)


def test_writers_like_the_reference_are_average() -> None:
    found = writer_style.measure(AVERAGE_DIGITS, USUAL)
    assert found.width == pytest.approx(1, abs=0.01)
    assert found.slant == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("pixels", [[(14, 14)], [(14, x) for x in range(4, 24)]])
def test_a_slip_of_the_pen_gives_no_extreme_style(
    pixels: list[tuple[int, int]],
) -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    for place in pixels:
        image[0][place] = 255
    found = writer_style.measure(LabelledImages("own", image, np.array([1]), {}), USUAL)
    assert 1 / 3 <= found.width <= 3
    assert abs(found.slant) <= 2


@pytest.mark.needs("MNIST")
def test_all_ten_digits_are_drawn_in_each_writers_style(settings: Settings) -> None:
    collection = Collection(Database(settings.database_url))
    rng = np.random.default_rng(0)
    people = {"Aiko": WriterStyle(slant=0.8), "Ben": WriterStyle(slant=-0.8)}
    for number in range(40):
        person, style = list(people.items())[number % 2]
        label = (4, 7)[number // 20]
        drawing = drawn(style.apply(lines_of(label, rng)))
        image = mnist_format.from_strokes(drawing).image
        collection.add(new_entry(image, label, person, drawing))
    mixture = (("mnist", 0.5), ("own-hand", 0.5))
    recipe = replace(OWN, mixture=mixture, images=400)
    loaded = sources.load(
        recipe, settings, 0, lambda here, total: None, lambda *now: None
    ).sources
    source = loaded["own-hand"]
    assert np.bincount(source.labels).tolist() == [20] * 10
    assert len(source.sha256) == 40
    halves = source.part(0, 100), source.part(100, 200)
    found = [writer_style.measure(half, USUAL).slant for half in halves]
    assert sorted(found) == pytest.approx([-0.8, 0.8], abs=0.35)
    assert recipe.needs_own
