"""The database against real SQLite files and a real PostgreSQL server."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import Engine

from recognizer.collection import schema
from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.collection.entries import Entry
from recognizer.errors import (
    CollectionDamaged,
    CollectionRemoved,
    CollectionUnavailable,
    DiskFull,
    InvalidSetting,
)
from recognizer.ink.strokes import Stroke
from tests.collection.writers import written

ROOT = Path(__file__).resolve().parent.parent.parent


def start_writer(
    url: str, person: str, threads: int, count: int
) -> subprocess.Popen[str]:
    module = [sys.executable, "-m", "tests.collection.writers"]
    return subprocess.Popen(
        [*module, url, person, str(threads), str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def kept(collection: Collection) -> set[str]:
    return {entry.id for entry in collection.find()}


def test_forty_writers_in_four_processes_lose_nothing(
    url: str, collection: Collection
) -> None:
    writers = [start_writer(url, f"class {number}", 10, 8) for number in range(4)]
    printed = [writer.communicate()[0] for writer in writers]
    acknowledged = {line for lines in printed for line in lines.split()}
    assert [writer.returncode for writer in writers] == [0] * 4
    assert len(acknowledged) == 4 * 10 * 8
    assert kept(collection) == acknowledged
    assert {sum(by_label.values()) for by_label in collection.counts().values()} == {8}


def test_what_was_acknowledged_outlives_a_killed_process(
    url: str, collection: Collection
) -> None:
    acknowledged = set()
    for number in range(3):
        writer = start_writer(url, f"killed {number}", 4, 10_000)
        assert writer.stdout is not None
        acknowledged |= {writer.stdout.readline().strip() for _ in range(25)}
        writer.send_signal(signal.SIGKILL)
        acknowledged |= set(writer.stdout.read().split("\n")[:-1])  # whole lines only
        assert writer.wait() == -signal.SIGKILL
        writer.stdout.close()
    assert len(acknowledged) >= 75
    assert acknowledged <= kept(collection)
    collection.add(written(1))  # and it goes on


RELEASED = {
    1: """
        CREATE TABLE schema_version (version INTEGER PRIMARY KEY);
        CREATE TABLE drawings (
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
        );
        CREATE INDEX ix_drawings_digest ON drawings (digest);
        CREATE INDEX ix_drawings_created_at ON drawings (created_at);
        INSERT INTO schema_version VALUES (1)
    """,
    2: """
        CREATE TABLE people_left_out (person VARCHAR NOT NULL PRIMARY KEY);
        INSERT INTO schema_version VALUES (2);
        INSERT INTO people_left_out VALUES ('Ben')
    """,
    3: """
        ALTER TABLE drawings ADD COLUMN owner VARCHAR(64) DEFAULT '' NOT NULL;
        INSERT INTO schema_version VALUES (3)
    """,
    4: """
        ALTER TABLE drawings ADD COLUMN class_id VARCHAR(32) DEFAULT '' NOT NULL;
        CREATE TABLE classes (
            id VARCHAR(32) NOT NULL PRIMARY KEY,
            name VARCHAR NOT NULL,
            ended_at VARCHAR(27) NOT NULL
        );
        INSERT INTO schema_version VALUES (4)
    """,
    5: """
        CREATE TABLE notices (
            name VARCHAR NOT NULL PRIMARY KEY,
            content VARCHAR,
            number BIGINT NOT NULL,
            process VARCHAR(32) NOT NULL,
            noted_at VARCHAR(27) NOT NULL
        );
        CREATE INDEX ix_notices_number ON notices (number);
        INSERT INTO schema_version VALUES (5)
    """,
}
"""The statements by which released versions of the app made their databases."""

ROW = """
    INSERT INTO drawings (id, image, digest, strokes, label, answer, model,
            model_version, person, created_at, is_left_out)
        VALUES (:id, :image, :digest, :strokes, :label, :answer,
            :model, :model_version, :person, :created_at, :is_left_out)
