"""The collection of people's own drawings, with label, writer and time.

A deleted drawing can be restored for a day, and is then removed for good.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from recognizer.collection import schema, timestamps
from recognizer.collection.database import Database
from recognizer.collection.entries import (
    Entry,
    checked_label,
    clean_name,
    strokes_from_json,
)
from recognizer.collection.group_commit import GroupCommit
from recognizer.collection.schema import classes, people_left_out
from recognizer.datasets.labelled import LabelledImages
from recognizer.errors import N_, InvalidEntry, RecognizerError
from recognizer.ink.mnist_format import SIZE

UNDO_FOR = timedelta(days=1)
PRESENT = ""
"""Stands for the class that has not ended."""
CHUNK = 500
"""Most rows in one statement."""

_table = schema.drawings


@dataclass(frozen=True)
class Choice:
    """A filter of drawings; None means any.

    Attributes:
        label: 0 to 9, or -1.
        person: exactly this one.
        fooled: only those that the network got wrong.
        for_training: without excluded drawings and those of excluded writers.
        owner: exactly this one; see `Entry`.
        class_id: of a class that has ended, or PRESENT.
    """

    label: int | None = None
    person: str | None = None
    fooled: bool = False
    for_training: bool = False
    owner: str | None = None
    class_id: str = PRESENT


@dataclass(frozen=True)
class EndedClass:
    """A class whose drawings were archived.

    Attributes:
        name: cleaned, not necessarily unique.
        ended_at: UTC in ISO 8601, see `timestamps.now`.
    """

    id: str
    name: str
    ended_at: str


class Collection:
    """All drawings of one app. Every method is one short transaction;
    what is saved at the same time shares one.

    Raises:
        CollectionUnavailable, CollectionDamaged, CollectionRemoved: by every method, if
            the database cannot be used; nothing has been changed then.
    """

    def __init__(self, place: Database) -> None:
        self._database = place
        self._added = GroupCommit(self._insert)

    def add(self, entry: Entry) -> None:
        """Save a drawing; it is on disk when this returns.

        Where there is one with its id, saved by an attempt before, that one stays.
        """
        self._added.add(_to_row(entry))

    def import_entries(self, entries: Sequence[Entry], importer: str) -> int:
        """Add the drawings of a file in one transaction; duplicates are skipped.

        A duplicate has the same image and writer as a drawing of the present class;
        where the file names no writer, the same image.

        Args:
            entries: from a file.
            importer: recorded as the writer where the file names none.

        Returns:
            Number of drawings added.
        """
        with self._database.writing() as connection:
            if connection.dialect.name == "postgresql":  # SQLite has one writer
                connection.execute(text("LOCK TABLE drawings IN EXCLUSIVE MODE"))
            known = set()
            for digests in _chunks([entry.digest for entry in entries]):
                known |= {
                    (row.digest, row.person)
                    for row in connection.execute(
                        select(_table.c.digest, _table.c.person).where(
                            _table.c.digest.in_(digests),
                            _table.c.deleted_at.is_(None),
                            _table.c.class_id == PRESENT,
                        )
                    )
                }
            images = {digest for digest, _ in known}
            rows = []
            for entry in entries:
                key = (entry.digest, entry.person or importer)
                if key in known or (not entry.person and entry.digest in images):
                    continue
                known.add(key)
                images.add(entry.digest)
                rows.append(_to_row(replace(entry, id=uuid4().hex, person=key[1])))
            if rows:
                connection.execute(insert(_table), rows)
            return len(rows)

    def find(
        self, choice: Choice = Choice(), limit: int | None = None, offset: int = 0
    ) -> list[Entry]:
        """The matching drawings, newest first."""
        query = (
            select(_table)
            .where(_condition(choice))
            .order_by(_table.c.created_at.desc(), _table.c.id)
            .limit(limit)
            .offset(offset)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return list(_whole(rows))

    def count(self, choice: Choice = Choice()) -> int:
        """Number of matching drawings."""
        query = select(func.count()).select_from(_table).where(_condition(choice))
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def count_lately(self, owner: str, within: timedelta) -> int:
        """Number of drawings that somebody made lately, deleted ones too."""
        since = timestamps.to_text(datetime.now(UTC) - within)
        query = (
            select(func.count())
            .select_from(_table)
            .where(_table.c.owner == owner, _table.c.created_at > since)
        )
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    @property
    def is_shared(self) -> bool:
        """Whether other processes may save drawings, too."""
        return self._database.is_server

    def size_bytes(self) -> int:
        """Of the database on its disk."""
        return self._database.size_bytes()

    def counts(self, class_id: str = PRESENT) -> dict[str, dict[int, int]]:
        """Number of drawings by person and label; people in alphabetical order."""
        query = (
            select(_table.c.person, _table.c.label, func.count())
            .where(_condition(Choice(class_id=class_id)))
            .group_by(_table.c.person, _table.c.label)
        )
        found: dict[str, dict[int, int]] = {}
        with self._database.reading() as connection:
            for person, label, count in connection.execute(query):
                found.setdefault(person, {})[label] = count
        return dict(sorted(found.items(), key=lambda item: item[0].casefold()))

    def owners(self, ids: Iterable[str]) -> set[str]:
        """Whose these drawings are, deleted ones too."""
        found: set[str] = set()
        with self._database.reading() as connection:
            for part in _chunks(list(ids)):
                query = select(_table.c.owner).where(_table.c.id.in_(part))
                found |= set(connection.execute(query).scalars())
        return found

    def relabel(self, ids: Iterable[str], label: int) -> None:
        """Give drawings another label.

        Raises:
            InvalidEntry: if the label is not valid.
        """
        self._update(ids, label=checked_label(label))

    def leave_out(self, ids: Iterable[str], is_left_out: bool = True) -> None:
        """Exclude drawings from training, or include them again."""
        self._update(ids, is_left_out=is_left_out)

    def delete(self, ids: Iterable[str]) -> None:
        """Delete drawings; `restore` undoes it for a day."""
        self._update(ids, deleted_at=timestamps.now())
        before = datetime.now(UTC) - UNDO_FOR
        with self._database.writing() as connection:
            connection.execute(
                delete(_table).where(_table.c.deleted_at < timestamps.to_text(before))
            )

    def restore(self, ids: Iterable[str]) -> None:
        """Restore deleted drawings."""
        self._update(ids, deleted_at=None)

    def classes(self) -> list[EndedClass]:
        """The classes that have ended, the last one first."""
        query = select(classes).order_by(classes.c.ended_at.desc(), classes.c.id)
        with self._database.reading() as connection:
            return [EndedClass(*row) for row in connection.execute(query)]

    def end_class(self, name: str) -> EndedClass:
        """Archive all drawings of the present class under a name.

        Raises:
            InvalidEntry: if the name is too long or empty.
        """
        cleaned = clean_name(name)
        if not cleaned:
            raise InvalidEntry(
                N_("A class must have a name, but none was given."),
                hint=N_("Enter a name, such as the date."),
            )
        ended = EndedClass(uuid4().hex, cleaned, timestamps.now())
        with self._database.writing() as connection:
            connection.execute(insert(classes), [asdict(ended)])
            self._move(connection, PRESENT, ended.id)
        return ended

    def resume_class(self, class_id: str) -> None:
        """Undo `end_class`: its drawings join those of the present class."""
        with self._database.writing() as connection:
            self._move(connection, class_id, PRESENT)
            connection.execute(delete(classes).where(classes.c.id == class_id))

    def people_left_out(self) -> set[str]:
        """Writers whose drawings are excluded from training."""
        with self._database.reading() as connection:
            return set(connection.execute(select(people_left_out.c.person)).scalars())

    def leave_person_out(self, person: str, is_left_out: bool = True) -> None:
        """Exclude all drawings of a writer, future ones too, or include them."""
        with self._database.writing() as connection:
            connection.execute(
                delete(people_left_out).where(people_left_out.c.person == person)
            )
            if is_left_out:
                connection.execute(insert(people_left_out), [{"person": person}])

    def _insert(self, rows: Sequence[Mapping[str, object]]) -> None:
        with self._database.writing() as connection:
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            connection.execute(dialect.insert(_table).on_conflict_do_nothing(), rows)

    def _move(self, connection: Connection, before: str, after: str) -> None:
        connection.execute(
            update(_table).where(_table.c.class_id == before).values(class_id=after)
        )

    def _update(self, ids: Iterable[str], **values: object) -> None:
        with self._database.writing() as connection:
            for part in _chunks(list(ids)):
                connection.execute(
                    update(_table).where(_table.c.id.in_(part)).values(**values)
                )


def as_images(entries: Sequence[Entry], name: str = "own") -> LabelledImages:
    """The images of at least one entry, to train or evaluate on."""
    return LabelledImages(
        name,
        np.stack([entry.image for entry in entries]),
        np.array([entry.label for entry in entries], np.int64),
        hashes(entries),
    )


def hashes(entries: Iterable[Entry]) -> dict[str, str]:
    """Each drawing's SHA-256 by its first digits, for the card of a model."""
    return {entry.digest[:12]: entry.digest for entry in entries}


