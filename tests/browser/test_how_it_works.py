"""The other pages, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from recognizer.network.engine import Recognizer
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def test_the_card_of_the_model_that_answers_is_shown(
    visit: Callable[..., Visitor], recognizer: Recognizer
) -> None:
    visitor = visit("ja", size=(360, 740))
    visitor.go_to("how-it-works")
    table = visitor.page.locator(".hr-pairs")
    figures = recognizer.card.figures["mnist-test"]
    expect(table).to_contain_text(f"{100 * figures['accuracy']:.2f} %")
    expect(table).to_contain_text(f"{recognizer.card.parameters:,}")
    expect(visitor.page.locator(".hr-stages img")).to_have_count(4)
    width = table.evaluate("table => table.getBoundingClientRect().right")
    assert width <= 360
