"""Errors: what they say, in which language, and how they travel."""

from __future__ import annotations

import json
import pickle

from recognizer import errors
from recognizer.errors import N_, InvalidSetting, MissingPath, RecognizerError
from recognizer.training.runs import State


def example() -> RecognizerError:
    return InvalidSetting(
        N_("{setting} must be {low} to {high}, but {value} was given."),
        hint=N_("Check the spelling."),
        details=ValueError("some library's words"),
        setting=N_("Filters in layer {number}"),
        number=2,
        low=1,
        high=256,
        value="{braces}",
    )


def test_a_label_in_a_sentence_is_translated_and_filled_too() -> None:
    japanese = {
        "{setting} must be {low} to {high}, but {value} was given.": (
            "{setting}は{low}から{high}までですが、{value}です。"
        ),
        "Filters in layer {number}": "第{number}層のフィルター数",
    }
    error = example()
    assert str(error) == (
        "Filters in layer 2 must be 1 to 256, but {braces} was given."
    )
    assert errors.fill(error.message, error.values, japanese.__getitem__) == (
        "第2層のフィルター数は1から256までですが、{braces}です。"
    )


def test_an_error_reaches_another_process_whole() -> None:
    for error in (example(), MissingPath("a/b.png", details="gone")):
        for again in (
            errors.from_json(json.loads(json.dumps(error.to_json()))),
            pickle.loads(pickle.dumps(error)),
        ):
            assert type(again) is type(error)
            assert str(again) == str(error)
            assert again.hint == error.hint
            assert again.details == error.details
            assert errors.fill(again.message, again.values, "«{}»".format) == (
                errors.fill(error.message, error.values, "«{}»".format)
            )


def test_a_failure_noted_by_an_earlier_version_is_still_reported() -> None:
    noted = {"kind": "BrokenOff", "values": {"problem": "out of memory"}}
    error = State("failed", noted).error
    assert error is not None
    assert str(error) == "The training failed because of an unexpected error."
    assert "out of memory" in error.details


def test_values_are_quoted_as_json_and_in_short() -> None:
    assert errors.quoted([None, True, 0.5, "x"]) == "[null, true, 0.5, 'x']"
    assert len(errors.quoted([["x" * 1_000] * 1_000] * 1_000)) <= 80
    assert errors.quoted(10**5_000) == "…"
