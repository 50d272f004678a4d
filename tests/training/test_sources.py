"""Training images by source: right format, right labels, the same for a seed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.collection.entries import new_entry
from recognizer.datasets.labelled import LabelledImages
from recognizer.errors import NoDrawings
from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.synthesis import digits
from recognizer.training import sources

pytestmark = pytest.mark.training


def load(settings, monkeypatch, seed=0):
    from recognizer.training.recipes import BEST

    monkeypatch.setattr(sources, "WRITTEN", 60)
    monkeypatch.setattr(sources, "SCRIBBLED", 40)
    monkeypatch.setattr(sources, "UNIPEN_VARIANTS", 1)
    monkeypatch.setattr(sources, "LETTER_VARIANTS", 1)
    reports = []
    data = sources.load(
        BEST, settings, seed, lambda here, total: None, lambda *now: reports.append(now)
    )
    assert {name for name, _, _ in reports} == {"unipen", "templates", "nondigits"}
    return data


def test_every_source_is_in_mnists_format(settings, monkeypatch):
    data = load(settings, monkeypatch)
    loaded = data.sources
    assert list(loaded) == ["mnist", "unipen", "templates", "nondigits"]
    assert (len(loaded["mnist"]), len(data.validation)) == (55_000, 5_000)
    assert np.bincount(loaded["templates"].labels).tolist() == [6] * 10
    assert set(loaded["nondigits"].labels) == {-1}
    assert set(loaded["unipen"].labels) == set(range(10))
    for name in ("unipen", "templates", "nondigits"):
        images = loaded[name].images
        assert images.dtype == np.uint8
        assert (images.reshape(len(images), -1).max(axis=1) == 255).all()
        for image in images[:: len(images) // 20]:
            rows, columns = np.nonzero(image)
            assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20


def test_a_seed_gives_the_same_images_and_another_others(settings, monkeypatch):
    first = load(settings, monkeypatch).sources
    again = load(settings, monkeypatch).sources
    other = load(settings, monkeypatch, seed=1).sources
    for name in ("unipen", "templates", "nondigits"):
        np.testing.assert_array_equal(first[name].images, again[name].images)
        assert (first[name].images[:40] != other[name].images[:40]).any()


def test_no_more_is_drawn_than_a_training_needs(settings):
    from recognizer.training.recipes import FAST

    mixture = (("templates", 0.5), ("scribbles", 0.5))
    recipe = replace(FAST, mixture=mixture, images=80)
    loaded = sources.load(
        recipe, settings, 0, lambda here, total: None, lambda *now: None
    ).sources
    assert np.bincount(loaded["templates"].labels).tolist() == [4] * 10
    assert loaded["scribbles"].labels.tolist() == [-1] * 40
    assert recipe.rejects


def test_own_drawings_are_varied_and_a_fifth_stays_apart(settings):
    from recognizer.training.recipes import OWN

    collection = Collection(Database(settings.database_url))
    rng = np.random.default_rng(0)

    def keep(count: int) -> None:
        for number in range(count):
            lines = digits.choose(number % 10, rng).strokes
            points = [line * 150 + rng.uniform(20, 100) for line in lines]
            drawing = Drawing.from_points(points, 14)
            image = mnist_format.from_strokes(drawing).image
            collection.add(new_entry(image, number % 10, "Aiko", drawing))

    def load():
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


def test_a_linear_network_learns_the_small_digits_as_by_hand(tmp_path):
    """Ten steps against plain NumPy on the 64 grey levels."""
    from sklearn.datasets import load_digits

    from recognizer.settings import read_settings
    from recognizer.training.keras.batches import Batches
    from recognizer.training.keras.trainer import Trainer
    from recognizer.training.recipes import DIGITS

    recipe = replace(DIGITS, images=10 * DIGITS.batch_size)
    settings = read_settings({"RECOGNIZER_DATA": str(tmp_path)})
    data = sources.load(
        recipe, settings, 0, lambda here, total: None, lambda *now: None
    )
    digits_8x8 = data.sources["digits-8x8"]
    assert (len(digits_8x8), len(data.validation)) == (1_437, 360)
    fitted = Trainer(recipe, data, seed=0).run(
        lambda progress: None, tmp_path / "checkpoint"
    )

    raw = load_digits().data[np.random.default_rng(0).permutation(1_797)]
    numbers: Any = np.arange(1_437)  # in place of the images
    order = LabelledImages("numbers", numbers, digits_8x8.labels, {})
    batches = Batches({"digits-8x8": order}, recipe, seed=0)
    weights, bias = np.zeros((64, 10)), np.zeros(10)
    for step in range(10):
        numbers, labels = batches.at(step)
        values = raw[numbers]
        exponentials = np.exp(values @ weights + bias)
        shares = exponentials / exponentials.sum(1, keepdims=True)
        error = (shares - np.eye(10)[labels]) / len(labels)
        weights -= 0.001 * values.T @ error
        # The bias has no pixels to be repeated or scaled.
        bias -= recipe.learning_rate * error.sum(0)
    learned = fitted.weights["logits/kernel"].reshape(28, 28, 10)[2:26, 2:26]
    whole = learned.reshape(8, 3, 8, 3, 10).sum((1, 3)).reshape(64, 10) / 16
    np.testing.assert_allclose(whole, weights, atol=2e-4)
    np.testing.assert_allclose(fitted.weights["logits/bias"], bias, atol=2e-4)