"""


def strokes_of(entry: Entry) -> tuple[Stroke, ...]:
    assert entry.drawing is not None
    return entry.drawing.strokes


def make_old(url: str, version: int, entry: Entry) -> None:
    """A database as that version left it, with one drawing."""
    sqlalchemy_url = url.replace("postgresql:", "postgresql+psycopg:", 1)
    engine = create_engine(sqlalchemy_url)
    kind = {"sqlite": "BLOB", "postgresql": "BYTEA"}[engine.dialect.name]
    with engine.begin() as connection:
        for number in range(1, version + 1):
            for statement in RELEASED[number].format(bytes=kind).split(";"):
                connection.execute(text(statement))
        points = [stroke.points.tolist() for stroke in strokes_of(entry)]
        row = {
            **vars(entry),
            "image": entry.image.tobytes(),
            "digest": entry.digest,
            "strokes": json.dumps([{"width": 14, "points": line} for line in points]),
        }
        connection.execute(text(ROW), row)
    engine.dispose()


def columns_and_indexes(url: str) -> Mapping[str, object]:
    database = Database(url)
    with database.reading() as connection:
        found = inspect(connection)
        tables = {
            name: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in columns],
                sorted((i["name"], i["column_names"]) for i in found.get_indexes(name)),
                found.get_pk_constraint(name)["constrained_columns"],
            )
            for name in schema.metadata.tables
            for columns in [found.get_columns(name)]
        }
    database.close()
    return tables


@pytest.mark.parametrize("version", RELEASED)
def test_a_database_of_a_released_version_opens_and_is_brought_forward(
    new_url: Callable[[], str], version: int
) -> None:
    url, entry = new_url(), written(3)
    make_old(url, version, entry)
    database = Database(url)
    collection = Collection(database)
    (found,) = collection.find()
    one, other = (
        {**vars(each), "image": each.image.tolist(), "drawing": None}
        for each in (found, entry)
    )
    assert one == other
    assert found.owner == ""
    np.testing.assert_array_equal(
        strokes_of(found)[0].points, strokes_of(entry)[0].points
    )
    assert collection.people_left_out() == ({"Ben"} if version > 1 else set())
    collection.leave_person_out(entry.person)
    another = written(4)
    collection.add(another)
    assert kept(collection) == {entry.id, another.id}
    assert database.version() == schema.VERSION
    database.close()
    assert columns_and_indexes(url) == columns_and_indexes(new_url())


def test_a_newer_schema_is_left_alone(url: str) -> None:
    database = Database(url)
    newer = schema.VERSION + 1
    with database.writing() as connection:
        connection.execute(text(f"INSERT INTO schema_version VALUES ({newer})"))
    database.close()
    later = Database(url)
    with pytest.raises(CollectionUnavailable, match=f"has version {newer}"):
        later.version()
    later.close()


def test_a_transaction_that_fails_leaves_nothing(collection: Collection) -> None:
    entry = written(1)
    collection.add(entry)
    whole, broken = written(2), replace(written(3), model=None)  # type: ignore[arg-type]
    with pytest.raises(CollectionUnavailable):
        collection.import_entries([whole, broken], "Aiko")
    assert kept(collection) == {entry.id}


def test_a_drawing_that_is_added_again_stays_as_it_was(collection: Collection) -> None:
    entry = written(1)
    collection.add(entry)
    collection.add(replace(entry, label=9))
    assert [each.label for each in collection.find()] == [entry.label]


def test_sqlite_writes_ahead_and_flushes(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/a b/drawings.sqlite")
    with database.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # full
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 30_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "drawings.sqlite"


@pytest.fixture
def filled(file: Path) -> Collection:
    """A collection in a SQLite file, 40 drawings and a person left out."""
    collection = Collection(Database(f"sqlite:///{file}"))
    for number in range(40):
        collection.add(written(number))
    collection.leave_person_out("Ben")
    return collection


def overwrite(file: Path, start: int, length: int) -> None:
    with open(file, "r+b") as stream:
        stream.seek(start)
        stream.write(b"\xa5" * length)


@pytest.mark.parametrize(
    ("start", "length"), [(0, 4_096), (0, 10**6), (0, 20)], ids=["page", "all", "head"]
)
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(
    filled: Collection, file: Path, start: int, length: int
) -> None:
    overwrite(file, start, length)
    damaged = file.read_bytes()
    with pytest.raises(CollectionDamaged) as told:
        filled.add(written(50))
    aside = told.value.values["aside"]
    assert isinstance(aside, Path)
    assert aside.read_bytes() == damaged
    entry = written(50)
    filled.add(entry)
    assert kept(filled) == {entry.id}


def test_what_can_be_read_of_a_damaged_file_is_kept(
    filled: Collection, file: Path
) -> None:
    before = kept(filled)
    overwrite(file, file.stat().st_size // 4_096 // 2 * 4_096, 4_096)
    with pytest.raises(CollectionDamaged) as told:
        filled.find()
    after = kept(filled)
    assert after < before
    assert len(after) >= 35
    assert told.value.values["count"] == len(after)
    assert filled.people_left_out() == {"Ben"}


def test_what_can_be_read_of_a_damaged_file_of_an_older_version_is_kept(
    file: Path,
) -> None:
    url, entry = f"sqlite:///{file}", written(3)
    make_old(url, 2, entry)
    with closing(sqlite3.connect(file)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'schema_version'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    overwrite(file, (root - 1) * size, size)
    collection = Collection(Database(url))
    with pytest.raises(CollectionDamaged):
        collection.find()
    assert kept(collection) == {entry.id}
    assert collection.people_left_out() == {"Ben"}


@pytest.mark.parametrize("is_emptied", [False, True])
def test_a_removed_file_is_reported_once(
    filled: Collection, file: Path, is_emptied: bool
) -> None:
    if is_emptied:
        file.write_bytes(b"")
    else:
        file.unlink()
    with pytest.raises(CollectionRemoved, match="was removed"):
        filled.count()
    assert filled.count() == 0
    entry = written(1)
    filled.add(entry)
    assert kept(filled) == {entry.id}


def test_writers_go_on_when_the_file_is_removed_under_them(
    filled: Collection, file: Path
) -> None:
    """All that is acknowledged after the new file is begun is in it."""
    acknowledged: list[str] = []
    told = threading.Event()
    failures: list[BaseException] = []

    def keep(thread: int) -> None:
        for number in range(40):
            entry = written(number, f"writer {thread}")
            was_told = told.is_set()
            try:
                filled.add(entry)
            except CollectionRemoved:
                told.set()
            except BaseException as error:
                failures.append(error)
                raise
            else:
                if was_told:
                    acknowledged.append(entry.id)
            if thread == 0 and number == 5:
                file.unlink()

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert told.is_set()
    assert set(acknowledged) <= kept(filled)
    assert len(acknowledged) > 40


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    collection = Collection(Database(f"sqlite:///{tmp_path}/file/drawings.sqlite"))
    with pytest.raises(CollectionUnavailable):
        collection.count()


def test_a_full_disk_is_reported(filled: Collection, file: Path) -> None:
    before = kept(filled)

    def limit(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # no page more than there are

    def add_many() -> None:
        for number in range(50, 100):
            filled.add(written(number))

    event.listen(Engine, "connect", limit)
    try:
        with pytest.raises(DiskFull):
            add_many()
    finally:
        event.remove(Engine, "connect", limit)
    assert kept(filled) >= before


def test_a_database_in_use_is_reported(
    filled: Collection, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recognizer.collection.database.BUSY_TIMEOUT_S", 0.01)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CollectionUnavailable, match="is busy") as told:
        Collection(Database(f"sqlite:///{file}")).add(written(50))
    assert "locked" in told.value.details
    other.close()


def test_a_server_that_is_away_is_reported(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    database = Database(f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(CollectionUnavailable, match="cannot be reached"):
        database.version()


@pytest.mark.parametrize(
    "url",
    ["mysql://me:secret@host/name", "sqlite://", "secret", "postgres+x://h/n", ""],
)
def test_another_url_is_rejected_without_showing_its_password(url: str) -> None:
    with pytest.raises(InvalidSetting, match="RECOGNIZER_DATABASE_URL") as refused:
        Database(url)
    assert "secret@" not in str(refused.value)


def test_a_plain_sqlite_file_of_another_program_is_not_touched(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("CREATE TABLE notes (text)")
        other.execute("INSERT INTO notes VALUES ('mine')")
    collection = Collection(Database(f"sqlite:///{file}"))
    collection.add(written(1))
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT text FROM notes").fetchall() == [("mine",)]
