"""Large imports go on by themselves, in batches, one at a time."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from recognizer.collection import exports, imports
from recognizer.collection.collection import Collection
from recognizer.collection.entries import Entry
from recognizer.collection.importing import BATCH, Importing
from tests.collection.writers import written
from tests.waiting import PATIENCE_S

SHARED = 7
"""Drawings that are in the file twice, the second time in another batch."""


def many(count: int) -> list[Entry]:
    """Drawings of which no two are alike."""
    entry = replace(written(1), drawing=None)
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 0, 0], images[:, 0, 1] = np.divmod(np.arange(count), 250)
    images[:, 14, 14] = 255
    return [replace(entry, image=image) for image in images]


def test_what_is_in_several_batches_is_imported_once(collection: Collection) -> None:
    entries = many(2 * BATCH + 1)
    file = exports.pack_npz([*entries, *entries[:SHARED]])
    importing = Importing([file], collection, "Aiko")
    outcome = importing.wait(PATIENCE_S)
    assert outcome is not None
    assert (outcome.count, outcome.skipped) == (len(entries), SHARED)
    assert outcome.error is None
    assert importing.saved == len(entries) + SHARED
    assert collection.count() == len(entries)


def test_several_imports_come_one_after_the_other(collection: Collection) -> None:
    file = exports.pack_npz(many(50))
    at_work = [Importing([file], collection, "Aiko") for _ in range(4)]
    outcomes = [each.wait(PATIENCE_S) for each in at_work]
    counts = sorted(each.count for each in outcomes if each is not None)
    assert counts == [0, 0, 0, 50]
    assert collection.count() == 50


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense"])
def test_why_a_file_is_refused_is_told(collection: Collection, content: bytes) -> None:
    outcome = Importing([content], collection, "Aiko").wait(PATIENCE_S)
    assert outcome is not None
    assert (outcome.contents, outcome.count) == (None, 0)
    assert outcome.error is not None
    assert collection.count() == 0


def test_how_far_the_check_is_can_be_followed() -> None:
    lines = [json.dumps({"label": 12}) for _ in range(5)]
    noted: list[int] = []
    contents = imports.unpack(["\n".join(lines).encode()], noted.append)
    assert noted == list(range(len(contents.problems)))
