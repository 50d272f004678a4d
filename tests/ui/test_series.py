"""The digits that are asked for, and how a tab keeps the place among them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.ui.my_drawings.series import Series, plan
from tests.collection.writers import written

KINDS = ("right", "wrong", "skipped")
DIGITS = st.lists(st.integers(0, 9), min_size=1, max_size=10, unique=True)


@given(DIGITS, st.integers(1, 10), st.integers(0, 2**32 - 1))
def test_every_digit_comes_once_before_any_comes_again(
    digits: list[int], times: int, seed: int
) -> None:
    asked = plan(digits, times, seed)
    for start in range(0, len(asked), len(digits)):
        assert sorted(asked[start : start + len(digits)]) == sorted(digits)


@given(DIGITS, st.lists(st.sampled_from(KINDS), max_size=10))
def test_the_place_is_the_same_after_a_reload(
    digits: list[int], events: list[str]
) -> None:
    series = Series("a", tuple(digits))
    for event in events[: len(digits)]:
        entry = None
        if event != "skipped":
            entry = written(3, label=4 if event == "right" else 3)
        series = series.after(2, entry)
    counts = [sum(each == kind for each in events[: len(digits)]) for kind in KINDS]
    assert (series.right, series.saved) == (counts[0], counts[0] + counts[1])
    again = Series.from_json(json.loads(json.dumps(series.to_json())))
    assert again.to_json() == series.to_json()
    assert again.version == series.version
    assert again.is_over == series.is_over


@pytest.mark.parametrize(
    "change",
    [
        {"digits": [10]},
        {"digits": [1] * 101},
        {"digits": "many"},
        {"done": 3},
        {"done": -1},
        {"saved": 2},
        {"right": 1, "saved": 0},
        {"done": None},
    ],
)
def test_what_is_no_series_is_rejected(change: dict[str, Any]) -> None:
    whole = {"name": "a", "digits": [1, 2], "done": 1, "saved": 1, "right": 1}
    assert Series.from_json(whole) == Series("a", (1, 2), 1, 1, 1)
    with pytest.raises((ValueError, TypeError)):
        Series.from_json({**whole, **change})
