"""Pen strokes: read as they lie in their files, sorted by who wrote them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from recognizer.datasets import by_name, stroke_files, unipen
from recognizer.datasets.labelled import NO_DIGIT
from recognizer.errors import InvalidData
from recognizer.settings import Settings, read_settings

SEVEN = [[[0, 0], [9, 0], [3, 20]]]
"""A bar, and a leg down to the left."""


@pytest.fixture
def given(tmp_path: Path) -> Callable[..., Settings]:
    """What writes a file of strokes, lines given as (label, contributor)."""

    def write(data: str, part: str, *lines: tuple[str, str]) -> Settings:
        (tmp_path / data).mkdir(exist_ok=True)
        text = "".join(
            json.dumps({"label": label, "contributor": who, "strokes": SEVEN}) + "\n"
            for label, who in lines
        )
        (tmp_path / data / f"{part}.jsonl.gz").write_bytes(gzip.compress(text.encode()))
        return read_settings({"RECOGNIZER_DATASETS": str(tmp_path)})

    return write


def test_strokes_labels_and_writers_are_read(given: Callable[..., Settings]) -> None:
    settings = given("uji", "digits-test", ("7", "uji00"), ("1", "uji01"))
    data = stroke_files.read("uji", "digits-test", settings)
    assert data.name == "uji-digits-test"
    assert data.labels == ("7", "1")
    assert data.writers == ("uji00", "uji01")
    np.testing.assert_array_equal(data.drawings[0].strokes[0].points, SEVEN[0])


def test_y_grows_downwards(given: Callable[..., Settings]) -> None:
    """The bar of the seven is at the top of the image, its leg's foot at the bottom."""
    data = by_name.named("uji-test", given("uji", "digits-test", ("7", "uji00")))
    assert data.name == "uji-test"
    (image,) = data.images
    rows = np.flatnonzero(image.any(axis=1))
    assert (image[rows[0] + 1] > 127).sum() > 2 * (image[rows[-1] - 1] > 127).sum()


def test_dev_is_digits_and_clear_letters_with_or_without_writers_trained_on(
    given: Callable[..., Settings],
) -> None:
    given("unipen", "digits-dev", ("7", "val"), ("1", "uqb"), ("3", "gmd"))
    settings = given("unipen", "letters-dev", ("A", "val"), ("O", "uqb"), ("x", "uqb"))
    all_writers = by_name.named("unipen-dev", settings)
    assert all_writers.labels.tolist() == [7, 1, 3, NO_DIGIT, NO_DIGIT]
    unseen = by_name.named("unipen-dev-unseen", settings)
    assert unseen.labels.tolist() == [1, NO_DIGIT]
    assert (all_writers.name, unseen.name) == ("unipen-dev", "unipen-dev-unseen")
    assert set(unseen.sha256) == {"digits-dev.jsonl.gz", "letters-dev.jsonl.gz"}


@pytest.mark.parametrize(
    "content",
    [
        b"no gzip",
        gzip.compress(b"no json", mtime=0),
        gzip.compress(b'{"label": "7", "strokes": [[[0, 0], [1, 1]]]}', mtime=0),
        gzip.compress(b'{"label": "7", "contributor": "a", "strokes": 3}', mtime=0),
        gzip.compress(b"[]", mtime=0),
    ],
)
def test_damaged_files_are_rejected(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "uji").mkdir()
    (tmp_path / "uji" / "digits-test.jsonl.gz").write_bytes(content)
    settings = read_settings({"RECOGNIZER_DATASETS": str(tmp_path)})
    with pytest.raises(InvalidData, match="damaged or holds no drawings"):
        by_name.named("uji-test", settings)


@pytest.mark.needs("UNIPEN")
def test_only_the_writers_named_are_trained_on_and_judged_by(
    settings: Settings,
) -> None:
    """On the files that the shipped networks were trained on and judged by."""
    trained = {
        writer
        for part in ("digits-train", "letters-train")
        for writer in unipen.read_strokes(part, settings).writers
    }
    judged = {
        writer
        for part in ("digits-dev", "letters-dev")
        for writer in unipen.read_strokes(part, settings).writers
    }
    assert trained & judged == unipen.SEEN_WRITERS


@pytest.mark.needs("UNIPEN", "UJI")
def test_counts_are_those_documented(settings: Settings) -> None:
    digits = unipen.read_strokes("digits-dev", settings)
    letters = unipen.clear_letters(unipen.read_strokes("letters-dev", settings))
    assert (len(digits.labels), len(letters.labels)) == (3_354, 1_287)
    unseen = [unipen.of_unseen_writers(data) for data in (digits, letters)]
    assert [len(data.labels) for data in unseen] == [2_733, 773]
    data = by_name.named("uji-test", settings)
    assert np.bincount(data.labels).tolist() == [120] * 10
    assert (data.images.reshape(len(data), -1).max(axis=1) == 255).all()
