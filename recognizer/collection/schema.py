"""The tables of the database, and the migration of older ones."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
    insert,
    select,
    text,
)

from recognizer.errors import N_, CollectionUnavailable

VERSION = 6
"""Version 1 had drawings only, 2 no owners, 3 no classes, 4 no notices, 5 no index of
each owner's drawings."""

MIGRATION_LOCK = 5_471_202
"""Number of PostgreSQL's advisory lock under which the schema is migrated."""

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
    Column("owner", String(64), nullable=False, server_default=""),
    Column("class_id", String(32), nullable=False, server_default=""),
)
_by_owner = Index("ix_drawings_owner", drawings.c.owner, drawings.c.created_at)
classes = Table(
    "classes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String, nullable=False),
    Column("ended_at", String(27), nullable=False),
)
people_left_out = Table(
    "people_left_out", metadata, Column("person", String, primary_key=True)
)
notices = Table(
    "notices",
    metadata,
    Column("name", String, primary_key=True),
    Column("content", String),
    Column("number", BigInteger, nullable=False, index=True),
    Column("process", String(32), nullable=False),
    Column("noted_at", String(27), nullable=False),
)
_versions = Table(
    "schema_version", MetaData(), Column("version", Integer, primary_key=True)
)


def migrate(connection: Connection) -> None:
    """Bring an older version up to date, within the connection's transaction.

    Missing tables are created whole; each change to a table is a step of its own.

    Raises:
        CollectionUnavailable: if the schema is newer than this program.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
    _versions.create(connection, checkfirst=True)
    there = version(connection)
    if there > VERSION:
        raise CollectionUnavailable(
            N_(
                "This app knows the collection of drawings up to version {known}, but "
                "it has version {found}."
            ),
            hint=N_("Update this app, or choose another database."),
            known=VERSION,
            found=there,
        )
    if there < VERSION:
        for name, length, since in (("owner", 64, 3), ("class_id", 32, 4)):
            if 1 <= there < since:
                connection.execute(
                    text(
                        "ALTER TABLE drawings "
                        f"ADD COLUMN {name} VARCHAR({length}) DEFAULT '' NOT NULL"
                    )
                )
        metadata.create_all(connection)
        _by_owner.create(connection, checkfirst=True)
        connection.execute(insert(_versions).values(version=VERSION))


def version(connection: Connection) -> int:
    """Version of the database's schema; 0 before the tables exist."""
    return connection.execute(select(func.max(_versions.c.version))).scalar() or 0
