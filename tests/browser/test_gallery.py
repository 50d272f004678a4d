"""The gallery and the Models page: a network's mistakes, its name, its files."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from recognizer.datasets import small_digits
from recognizer.network import archives, bundles, evaluation
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def test_the_mistakes_are_those_the_network_makes(
    visit: Callable[..., Visitor], recognizer: Recognizer
) -> None:
    data = small_digits.sklearn_digits()
    answers = recognizer.answer(data.images)
    wrong = evaluation.examples(answers, data.labels, "wrong")
    visitor = visit(size=(360, 740))
    visitor.go_to("gallery")
    visitor.choose("gallery-data", "scikit-learn's digits")
    metrics = visitor.page.get_by_test_id("stMetricValue")
    expect(metrics.nth(1)).to_have_text(str(len(wrong)))
    first = visitor.page.locator(".hr-tiles figcaption").first
    truth, given = data.labels[wrong[0]], answers.probabilities[wrong[0]].argmax()
    if answers.is_digit[wrong[0]]:
        expect(first).to_contain_text(f"{truth} → {given}")
    else:
        expect(first).to_contain_text(f"{truth} → no digit")
    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert width == 360
    chosen = f"{truth} read as {given}"
    visitor.page.get_by_role("button", name=re.compile(f"^{chosen}: ")).click()
    expect(visitor.page.get_by_role("heading", name=chosen)).to_be_in_viewport()
    expect(first).to_be_in_viewport()
    visitor.press("close-cell")
    expect(visitor.page.get_by_role("heading", name=chosen)).to_have_count(0)


def test_a_cells_digits_appear_beside_the_matrix(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go_to("gallery")
    visitor.choose("gallery-data", "scikit-learn's digits")
    visitor.settle()
    visitor.page.locator(".hr-confusion .right button").nth(4).click()
    heading = visitor.page.get_by_role("heading", name="4 read as 4")
    expect(heading).to_be_in_viewport()
    expect(visitor.page.locator(".hr-tiles img").first).to_be_in_viewport()
    assert visitor.box(".st-key-cell")["x"] > visitor.box(".hr-confusion")["x"] + 300


def test_a_model_is_renamed_noted_chosen_for_all_and_given_away(
    visit: Callable[..., Visitor], data: Path
) -> None:
    shutil.copytree(SHIPPED_WEIGHTS / "softmax-regression", data / "models" / "mine")
    visitor = visit()
    visitor.go_to("models")
    visitor.page.locator(".hr-cards").get_by_role("button", name="mine").click()
    expect(visitor.page).to_have_url(re.compile("model=mine"))
    name = visitor.page.locator("input[aria-label=Name]")
    expect(name).to_have_value("mine")
    visitor.enter("Name", "../yours")
    visitor.press("save-model")
    told = visitor.page.get_by_test_id("stToast")
    expect(told).to_contain_text("A model's name must have 1 to 60 letters")
    visitor.enter("Name", "yours")
    visitor.enter("Note", "<b>日本語</b>")
    visitor.press("save-model")
    visitor.settle()
    expect(name).to_have_value("yours")
    assert bundles.names([data / "models"]) == ["yours"]
    assert bundles.find("yours", [data / "models"]).note == "<b>日本語</b>"
    visitor.confirm("use-for-all")
    with visitor.page.expect_download() as download:
        visitor.press("download-zip")
    content = Path(download.value.path()).read_bytes()
    assert archives.unpack(content).name == "yours"
    other = visit()
    answering = other.page.locator(".st-key-draw-network input")
    expect(answering).to_have_value("yours")
    visitor.confirm("delete-model")
    visitor.settle()
    assert bundles.names([data / "models"]) == []
    other.open()
    expect(answering).to_have_value("two-layer-cnn")
