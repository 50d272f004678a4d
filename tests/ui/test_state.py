"""The keys of a visitor's session: named once, and set in one way."""

from __future__ import annotations

import ast
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.elements.lib import policies
from streamlit.testing.v1 import AppTest

import recognizer.ui
from recognizer.ui import state
from tests.ui.apptest import app

PAGES = {"app", "draw", "inside", "learn", "own", "collect", "gallery", "models"}
PAGES |= {"retrain"}


def literal_keys(file: Path) -> list[str]:
    """Texts in a module that begin as the key of a kept value does."""
    texts = [
        node.value
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [
        text
        for text in texts
        if text.partition(".")[0] in PAGES and "." in text and " " not in text
    ]


def test_every_key_of_a_kept_value_stands_in_one_place() -> None:
    folder = Path(recognizer.ui.__file__).parent
    found = {
        str(file.relative_to(folder)): keys
        for file in folder.rglob("*.py")
        if (keys := literal_keys(file))
    }
    assert set(found) == {"state.py"}
    named = [key for name, key in vars(state).items() if name.isupper() and key]
    keys = [key for key in named if isinstance(key, str)]
    assert len(keys) > 90
    assert len(keys) == len(set(keys))


def gallery_from_models() -> AppTest:
    return app("models").button("gallery").click().run()


def retrain_from_a_lesson() -> AppTest:
    test = app("learn")
    test.selectbox(state.CHOSEN_LESSON).set_value("transfer").run()
    return test.button("lesson-retrain").click().run()


@pytest.mark.parametrize(
    ("arrive", "key", "value"),
    [
        (gallery_from_models, state.JUDGED_MODEL, "two-layer-cnn"),
        (retrain_from_a_lesson, state.of_recipe("quick", "start"), "two-layer-cnn"),
    ],
)
def test_a_choice_made_on_another_page_is_the_widgets_only_value(
    arrive: Callable[[], AppTest],
    key: str,
    value: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Streamlit says it once in a process, and this may not be its first test.
    monkeypatch.setattr(policies, "_shown_default_value_warning", False)
    with caplog.at_level(logging.WARNING, "streamlit"):
        test = arrive()
    assert not test.exception
    assert test.selectbox(key).value == value
    logged = [each.getMessage() for each in caplog.records]
    assert [each for each in logged if "Session State API" in each] == []
