"""Drawings that cannot be saved or imported, and databases that cannot be used."""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import sys
import zipfile
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import event, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError

from recognizer.collection import database, exports, imports
from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.collection.entries import new_entry, strokes_from_json
from recognizer.ink.strokes import Drawing
from tests.causes import Cause, Place
from tests.collection.test_database import overwrite
from tests.collection.test_exchange import idx, line, zipped
from tests.collection.writers import written

IMAGE = np.full((28, 28), 9, np.uint8)
POINTS = [(float(place % 200), float(place % 300)) for place in range(20_000)]


def saving(name: str, *given: str, **changes: Any) -> Cause:
    drawn = {"image": IMAGE, "label": 3, "person": "Aiko", **changes}
    return Cause(name, lambda place: new_entry(**drawn), given)


def ending_a_class(place: Place) -> object:
    collection = Collection(Database(f"sqlite:///{place.folder}/drawings.sqlite"))
    return collection.end_class(" ")


def importing(name: str, *files: bytes, given: str = "") -> Cause:
    return Cause(name, lambda place: imports.unpack(files), tuple(given.split()))


def importing_line(name: str, content: str, given: str = "") -> Cause:
    """A line of which the import tells, and goes on with the next."""

    def act(place: Place) -> object:
        (problem,) = imports.unpack([content.encode()]).problems
        return problem.error

    return Cause(name, act, tuple(given.split()))


def importing_picture(name: str, content: bytes | None, given: str = "") -> Cause:
    def act(place: Place) -> object:
        files = {"drawings.json": line(strokes=None, image="7.png").encode()}
        if content is not None:
            files["7.png"] = content
        (problem,) = imports.unpack([zipped(files)]).problems
        return problem.error

    return Cause(name, act, tuple(given.split()))


def png(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (height, width), dtype=np.uint8)
    Image.fromarray(noise).save(stream, "PNG")
    return stream.getvalue()


def npz(**arrays: Any) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def twice() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("drawings.json", "[]")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("drawings.json", "[]")
    return stream.getvalue()


def in_bzip2() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("drawings.json", "[]")
    return stream.getvalue()


def ink_for_hours(place: Place) -> object:
    place.monkeypatch.setattr(imports, "MAX_SEGMENTS", 1_000)
    return imports.unpack(["\n".join([line()] * 500).encode()])


def filled(place: Place, name: str = "drawings.sqlite") -> tuple[Collection, Database]:
    """A collection in a file, with 40 drawings."""
    base = Database(f"sqlite:///{place.folder / name}")
    collection = Collection(base)
    for number in range(40):
        collection.add(written(number))
    return collection, base


def removed(place: Place) -> object:
    collection, _base = filled(place)
    (place.folder / "drawings.sqlite").unlink()
    return collection.count()


def damaged(place: Place) -> object:
    collection, _base = filled(place)
    overwrite(place.folder / "drawings.sqlite", 0, 4_096)
    return collection.count()


def repaired_by_another(place: Place) -> None:
    """Damaged while it is read, and replaced before we can see to that."""
    _collection, base = filled(place)
    filled(place, "repaired.sqlite")
    with base.reading() as connection:
        for ending in ("-wal", "-shm", ""):
            file = place.folder / f"drawings.sqlite{ending}"
            file.write_bytes(b"x" * 10_000)
        connection.rollback()
        try:
            connection.execute(text("SELECT * FROM drawings")).all()
        except DatabaseError:
            for ending in ("-wal", "-shm"):
                (place.folder / f"drawings.sqlite{ending}").unlink(missing_ok=True)
            os.replace(
                place.folder / "repaired.sqlite", place.folder / "drawings.sqlite"
            )
            raise


