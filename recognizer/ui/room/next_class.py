"""From one class to the next: the room is empty again, nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from recognizer.collection.collection import EndedClass
from recognizer.errors import RecognizerError
from recognizer.room.calls import Task
from recognizer.room.rights import Action
from recognizer.room.tiles import Taken
from recognizer.training import runs
from recognizer.training.runs import Run
from recognizer.ui import shared, visitor


@dataclass(frozen=True)
class Before:
    """What the room was before its class ended.

    Attributes:
        wall: what hung there.
        task: what was asked for, if anything.
        queued: trainings that were waiting for their turn.
    """

    wall: Taken
    task: Task | None
    queued: tuple[Run, ...]


@st.cache_resource(show_spinner=False)
def _ended() -> dict[str, Before]:
    """What the room was, by the class's id, for as long as the app runs."""
    return {}


def end_class(name: str) -> None:
    """Archive the collection under a name; clear the wall, the task and the queue.

    Models, and a training that is under way, stay.

    Raises:
        NotAllowed: if this visitor may not.
        InvalidEntry: if the name cannot be one.
        CollectionUnavailable: if the collection cannot be reached; nothing is changed.
    """
    visitor.check(Action.END_CLASS)
    room = shared.room()
    ended = shared.collection().end_class(name)
    task = room.calls.task
    room.calls.end_task()
    room.calls.end_look()
    waiting = tuple(
        run
        for run in runs.all_runs(shared.settings().runs)
        if run.state().status == "waiting"
    )
    for run in waiting:
        run.ask_to_stop()
    _ended()[ended.id] = Before(room.wall.clear(), task, waiting)


def resume_class(ended: EndedClass) -> None:
    """Undo `end_class`; what has been drawn since stays.

    After a restart of the app the drawings come back, and the wall stays empty.

    Raises:
        NotAllowed: if this visitor may not.
        CollectionUnavailable: if the collection cannot be reached.
    """
    visitor.check(Action.END_CLASS)
    room = shared.room()
    shared.collection().resume_class(ended.id)
    before = _ended().pop(ended.id, None)
    if before is None:
        return
    room.wall.put_back(before.wall)
    room.calls.put_back(before.task)
    for run in before.queued:
        try:
            shared.launcher().resume(run)
        except RecognizerError:
            continue  # its turn came before it was stopped, or somebody has deleted it
