"""The trials of a search: each a run, in a folder of the search's own run.

trials/0001 …   the runs, numbered as they are drawn
chosen          the number of the best; once it is there, the search's run has the
                best trial's checkpoint and curves, and becomes its model
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from recognizer.atomic_files import write_atomically, writing
from recognizer.training import runs
from recognizer.training.plan import Plan
from recognizer.training.recipe import Recipe
from recognizer.training.runs import KEPT, Run, Status
from recognizer.training.space import Search


@dataclass(frozen=True)
class Trial:
    """A trial as it is now.

    Attributes:
        accuracy: on the validation images when last measured; None before.
        part: of its training that is done, 0 to 1.
    """

    run: Run
    recipe: Recipe
    status: Status
    accuracy: float | None
    part: float

    @property
    def has_ended(self) -> bool:
        """Whether it needs no more training in this search."""
        return self.status in ("finished", "pruned")

    @property
    def images(self) -> int:
        """Training samples that it has seen."""
        return round(self.part * self.recipe.images)


def prepare(run: Run, plan: Plan, search: Search) -> list[Run]:
    """The runs of all trials, those that are missing created."""
    recipes = search.recipes(plan.recipe, plan.seed)
    for recipe in recipes[len(runs.all_runs(run.trials)) :]:
        trial = replace(plan, recipe=recipe, search=None)
        runs.create(trial, run.trials).release()
    return runs.all_runs(run.trials)


def of(run: Run) -> list[Trial]:
    """The trials of a search as they are now; none if it is no search."""
    found = []
    for each, plan in runs.planned(run.trials):
        point: dict[str, Any] = each.newest_point() or {}
        found.append(
            Trial(
                each,
                plan.recipe,
                each.last_state().status,
                point.get("held_out_accuracy"),
                point.get("step", 0) / plan.recipe.steps,
            )
        )
    return found


def best(found: list[Trial]) -> Trial | None:
    """The most accurate of the finished trials, or of those at work if none is."""
    measured = [trial for trial in found if trial.accuracy is not None]
    finished = [trial for trial in measured if trial.status == "finished"]
    return max(
        finished or [trial for trial in measured if trial.status != "pruned"],
        key=lambda trial: trial.accuracy or 0.0,
        default=None,
    )


def choose(run: Run) -> Trial | None:
    """Make the best trial the one that the search's run goes on with.

    Returns:
        It; None if no trial has got as far as a checkpoint.

    Raises:
        DiskFull, PermissionDenied: if the system does not let it be written.
    """
    found = of(run)
    chosen = best([trial for trial in found if trial.run.checkpoint.exists()])
    if chosen is None:
        return None
    with writing():
        for name in KEPT:
            shutil.copy2(chosen.run.path / name, run.path / name)
        write_atomically(run.path / "chosen", str(chosen.run.number).encode())
    for trial in found:
        trial.run.checkpoint.unlink(missing_ok=True)
    return chosen


def keep_best(run: Run) -> None:
    """Remove the checkpoints of finished trials that cannot be chosen any more."""
    found = [trial for trial in of(run) if trial.status == "finished"]
    leading = best(found)
    for trial in found:
        if trial != leading:
            trial.run.checkpoint.unlink(missing_ok=True)


def retell(trial: Run, goes_on: Callable[[float, float], object]) -> None:
    """Tell of a trial that has ended what was told while it trained."""
    steps, last = trial.plan().recipe.steps, None
    for point in trial.progress():
        measured = point.get("held_out_loss")
        if measured != last and point["step"] < steps:  # others repeat the last one
            goes_on(point["step"] / steps, point["held_out_accuracy"])
        last = measured


def recipe_of(run: Run, plan: Plan) -> Recipe:
    """What a run trains by: of a search, the best trial's recipe once it is chosen."""
    trial = None if plan.search is None else chosen(run)
    return plan.recipe if trial is None else trial.plan().recipe


def chosen(run: Run) -> Run | None:
    """The trial that was chosen; None before."""
    try:
        return runs.find(int((run.path / "chosen").read_text("utf-8")), run.trials)
    except (OSError, ValueError, LookupError):
        return None
