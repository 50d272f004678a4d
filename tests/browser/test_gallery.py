"""The gallery and the Models page: a network's mistakes, its name, its files."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from recognizer.datasets import small_digits
from recognizer.network import archives, bundles, evaluation
from recognizer.network.engine import Recognizer
from tests.browser import chromium
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def choose(visitor: Visitor, key: str, words: str) -> None:
    visitor.page.locator(f".st-key-{key} input").click()
    visitor.page.get_by_role("option", name=words).click()


def test_the_mistakes_are_those_the_network_makes(
    visit: Callable[..., Visitor], recognizer: Recognizer
):
    data = small_digits.sklearn_digits()
    answers = recognizer.answer(data.images)
    wrong = evaluation.examples(answers, data.labels, "wrong")
    visitor = visit(size=(360, 740))
    visitor.go_to("gallery")
    choose(visitor, "gallery-data", "scikit-learn's digits")
    metrics = visitor.page.get_by_test_id("stMetricValue")
    expect(metrics.nth(1)).to_have_text(str(len(wrong)), timeout=60_000)
    first = visitor.page.locator(".hr-digits figcaption").first
    truth, given = data.labels[wrong[0]], answers.probabilities[wrong[0]].argmax()
    if answers.is_digit[wrong[0]]:
        expect(first).to_contain_text(f"{truth} → {given}")
    else:
        expect(first).to_contain_text(f"{truth} → no digit")
    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert width == 360


def test_a_model_is_renamed_noted_chosen_for_all_and_given_away(
    browser: Browser, tmp_path: Path
):
    shipped = chromium.ROOT / "weights" / "softmax-regression"
    shutil.copytree(shipped, tmp_path / "models" / "mine")
    with chromium.serving("app.py", tmp_path) as server:
        visitor = Visitor(browser.new_context(locale="en-GB"), server.address)
        visitor.go_to("models")
        table = visitor.page.locator(".st-key-models-table canvas").first
        box = table.bounding_box()
        assert box is not None
        last_row = box["x"] + 20, box["y"] + box["height"] - 15
        visitor.page.mouse.click(*last_row)
        name = visitor.page.locator("input[aria-label=Name]").first
        expect(name).to_have_value("mine")
        name.fill("../yours")
        name.press("Enter")
        visitor.press("save-model")
        told = visitor.page.get_by_test_id("stToast")
        expect(told).to_contain_text("A model's name must have 1 to 60 letters")
        name.fill("yours")
        name.press("Enter")
        note = visitor.page.locator("input[aria-label=Note]").first
        note.fill("<b>日本語</b>")
        note.press("Enter")
        visitor.press("save-model")
        visitor.eventually(lambda: bundles.names([tmp_path / "models"]) == ["yours"])
        renamed = bundles.find("yours", [tmp_path / "models"])
        assert renamed.note == "<b>日本語</b>"
        expect(name).to_have_value("yours")
        visitor.press("use-for-all")
        with visitor.page.expect_download() as download:
            visitor.press("download-zip")
        content = Path(download.value.path()).read_bytes()
        assert zipfile.is_zipfile(io.BytesIO(content))
        assert archives.unpack(content).name == "yours"
        other = Visitor(browser.new_context(locale="en-GB"), server.address)
        answering = other.page.locator(".st-key-draw-network input")
        expect(answering).to_have_value("yours")
        visitor.press("delete-model")
        visitor.eventually(lambda: bundles.names([tmp_path / "models"]) == [])
        other.page.reload()
        expect(answering).to_have_value("two-layer-cnn")
        visitor.leave()
        other.leave()
