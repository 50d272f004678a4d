"""People's own drawings as training data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from recognizer.collection.collection import Choice, Collection, hashes
from recognizer.collection.database import Database
from recognizer.collection.entries import Entry
from recognizer.datasets.labelled import NO_DIGIT, LabelledDrawings
from recognizer.errors import NoDrawings
from recognizer.settings import Settings


def saved(settings: Settings, at_most: int | None = None) -> list[Entry]:
    """People's own drawings to train on.

    Raises:
        NoDrawings: if there are none.
        CollectionUnavailable, CollectionDamaged, CollectionRemoved: if the database
            cannot be used.
    """
    found = _found(settings, at_most)
    if not found:
        raise NoDrawings
    return trained_on(found)


def _found(settings: Settings, at_most: int | None = None) -> list[Entry]:
    database = Database(settings.database_url)
    found = Collection(database).find(Choice(for_training=True), at_most)
    database.close()
    return found


def trained_on(entries: Sequence[Entry]) -> list[Entry]:
    """The entries to train on: all, or four in five once there are 50.

    The fifth is chosen by the image's hash, so that every training holds out the same.
    """
    if len(entries) < 50:
        return list(entries)
    return [entry for entry in entries if int(entry.digest[:8], 16) % 5]


def to_watch(settings: Settings) -> list[Entry]:
    """Own digits to watch: those that training leaves out, or all of a few.

    Raises:
        CollectionUnavailable, CollectionDamaged, CollectionRemoved: if the database
            cannot be used.
    """
    found = [entry for entry in _found(settings) if entry.label != NO_DIGIT]
    trained = {entry.id for entry in trained_on(found)}
    return [entry for entry in found if entry.id not in trained] or found


def as_drawings(entries: Iterable[Entry], name: str = "own") -> LabelledDrawings:
    """The strokes of those entries that have some, to be varied for training."""
    chosen = [entry for entry in entries if entry.drawing is not None]
    return LabelledDrawings(
        name,
        tuple(entry.drawing for entry in chosen if entry.drawing is not None),
        tuple(str(entry.label) for entry in chosen),
        tuple(entry.person for entry in chosen),
        hashes(chosen),
    )
