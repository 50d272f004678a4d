"""Named values by which processes that share a database tell each other things.

Each change has a number that grows, so that a process asks for what came since it asked
last. A value that was taken back stays for a minute as a name without one, for those
who have not asked yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, or_, select, text

from recognizer.collection import timestamps
from recognizer.collection.database import Database
from recognizer.collection.schema import notices

TAKEN_BACK_FOR = timedelta(minutes=1)
"""Who has not asked for this long has to read everything again."""
WRITING_LOCK = 5_471_203
"""Number of PostgreSQL's advisory lock under which changes are numbered."""


@dataclass(frozen=True)
class Heard:
    """What other processes have said.

    Attributes:
        number: of the newest change, to ask from the next time.
        changed: values by name, the oldest change first; None for what was taken back.
    """

    number: int
    changed: Mapping[str, Any]


class Notices:
    """The named values of one database. Every method is one short transaction.

    Raises:
        CollectionUnavailable, CollectionDamaged, CollectionRemoved: by every method, if
            the database cannot be used; nothing has been changed then.
    """

    def __init__(self, place: Database) -> None:
        self._database = place

    @property
    def are_shared(self) -> bool:
        """Whether processes of several machines may read them."""
        return self._database.is_server

    def read(self, names: Iterable[str]) -> dict[str, Any]:
        """The values of those names that have one."""
        query = select(notices.c.name, notices.c.content).where(
            notices.c.name.in_(list(names)), notices.c.content.is_not(None)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return {name: json.loads(content) for name, content in rows}

    def write(self, name: str, content: object) -> None:
        """Give a name a value; it is on disk when this returns."""
        with self._database.writing() as connection:
            _put(connection, "", {name: content})

    def names(self, prefix: str) -> list[str]:
        """The names that begin alike and have a value."""
        query = select(notices.c.name).where(
            notices.c.name.startswith(prefix, autoescape=True),
            notices.c.content.is_not(None),
        )
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())

    def replace(
        self,
        name: str,
        before: object,
        after: object,
        also: Mapping[str, object] | None = None,
        given: Mapping[str, object] | None = None,
    ) -> bool:
        """Give a name another value, if it still has the one before.

        Args:
            before: None for a name without a value; `after` likewise.
            also: values by name that are given in the same transaction.
            given: values that other names must still have.

        Returns:
            Whether all had; else nothing has been changed.
        """
        wanted = {**(given or {}), name: before}
        query = select(notices.c.name, notices.c.content).where(
            notices.c.name.in_(list(wanted)), notices.c.content.is_not(None)
        )
        with self._database.writing() as connection:
            _lock(connection)
            rows = connection.execute(query).all()
            found = {each: json.loads(content) for each, content in rows}
            if any(found.get(each) != value for each, value in wanted.items()):
                return False
            _put(connection, "", {name: after, **(also or {})})
            return True

    def hear(self, process: str, prefix: str, since: int) -> Heard:
        """What others have said since then, under names that begin alike.

        Args:
            since: number of a change; from 0 on a process hears itself too.
        """
        with self._database.reading() as connection:
            return _heard(connection, process, prefix, since)

    def exchange(
        self, process: str, prefix: str, said: Mapping[str, object], since: int
    ) -> Heard:
        """Say something, and hear what others have said since then.

        A power cut may lose what was said in the last second.

        Args:
            process: token of the one that speaks.
            prefix: of all names.
            said: values by name; None takes one back.
            since: as for `hear`.
        """
        with self._database.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL synchronous_commit TO off"))
            _put(connection, process, said)
            return _heard(connection, process, prefix, since)

    def take_back(self, prefix: str, unless: str, within: timedelta) -> None:
        """Take all values of a prefix back, unless somebody has lately spoken.

        Args:
            unless: beginning of the names under which processes say that they live.
            within: how lately.
        """
        with self._database.writing() as connection:
            _lock(connection)
            named = select(notices.c.name).where(notices.c.content.is_not(None))
            living = named.where(
                notices.c.name.startswith(unless, autoescape=True),
                notices.c.noted_at > _before(within),
            )
            if connection.execute(living).first() is None:
                old = named.where(notices.c.name.startswith(prefix, autoescape=True))
                names = connection.execute(old).scalars().all()
                _put(connection, "", dict.fromkeys(names))


def _put(connection: Connection, process: str, said: Mapping[str, object]) -> None:
    _lock(connection)
    newest = _newest(connection)
    # The newest number is never removed, so that none is given twice.
    connection.execute(
        delete(notices).where(
            notices.c.content.is_(None),
            notices.c.noted_at < _before(TAKEN_BACK_FOR),
            notices.c.number < newest,
        )
    )
    connection.execute(delete(notices).where(notices.c.name.in_(list(said))))
    now = timestamps.now()
    rows = [
        {
            "name": name,
            "content": None if content is None else json.dumps(content),
            "number": number,
            "process": process,
            "noted_at": now,
        }
        for number, (name, content) in enumerate(said.items(), newest + 1)
    ]
    if rows:
        connection.execute(insert(notices), rows)


def _heard(connection: Connection, process: str, prefix: str, since: int) -> Heard:
    query = (
        select(notices.c.name, notices.c.content)
        .where(
            notices.c.number > since,
            or_(notices.c.process != process, literal(since == 0)),
            notices.c.name.startswith(prefix, autoescape=True),
        )
        .order_by(notices.c.number)
    )
    newest = _newest(connection)
    rows = connection.execute(query).all()
    said = {name: content and json.loads(content) for name, content in rows}
    return Heard(newest, said)


def _newest(connection: Connection) -> int:
    return connection.execute(select(func.max(notices.c.number))).scalar() or 0


def _lock(connection: Connection) -> None:
    """One process numbers its changes at a time; SQLite has one writer anyhow."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITING_LOCK})"))


def _before(span: timedelta) -> str:
    return timestamps.to_text(datetime.now(UTC) - span)
