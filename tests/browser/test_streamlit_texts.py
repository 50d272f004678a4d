"""What screen readers hear of Streamlit's widgets, read from Chromium's own tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from recognizer.ui.widgets.streamlit_texts import WORDS
from tests.browser.visitor import SEVEN, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

NO_CAMERA = """() => {
  navigator.mediaDevices.getUserMedia = () =>
    Promise.reject(new DOMException("no", "NotAllowedError"));
}"""


def heard(visitor: Visitor) -> set[str]:
    """Names, descriptions and values of all that screen readers can reach."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return {
        str(node[part]["value"])
        for node in nodes
        if not node["ignored"]
        for part in ("name", "description", "value")
        if node.get(part, {}).get("value")
    }


def in_english(visitor: Visitor) -> set[str]:
    """Streamlit's own English words among what is heard."""
    patterns = [
        re.compile(re.escape(english).replace(re.escape("{it}"), ".+"))
        for texts in WORDS.values()
        for english in texts
    ]
    return {
        text
        for text in heard(visitor)
        if any(each.fullmatch(text) for each in patterns)
    }


def places(visitor: Visitor, bad: Path) -> Iterator[str]:
    """Lead a visitor to every kind of widget that the pages have."""
    page = visitor.page
    visitor.draw(SEVEN)
    visitor.settle()
    yield "draw"
    visitor.choose_source(1)
    expect(page.locator("[data-testid=stFileUploader] button")).to_be_visible()
    yield "file"
    page.set_input_files("input[type=file]", bad)
    expect(page.locator("[data-testid=stFileChip]")).to_have_count(1)
    yield "a file of the wrong kind"
    visitor.open_camera()
    yield "camera"
    visitor.press("draw-camera")
    visitor.sees("7")
    yield "photo"
    visitor.go_to("retrain")
    for number in range(2):  # one within the other
        page.locator("[data-testid=stExpander] summary").nth(number).click()
    expect(page.locator("[data-testid=stMultiSelect]").first).to_be_visible()
    expect(page.locator("[data-testid=stNumberInput]").first).to_be_visible()
    name = page.locator("[data-testid=stTextInput] input").first
    name.fill("x")
    yield "settings"
    name.press("Enter")  # or the page runs again while it is left
    visitor.settle()
    visitor.go_to("gallery")
    expect(page.locator(".vega-embed")).to_be_visible()
    page.locator(".vega-embed").hover()
    yield "chart"


def test_japanese_visitors_hear_no_english_of_streamlits(
    visit: Visit, tmp_path: Path
) -> None:
    bad = tmp_path / "seven.py"
    bad.write_text("7")
    visitor = visit("ja")
    for place in places(visitor, bad):
        assert in_english(visitor) == set(), place


def test_what_is_said_instead_is_seen_and_heard_and_follows_the_language(
    visit: Visit,
) -> None:
    visitor = visit("ja")
    page = visitor.page
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    visitor.choose_source(1)
    button = page.locator("[data-testid=stFileUploader] button")
    expect(button).to_have_text(re.compile("ファイルを選ぶ$"))
    assert "ファイルを選ぶ" in heard(visitor)
    visitor.press("language")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(button).to_have_text(re.compile("Choose a file$"))
    assert "Choose a file" in heard(visitor)
    assert "Upload" not in heard(visitor)


def test_without_a_camera_a_sentence_says_so_and_leads_nowhere(visit: Visit) -> None:
    visitor = visit("ja")
    visitor.page.evaluate(NO_CAMERA)
    visitor.choose_source(2)
    camera = visitor.page.locator("[data-testid=stCameraInput]")
    expect(camera).to_contain_text("ブラウザーにカメラの使用を許可してください。")
    expect(camera.locator("a")).to_be_hidden()
    assert in_english(visitor) == set()
