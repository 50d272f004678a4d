"""Training images by source: right format, right labels, the same for a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.collection.entries import new_entry
from recognizer.datasets import stroke_files
from recognizer.datasets.labelled import LabelledImages
from recognizer.datasets.stroke_files import Line
from recognizer.errors import NoDrawings
from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.settings import Settings, read_settings
from recognizer.synthesis import digits, glyphs
from recognizer.synthesis.figures import Strokes
from recognizer.training import sources
from recognizer.training.recipes import BEST, FAST, OWN
from tests import machine


@pytest.fixture(scope="module")
def pens(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """MNIST, and as UNIPEN's files 60 digits and 40 letters."""
    data = tmp_path_factory.mktemp("data")
    settings = read_settings(machine.variables(data))
    folder = data / "of-the-test"
    for part, labels in (
        ("digits-train", "0123456789" * 6),
        ("letters-train", "AKTX" * 10),
    ):
        lines = [
            Line(label, "somebody", [stroke.tolist() for stroke in strokes_of(label)])
            for label in labels
        ]
        stroke_files.write(folder / "unipen" / f"{part}.jsonl.gz", lines)
    (folder / "mnist").symlink_to(settings.datasets / "mnist")
    return replace(settings, datasets=folder)


@pytest.fixture(scope="module")
def first(pens: Settings) -> Mapping[str, LabelledImages]:
    """What is loaded with the seed 0; tests do not change it."""
    return load(pens)


def strokes_of(label: str) -> Strokes:
    if label.isalpha():
        return glyphs.FIGURES[label].strokes
    return digits.choose(int(label), np.random.default_rng(0)).strokes


def load(settings: Settings, seed: int = 0) -> Mapping[str, LabelledImages]:
    reports: list[tuple[str, int, int]] = []
    data = sources.load(
        replace(BEST, images=400),
        settings,
        seed,
        lambda here, total: None,
        lambda *now: reports.append(now),
    )
    assert {name for name, _, _ in reports} == {"unipen", "templates", "nondigits"}
    assert len(data.validation) == 5_000
    return data.sources


@pytest.mark.needs("MNIST")
def test_every_source_is_in_mnists_format(
    first: Mapping[str, LabelledImages],
) -> None:
    assert list(first) == ["mnist", "unipen", "templates", "nondigits"]
    assert len(first["mnist"]) == 55_000
    assert np.ptp(np.bincount(first["templates"].labels, minlength=10)) <= 1
    assert set(first["nondigits"].labels) == {-1}
    assert set(first["unipen"].labels) == set(range(10))
    for name in ("unipen", "templates", "nondigits"):
        images = first[name].images
        assert images.dtype == np.uint8
        assert (images.reshape(len(images), -1).max(axis=1) == 255).all()
        for image in images:
            rows, columns = np.nonzero(image)
            assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20


@pytest.mark.needs("MNIST")
def test_a_seed_gives_the_same_images_and_another_others(
    pens: Settings, first: Mapping[str, LabelledImages]
) -> None:
    again, other = load(pens), load(pens, seed=1)
    for name in ("unipen", "templates", "nondigits"):
        np.testing.assert_array_equal(first[name].images, again[name].images)
        assert (first[name].images != other[name].images).any(axis=(1, 2)).mean() > 0.9


@pytest.mark.parametrize("side", [10, 14, 16, 28])
def test_a_small_picture_keeps_the_shape_in_few_pixels(side: int) -> None:
    drawing = Drawing.from_points(digits.FORMS["5-in-one"].strokes, 0.02)
    image = mnist_format.to_image(drawing)
    small = sources.as_small_picture(image, side)
    assert small.shape == (28, 28)
    assert small.max() == 255
    alike = np.corrcoef(small.ravel(), image.ravel())[0, 1]
    assert alike > (0.99 if side == 28 else 0.5)
    # A row of the enlarged picture repeats or mixes a few of the small one's.
    assert np.linalg.matrix_rank(small / 255.0, tol=0.1) <= side


@pytest.mark.needs("MNIST")
def test_no_more_is_drawn_than_a_training_needs(settings: Settings) -> None:
    mixture = (("templates", 0.5), ("scribbles", 0.5))
    recipe = replace(FAST, mixture=mixture, images=80)
    loaded = sources.load(
        recipe, settings, 0, lambda here, total: None, lambda *now: None
    ).sources
    assert np.bincount(loaded["templates"].labels).tolist() == [4] * 10
    assert loaded["scribbles"].labels.tolist() == [-1] * 40
    assert recipe.rejects


@pytest.mark.needs("MNIST")
def test_own_drawings_are_varied_and_a_fifth_stays_apart(settings: Settings) -> None:
    collection = Collection(Database(settings.database_url))
    rng = np.random.default_rng(0)

    def keep(count: int) -> None:
        for number in range(count):
            lines = digits.choose(number % 10, rng).strokes
            points = [line * 150 + rng.uniform(20, 100) for line in lines]
            drawing = Drawing.from_points(points, 14)
            image = mnist_format.from_strokes(drawing).image
            collection.add(new_entry(image, number % 10, "Aiko", drawing))

    def load() -> LabelledImages:
        mixture = (("own", 0.25), ("mnist", 0.75))
        recipe = replace(OWN, mixture=mixture, images=1_600)
        return sources.load(
            recipe, settings, 0, lambda here, total: None, lambda *now: None
        ).sources["own"]

    with pytest.raises(NoDrawings):
        load()
    keep(30)
    own = load()
    assert own.name == "own"
    assert len(own) == 30 + 14 * 30  # as they are, and 420 variants
    assert np.bincount(own.labels).tolist() == [45] * 10
    kept = collection.find()
    assert set(own.sha256.values()) == {entry.digest for entry in kept}
    collection.leave_person_out("Aiko")
    collection.add(new_entry(kept[0].image, 7, "Ben"))  # no strokes
    own = load()
    assert own.labels.tolist() == [7] * 40
    collection.leave_person_out("Aiko", False)
    keep(70)
    entries = collection.find()
    apart = [entry.digest for entry in entries if int(entry.digest[:8], 16) % 5 == 0]
    assert 5 < len(apart) < 40
    assert not set(load().sha256.values()) & set(apart)
