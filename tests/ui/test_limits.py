"""Pages ask whether there is room for more, and say which limit is reached."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.training import runs
from recognizer.training.plan import Plan
from recognizer.training.recipes import DIGITS
from tests.ui import apptest
from tests.ui.apptest import app
from tests.ui.client import Client


def keep_seven() -> AppTest:
    """Have a drawing saved, as every page does that saves any."""

    def script() -> None:
        import numpy as np
        import streamlit as st

        from recognizer.errors import RecognizerError
        from recognizer.room.saving import Candidate
        from recognizer.ui import shared, state, visitor
        from recognizer.ui.my_drawings import consent
        from recognizer.ui.translation import explain

        st.session_state[state.LANGUAGE] = "en"
        consent.allow()
        image = np.full((28, 28), 9, np.uint8)
        given = Candidate(image, None, 7, "two-layer-cnn", "ab" * 32)
        try:
            shared.saving().save(visitor.to_pass(), given, 7)
        except RecognizerError as error:
            st.error(explain(error))

    return apptest.script(script)


def told(test: AppTest) -> str:
    assert not test.exception
    return "".join(each.value for each in (*test.toast, *test.error))


def test_a_visitor_saves_no_more_drawings_a_minute_than_they_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setenv("RECOGNIZER_MAX_DRAWINGS_A_MINUTE", "2")
    collection = Collection(Database(f"sqlite:///{tmp_path}/drawings.sqlite"))
    client.move("one")
    assert told(keep_seven()) == told(keep_seven()) == ""
    assert "up to 2 drawings a minute" in told(keep_seven())
    assert collection.count() == 2
    client.move("another")
    assert told(keep_seven()) == ""
    assert collection.count() == 3


def test_nothing_is_saved_where_the_disk_is_fuller_than_it_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOGNIZER_MAX_DISK_PERCENT", "1")
    assert "The disk may be filled up to 1 %" in told(keep_seven())
    assert Collection(Database(f"sqlite:///{tmp_path}/drawings.sqlite")).count() == 0


def test_no_more_trainings_wait_than_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOGNIZER_MAX_RUNS", "1")
    hold = runs.create(Plan("mine", DIGITS), tmp_path / "runs")
    test = app("retrain").button(key="train-quick").click().run()
    assert "Up to 1 trainings may wait or run" in told(test)
    assert len(runs.all_runs(tmp_path / "runs")) == 1
    hold.release()


def test_no_model_is_trained_where_there_are_as_many_as_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOGNIZER_MAX_MODELS", "1")
    model = SHIPPED_WEIGHTS / "softmax-regression"
    shutil.copytree(model, tmp_path / "models" / "mine")
    test = app("retrain").button(key="train-quick").click().run()
    assert "keep up to 1 models of its own, and it has 1" in told(test)
    assert runs.all_runs(tmp_path / "runs") == []