def busy(place: Place) -> None:
    place.monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.01)
    collection, _base = filled(place)
    other = sqlite3.connect(place.folder / "drawings.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        collection.add(written(99))
    finally:
        other.close()


def full(place: Place) -> None:
    def limit(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute("PRAGMA max_page_count = 20")

    event.listen(Engine, "connect", limit)
    try:
        filled(place)
    finally:
        event.remove(Engine, "connect", limit)


def of_a_later_app(place: Place) -> object:
    _collection, base = filled(place)
    with base.writing() as connection:
        connection.execute(text("INSERT INTO schema_version VALUES (99)"))
    return Database(f"sqlite:///{place.folder}/drawings.sqlite").version()


def without_psycopg(place: Place) -> object:
    place.monkeypatch.setitem(sys.modules, "psycopg", None)
    return Database("postgresql://me@host/name").version()


def in_a_file(place: Place) -> object:
    file = place.file("file", "no folder")
    return Database(f"sqlite:///{file}/drawings.sqlite").version()


CAUSES = [
    saving("a drawing of nobody", person=" "),
    saving("a drawing of a long name", person="x" * 41),
    saving("a drawing without ink", image=IMAGE * 0),
    saving("a small drawing", image=IMAGE[:20]),
    saving("a drawing of a letter", "A", label="A"),
    saving("a drawing for hours", drawing=Drawing.from_points([POINTS], 9)),
    Cause("a word for strokes", lambda place: strokes_from_json("M 1 2"), ("M 1 2",)),
    Cause("a word for a stroke", lambda place: strokes_from_json(["M"]), ("M",)),
    Cause("a stroke of numbers", lambda place: strokes_from_json([{"points": [1, 2]}])),
    importing("three files at once", b"[]", b"[]", b"[]"),
    importing("text", b"a letter to you"),
    importing("half a file", exports.pack_npz([written(1)])[:-200]),
    importing("another zip", zipped({"a": b"", "b": b"", "c": b""})),
    importing(
        "a zip with a path", zipped({"../etc/passwd": b""}), given="../etc/passwd"
    ),
    importing("a zip with two of a name", twice(), given="drawings.json"),
    importing("a zip packed by bzip2", in_bzip2(), given="drawings.json"),
    importing(
        "a zip of many files", zipped({str(number): b"" for number in range(20_002)})
    ),
    importing("a zip bomb", *[gzip.compress(bytes(65 * 2**20))] * 2),
    importing("a million lines", b"[" + b"\n" * 1_000_000 + b"]"),
    Cause("ink for hours", ink_for_hours),
    importing("labels of words", npz(images=IMAGE[None], labels=["seven"])),
    importing("names of numbers", npz(images=IMAGE[None], labels=[7], persons=[12])),
    importing("small images", npz(images=IMAGE[None, :20], labels=[7])),
    importing("two labels for an image", npz(images=IMAGE[None], labels=[7, 8])),
    importing(
        "many images", npz(images=IMAGE[None].repeat(20_001, 0), labels=[7] * 20_001)
    ),
    importing(
        "an array of objects",
        npz(images=np.array([{}]), labels=[7]),
        given="images.npy",
    ),
    importing("an IDX file of nothing", idx((1,), b"\x07"), b""),
    importing_line("half a line", '{"label": 7,'),
    importing_line("a line with a list", "[1, 2]"),
    importing_line("a drawing of nothing", line(strokes=None)),
    importing_line("a drawing that is too long", line(note="x" * 300_000)),
    importing_line("a number for a name", line(person=7), "person"),
    importing_line(
        "a word for a time",
        line(created_at="yesterday"),
        f"yesterday {imports.EXAMPLE_TIME}",
    ),
    importing_picture("an image that is not there", None, "7.png"),
    importing_picture("text for an image", b"text"),
    importing_picture("a vast image", png(400, 400), "7.png"),
    importing_picture("a large image", png(29, 30), "7.png"),
    Cause("a class without a name", ending_a_class),
    Cause("a collection that was removed", removed),
    Cause("a collection that was damaged", damaged),
    Cause("a collection that another repaired", repaired_by_another),
    Cause("a collection in use", busy),
    Cause("a collection on a full disk", full),
    Cause("a collection of a later app", of_a_later_app),
    Cause("a collection within a file", in_a_file),
    Cause("PostgreSQL without its package", without_psycopg),
    Cause(
        "another database",
        lambda place: Database("mysql://me:secret@host/name"),
        ("mysql",),
    ),
]
