"""Which digits are watched while a network trains."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recognizer.datasets.labelled import NO_DIGIT, LabelledImages
from recognizer.training import watched
from recognizer.training.watched import Watched

READINGS = st.lists(st.tuples(st.integers(-1, 9), st.integers(0, 9)), max_size=60)


def chosen(readings: list[tuple[int, int]]) -> tuple[Watched, list[int]]:
    """What is chosen, and its place among the candidates."""
    labels, answers = np.array(readings, np.int64).reshape(-1, 2).T
    images = np.zeros((len(labels), 28, 28), np.uint8)
    images[:, 0, 0] = np.arange(len(labels))
    found = watched.choose(LabelledImages("any", images, labels, {}), answers)
    return found, found.images[:, 0, 0].tolist()


@given(READINGS)
def test_misread_digits_come_first_and_each_digit_in_turn(
    readings: list[tuple[int, int]],
) -> None:
    found, places = chosen(readings)
    assert [readings[place] for place in places] == list(
        zip(found.labels.tolist(), found.before.tolist(), strict=True)
    )
    assert found.labels.tolist() == sorted(found.labels)
    digits = [each for each in readings if each[0] != NO_DIGIT]
    assert len(places) == len(set(places)) == min(10, len(digits))
    misread = [label for label, answer in digits if label != answer]
    taken = found.labels[found.labels != found.before].tolist()
    assert len(taken) == min(10, len(misread))
    for one in set(misread):
        for other in set(taken):  # no digit has two more while another waits
            waits = taken.count(one) < misread.count(one)
            assert not waits or taken.count(other) <= taken.count(one) + 1


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    before, _places = chosen([(3, 5), (4, 4)])
    watched.write(before, tmp_path / "watched.npz")
    again = watched.read(tmp_path / "watched.npz")
    assert again is not None
    assert again.after is None
    np.testing.assert_array_equal(again.images, before.images)
    np.testing.assert_array_equal(again.before, [5, 4])


def test_damaged_and_missing_files_are_no_digits(tmp_path: Path) -> None:
    assert watched.read(tmp_path / "watched.npz") is None
    for content in (b"", b"PK\x03\x04 cut", b"\x93NUMPY"):
        (tmp_path / "watched.npz").write_bytes(content)
        assert watched.read(tmp_path / "watched.npz") is None
