"""The page Look inside in a real browser: maps and places are picked by clicking."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import BAR, SEVEN, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

BARS = """css => [...document.querySelectorAll(`${css} .hr-bars > *`)].map((part) => [
  part.tagName, [...part.classList].sort().join(" "), part.textContent.trim(),
  [...part.children].map((bar) => [bar.tagName, bar.className, bar.style.cssText])])"""


def look(visitor: Visitor) -> None:
    visitor.draw(SEVEN, BAR)
    visitor.sees("7")
    visitor.go_to("look-inside")
    expect(visitor.page.locator(".hr-flow")).to_be_visible()


def choose_view(visitor: Visitor, number: int) -> None:
    visitor.press_one_of("inside-view", number)


def numbers(visitor: Visitor, css: str) -> list[float]:
    place = visitor.page.locator(css)
    expect(place).to_have_count(1)  # what was there before is gone
    text = place.inner_text().replace("−", "-")
    return [float(each) for each in re.findall(r"-?\d+\.\d+", text)]


def test_a_map_is_picked_and_one_value_of_it_taken_apart(visit: Visit) -> None:
    visitor = visit()
    look(visitor)
    page = visitor.page
    expect(page.locator('[data-pick^="conv.0."]')).to_have_count(32)
    page.locator('[data-pick="conv.1.40"]').click()
    unit = page.locator(".st-key-inside-unit input")
    expect(unit).to_have_value("41")
    expect(page.locator(".hr-subs button")).to_have_count(32)
    place = page.locator('[data-pick="place"]').first
    box = place.bounding_box()
    assert box is not None
    place.click(position={"x": box["width"] * 5.5 / 14, "y": box["height"] * 3.5 / 14})
    expect(page.locator(".st-key-inside-row input")).to_have_value("3")
    expect(page.locator(".st-key-inside-column input")).to_have_value("5")
    total, bias, before, *_ = numbers(visitor, ".hr-sum")
    assert total + bias == pytest.approx(before, abs=2e-4)
    sums = [
        float(re.findall(r"-?\d+\.\d+", text.replace("−", "-"))[0])
        for text in page.locator(".hr-subs button").all_inner_texts()
    ]
    assert sum(sums) == pytest.approx(total, abs=32 * 1e-4)
    page.locator('[data-pick="pool.0.3"]').click()
    expect(unit).to_have_value("4")
    four_values = page.get_by_text("Four values and the winner")
    expect(four_values).to_be_visible()
    *four, largest = numbers(visitor, ".hr-sum")
    assert max(four) == largest


def test_the_bars_are_those_that_the_browser_draws(visit: Visit) -> None:
    """One markup, so that one stylesheet serves both; the same answer, too."""
    visitor = visit()
    visitor.draw(SEVEN, BAR)
    visitor.sees("7")
    expect(visitor.page.locator(".hr-progress").first).to_be_hidden()
    of_the_browser = visitor.page.evaluate(BARS, ".st-key-probabilities")
    visitor.go_to("look-inside")
    choose_view(visitor, 6)
    expect(visitor.page.locator(".hr-figure .hr-bars")).to_be_visible()
    assert visitor.page.evaluate(BARS, ".hr-figure") == of_the_browser
    assert len(of_the_browser) == 30


def test_filters_are_switched_off_and_on_by_clicking(visit: Visit) -> None:
    visitor = visit()
    look(visitor)
    choose_view(visitor, 3)
    switch = visitor.page.locator('.st-key-inside-switches [data-pick="1.50"]')
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")


def test_a_kernel_is_typed_and_a_preset_taken(visit: Visit) -> None:
    visitor = visit()
    look(visitor)
    choose_view(visitor, 1)
    visitor.press_one_of("inside-filters", 3)
    visitor.press("inside-kernel-same")
    weights = visitor.page.locator(".hr-kernel input")
    expect(weights.nth(12)).to_have_value("1")
    expect(visitor.page.locator(".hr-note").last).to_contain_text("the largest 1.00")
    weights.nth(12).fill("-2.5")
    weights.nth(12).press("Enter")
    expect(visitor.page.locator(".hr-note").last).to_contain_text(
        "is −2.50, the largest 0.00"
    )


@pytest.mark.parametrize(
    ("language", "theme", "size"),
    [("ja", "light", (360, 740)), ("en", "dark", (1280, 720))],
)
def test_every_view_fits_the_screen(
    visit: Visit, language: str, theme: str, size: tuple[int, int]
) -> None:
    visitor = visit(language, theme, size)
    look(visitor)
    for number in range(8):
        choose_view(visitor, number)
        pressed = visitor.page.locator(".st-key-inside-view button").nth(number)
        expect(pressed).to_have_attribute("aria-checked", "true")
        expect(visitor.page.locator("[class*=st-key-view-] > *").first).to_be_visible()
        visitor.settle()
        width = visitor.page.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0]
        right = visitor.page.evaluate(
            """Math.max(...[...document.querySelectorAll(
                 '.hr-flow *, .hr-row > *, .hr-tiles img, .hr-bars, .hr-grid')]
               .map(each => each.getBoundingClientRect().right))"""
        )
        assert right <= size[0]
