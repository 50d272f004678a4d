"""What the presenter asks, until when it holds, and what is not taken."""

from __future__ import annotations

import pytest

from recognizer.room.calls import LOOK_FOR_S, MAX_TEXT, Calls, Kind
from tests.room.clock import Clock


def test_a_digit_is_asked_for_until_the_time_is_up() -> None:
    clock = Clock()
    calls = Calls(clock)
    assert calls.asked_digit is None
    calls.ask("fool", 4, seconds=30)
    clock.now = 29.5
    assert calls.asked_digit == 4
    assert calls.task is not None
    assert calls.left(calls.task) == 0.5
    clock.now = 31
    assert calls.asked_digit is None
    assert calls.left(calls.task) == 0
    calls.end_task()
    assert calls.task is None


def test_own_words_are_one_short_line_without_invisible_characters() -> None:
    calls = Calls()
    calls.ask("text", text="  <b>Draw</b>\n\u202eyour age " + "x" * 500)
    assert calls.task is not None
    assert calls.task.text.startswith("<b>Draw</b> your age xxx")
    assert len(calls.task.text) == MAX_TEXT
    assert calls.asked_digit is None


@pytest.mark.parametrize(
    ("kind", "digit", "text"),
    [("write", None, ""), ("fool", 10, ""), ("write", -1, "x"), ("text", 3, "\u200b ")],
)
def test_what_is_no_task_is_not_taken(kind: Kind, digit: int | None, text: str) -> None:
    calls = Calls()
    with pytest.raises(ValueError, match=kind):
        calls.ask(kind, digit, text)
    assert calls.task is None
    assert calls.version == 0


def test_whoever_comes_later_is_not_led() -> None:
    clock = Clock()
    calls = Calls(clock)
    calls.lead("learn", "xor", "one-layer-cnn")
    look = calls.look
    assert look is not None
    assert (look.page, look.lesson, look.network) == ("learn", "xor", "one-layer-cnn")
    clock.now = LOOK_FOR_S + 1
    assert calls.look is None
    calls.lead("draw")
    assert calls.look is not None
    assert calls.look.token != look.token
