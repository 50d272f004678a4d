"""The page Look inside in a real browser: maps and places are picked by clicking."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import BAR, ONE, SEVEN, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

BARS = """css => [...document.querySelectorAll(`${css} .hr-bars > *`)].map((part) => [
  part.tagName, [...part.classList].sort().join(" "), part.textContent.trim(),
  [...part.children].map((bar) => [bar.tagName, bar.className, bar.style.cssText])])"""


WIDEST = """Math.max(document.documentElement.scrollWidth,
  ...[...document.querySelectorAll(
        '.hr-network *, .hr-row > *, .hr-tiles img, .hr-bars, .hr-grid')]
     .map(each => each.getBoundingClientRect().right))"""
"""Where what a view shows ends on the right."""


def look(visitor: Visitor) -> None:
    visitor.draw(SEVEN)
    visitor.sees("7")
    visitor.go_to("look-inside")
    expect(visitor.page.locator(".hr-stage").first).to_be_visible()
    visitor.settle()  # until it has the weights, the browser asks the server


def choose_view(visitor: Visitor, number: int) -> None:
    visitor.press_one_of("inside-view", number)


def decimals(text: str) -> list[Decimal]:
    found = re.findall(r"−?\d+\.\d+", text.replace("− ", "−"))
    return [Decimal(each.replace("−", "-")) for each in found]


def added_up(visitor: Visitor) -> list[Decimal]:
    """The equation: sum, bias, before ReLU, and what follows."""
    place = visitor.page.locator(".hr-opening .hr-sum:visible").first
    return decimals(re.sub(r"(sum of the \d+ sums|bias)\s*", "", place.inner_text()))


def test_from_the_network_down_to_one_multiplication_and_back(visit: Visit) -> None:
    visitor = visit()
    look(visitor)
    page = visitor.page
    opening = page.locator(".hr-opening")
    expect(opening).to_be_hidden()
    expect(page.locator(".hr-stage.maps .hr-mosaic button")).to_have_count(32 + 64)
    before = visitor.asked
    page.locator(".hr-stage.maps button.title").nth(1).click()
    expect(page.locator(".hr-choice button")).to_have_count(64)
    page.locator(".hr-choice button").nth(40).click()
    expect(page).to_have_url(re.compile(r"at=convolution_2\.41$"))
    expect(page.locator(".hr-subs button")).to_have_count(32)
    total, bias, value, *_ = added_up(visitor)
    assert total + bias == value
    sums = page.locator(".hr-subs b").all_inner_texts()
    assert sum(decimals(" ".join(sums))) == total
    place = page.locator(".hr-opening .hr-picture.pick canvas").first
    box = place.bounding_box()
    assert box is not None
    place.click(position={"x": box["width"] * 5.5 / 14, "y": box["height"] * 3.5 / 14})
    expect(page).to_have_url(re.compile(r"convolution_2\.41\.3\.5$"))
    place.press("ArrowDown")
    expect(page).to_have_url(re.compile(r"convolution_2\.41\.4\.5$"))
    page.locator(".hr-subs button").nth(13).click()
    products = page.locator(".hr-grid").nth(2).locator("button")
    shown = decimals(" ".join(products.all_inner_texts()))
    assert sum(shown) == decimals(page.locator(".hr-subs b").nth(13).inner_text())[0]
    products.nth(12).click()
    expect(page).to_have_url(re.compile(r"convolution_2\.41\.4\.5\.14\.12$"))
    left, right, product = decimals(page.locator(".hr-sum:visible").nth(1).inner_text())
    assert abs(left * right - product) <= Decimal("0.0005")
    page.get_by_role("button", name="Where the value comes from").click()
    expect(page).to_have_url(re.compile(r"at=pool_1\.14\.4\.5$"))
    *four, largest = decimals(page.locator(".hr-opening .hr-sum").inner_text())
    assert max(four) == largest
    assert abs(largest - left) < Decimal("0.001")
    assert visitor.asked == before  # the server was not needed
    page.go_back()
    expect(page).to_have_url(re.compile(r"convolution_2\.41\.4\.5\.14\.12$"))
    visitor.settle()
    for way in ("41.4.5.14", "41.4.5", "41"):
        page.keyboard.press("Escape")
        expect(page).to_have_url(re.compile(rf"convolution_2\.{way}$"))
    crumbs = page.locator(".hr-opening li")
    assert crumbs.all_inner_texts() == ["Network", "Layer 2", "Filter 41"]
    page.locator(".hr-opening nav > button").click()
    expect(opening).to_be_hidden()
    assert "at=" not in page.url


def test_a_filter_on_draw_leads_to_its_computation(visit: Visit) -> None:
    visitor = visit()
    visitor.draw(SEVEN, BAR)
    visitor.sees("7")
    page = visitor.page
    filters = page.locator(".st-key-feature-maps section").first.get_by_role("button")
    expect(filters).to_have_count(32)
    filters.nth(0).focus()  # a layer is one tab stop
    for key in [*["ArrowRight"] * 11, "Enter"]:
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile(r"/look-inside\?at=convolution_1\.12$"))
    crumbs = page.locator(".hr-opening li")
    expect(crumbs).to_have_text(["Network", "Layer 1", "Filter 12"])


def test_a_link_shows_the_same_and_the_pen_moves_it(visit: Visit) -> None:
    visitor = visit()
    look(visitor)
    page = visitor.page
    visitor.press_one_of("inside-view", 1)
    visitor.settle()
    page.locator(".hr-stage.logits .hr-ten button").nth(7).click()
    expect(page).to_have_url(re.compile("view=filters.*at=logits.7"))
    visitor.press_one_of("inside-filters", 1)  # the server writes the address
    visitor.settle()
    expect(page).to_have_url(re.compile("at=logits.7"))
    shown = page.locator(".hr-opening").inner_text()
    page.reload()
    expect(page.locator(".hr-opening")).to_have_text(shown, use_inner_text=True)
    assert "Digit 7" in shown
    pressed = page.locator(".st-key-inside-filters button[aria-checked=true]")
    expect(pressed).to_have_text("Layer 2")
    visitor.settle()
    visitor.move_pen(BAR, visitor.canvas, lift=False)
    expect(page.locator(".hr-opening")).not_to_have_text(shown)
    page.mouse.up()
    visitor.settle()
    page.go_back()
    page.go_back()
    expect(page.locator(".st-key-inside-view button").nth(1)).to_have_attribute(
        "aria-checked", "true"
    )
    page.evaluate(
        "navigator.clipboard.writeText = async (text) => { window.copied = text; }"
    )
    visitor.press("link")
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_have_count(1)
    other = visit("ja", size=(360, 740))  # somebody else, by the link
    other.page.goto(page.evaluate("window.copied"))
    expect(other.page.locator(".hr-stage.answer button")).to_have_text("7")
    other.settle()
    assert other.ink() == pytest.approx(visitor.ink(), rel=0.05)
    assert "ink=" not in other.page.url
    other.go_to("draw")  # the server has it too
    other.sees("7")


def test_the_whole_network_is_eight_tab_stops(visit: Visit) -> None:
    visitor = visit()
    look(visitor)
    page = visitor.page
    stops = page.locator(
        ".hr-network :is(button, canvas)[tabindex='0'], .hr-network .title:is(button)"
    )
    titles = page.locator(".hr-network button.title")
    assert titles.count() == 8
    # A title and a group for each stage; the image has a title alone.
    assert stops.count() == titles.count() + 7
    first = page.locator(".hr-mosaic button").first
    first.focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile(r"at=convolution_1\.6$"))


def test_the_bars_are_those_that_the_browser_draws(visit: Visit) -> None:
    """One markup, so that one stylesheet serves both; the same answer, too."""
    visitor = visit()
    visitor.draw(SEVEN, BAR)
    visitor.sees("7")
    expect(visitor.page.locator(".hr-progress").first).to_be_hidden()
    of_the_browser = visitor.page.evaluate(BARS, ".st-key-probabilities")
    visitor.go_to("look-inside")
    choose_view(visitor, 3)
    expect(visitor.page.locator(".hr-figure .hr-bars")).to_be_visible()
    assert visitor.page.evaluate(BARS, ".hr-figure") == of_the_browser
    assert len(of_the_browser) == 30


def test_the_network_follows_while_the_drawing_is_played_back(visit: Visit) -> None:
    visitor = visit()
    look(visitor)
    page = visitor.page
    choose_view(visitor, 5)
    answer = page.locator(".hr-stage.answer > button")
    expect(page.locator(".hr-growth .best").last).to_have_text("7")
    slider, whole = page.locator(".hr-play input"), "100\N{NO-BREAK SPACE}%"
    page.locator(".hr-play [name=back]").click()
    expect(slider).to_have_attribute("aria-valuetext", "96\N{NO-BREAK SPACE}%")
    before = visitor.ink()
    slider.fill("0.1")
    expect(answer).not_to_have_text("7")
    assert 0 < visitor.ink() < before / 3
    page.locator(".hr-play [name=play]").click()
    expect(slider).to_have_attribute("aria-valuetext", whole)  # it plays to the end
    expect(answer).to_have_text("7")
    slider.fill("0.5")
    visitor.draw(ONE)  # whoever draws sees all of it again
    expect(slider).to_have_attribute("aria-valuetext", whole)


def test_filters_are_switched_off_and_on_by_clicking(visit: Visit) -> None:
    visitor = visit()
    look(visitor)
    choose_view(visitor, 2)
    switch = visitor.page.locator('.st-key-inside-switches [data-pick="1.50"]')
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")


def test_a_kernel_is_typed_painted_and_a_beginning_taken(visit: Visit) -> None:
    visitor = visit()
    look(visitor)
    page = visitor.page
    choose_view(visitor, 1)
    visitor.press_one_of("inside-filters", 3)
    page.locator("button[name=same]").click()
    weights = page.locator(".hr-kernel input")
    expect(weights.nth(12)).to_have_value("1")
    ends = page.locator(".hr-note:visible").last
    expect(ends).to_contain_text("the largest 1.00")
    asked = visitor.asked
    weights.nth(12).fill("-2.5")
    expect(ends).to_contain_text("is −2.50, the largest 0.00")
    weights.nth(12).fill("a lot")
    expect(ends).to_contain_text("A weight is a number from −99 to 99.")
    page.locator("button[name=empty]").click()
    page.get_by_role("button", name="+1").click()
    first, last = (weights.nth(cell).bounding_box() for cell in (10, 14))
    assert first is not None
    assert last is not None
    page.mouse.move(first["x"] + 9, first["y"] + 9)
    page.mouse.down()
    page.mouse.move(last["x"] + 9, last["y"] + 9, steps=12)
    page.mouse.up()
    painted = weights.evaluate_all("cells => cells.map(cell => cell.value)")
    assert painted == ["0"] * 10 + ["1"] * 5 + ["0"] * 10
    expect(ends).to_contain_text("The smallest value of the map is 0.00, the largest 5")
    assert visitor.asked == asked  # the server was not needed


def test_on_a_phone_a_sheet_opens_below_the_strip(visit: Visit) -> None:
    visitor = visit("ja", "dark", (360, 740))
    look(visitor)
    page = visitor.page
    strip = visitor.box(".hr-network")
    assert strip["height"] < 60
    assert strip["y"] + strip["height"] < 450
    page.locator(".hr-stage.maps button.title").first.click()
    for choice in (".hr-choice button", ".hr-opening .hr-grid button"):
        page.locator(choice).nth(11).click()
    sheet = visitor.box(".hr-opening")
    strip = visitor.box(".hr-network")
    paper = visitor.box(".st-key-canvas canvas")
    assert strip["y"] == 0
    assert paper["y"] >= strip["height"] - 1
    assert paper["width"] > 140
    assert sheet["y"] >= paper["y"] + paper["height"]
    assert sheet["y"] + sheet["height"] == pytest.approx(740, abs=1)
    widths = "e => [e.scrollWidth - e.clientWidth, e.getBoundingClientRect().right]"
    assert page.locator(".hr-opening").evaluate(widths) == [0, 360]
    shown = page.locator(".hr-opening").inner_text()
    visitor.move_pen(ONE, visitor.canvas)  # it goes on while the sheet is open
    expect(page.locator(".hr-opening")).not_to_have_text(shown)
    visitor.settle()
    visitor.press("clear")
    expect(page.locator(".hr-opening .hr-note")).to_contain_text("書いてください")
    visitor.press("undo")
    expect(page.locator(".hr-opening .hr-sum").first).to_be_visible()


def test_a_sheet_is_closed_by_pulling_escape_and_back(visit: Visit) -> None:
    visitor = visit("ja", "light", (360, 740))
    look(visitor)
    page = visitor.page
    sheet = page.locator(".hr-opening")
    title = page.locator(".hr-stage.maps button.title").first

    def pull(way: int) -> None:
        box = visitor.box(".hr-opening nav li:last-child button")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y + way, steps=5)
        page.mouse.up()

    def close(how: Callable[[], object]) -> None:
        title.focus()
        page.keyboard.press("Enter")
        expect(sheet).to_be_focused()
        expect(page).to_have_url(re.compile(r"at=convolution_1$"))
        how()
        expect(sheet).to_be_hidden()
        expect(title).to_be_focused()
        assert "at=" not in page.url

    title.click()
    pull(40)  # not far enough
    assert visitor.box(".hr-opening")["y"] < 400
    pull(150)
    expect(sheet).to_be_hidden()
    for how in (
        lambda: pull(150),
        lambda: page.keyboard.press("Escape"),
        page.go_back,
        page.locator(".hr-opening nav > button").click,
    ):
        close(how)


def test_every_view_fits_the_screen(visit: Visit) -> None:
    visitor = visit("ja", "dark", (360, 740))
    look(visitor)
    for number in range(9):
        choose_view(visitor, number)
        pressed = visitor.page.locator(".st-key-inside-view button").nth(number)
        expect(pressed).to_have_attribute("aria-checked", "true")
        expect(visitor.page.locator("[class*=st-key-view-] > *").first).to_be_visible()
        for size in ((1280, 720), (360, 740)):
            visitor.resize(size)
            assert visitor.page.evaluate(WIDEST) <= size[0], number
