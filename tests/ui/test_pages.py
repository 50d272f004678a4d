"""The pages' scripts, run by Streamlit's own AppTest."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.synthesis.examples import examples
from recognizer.ui import navigation
from recognizer.ui.widgets.canvas import PEN_WIDTH
from tests.conftest import MODEL
from tests.ui.apptest import app, complaints, texts


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("page", navigation.PAGES)
def test_every_page_runs_in_both_languages(page: str, language: str) -> None:
    test = app(page, language)
    assert complaints(test) == []
    name = {"en": "Handwriting Recognizer", "ja": "手書き数字認識"}[language]
    assert name in texts(test)


def test_every_example_is_read_right(recognizer: Recognizer) -> None:
    drawings = [Drawing.from_points(lines, PEN_WIDTH) for lines in examples()]
    images = np.stack([mnist_format.to_image(drawing) for drawing in drawings])
    answers = recognizer.answer(images)
    assert answers.is_digit.all()
    read = answers.logits.argmax(axis=1).tolist()
    assert read == [7, 8, 9, 0, 1, 2, 3, 4, 5, 6]


def test_an_unknown_language_falls_back_to_one_we_have() -> None:
    assert "Handwriting Recognizer" in texts(app(language="xx"))


@pytest.mark.parametrize("page", ["draw", "how_it_works"])
def test_a_damaged_model_is_explained_and_no_traceback_shown(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "models" / "damaged"
    shutil.copytree(SHIPPED_WEIGHTS / MODEL, damaged)
    with open(damaged / "model.tflite", "r+b") as file:
        file.truncate(1_000)
    monkeypatch.setenv("RECOGNIZER_MODEL", "damaged")
    test = app(page)
    assert not test.exception
    shown = texts(test) + "".join(warning.value for warning in test.warning)
    assert f"model.tflite of the model in {damaged} is damaged" in shown
