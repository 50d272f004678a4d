"""Patience on scripted errors; mixtures that cannot be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recognizer.errors import InvalidSetting
from recognizer.training.recipe import Patience
from recognizer.training.recipes import FAST

PATIENCE = Patience(steps=100, every=50)


@pytest.mark.parametrize(
    ("errors", "exhausted"),
    [
        ([], False),
        ([0.5], False),
        # Better at step 50 and 100: wait until step 200.
        ([0.5, 0.4], False),
        ([0.5, 0.4, 0.4, 0.4], True),
        # Better at step 150 too: wait until step 300.
        ([0.5, 0.4, 0.3, 0.3, 0.3], False),
        ([0.5, 0.4, 0.3, 0.3, 0.3, 0.3], True),
        # 0.399 is not clearly better than 0.4 × 0.995 = 0.398.
        ([0.5, 0.4, 0.399, 0.4], True),
        # Never better than the first.
        ([0.5, 0.6], True),
    ],
)
def test_patience_grows_with_success(errors, exhausted):
    measured = [(50 * (n + 1), error) for n, error in enumerate(errors)]
    assert PATIENCE.is_exhausted(measured) == exhausted


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"steps": 0, "every": 1}, "patience must be 1 to"),
        ({"steps": 1, "every": 0}, "every must be 1 to"),
        ({"steps": 1, "every": 1, "increase": 0.5}, "increase must be 1 to 100"),
        ({"steps": 1, "every": 1, "threshold": 2}, "threshold must be"),
    ],
)
def test_impossible_patience_is_refused(settings, problem):
    with pytest.raises(InvalidSetting, match=problem):
        Patience(**settings)


@pytest.mark.parametrize(
    "mixture",
    [
        (),
        (("mnist", 0.5),),
        (("mnist", 2.0), ("templates", -1.0)),
        (("mnist", float("nan")),),
        (("a photo album", 1.0),),
    ],
)
def test_impossible_mixtures_are_refused(mixture):
    with pytest.raises(InvalidSetting, match="mixture must be shares of mnist, "):
        replace(FAST, mixture=mixture)
