"""The Retrain page: a training is started, watched, found again and put to use."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import SEVEN, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.training]


def choose_preset(visitor: Visitor, words: str) -> None:
    visitor.page.locator(".st-key-retrain-preset input").click()
    visitor.page.keyboard.type(words)
    visitor.page.keyboard.press("Enter")


def test_a_network_is_trained_watched_and_used(visit: Callable[..., Visitor]):
    visitor = visit()
    visitor.draw(SEVEN)
    visitor.sees("7")
    visitor.go_to(1)
    output = visitor.page.locator(".st-key-output")
    expect(output).to_contain_text("Nothing has been trained yet", timeout=20_000)
    choose_preset(visitor, "8 × 8")
    name = visitor.page.locator("input[aria-label=Name]")
    expect(name).to_have_count(1, timeout=20_000)
    expect(name).to_have_value("digits-1", timeout=20_000)
    visitor.press("train")
    expect(output.locator(".vega-embed").first).to_be_visible(timeout=60_000)
    expect(output.locator(".hr-kernels i")).to_have_count(10)

    other = visit("ja", size=(360, 740))  # another person finds the training too
    other.go_to(1)
    theirs = other.page.locator(".st-key-output")
    expect(theirs).to_contain_text("1 · digits-1", timeout=20_000)

    expect(output).to_contain_text("finished", timeout=90_000)
    expect(output.locator(".hr-card")).to_contain_text("digits-8x8[1437:1797]")
    visitor.press("use")
    visitor.go_to(0)
    answering = ".st-key-draw-network input"
    expect(visitor.page.locator(answering)).to_have_value("digits-1", timeout=20_000)
    expect(visitor.page.locator(".st-key-stages img")).to_have_count(4)
    other.go_to(0)  # it answers only the person who chose it
    expect(other.page.locator(answering)).to_have_value("two-layer-cnn")


def test_nonsense_is_refused_before_anything_starts(visit: Callable[..., Visitor]):
    visitor = visit()
    visitor.go_to(1)
    name = visitor.page.locator("input[aria-label=Name]")
    name.fill("../x <b>")
    name.press("Enter")
    visitor.press("train")
    problem = visitor.page.locator("[data-testid=stAlert]")
    expect(problem).to_contain_text("The model's name must be 1 to 60 letters")
