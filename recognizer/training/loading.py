"""Load what a run trains on, and say in the run how far that is."""

from __future__ import annotations

from functools import partial

from recognizer.settings import Settings
from recognizer.training import sources
from recognizer.training.plan import Plan
from recognizer.training.runs import Run
from recognizer.training.sources import TrainingData


def load(run: Run, plan: Plan, settings: Settings) -> TrainingData:
    """Load a run's data.

    Raises:
        MissingData, InvalidData: if a data set cannot be read.
        NoDrawings: if there are no own drawings to train on.
    """

    def note(source: str, done: int, total: int) -> None:
        run.add_progress({"loading": source, "done": done, "total": total})

    return sources.load(plan.recipe, settings, plan.seed, partial(note, "mnist"), note)
