"""The tables of the database, and how an older one is brought forward.

The schema has a version. Version n is what the first n steps make; a database of an
older version is taken through the steps that it lacks, in one transaction.
"""

from __future__ import annotations

from datetime import datetime, timezone

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    text,
)

from recognizer.errors import CollectionUnavailable

TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
MIGRATION_LOCK = 5_471_202
"""Number of PostgreSQL's advisory lock under which the schema is brought forward."""

metadata = MetaData()
drawings = Table(
    "drawings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("image", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    Column("strokes", String),
    Column("label", Integer, nullable=False),
    Column("answer", Integer),
    Column("model", String, nullable=False),
    Column("model_version", String, nullable=False),
    Column("person", String, nullable=False),
    Column("created_at", String(27), nullable=False, index=True),
    Column("is_left_out", Boolean, nullable=False),
    Column("deleted_at", String(27)),
)
people_left_out = Table(
    "people_left_out", metadata, Column("person", String, primary_key=True)
)

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE drawings (
            id VARCHAR(32) NOT NULL PRIMARY KEY,
            image {bytes} NOT NULL,
            digest VARCHAR(64) NOT NULL,
            strokes VARCHAR,
            label INTEGER NOT NULL,
            answer INTEGER,
            model VARCHAR NOT NULL,
            model_version VARCHAR NOT NULL,
            person VARCHAR NOT NULL,
            created_at VARCHAR(27) NOT NULL,
            is_left_out BOOLEAN NOT NULL,
            deleted_at VARCHAR(27)
        )""",
        "CREATE INDEX ix_drawings_digest ON drawings (digest)",
        "CREATE INDEX ix_drawings_created_at ON drawings (created_at)",
    ),
    ("CREATE TABLE people_left_out (person VARCHAR NOT NULL PRIMARY KEY)",),
)
"""A step that was released never changes; what is new is a further step."""


def migrate(connection: Connection, steps: tuple[tuple[str, ...], ...] = STEPS) -> None:
    """Bring the schema forward, within the connection's transaction.

    Raises:
        CollectionUnavailable: if the schema is newer than this program.
    """
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
    connection.execute(
        text("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)")
    )
    there = version(connection)
    if there > len(steps):
        raise CollectionUnavailable(
            problem=f"it is of version {there}, this program knows {len(steps)}"
        )
    types = {"bytes": {"sqlite": "BLOB", "postgresql": "BYTEA"}[dialect]}
    for number, statements in enumerate(steps[there:], there + 1):
        for statement in statements:
            connection.execute(text(statement.format(**types)))
        connection.execute(text(f"INSERT INTO schema_version VALUES ({number})"))


def now() -> str:
    """The time in UTC, as it is kept: ISO 8601, in microseconds, sortable."""
    return written(datetime.now(timezone.utc))


def written(time: datetime) -> str:
    """A time in UTC, as it is kept."""
    return time.strftime(TIME)


def version(connection: Connection) -> int:
    """Version of the database's schema; 0 before the first step."""
    found = connection.execute(text("SELECT max(version) FROM schema_version"))
    return found.scalar() or 0
