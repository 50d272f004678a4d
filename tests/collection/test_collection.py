"""The collection, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from recognizer.collection import timestamps
from recognizer.collection.collection import Choice, Collection, as_images
from recognizer.collection.database import Database
from recognizer.collection.entries import Entry, new_entry
from recognizer.datasets import labelled
from recognizer.errors import InvalidEntry
from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.training.own import as_drawings
from tests.collection.writers import written


def labels(collection: Collection, choice: Choice) -> list[int]:
    return [entry.label for entry in collection.find(choice)]


def fields(entry: Entry) -> dict[str, object]:
    plain = {**vars(entry), "image": entry.image.tobytes(), "drawing": None}
    if entry.drawing is not None:
        plain["drawing"] = [
            (stroke.width, stroke.points.tolist()) for stroke in entry.drawing.strokes
        ]
    return plain


def test_a_drawing_is_read_back_as_it_was_saved(collection: Collection) -> None:
    odd = written(4, "<script>alert('x')</script> \"さくら🌸\" مريم")
    picture = replace(new_entry(odd.image, -1, "Ben"), created_at=timestamps.now())
    collection.add(odd)
    collection.add(picture)
    newest, oldest = collection.find()
    assert fields(newest) == fields(picture)
    assert fields(oldest) == fields(odd)
    assert newest.created_at > oldest.created_at


def test_drawings_are_found_by_label_person_and_answer(collection: Collection) -> None:
    for number in range(10):
        collection.add(written(number, "Aiko" if number < 7 else "Ben"))
    collection.add(written(11, "Ben", label=-1))
    assert labels(collection, Choice(label=3)) == [3]
    assert labels(collection, Choice(label=-1)) == [-1]
    assert labels(collection, Choice(person="Ben")) == [-1, 9, 8, 7]
    fooled = [-1, 9, 7, 5, 3, 1]  # odd ones were answered by the next digit
    assert labels(collection, Choice(fooled=True)) == fooled
    assert labels(collection, Choice(person="Ben", fooled=True)) == [-1, 9, 7]
    assert labels(collection, Choice(person="' OR 1=1 --")) == []
    assert [e.label for e in collection.find(limit=2, offset=1)] == [9, 8]
    assert collection.count() == 11
    assert collection.count(Choice(fooled=True)) == 6
    assert all(entry.is_fooled for entry in collection.find(Choice(fooled=True)))


def test_relabel_delete_and_undo(collection: Collection) -> None:
    entries = [written(number) for number in range(6)]
    for entry in entries:
        collection.add(entry)
    first, second, *_ = (entry.id for entry in entries)
    collection.relabel([first, second], -1)
    assert collection.count(Choice(label=-1)) == 2
    with pytest.raises(InvalidEntry):
        collection.relabel([first], 12)
    collection.delete([first, second])
    assert collection.count() == 4
    assert collection.counts() == {"Aiko": {2: 1, 3: 1, 4: 1, 5: 1}}
    collection.restore([second])
    assert labels(collection, Choice(label=-1)) == [-1]
    collection.restore([first])
    assert {entry.id for entry in collection.find()} == {entry.id for entry in entries}


def test_a_deletion_is_final_after_a_day(url: str) -> None:
    database = Database(url)
    collection = Collection(database)
    old, new = written(1), written(2)
    collection.add(old)
    collection.add(new)
    collection.delete([old.id])
    long_ago = timestamps.to_text(datetime.now(UTC) - timedelta(days=1, minutes=1))
    with database.writing() as connection:
        backdate = "UPDATE drawings SET deleted_at = :time WHERE deleted_at IS NOT NULL"
        connection.execute(text(backdate), {"time": long_ago})
    collection.delete([new.id])
    collection.restore([old.id, new.id])
    assert [entry.id for entry in collection.find()] == [new.id]
    database.close()


def test_many_drawings_are_changed_at_once(collection: Collection) -> None:
    entries = [written(number, label=number % 10) for number in range(1_203)]
    assert collection.import_entries(entries, "importer") == 1_203
    everything = [entry.id for entry in collection.find()]
    collection.relabel(everything, 5)
    assert collection.counts() == {"Aiko": {5: 1_203}}
    collection.delete(everything)
    assert collection.count() == 0


def test_duplicates_are_skipped(collection: Collection) -> None:
    one, two = written(1), written(2)
    collection.add(one)
    again = replace(one, id="f" * 32, label=7)
    others = replace(one, person="Ben")
    nameless = replace(one, person="")
    assert collection.import_entries([again, two, two, others, nameless], "Chie") == 2
    assert collection.counts() == {"Aiko": {1: 1, 2: 1}, "Ben": {1: 1}}
    unknown = replace(written(3), person="")
    assert collection.import_entries([unknown, unknown], "Chie") == 1
    assert collection.counts()["Chie"] == {3: 1}


def test_a_deleted_drawing_can_be_imported_again(collection: Collection) -> None:
    entry = written(1)
    collection.add(entry)
    collection.delete([entry.id])
    assert collection.import_entries([entry], "Chie") == 1
    assert collection.count() == 1


def test_excluded_drawings_are_kept_but_not_trained_on(collection: Collection) -> None:
    for number in range(4):
        collection.add(written(number, "Aiko" if number < 3 else "Ben"))
    training = Choice(for_training=True)
    third = collection.find(Choice(label=2))[0].id
    collection.leave_out([third])
    assert labels(collection, training) == [3, 1, 0]
    assert collection.find(Choice(label=2))[0].is_left_out
    collection.leave_person_out("Ben")
    collection.leave_person_out("Ben")
    assert collection.people_left_out() == {"Ben"}
    collection.add(written(9, "Ben"))
    assert labels(collection, training) == [1, 0]
    assert collection.count() == 5
    collection.leave_person_out("Ben", False)
    collection.leave_out([third], False)
    assert collection.count(training) == 5
    assert collection.people_left_out() == set()


def test_a_class_ends_and_another_begins(collection: Collection) -> None:
    for number in (1, 2):
        collection.add(written(number, "Aiko"))
    ended = collection.end_class("  2b \u202e")
    assert ended.name == "2b"
    assert collection.find() == []
    assert collection.counts() == {}
    of_class = Choice(class_id=ended.id)
    assert labels(collection, of_class) == [2, 1]
    assert collection.count(of_class) == 2
    assert collection.counts(ended.id) == {"Aiko": {1: 1, 2: 1}}
    collection.add(written(3, "Ben"))
    assert labels(collection, Choice()) == [3]
    assert labels(collection, Choice(class_id="nonsense")) == []

    later = collection.end_class("2b")
    assert collection.classes() == [later, ended]
    collection.add(written(4))
    collection.resume_class(later.id)
    assert labels(collection, Choice()) == [4, 3]
    assert collection.classes() == [ended]
    assert labels(collection, of_class) == [2, 1]


def test_what_another_class_has_is_no_duplicate(collection: Collection) -> None:
    entry = written(1)
    collection.add(entry)
    collection.end_class("2b")
    assert collection.import_entries([entry], "Ben") == 1
    assert collection.import_entries([entry], "Ben") == 0


@pytest.mark.parametrize("name", ["", " \u200b ", "x" * 41])
def test_a_class_without_a_proper_name_does_not_end(
    collection: Collection, name: str
) -> None:
    collection.add(written(1))
    with pytest.raises(InvalidEntry):
        collection.end_class(name)
    assert collection.count() == 1
    assert collection.classes() == []


def test_the_collection_becomes_data_to_train_on(collection: Collection) -> None:
    """Drawn again by the functions that draw all training data, nothing changes."""
    lines = [[(70, 60), (210, 62), (120, 230)], [(110, 150), (200, 145)]]
    drawing = Drawing.from_points(lines[:1], 16), Drawing.from_points(lines, 16)
    for each, label in zip(drawing, (7, -1), strict=True):
        image = mnist_format.from_strokes(each).image
        collection.add(new_entry(image, label, "Aiko", drawing=each))
    collection.add(written(5))
    entries = [e for e in reversed(collection.find()) if e.label != 5]
    images = as_images(entries)
    redrawn = labelled.draw(as_drawings(entries))
    np.testing.assert_array_equal(images.images, redrawn.images)
    np.testing.assert_array_equal(images.labels, redrawn.labels)
    assert images.labels.tolist() == [7, -1]
    assert images.sha256 == redrawn.sha256
    assert as_images(collection.find()).sha256 != images.sha256


def test_the_size_on_disk_grows_with_what_is_saved(collection: Collection) -> None:
    collection.add(written(0))
    before = collection.size_bytes()
    assert before > 784
    for number in range(1, 300):
        collection.add(written(number))
    assert collection.size_bytes() > before + 100 * 784


def test_the_size_can_be_asked_for_while_others_save(tmp_path: Path) -> None:
    """SQLite removes its log whenever nobody has the file open."""
    url = f"sqlite:///{tmp_path}/drawings.sqlite"
    sizes, is_over = [], threading.Event()

    def ask() -> None:
        place = Database(url)
        while not is_over.is_set():
            sizes.append(place.size_bytes())

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask)
        for number in range(60):
            Collection(Database(url)).add(written(number))
        is_over.set()
        asking.result()
    assert sizes[-1] > 60 * 784
