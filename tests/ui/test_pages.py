"""The pages' scripts, run by Streamlit's own AppTest."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.ui import shared
from tests.conftest import MODEL

APP = str(Path(__file__).resolve().parent.parent.parent / "app.py")
PAGES = (
    "draw",
    "look_inside",
    "retrain",
    "gallery",
    "models",
    "my_drawings",
    "learn",
    "how_it_works",
)


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder of the test's own; the page's warm worker ends with the test."""
    monkeypatch.setenv("RECOGNIZER_DATA", str(tmp_path))
    st.cache_resource.clear()
    yield
    shared.launcher().close()
    st.cache_resource.clear()


def app(page: str = "draw", language: str = "en") -> AppTest:
    test = AppTest.from_file(APP, default_timeout=30)
    test.query_params["lang"] = language
    return test.run().switch_page(f"recognizer/ui/pages/{page}.py").run()


def texts(test: AppTest) -> str:
    shown = [element.proto.body for element in test.get("html")]
    shown += [element.proto.json for element in test.get("bidi_component")]
    return "\n".join([*shown, *(element.value for element in test.markdown)])


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_in_both_languages(page: str, language: str):
    test = app(page, language)
    assert not test.exception
    name = {"en": "Handwriting Recognizer", "ja": "手書き数字認識"}[language]
    assert name in texts(test)


def test_an_unknown_language_falls_back_to_one_we_have():
    assert "Handwriting Recognizer" in texts(app(language="xx"))


@pytest.mark.parametrize("page", ["draw", "how_it_works"])
def test_a_damaged_model_is_explained_and_no_traceback_shown(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    damaged = tmp_path / "models" / "damaged"
    shutil.copytree(SHIPPED_WEIGHTS / MODEL, damaged)
    with open(damaged / "model.tflite", "r+b") as file:
        file.truncate(1_000)
    monkeypatch.setenv("RECOGNIZER_MODEL", "damaged")
    test = app(page)
    assert not test.exception
    shown = texts(test) + "".join(warning.value for warning in test.warning)
    assert f"model.tflite of the model in {damaged} is damaged" in shown
