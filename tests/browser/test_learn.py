"""The lessons, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from recognizer.ui.learn.contents import LESSONS
from tests.browser.visitor import SEVEN, Visitor

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_lesson_fits_a_phone(visit: Callable[..., Visitor], theme: str) -> None:
    visitor = visit("ja", theme, size=(360, 740), finger=True)
    visitor.go_to("learn")
    heading = visitor.page.locator(".st-key-input h3")
    for number, lesson in enumerate(LESSONS):
        expect(visitor.page).to_have_url(re.compile(f"lesson={lesson.name}(&|$)"))
        expect(heading).to_have_count(1)
        drawn = visitor.page.locator(
            ".st-key-output .hr-plane img, .st-key-output .hr-tiles img, "
            ".st-key-output .hr-table, "
            ".st-key-output svg.marks"
        )
        expect(drawn.first).to_be_visible()
        main = visitor.page.get_by_test_id("stMain")
        assert main.evaluate("main => main.scrollWidth") <= 360
        if number < len(LESSONS) - 1:
            visitor.press("lesson-next")


def test_a_lesson_speaks_of_the_visitors_own_drawing(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    visitor.draw(SEVEN)
    visitor.sees("7")
    visitor.go_to("learn")
    visitor.press("lesson-next")
    visitor.press("lesson-next")
    visitor.press("lesson-next")
    true = visitor.page.locator(".hr-table .best th")
    expect(true).to_have_text("7")
    expect(visitor.page.get_by_text("Showing a sample digit")).to_have_count(0)


def test_the_link_opens_retrain_with_the_preset(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go_to("retrain")  # so that its widgets have had values before
    visitor.open_expert()
    visitor.page.locator(".st-key-retrain-preset").wait_for()
    visitor.open_expert()  # it is closed again
    visitor.go_to("learn")
    visitor.press("lesson-retrain")
    preset = visitor.page.locator(".st-key-retrain-preset input")
    expect(preset).to_be_visible()
    expect(preset).to_have_value(re.compile("logistic regression"))
