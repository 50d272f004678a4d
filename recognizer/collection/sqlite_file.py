"""Recovery of a SQLite file that is removed or damaged while the app runs.

SQLite's own advice for a damaged file is a backup; a class has none, so every readable
row is copied into a new file, and the damaged one stays beside it.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from recognizer.collection import schema, timestamps

SMALLEST_ROW_BYTES = 800
"""An image alone has 784 bytes."""


def is_damage(error: SQLAlchemyError) -> bool:
    """Whether SQLite says that the file is no database or is malformed.

    All its other errors are subclasses of sqlite3.DatabaseError.
    """
    return isinstance(error, DBAPIError) and type(error.orig) is sqlite3.DatabaseError


def identity(file: Path) -> tuple[int, int] | None:
    """Device and inode of a file; None if it is missing or empty."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return (found.st_dev, found.st_ino) if found.st_size else None


def size_bytes(file: str) -> int:
    """Of a file; 0 if it is missing, as the WAL is when nobody writes."""
    try:
        return os.stat(file).st_size
    except FileNotFoundError:
        return 0


@contextmanager
def locked(file: Path, kind: int) -> Iterator[None]:
    """Hold a lock beside a database: fcntl.LOCK_SH with others, LOCK_EX alone."""
    descriptor = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, kind)
        yield
    finally:
        os.close(descriptor)


def set_aside(file: Path) -> Path:
    """Rename a database's files; returns the new path."""
    stamp = timestamps.now().translate({ord(sign): None for sign in "-:."})
    aside = file.with_name(f"{file.stem}-damaged-{stamp}{file.suffix}")
    for ending in ("", "-wal", "-shm"):
        part = Path(f"{file}{ending}")
        if part.exists():
            part.rename(f"{aside}{ending}")
    return aside


def rescue(damaged: Path, file: Path) -> int:
    """Copy every readable row, one by one.

    Returns:
        Number of drawings recovered.
    """
    counts = {}
    old, new = sqlite3.connect(damaged), sqlite3.connect(file)
    try:
        for table in schema.metadata.sorted_tables:
            columns = _columns(old, table)
            names, marks = ", ".join(columns), ", ".join("?" * len(columns))
            query = f"SELECT {names} FROM {table} WHERE rowid = ?"
            insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"
            count = 0
            for number in range(1, _last_row(old, table, damaged) + 1):
                try:
                    rows = old.execute(query, (number,)).fetchall()
                    count += new.executemany(insert, rows).rowcount if rows else 0
                except sqlite3.DatabaseError:
                    continue
            counts[table] = count
        new.commit()
    finally:
        old.close()
        new.close()
    return counts[schema.drawings]


def _columns(connection: sqlite3.Connection, table: Table) -> list[str]:
    """Those that the file has; one of an older version lacks some."""
    known = table.columns.keys()
    try:
        rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
    except sqlite3.DatabaseError:
        return known
    found = {row[1] for row in rows}
    return [name for name in known if name in found] or known


def _last_row(connection: sqlite3.Connection, table: Table, file: Path) -> int:
    """The highest row number, or an estimate from the size of the file."""
    try:
        query = f"SELECT max(rowid) FROM {table}"
        return int(connection.execute(query).fetchone()[0] or 0)
    except sqlite3.DatabaseError:
        return file.stat().st_size // SMALLEST_ROW_BYTES
