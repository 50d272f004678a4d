"""Pages for the last row of a room, led by a presenter's remote."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import SEVEN, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
FONT_SIZE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
LETTERS = """[...document.querySelectorAll(".hr-network *")].filter((each) =>
  each.checkVisibility() && [...each.childNodes].some((child) =>
    child.nodeType === Node.TEXT_NODE && child.data.trim()))"""
SMALLEST_LETTERS = f"""Math.min(...{LETTERS}.map((each) =>
  parseFloat(getComputedStyle(each).fontSize)))"""
TITLES = f"""{LETTERS}.filter((each) => each.closest(".title")).map((each) => {{
  const range = document.createRange();
  range.selectNodeContents(each);
  const {{ left, right }} = range.getBoundingClientRect();
  return [left, right];
}})"""
FULL_SCREEN = "document.fullscreenElement !== null"


@pytest.mark.parametrize(("size", "pixels"), [((1280, 720), 24), ((1920, 1080), 36)])
def test_pages_are_half_as_large_again_and_have_no_navigation(
    visit: Visit, size: tuple[int, int], pixels: int
) -> None:
    visitor = visit(size=size)
    page = visitor.page
    visitor.draw(SEVEN)
    visitor.sees("7")
    usual = page.evaluate(FONT_SIZE)
    page.keyboard.press("Shift+P")
    header = page.locator(".st-key-header")
    expect(header).to_be_hidden()
    visitor.settle()
    assert page.evaluate(FONT_SIZE) == pixels >= 1.5 * usual
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    for shown in (".st-key-canvas canvas", ".st-key-answer", ".hr-bars"):
        box = visitor.box(shown)
        assert box["y"] + box["height"] <= size[1], shown
    for hidden in (".st-key-settings", ".st-key-correction", ".st-key-draw-source"):
        expect(page.locator(hidden)).to_be_hidden()

    page.keyboard.press("f")
    page.wait_for_function(FULL_SCREEN)
    page.keyboard.press("f")
    page.wait_for_function(f"!({FULL_SCREEN})")
    page.keyboard.press("Shift+P")
    expect(header).to_be_visible()
    visitor.settle()
    visitor.go_to("look-inside")
    expect(page.locator(".hr-stage").first).to_be_visible()
    page.keyboard.press("Shift+P")
    expect(header).to_be_hidden()
    visitor.settle()
    assert page.evaluate(SMALLEST_LETTERS) >= 0.83 * pixels
    titles = sorted(page.evaluate(TITLES))
    assert len(titles) == 9
    assert all(right < left for (_, right), (left, _) in itertools.pairwise(titles))
    assert titles[-1][1] < size[0]


def test_a_remote_goes_through_examples_lessons_and_the_room(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    assert visitor.ink() == 0
    page.keyboard.press("ArrowRight")  # not yet
    page.keyboard.press("Shift+P")
    expect(page.locator(".st-key-header")).to_be_hidden()
    visitor.settle()
    assert visitor.ink() == 0
    page.keyboard.press("ArrowRight")
    visitor.sees("7")
    page.keyboard.press("PageDown")
    visitor.sees("8")
    page.keyboard.press("ArrowLeft")
    visitor.sees("7")

    page.keyboard.press("Shift+P")
    expect(page.locator(".st-key-header")).to_be_visible()
    visitor.go_to("learn")
    visitor.settle()
    page.keyboard.press("Shift+P")
    expect(page.locator(".st-key-header")).to_be_hidden()
    visitor.settle()
    first = page.locator("h2").inner_text()
    page.keyboard.press("PageDown")
    expect(page.locator("h2")).not_to_have_text(first)
    visitor.settle()
    page.keyboard.press("PageUp")
    expect(page.locator("h2")).to_have_text(first)

    page.keyboard.press("Shift+P")
    expect(page.locator(".st-key-header")).to_be_visible()
    visitor.go_to("room")
    visitor.settle()
    page.keyboard.press("Shift+P")
    code = page.locator(".st-key-room-code")
    expect(code).to_be_visible()
    visitor.settle()
    page.keyboard.press("PageDown")
    expect(page.locator(".st-key-room-wall")).to_be_visible()
    visitor.settle()
    page.keyboard.press("PageUp")
    expect(code).to_be_visible()


def test_what_is_typed_into_a_field_is_text(visit: Visit) -> None:
    visitor = visit()
    visitor.go_to("my-drawings")
    visitor.press("collect-agree")
    field = visitor.page.locator(".st-key-own-name input")
    field.click()
    visitor.page.keyboard.type("P. Pan")
    visitor.settle()
    expect(field).to_have_value("P. Pan")
    expect(visitor.page.locator(".st-key-header")).to_be_visible()