def _condition(choice: Choice) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [
        _table.c.deleted_at.is_(None),
        _table.c.class_id == choice.class_id,
    ]
    if choice.label is not None:
        conditions.append(_table.c.label == choice.label)
    if choice.person is not None:
        conditions.append(_table.c.person == choice.person)
    if choice.owner is not None:
        conditions.append(_table.c.owner == choice.owner)
    if choice.fooled:
        conditions.append(_table.c.answer != _table.c.label)
    if choice.for_training:
        conditions.append(_table.c.is_left_out.is_(False))
        conditions.append(_table.c.person.not_in(select(people_left_out.c.person)))
    return and_(*conditions)


def _to_row(entry: Entry) -> Mapping[str, object]:
    return {
        "id": entry.id,
        "image": entry.image.tobytes(),
        "digest": entry.digest,
        "strokes": entry.strokes_text,
        "label": entry.label,
        "answer": entry.answer,
        "model": entry.model,
        "model_version": entry.model_version,
        "person": entry.person,
        "created_at": entry.created_at,
        "is_left_out": entry.is_left_out,
        "deleted_at": None,
        "owner": entry.owner,
    }


def _whole(rows: Iterable[Row[Any]]) -> Iterator[Entry]:
    """Entries of rows; a row that a damaged disk changed is skipped."""
    for row in rows:
        try:
            yield Entry(
                id=row.id,
                image=np.frombuffer(row.image, np.uint8).reshape(SIZE, SIZE),
                drawing=row.strokes and strokes_from_json(json.loads(row.strokes)),
                label=checked_label(row.label),
                answer=row.answer,
                model=row.model,
                model_version=row.model_version,
                person=row.person,
                created_at=row.created_at,
                is_left_out=row.is_left_out,
                owner=row.owner,
            )
        except (ValueError, RecognizerError):
            continue


def _chunks(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
