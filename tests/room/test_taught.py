"""Which of a class's drawings answer for everybody, and when."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.network import remembered
from recognizer.room import taught
from recognizer.settings import Settings, read_settings
from tests.collection.writers import written


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"RECOGNIZER_DATA": str(tmp_path)})


@pytest.fixture
def collection(settings: Settings) -> Collection:
    return Collection(Database(settings.database_url))


def test_nothing_is_taught_until_a_presenter_says_so(
    collection: Collection,
) -> None:
    collection.add(written(1))  # a 1 that was read as a 2
    assert taught.now(False, lambda: collection) is None
    found = taught.now(True, lambda: collection)
    assert found is not None
    assert [each.label for each in found.remembered] == [1]


def test_corrected_drawings_teach_the_newest_last(collection: Collection) -> None:
    entries = [written(number) for number in range(9)]  # the odd ones were misread
    for entry in entries:
        collection.add(entry)
    collection.leave_out([entries[3].id], True)
    collection.add(written(5, "Ben"))
    collection.leave_person_out("Ben", True)
    found = taught.now(True, lambda: collection)
    assert found is not None
    assert [each.label for each in found.remembered] == [1, 5, 7]
    assert np.array_equal(found.remembered[0].image, entries[1].image)
    again = remembered.from_text(found.content.decode())
    assert [(each.label, each.time) for each in again] == [
        (each.label, each.time) for each in found.remembered
    ]
    collection.add(written(9))
    later = taught.now(True, lambda: collection)
    assert later is not None
    assert later.version != found.version


def test_a_collection_that_cannot_be_had_teaches_nothing() -> None:
    assert taught.now(True, lambda: Collection(Database("mysql://x"))) is None


def test_the_newest_hundred_teach(collection: Collection) -> None:
    for number in range(1, 2 * remembered.MOST + 10, 2):
        collection.add(written(number))
    found = taught.now(True, lambda: collection)
    assert found is not None
    assert len(found.remembered) == remembered.MOST
    times = [each.time for each in found.remembered]
    assert times == sorted(times)
