"""The database against real SQLite files and a real PostgreSQL server."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from recognizer.collection import schema
from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.errors import (
    CollectionDamaged,
    CollectionRemoved,
    CollectionUnavailable,
    InvalidSetting,
)
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


def test_forty_writers_in_four_processes_lose_nothing(url: str, collection: Collection):
    writers = [start_writer(url, f"class {number}", 10, 8) for number in range(4)]
    printed = [writer.communicate()[0] for writer in writers]
    acknowledged = {line for lines in printed for line in lines.split()}
    assert [writer.returncode for writer in writers] == [0] * 4
    assert len(acknowledged) == 4 * 10 * 8
    assert kept(collection) == acknowledged
    assert {sum(by_label.values()) for by_label in collection.counts().values()} == {8}


def test_what_was_acknowledged_outlives_a_killed_process(
    url: str, collection: Collection
):
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


def test_the_schema_is_what_the_tables_say(url: str):
    database = Database(url)
    assert database.version() == len(schema.STEPS)
    with database.reading() as connection:
        found = inspect(connection)
        for table in schema.metadata.sorted_tables:
            there = found.get_columns(table.name)
            columns = {each["name"]: each["nullable"] for each in there}
            assert columns == {each.name: each.nullable for each in table.columns}
            indexes = {each["name"] for each in found.get_indexes(table.name)}
            assert indexes == {each.name for each in table.indexes}
    database.close()


def test_an_older_schema_is_brought_forward_and_keeps_its_rows(url: str):
    old = Database(url)
    entry = written(3)
    Collection(old).add(entry)
    with old.writing() as connection:
        connection.execute(text("DROP TABLE people_left_out"))
        connection.execute(text("DELETE FROM schema_version WHERE version > 1"))
    old.close()
    new = Database(url)
    collection = Collection(new)
    collection.leave_person_out(entry.person)
    assert new.version() == len(schema.STEPS)
    assert kept(collection) == {entry.id}
    new.close()


def test_a_newer_schema_is_left_alone(url: str):
    database = Database(url)
    newer = len(schema.STEPS) + 1
    with database.writing() as connection:
        connection.execute(text(f"INSERT INTO schema_version VALUES ({newer})"))
    database.close()
    later = Database(url)
    with pytest.raises(CollectionUnavailable, match=f"it is of version {newer}"):
        later.version()
    later.close()


def test_a_transaction_that_fails_leaves_nothing(collection: Collection):
    entry = written(1)
    collection.add(entry)
    with pytest.raises(CollectionUnavailable):
        collection.add(entry)  # the same id
    assert kept(collection) == {entry.id}


def test_sqlite_writes_ahead_and_flushes(tmp_path: Path):
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
):
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


def test_what_can_be_read_of_a_damaged_file_is_kept(filled: Collection, file: Path):
    before = kept(filled)
    overwrite(file, file.stat().st_size // 4_096 // 2 * 4_096, 4_096)
    with pytest.raises(CollectionDamaged) as told:
        filled.find()
    after = kept(filled)
    assert after < before
    assert len(after) >= 35
    assert told.value.values["count"] == len(after)
    assert filled.people_left_out() == {"Ben"}


@pytest.mark.parametrize("is_emptied", [False, True])
def test_a_removed_file_is_told_of_once(
    filled: Collection, file: Path, is_emptied: bool
):
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
):
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


def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    collection = Collection(Database(f"sqlite:///{tmp_path}/file/drawings.sqlite"))
    with pytest.raises(CollectionUnavailable):
        collection.count()


def test_a_server_that_is_away_is_told_of(tmp_path: Path):
    pytest.importorskip("psycopg")
    database = Database(f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(CollectionUnavailable, match="cannot be reached"):
        database.version()


@pytest.mark.parametrize(
    "url",
    ["mysql://me:secret@host/name", "sqlite://", "secret", "postgres+x://h/n", ""],
)
def test_another_url_is_refused_without_showing_its_password(url: str):
    with pytest.raises(InvalidSetting, match="RECOGNIZER_DATABASE_URL") as refused:
        Database(url)
    assert "secret@" not in str(refused.value)


def test_a_plain_sqlite_file_of_another_program_is_not_touched(file: Path):
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE notes (text)")
        other.execute("INSERT INTO notes VALUES ('mine')")
    collection = Collection(Database(f"sqlite:///{file}"))
    collection.add(written(1))
    with sqlite3.connect(file) as other:
        assert other.execute("SELECT text FROM notes").fetchall() == [("mine",)]
    other.close()
