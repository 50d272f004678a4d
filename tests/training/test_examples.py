"""Training images by source: right format, right labels, the same for a seed."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.training import examples

pytestmark = pytest.mark.training


def sources(settings, monkeypatch, seed=0):
    from recognizer.training.recipes import BEST

    monkeypatch.setattr(examples, "WRITTEN", 60)
    monkeypatch.setattr(examples, "SCRIBBLED", 40)
    monkeypatch.setattr(examples, "UNIPEN_VARIANTS", 1)
    monkeypatch.setattr(examples, "LETTER_VARIANTS", 1)
    reports = []
    loaded, held_out = examples.load(
        BEST, settings, seed, lambda here, total: None, lambda *now: reports.append(now)
    )
    assert {name for name, _, _ in reports} == {"unipen", "templates", "nondigits"}
    return loaded, held_out


def test_every_source_is_in_mnists_format(settings, monkeypatch):
    loaded, held_out = sources(settings, monkeypatch)
    assert list(loaded) == ["mnist", "unipen", "templates", "nondigits"]
    assert (len(loaded["mnist"]), len(held_out)) == (55_000, 5_000)
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
    first, _ = sources(settings, monkeypatch)
    again, _ = sources(settings, monkeypatch)
    other, _ = sources(settings, monkeypatch, seed=1)
    for name in ("unipen", "templates", "nondigits"):
        np.testing.assert_array_equal(first[name].images, again[name].images)
        assert (first[name].images[:40] != other[name].images[:40]).any()
