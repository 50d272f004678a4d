"""The database of drawings: a SQLite file by default, PostgreSQL by one setting.

Every transaction is short and has a connection of its own to the SQLite file (WAL,
flushed to disk at each commit), under a shared lock on a file beside it. So no
connection is left open when a damaged file has to be set aside, which is done under an
exclusive lock. If the file is removed or damaged while the app runs, one transaction
fails with an error and the next one has a working file.
"""

from __future__ import annotations

import fcntl
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from recognizer.atomic_files import why_not_written
from recognizer.collection import schema
from recognizer.collection.sqlite_file import (
    identity,
    is_damage,
    locked,
    rescue,
    set_aside,
    size_bytes,
)
from recognizer.errors import (
    N_,
    CollectionDamaged,
    CollectionRemoved,
    CollectionUnavailable,
    DiskFull,
    InvalidSetting,
    RecognizerError,
)

BUSY_TIMEOUT_S = 30
CONNECT_TIMEOUT_S = 5


class Database:
    """A database that is migrated to the newest schema before its first use."""

    def __init__(self, url: str) -> None:
        """Note where the database is; nothing is opened yet.

        Args:
            url: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.

        Raises:
            InvalidSetting: if it is neither.
        """
        place = _parse(url)
        self._file = Path(place.database or "") if _is_sqlite(place) else None
        self._engine: Engine | None = None
        self._url = place
        self._lock = threading.Lock()
        self._prepared: object = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state throughout.

        Raises:
            CollectionUnavailable: if the database cannot be reached.
            CollectionDamaged, CollectionRemoved: if its file was damaged or removed;
                the next transaction has a working one.
        """
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is committed at its end, or rolled back.

        Raises:
            CollectionUnavailable, CollectionDamaged, CollectionRemoved: as `reading`;
                nothing has been written then.
        """
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @property
    def is_server(self) -> bool:
        """Whether it is a server's, which processes of many machines may share."""
        return self._file is None

    def version(self) -> int:
        """Version of the schema."""
        with self.reading() as connection:
            return schema.version(connection)

    def size_bytes(self) -> int:
        """Of the SQLite file with what is not yet merged into it, or of the tables.

        Raises:
            CollectionUnavailable: if a server cannot be reached.
        """
        if self._file is not None:
            return sum(size_bytes(f"{self._file}{ending}") for ending in ("", "-wal"))
        with self.reading() as connection:
            query = text("SELECT pg_total_relation_size('drawings')")
            return int(connection.execute(query).scalar_one())

    def close(self) -> None:
        """Close the connections to a server; they are reopened when needed."""
        if self._engine is not None:
            self._engine.dispose()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        file: object = None
        try:
            with self._ready():
                file = self._prepared
                with self._connect() as connection:
                    if self._file is not None:
                        connection.exec_driver_sql(begin)
                    yield connection
                    connection.commit()
        except SQLAlchemyError as error:
            raise self._explained(error, file) from error
        except OSError as error:
            if isinstance(error, RecognizerError):
                raise
            raise why_not_written(error) or _unreachable(error) from error

    def _connect(self) -> Connection:
        if self._engine is None:
            self._engine = _engine(self._url)
        return self._engine.connect()

    @contextmanager
    def _ready(self) -> Iterator[None]:
        """The newest schema, and a file that stays where it is until the end."""
        if self._file is None:
            with self._lock:
                if self._prepared is None:
                    self._migrate()
                    self._prepared = self._url
            yield
            return
        while True:
            self._prepare(self._file)
            with locked(self._file, fcntl.LOCK_SH):
                if identity(self._file) == self._prepared:
                    yield
                    return

    def _prepare(self, file: Path) -> None:
        if self._prepared is not None and self._prepared == identity(file):
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        with self._lock, locked(file, fcntl.LOCK_EX):
            is_lost = self._prepared is not None and identity(file) is None
            if is_lost:
                set_aside(file)
            try:
                self._migrate()
            except DBAPIError as error:
                if not is_damage(error):
                    raise
                aside, count = self._replace(file)
                raise CollectionDamaged(aside=aside, count=count) from error
            self._prepared = identity(file)
        if is_lost:
            raise CollectionRemoved

    def _explained(self, error: SQLAlchemyError, file: object) -> RecognizerError:
        """The error to raise instead; a damaged file is replaced.

        Args:
            file: identity of the file that the transaction began with; None if it did
                not begin.
        """
        if self._file is not None and is_damage(error):
            with self._lock, locked(self._file, fcntl.LOCK_EX):
                if identity(self._file) == self._prepared:
                    aside, count = self._replace(self._file)
                    return CollectionDamaged(aside=aside, count=count)
            return CollectionUnavailable(
                N_("The collection of drawings was just repaired by another process."),
            )
        if self._file is not None and file and identity(self._file) != file:
            return CollectionRemoved()  # removed while it was being opened
        cause = error.orig if isinstance(error, DBAPIError) else error
        if "disk is full" in str(cause):
            return DiskFull()
        if "database is locked" in str(cause):
            return CollectionUnavailable(
                N_("The collection of drawings is busy."), details=cause
            )
        return _unreachable(cause)

    def _replace(self, file: Path) -> tuple[Path, int]:
        """Set a damaged file aside and start a new one with every readable drawing.

        Returns:
            The damaged file's new path, and the number of drawings recovered.
        """
        aside = set_aside(file)
        self._migrate()
        count = rescue(aside, file)
        self._prepared = identity(file)
        return aside, count

    def _migrate(self) -> None:
        with self._connect() as connection:
            if self._file is not None:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            schema.migrate(connection)
            connection.commit()


def _unreachable(details: object) -> CollectionUnavailable:
    return CollectionUnavailable(
        N_("The collection of drawings cannot be reached."), details=details
    )


def _parse(url: str) -> URL:
    try:
        place = make_url(url)
    except ArgumentError:
        place = None
    if place is not None and place.drivername == "postgresql":
        return place.set(drivername="postgresql+psycopg")
    if place is not None and place.drivername == "sqlite" and place.database:
        return place
    raise InvalidSetting(
        N_(
            "RECOGNIZER_DATABASE_URL must be sqlite:///FILE or "
            "postgresql://USER@HOST/NAME, but {value} was given."
        ),
        value=url.partition(":")[0] + ":…",  # the rest may hold a password
    )


def _is_sqlite(place: URL) -> bool:
    return place.get_backend_name() == "sqlite"


def _engine(place: URL) -> Engine:
    if not _is_sqlite(place):
        try:
            return create_engine(
                place,
                pool_pre_ping=True,
                connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
            )
        except ModuleNotFoundError as error:
            raise CollectionUnavailable(
                N_("PostgreSQL needs the package psycopg, which is not installed."),
                hint=N_("Install it by pip install 'psycopg[binary]'."),
                details=error,
            ) from error
    engine = create_engine(
        place,
        poolclass=NullPool,
        connect_args={"timeout": BUSY_TIMEOUT_S, "isolation_level": None},
    )
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA synchronous = FULL")
