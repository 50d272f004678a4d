"""The lessons, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from recognizer.ui.learn.contents import LESSONS
from tests.browser.visitor import SEVEN, Visitor

pytestmark = pytest.mark.browser


def test_every_lesson_fits_a_phone(visit: Callable[..., Visitor]) -> None:
    visitor = visit("ja", "dark", size=(360, 740), finger=True)
    visitor.go_to("learn")
    heading = visitor.page.locator(".st-key-input h2")
    for number, lesson in enumerate(LESSONS):
        expect(visitor.page).to_have_url(re.compile(f"lesson={lesson.name}(&|$)"))
        expect(heading).to_have_count(1)
        drawn = visitor.page.locator(
            ".hr-lesson .hr-plane circle, .hr-lesson .hr-tiles canvas, "
            ".hr-lesson .hr-table, .hr-lesson .hr-chart polyline, "
            ".hr-lesson .hr-graph .edge"
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


def test_the_line_and_the_points_are_dragged(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go_to("learn")
    page = visitor.page
    plane = page.locator(".hr-plane svg")
    likelihood = page.locator(".hr-lesson .hr-pairs td").nth(1)
    expect(likelihood).to_have_text("−275.5")
    visitor.settle()
    asked = visitor.asked
    drag(page, plane.locator(".shift"), 0, 60)
    expect(likelihood).not_to_have_text("−275.5")
    after_shift = likelihood.inner_text()
    drag(page, plane.locator(".turn"), 30, -90)
    expect(likelihood).not_to_have_text(after_shift)
    highest = page.locator(".hr-lesson .hr-pairs td").nth(2)
    before = highest.inner_text()
    drag(page, plane.locator(".for").nth(58), -120, 100)
    expect(highest).not_to_have_text(before)
    page.get_by_text("Start over").click()
    expect(likelihood).to_have_text("−275.5")
    page.locator(".hr-slider input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".hr-slider output").first).to_have_text("121")
    expect(likelihood).not_to_have_text("−275.5")
    assert visitor.asked == asked  # all without the server


def drag(page: Page, mark: Locator, right: float, down: float) -> None:
    """Drag a mark by so many pixels with the mouse."""
    box = mark.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=5)
    page.mouse.up()


def test_every_worksheet_is_one_sheet_of_a4(visit: Callable[..., Visitor]) -> None:
    visitor = visit("ja")
    visitor.go_to("learn")
    link = visitor.page.get_by_role("link", name="印刷用ワークシート")
    expect(link).to_have_attribute("href", "worksheets/line.html?lang=ja")
    with visitor.page.expect_popup() as opened:
        link.click()
    sheet = opened.value
    address = sheet.url
    for lesson in LESSONS:
        for language in ("en", "ja"):
            name = f"{lesson.name}.html?lang={language}"
            sheet.goto(address.replace("line.html?lang=ja", name))
            expect(sheet.locator("html")).to_have_attribute("lang", language)
            sheet.evaluate("document.fonts.ready")
            content = sheet.pdf(prefer_css_page_size=True)
            assert b"/Count 1\n" in content, (lesson.name, language)
            assert b"/MediaBox [0 0 594.95996 841.91998]" in content
            fonts = set(re.findall(rb"/FontName /\w+\+(\w+)", content))
            expected = {b"Inter"} if language == "en" else {b"Inter", b"NotoSansCJKjp"}
            assert fonts == expected, (lesson.name, language)
