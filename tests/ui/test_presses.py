"""A press counts with what was chosen just before, in the same breath.

Whoever types and presses at once is faster than the page: what it showed last, and what
its buttons were given then, is older than what the browser sends.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recognizer.network import bundles
from recognizer.room.calls import Task
from recognizer.room.room import room
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.ui import state
from tests.ui.apptest import app, complaints


def part(name: str) -> AppTest:
    """A part of what the presenter has beside the wall."""
    test = app("room", session={state.ROOM_VIEW: "wall"})
    return test.button_group(key=state.ROOM_PART).set_value(name).run()


def test_a_model_gets_the_name_and_the_note_of_that_moment(tmp_path: Path) -> None:
    mine = tmp_path / "models" / "mine"
    shutil.copytree(SHIPPED_WEIGHTS / "softmax-regression", mine)
    test = app("models", model="mine")
    test.text_input(key=state.variant(state.MODEL_NAME, mine)).set_value("renamed")
    test.text_input(key=state.variant(state.MODEL_NOTE, mine)).set_value("of mine")
    test.button(key="save-model").click().run()
    assert complaints(test) == []
    found = bundles.find("renamed", [tmp_path / "models"])
    assert found.note == "of mine"


def test_everybody_is_asked_for_what_was_typed_last() -> None:
    test = part("task")
    test.button_group(key=state.TASK_KIND).set_value("text").run()
    test.text_input(key=state.TASK_TEXT).set_value("A house").run()
    test.text_input(key=state.TASK_TEXT).set_value("A house with a door")
    test.button_group(key=state.TASK_TIME).set_value(30)
    test.button(key="ask").click().run()
    assert complaints(test) == []
    task = room().calls.task
    assert isinstance(task, Task)
    assert task.text == "A house with a door"
    assert task.ends is not None


@pytest.mark.parametrize("kind", ["text", "fool"])
def test_what_is_not_whole_is_not_asked_for(kind: str) -> None:
    test = part("task")
    room().calls.end_task()
    test.button_group(key=state.TASK_KIND).set_value(kind)
    test.button(key="ask").click().run()
    assert complaints(test) == []
    assert (room().calls.task is None) == (kind == "text")


def test_everybody_is_led_to_the_page_chosen_last() -> None:
    test = part("look")
    test.selectbox(key=state.LOOK_PAGE).set_value("gallery")
    test.button(key="lead").click().run()
    assert complaints(test) == []
    look = room().calls.look
    assert look is not None
    assert look.page == "gallery"


@pytest.mark.parametrize("digits", [[4, 9], []])
def test_the_digits_chosen_last_are_asked_for(digits: list[int]) -> None:
    test = app("my_drawings", session={state.CONSENT: True})
    test.button_group(key=state.ASKED_DIGITS).set_value(digits)
    test.button_group(key=state.ASKED_TIMES).set_value(1)
    test.button(key="begin").click().run()
    assert complaints(test) == []
    begun = state.SERIES in test.session_state
    assert begun == bool(digits)
    if begun:
        assert sorted(test.session_state[state.SERIES].digits) == digits
