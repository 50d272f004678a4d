"""How long a training takes on this machine, as trainings before have shown."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from recognizer.training.plan import Plan
from recognizer.training.recipe import Recipe
from recognizer.training.runs import Run

SHORT_S = {"quick": 10.0, "fast": 67.0, "own": 20.0}
"""Of short recipes on two cores, see docs/benchmarks.md; until this machine has
trained one."""
LATEST = 3


def seconds(recipe: Recipe, trainings: Sequence[tuple[Run, Plan]]) -> float | None:
    """What the last finished trainings by just this recipe took.

    Args:
        trainings: those before, the oldest first, as `runs.planned` gives them.

    Returns:
        Seconds; None if there was no such training, and it is no short recipe.
    """
    took = []
    for run, plan in reversed(trainings):
        is_alike = plan.recipe == recipe and plan.search is None
        if is_alike and (state := run.state()).status == "finished":
            took.append(state.elapsed_s)
            if len(took) == LATEST:
                break
    return median(took) if took else SHORT_S.get(recipe.name)
