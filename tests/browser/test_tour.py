"""The guided tour, in a real browser: on a phone, and with a presenter's remote."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from recognizer.ui.tour import STEPS
from tests.browser.visitor import SEVEN, Visitor

pytestmark = pytest.mark.browser


def test_it_leads_through_the_pages_and_can_be_left(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit(size=(360, 740))
    page = visitor.page
    visitor.draw(SEVEN)
    page.get_by_role("link", name="A tour in five steps").click()
    visitor.settle()
    heading = page.locator(".st-key-tour h2")
    for number, step in enumerate(STEPS, 1):
        expect(heading).to_have_text(f"{number}/5 · {step.title}")
        expect(heading).to_be_in_viewport()
        address = "" if step.page == "draw" else step.page.replace("_", "-")
        expect(page).to_have_url(re.compile(f"/{address}\\?(.*&)?tour={number}(&|$)"))
        link = page.locator(".st-key-header a[aria-current=page]")
        expect(link).to_have_attribute("href", address)
        if number < len(STEPS):
            visitor.press("tour-next")
            visitor.settle()
    expect(page.locator(".st-key-tour-next")).to_have_count(0)
    visitor.press("tour-back")
    expect(heading).to_have_text(f"4/5 · {STEPS[3].title}")
    visitor.press("tour-end")
    expect(heading).to_have_count(0)
    assert "tour" not in page.url


def test_a_remote_goes_on_in_it(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    page.get_by_role("link", name="A tour in five steps").click()
    visitor.settle()
    heading = page.locator(".st-key-tour h2")
    expect(heading).to_have_text(f"1/5 · {STEPS[0].title}")
    page.keyboard.press("Shift+P")
    expect(page.locator(".st-key-header")).to_be_hidden()
    visitor.settle()
    page.keyboard.press("PageDown")
    expect(heading).to_have_text(f"2/5 · {STEPS[1].title}")
    expect(page.locator(".st-key-header")).to_be_hidden()
    visitor.settle()
    page.keyboard.press("PageUp")
    expect(heading).to_have_text(f"1/5 · {STEPS[0].title}")
