"""How long a training will take, by those before it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from recognizer.training import durations, runs
from recognizer.training.plan import Plan
from recognizer.training.recipe import Recipe
from recognizer.training.recipes import BEST, QUICK
from recognizer.training.runs import State, Status
from recognizer.training.space import Search


def train(
    folder: Path,
    recipe: Recipe,
    status: Status,
    elapsed_s: float,
    search: Search | None = None,
) -> None:
    hold = runs.create(Plan("any", recipe, search=search), folder)
    hold.run.write_state(State(status, elapsed_s=elapsed_s))
    hold.release()


def test_the_last_finished_trainings_by_the_same_recipe_count(tmp_path: Path) -> None:
    train(tmp_path, QUICK, "finished", 900.0)  # before a new machine
    for elapsed_s in (20.0, 50.0, 30.0):
        train(tmp_path, QUICK, "finished", elapsed_s)
    train(tmp_path, QUICK, "stopped", 1.0)
    train(tmp_path, replace(QUICK, images=100), "finished", 1.0)
    train(tmp_path, QUICK, "finished", 300.0, Search(9, (("dropout", "0..0.5"),)))
    assert durations.seconds(QUICK, runs.planned(tmp_path)) == 30.0


def test_without_any_the_documented_time_counts(tmp_path: Path) -> None:
    assert durations.seconds(QUICK, runs.planned(tmp_path)) == 10.0
    assert durations.seconds(BEST, runs.planned(tmp_path)) is None
