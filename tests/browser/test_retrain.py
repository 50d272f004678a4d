"""The Retrain page: a training is started, watched, found again and put to use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from recognizer.network import bundles
from recognizer.training import runs
from tests.browser import chromium
from tests.browser.visitor import SEVEN, Visitor
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.training]


def test_a_network_is_trained_watched_and_used(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.draw(SEVEN)
    visitor.sees("7")
    visitor.go_to("retrain")
    output = visitor.page.locator(".st-key-output")
    expect(output).to_contain_text("Nothing has been trained yet")
    visitor.open_expert()
    visitor.choose("retrain-preset", "8 × 8")
    expect(visitor.field("Name")).to_have_value("digits-1")
    visitor.press("train")
    expect(output.locator(".vega-embed").first).to_be_visible()
    expect(output.locator(".hr-tiles figure")).to_have_count(10)
    expect(output.locator(".hr-kernels i")).to_have_count(10)

    other = visit("ja", size=(360, 740))  # another person finds the training too
    other.go_to("retrain")
    theirs = other.page.locator(".st-key-output")
    expect(theirs).to_contain_text("1 · digits-1")

    expect(output).to_contain_text("finished", timeout=120_000)
    expect(output.locator(".hr-pairs").first).to_contain_text("Validation accuracy")
    expect(output.locator(".hr-heading").first).to_contain_text("10 digits: 0 correct")
    visitor.press("try")
    answering = ".st-key-draw-network input"
    expect(visitor.page.locator(answering)).to_have_value("digits-1")
    expect(visitor.page.locator(".st-key-stages canvas:visible")).to_have_count(4)
    other.go_to("draw")  # it answers only the person who chose it
    expect(other.page.locator(answering)).to_have_value("two-layer-cnn")


def test_nonsense_is_rejected_before_anything_starts(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    visitor.go_to("retrain")
    visitor.open_expert()
    with visitor.saying("../x <b>"):
        visitor.enter("Name", "../x <b>")
    visitor.press("train")
    problem = visitor.page.locator("[data-testid=stAlert]")
    expect(problem).to_contain_text("A model's name must have 1 to 60 letters")


def test_a_training_outlives_the_killed_app_and_is_found_again(
    browser: Browser, tmp_path: Path
) -> None:
    with chromium.serving("app.py", tmp_path) as server:
        visitor = Visitor(browser.new_context(locale="en-GB"), server.address)
        visitor.go_to("retrain")
        visitor.open_expert()
        visitor.choose("retrain-preset", "8 × 8")
        expect(visitor.field("Name")).to_have_value("digits-1")
        visitor.page.get_by_text("Settings", exact=True).first.click()
        visitor.enter("Training samples (total)", "10000000")
        visitor.press("train")
        chart = visitor.page.locator(".st-key-output .vega-embed")
        expect(chart.first).to_be_visible()
        server.process.kill()
        server.process.wait()
        visitor.leave()
    (run,) = runs.all_runs(tmp_path / "runs")
    before = len(run.progress())
    with chromium.serving("app.py", tmp_path) as server:
        visitor = Visitor(browser.new_context(locale="en-GB"), server.address)
        visitor.go_to("retrain")
        output = visitor.page.locator(".st-key-output")
        expect(output).to_contain_text("1 · digits-1 · training")
        wait_until(lambda: len(run.progress()) > before)
        visitor.confirm("stop")  # a browser of its own: somebody else started it
        expect(output).to_contain_text(
            "the best weights so far are saved", timeout=120_000
        )
        visitor.leave()
    assert bundles.names([tmp_path / "models"]) == ["digits-1"]
