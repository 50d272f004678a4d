"""Rules on Streamlit's own elements: each brings what it is there for.

Every rule of streamlit_internals.css is named in `internals_rules` with a place to look
at and with what is to hold there. It has to hold with the rule, and not without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from recognizer.collection.collection import Collection
from recognizer.ui.widgets.style import INTERNALS
from tests.browser.internals_rules import RULES, Size
from tests.browser.test_uploads import hand_in
from tests.browser.visitor import SEVEN, STREAMLIT_KNOWS_ITS_WIDTH, Visitor
from tests.collection.writers import written
from tests.network.test_pages import photo

pytestmark = pytest.mark.browser

WITH_AND_WITHOUT = """([selector, holds]) => {
  const box = (css) => document.querySelector(css).getBoundingClientRect();
  const style = (css) => getComputedStyle(document.querySelector(css));
  const test = Function("box", "style", `return ${holds}`);
  const rulesOf = (owner) => [...owner.cssRules].flatMap((rule) =>
    rule instanceof CSSMediaRule
      ? (matchMedia(rule.conditionText).matches ? rulesOf(rule) : [])
      : [rule]);
  const sheet = [...document.styleSheets].find((each) =>
    each.ownerNode.textContent.includes("Every rule that touches Streamlit's"));
  const rule = rulesOf(sheet).findLast((each) => each.selectorText === selector);
  if (!rule) return null;
  const before = test(box, style);
  rule.selectorText = ":not(*)";
  const without = test(box, style);
  rule.selectorText = selector;
  return [before, without];
}"""

DRAWINGS = 9
NO_CAMERA = """() => {
  navigator.mediaDevices.getUserMedia = () =>
    Promise.reject(new DOMException("no", "NotAllowedError"));
}"""


def go(visitor: Visitor, place: str) -> None:
    """Go to a place of the pages."""
    page = visitor.page
    if place == "drawn":
        visitor.draw(SEVEN)
        visitor.sees("7")
    elif place == "inside":
        visitor.go_to("look-inside")
        page.locator(".hr-stage").first.wait_for(state="attached")
    elif place == "moved":
        visitor.draw(SEVEN)
        visitor.go_to("look-inside")
        visitor.press_one_of("inside-view", 3)
        expect(page.locator(".st-key-moved img")).to_be_visible()
    elif place == "opened":
        visitor.draw(SEVEN)
        visitor.go_to("look-inside")
        page.locator(".hr-stage.maps button.title").first.click()
        expect(page.locator(".hr-opening")).to_be_visible()
    elif place == "gallery":
        visitor.go_to("gallery")
        expect(page.locator(".hr-confusion")).to_be_visible()
    elif place == "retrain":
        visitor.go_to("retrain")
    elif place == "learn":
        visitor.go_to("learn")
        expect(page.locator(".hr-lesson .hr-plane")).to_be_visible()
    elif place == "collection":
        visitor.go_to("my-drawings")
        visitor.press_one_of("own-part", 1)
        expect(page.locator(".st-key-grid img")).to_have_count(DRAWINGS)
    elif place in ("room", "wall"):
        visitor.go_to("room")
        visitor.press_one_of("room-view", int(place == "wall"))
        expect(page.locator(".hr-here b")).to_have_text("1 here")
    elif place == "page":
        visitor.choose_source(1)
        visitor.settle()
        hand_in(visitor, "page.jpg", photo("a form with black lines").content)
        visitor.press("read-page")
        expect(page.locator(".hr-cells")).to_be_visible()
    elif place == "camera":
        visitor.open_camera()
        page.wait_for_function(STREAMLIT_KNOWS_ITS_WIDTH)
    elif place == "no camera":
        page.evaluate(NO_CAMERA)
        visitor.choose_source(2)
        expect(page.locator("[data-testid=stCameraInput] p > a")).to_have_count(1)
    visitor.settle()


def test_every_rule_is_named() -> None:
    css = re.sub(r"/\*.*?\*/", "", INTERNALS.read_text("utf-8"), flags=re.DOTALL)
    selectors = [
        re.sub(r"\s+", " ", each).strip()
        for each in re.findall(r"([^{}]+){", css)
        if "@media" not in each
    ]
    assert sorted(selectors) == sorted(rule.selector for rule in RULES)


@pytest.mark.parametrize(
    ("size", "place", "theme"),
    sorted({(rule.size, rule.place, rule.theme) for rule in RULES}),
)
def test_rules_bring_what_they_are_there_for(
    visit: Callable[..., Visitor],
    collection: Collection,
    size: Size,
    place: str,
    theme: str,
) -> None:
    for number in range(DRAWINGS):
        collection.add(written(number, "Aiko"))
    visitor = visit(size=size, theme=theme)
    go(visitor, place)
    here = (size, place, theme)
    rules = [rule for rule in RULES if (rule.size, rule.place, rule.theme) == here]
    found = {
        rule.selector: visitor.page.evaluate(
            WITH_AND_WITHOUT, [rule.selector, rule.holds]
        )
        for rule in rules
    }
    assert found == {rule.selector: [True, False] for rule in rules}
