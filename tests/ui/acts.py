"""What each action does, called as the pages call it, and how one sees that it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import streamlit as st

from recognizer.collection import exports
from recognizer.collection.collection import Choice, Collection
from recognizer.collection.database import Database
from recognizer.datasets.labelled import NO_DIGIT
from recognizer.errors import RecognizerError
from recognizer.network import archives, bundles
from recognizer.room.rights import Action
from recognizer.room.room import room
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.training import runs
from recognizer.training.plan import Plan
from recognizer.training.recipes import QUICK
from recognizer.ui import state, visitor
from recognizer.ui.models import changes as models
from recognizer.ui.my_drawings import changes as drawings
from recognizer.ui.my_drawings import files
from recognizer.ui.retrain import trainings
from recognizer.ui.room import leading, next_class
from recognizer.ui.widgets import buttons
from tests.collection.writers import written
from tests.room.outside import choices
from tests.waiting import PATIENCE_S

SOFTMAX = bundles.find("softmax-regression", [SHIPPED_WEIGHTS])

DRAWINGS = exports.pack_zip([written(5)])


@dataclass(frozen=True)
class World:
    """A data folder with a drawing, a model and a training.

    Attributes:
        owner: of drawing and training.
    """

    data: Path
    owner: str
    drawing: str
    model: str
    run: int

    @cached_property
    def collection(self) -> Collection:
        """Its drawings, seen from outside of the app."""
        return Collection(Database(f"sqlite:///{self.data}/drawings.sqlite"))

    def traces(self) -> dict[str, object]:
        """All that an act may leave."""
        found = self.collection.find()
        folder = self.data / "runs"
        return {
            "labels": [each.label for each in found],
            "left out": [each.is_left_out for each in found],
            "writers left out": self.collection.people_left_out(),
            "models": bundles.names([self.data / "models"]),
            "chosen": choices(self.data).now(),
            "runs": [run.number for run in runs.all_runs(folder)],
            "asked to stop": [run.is_asked_to_stop() for run in runs.all_runs(folder)],
            "classes": [each.name for each in self.collection.classes()],
            "asked for": room().calls.version,
        }


def _bundle(world: World) -> bundles.Bundle:
    return bundles.find(world.model, [world.data / "models"])


def _run(world: World) -> runs.Run:
    return runs.find(world.run, world.data / "runs")


def _exported(world: World) -> bytes:
    choice = Choice(owner=world.owner)
    return files.export(visitor.current(), exports.pack_npz, choice)


def _converted(world: World) -> bytes:
    return models.export_keras(_bundle(world), visitor.current())


_STARTED = Plan("started", QUICK)

ACTS: dict[Action, Callable[[World], object]] = {
    Action.RELABEL_DRAWING: lambda it: drawings.relabel([it.drawing], NO_DIGIT),
    Action.EXCLUDE_DRAWING: lambda it: drawings.leave_out([it.drawing], True),
    Action.DELETE_DRAWING: lambda it: drawings.delete([it.drawing]),
    Action.EXPORT_DRAWINGS: _exported,
    Action.IMPORT_DRAWINGS: lambda it: files.begin([DRAWINGS]).wait(PATIENCE_S),
    Action.EXCLUDE_WRITER: lambda it: drawings.leave_person_out("Aiko", True),
    Action.CONVERT_MODEL: lambda it: models.export_keras(
        _bundle(it), visitor.current()
    ),
    Action.CHANGE_MODEL: lambda it: models.save(_bundle(it), "renamed", ""),
    Action.DELETE_MODEL: lambda it: models.delete(_bundle(it)),
    Action.IMPORT_MODEL: lambda it: models.import_model(archives.pack(SOFTMAX)),
    Action.CHOOSE_FOR_ALL: lambda it: buttons.choose_for_all(it.model),
    Action.TRAIN: lambda it: trainings.start(_STARTED),
    Action.STOP_TRAINING: lambda it: trainings.stop(_run(it)),
    Action.DELETE_TRAINING: lambda it: trainings.delete(_run(it)),
    Action.ALLOW_TRAINING: lambda it: trainings.open_to_visitors(True),
    Action.SHARE_MEMORY: lambda it: drawings.share_memory(True),
    Action.LEAD_ROOM: lambda it: leading.led(room().calls.ask, "write", 7),
    Action.END_CLASS: lambda it: next_class.end_class("2b"),
}
"""Of all but those that everybody may do."""


def attempt(action: str, world: World) -> None:
    """A page that does it, and says what came of it."""
    st.session_state[state.LANGUAGE] = "en"
    try:
        done = ACTS[Action(action)](world)
    except RecognizerError as error:
        st.text(f"{type(error).__name__}: {error}")
    else:
        st.text(getattr(done, "refusal", "") or "done")
