"""Patience on scripted errors; recipes that cannot be."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recognizer.errors import InvalidSetting
from recognizer.training import runs
from recognizer.training.plan import Plan
from recognizer.training.recipe import Patience, Recipe
from recognizer.training.recipes import BEST, FAST
from recognizer.training.space import Search

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
def test_patience_grows_with_success(errors: list[float], exhausted: bool) -> None:
    measured = [(50 * (n + 1), error) for n, error in enumerate(errors)]
    assert PATIENCE.is_exhausted(measured) == exhausted


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"steps": 0, "every": 1}, "Patience in steps must be 1 to"),
        ({"steps": 1, "every": 0}, "Steps between measurements must be 1 to"),
        (
            {"steps": 1, "every": 1, "increase": 0.5},
            "patience must be 1 to 100, but 0.5",
        ),
        (
            {"steps": 1, "every": 1, "threshold": 2},
            "better error must be 0 to 1, but 2",
        ),
    ],
)
def test_impossible_patience_is_rejected(
    settings: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidSetting, match=problem):
        Patience(**settings)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"images": 0}, "samples .* must be 1 to 100,000,000, but 0"),
        ({"batch_size": 0}, "Batch size must be 1 to 8,192, but 0"),
        ({"learning_rate": 0}, "Learning rate must be above 0 and at most 10"),
        ({"learning_rate": float("nan")}, "Learning rate must be above 0"),
        ({"label_smoothing": 1}, "Label smoothing must be 0 or more and below 1"),
        ({"weight_decay": 1.5}, "Weight decay must be 0 to 1, but 1.5"),
        ({"held_out": 60_000}, "Validation images must be 1 to 59,999"),
    ],
)
def test_impossible_settings_are_rejected(
    changes: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidSetting, match=problem):
        replace(FAST, **changes)


@pytest.mark.parametrize(
    ("mixture", "problem"),
    [
        ((), "at least one source of data, but has none"),
        ((("mnist", 0.5),), "above 0 and add up to 1, but mnist 0.5 was given"),
        ((("mnist", 2.0), ("templates", -1.0)), "but mnist 2, templates -1 was given"),
        ((("mnist", float("nan")),), "but mnist nan was given"),
        ((("a photo album", 1.0),), "must be of mnist, .*, but 'a photo album' was"),
    ],
)
def test_impossible_mixtures_are_rejected(
    mixture: tuple[tuple[str, float], ...], problem: str
) -> None:
    with pytest.raises(InvalidSetting, match=problem):
        replace(FAST, mixture=mixture)


def test_rounding_is_no_part_of_what_a_checkpoint_is_compared_by() -> None:
    exact = replace(BEST, bfloat16=False)
    assert repr(exact) == repr(BEST)
    assert exact != BEST


def test_a_recipe_of_before_there_was_a_choice_is_read_as_exact() -> None:
    content = BEST.to_json()
    assert Recipe.from_json(content) == replace(BEST, notes=())
    del content["bfloat16"]
    assert Recipe.from_json(content) == replace(BEST, notes=(), bfloat16=False)


def test_notes_are_in_the_plan_of_a_run(tmp_path: Path) -> None:
    hold = runs.create(Plan("x", BEST), tmp_path)
    hold.release()
    assert hold.run.plan() == Plan("x", BEST)
    file = hold.run.path / "plan.json"
    older = json.loads(file.read_text())
    del older["recipe"]["notes"]
    file.write_text(json.dumps(older))
    assert hold.run.plan() == Plan("x", replace(BEST, notes=()))


def test_notes_hold_for_the_settings_that_they_were_written_for() -> None:
    assert BEST.changed(images=BEST.images).notes == BEST.notes
    assert BEST.changed(images=1_000) == replace(BEST, images=1_000, notes=())
    search = Search(3, (("learning-rate", "0.001..0.01"),))
    assert {recipe.notes for recipe in search.recipes(BEST, 0)} == {()}
