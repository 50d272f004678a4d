"""Changes to saved drawings: each asks first whether this visitor may make it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from recognizer.collection.entries import Entry
from recognizer.room.rights import Action
from recognizer.ui import shared, visitor

CHANGES = (Action.RELABEL_DRAWING, Action.EXCLUDE_DRAWING, Action.DELETE_DRAWING)


def may_change(entries: Iterable[Entry]) -> bool:
    """Whether this visitor may make every change to these drawings."""
    owners = {entry.owner for entry in entries}
    return all(visitor.may(action, owner) for owner in owners for action in CHANGES)


def relabel(ids: Sequence[str], label: int) -> None:
    """Give drawings another label.

    Raises:
        NotAllowed: if one of them is not this visitor's to change.
        InvalidEntry: if the label is not valid.
    """
    _check(Action.RELABEL_DRAWING, ids)
    shared.collection().relabel(ids, label)


def leave_out(ids: Sequence[str], is_left_out: bool) -> None:
    """Exclude drawings from training, or include them again.

    Raises:
        NotAllowed: if one of them is not this visitor's to change.
    """
    _check(Action.EXCLUDE_DRAWING, ids)
    shared.collection().leave_out(ids, is_left_out)


def delete(ids: Sequence[str]) -> None:
    """Delete drawings; `put_back` undoes it for a day.

    Raises:
        NotAllowed: if one of them is not this visitor's to change.
    """
    _check(Action.DELETE_DRAWING, ids)
    shared.collection().delete(ids)
    shared.room().wall.remove(ids)


def put_back(entries: Sequence[Entry]) -> None:
    """Make drawings again what they were before a change.

    Raises:
        NotAllowed: if one of them is not this visitor's to change.
    """
    ids = [entry.id for entry in entries]
    for action in CHANGES:
        _check(action, ids)
    collection = shared.collection()
    collection.restore(ids)
    shared.room().wall.restore(ids)
    for label in {entry.label for entry in entries}:
        collection.relabel((each.id for each in entries if each.label == label), label)
    for is_out in (True, False):
        collection.leave_out(
            (each.id for each in entries if each.is_left_out == is_out), is_out
        )


def leave_person_out(person: str, is_left_out: bool) -> None:
    """Exclude all drawings of a writer from training, or include them.

    Raises:
        NotAllowed: if this visitor may not.
    """
    visitor.check(Action.EXCLUDE_WRITER)
    shared.collection().leave_person_out(person, is_left_out)


def share_memory(is_on: bool) -> None:
    """Let the class's corrections answer for everybody, or no longer.

    Raises:
        NotAllowed: if this visitor may not.
        RecognizerError: if it cannot be noted.
    """
    visitor.check(Action.SHARE_MEMORY)
    shared.share_memory(is_on)


def _check(action: Action, ids: Sequence[str]) -> None:
    for owner in shared.collection().owners(ids):
        visitor.check(action, owner)
