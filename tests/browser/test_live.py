"""Answers while the pen moves, on a canvas on which no stroke is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.visitor import BAR, ONE, SEVEN, Line, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
INVITATION = "Draw a digit from 0 to 9."
SCREENS = [(360, 640), (640, 360), (768, 1024), (1280, 720), (1920, 1080)]
AT_REST = "[data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
"""The app with a server whose page has run: a press before that may be lost."""
LOOKING = "[class*=st-key-view-]"
"""A view of Look inside, which is there if the server has a drawing."""

DRAWN = """name => {
  const kept = JSON.parse(sessionStorage.getItem("handwriting-recognizer." + name));
  return kept ? kept.strokes.length : 0;
}"""


def strokes_on(visitor: Visitor, name: str = "draw") -> int:
    """How many strokes the tab keeps."""
    return int(visitor.page.evaluate(DRAWN, name))


def knows_the_network(page: Page) -> None:
    """Wait until the browser answers by itself."""
    expect(page.locator(".hr-progress").first).to_be_hidden()


def press_pen(visitor: Visitor, line: Line) -> None:
    """Put the pen down and move it, without lifting it."""
    visitor.move_pen(line, visitor.canvas, lift=False)


def test_the_answer_follows_the_pen_while_it_is_down(visit: Visit) -> None:
    visitor = visit()
    knows_the_network(visitor.page)
    spoken = visitor.page.locator(".hr-under ~ .hr-spoken").first
    press_pen(visitor, ONE)
    visitor.sees("1")
    bars = visitor.page.locator(".st-key-probabilities .best.value")
    expect(bars).to_have_count(1)
    assert INVITATION in str(spoken.text_content())  # no talk while the pen moves
    visitor.page.mouse.up()
    expect(spoken).to_contain_text("1")
    visitor.settle()
    press_pen(visitor, [(60, 232), (220, 232)])
    assert strokes_on(visitor) == 1
    visitor.page.mouse.up()
    assert strokes_on(visitor) == 2


def test_feature_maps_follow_where_they_are_seen(visit: Visit) -> None:
    visitor = visit(size=(1280, 2600))
    knows_the_network(visitor.page)
    painted = """() => [...document.querySelectorAll(".st-key-feature-maps canvas")]
      .map(canvas => canvas.toDataURL()).join()"""
    press_pen(visitor, ONE)
    visitor.sees("1")
    before = visitor.page.evaluate(painted)
    visitor.page.mouse.move(10, 10, steps=4)
    visitor.page.wait_for_function(f"before => ({painted})() !== before", arg=before)
    visitor.page.mouse.up()


def test_every_drawing_right_after_clear_counts(visit: Visit) -> None:
    visitor = visit()
    knows_the_network(visitor.page)
    for _ in range(5):
        for line, digit in ((SEVEN, "7"), (ONE, "1")):
            visitor.page.locator(".st-key-clear button").evaluate("b => b.click()")
            visitor.move_pen(line, visitor.canvas)
            visitor.sees(digit)
            assert strokes_on(visitor) == 1
    visitor.settle()
    visitor.go_to("look-inside")
    expect(visitor.page.locator(LOOKING)).to_have_count(1)


def test_a_drawing_outlives_a_reload(visit: Visit) -> None:
    visitor = visit()
    visitor.draw(SEVEN, BAR)
    visitor.sees("7")
    before = visitor.ink()
    visitor.go_to("look-inside")
    expect(visitor.page.locator(LOOKING)).to_have_count(1)
    visitor.page.reload()
    expect(visitor.page.locator(LOOKING)).to_have_count(1)
    visitor.open()
    visitor.sees("7")
    assert visitor.ink() == pytest.approx(before, rel=0.03)
    visitor.settle()
    visitor.go_to("look-inside")  # the server has it too
    expect(visitor.page.locator(LOOKING)).to_have_count(1)


def test_what_is_drawn_while_the_server_is_away_is_there_when_it_is_back(
    browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    with chromium.serving("app.py", tmp_path) as server:
        visitor = Visitor(context, server.address)
        knows_the_network(visitor.page)
        visitor.draw(SEVEN)
        port = int(server.address.rsplit(":", 1)[1].strip("/"))
    visitor.move_pen(BAR, visitor.canvas)
    visitor.sees("7")
    assert strokes_on(visitor) == 2
    with chromium.serving("app.py", tmp_path, port):
        expect(visitor.page.locator(".st-key-right button")).to_be_enabled()
        expect(visitor.page.locator(AT_REST)).to_have_count(1)
        visitor.page.locator('.st-key-header a[href="look-inside"]').click()
        expect(visitor.page.locator(LOOKING)).to_have_count(1)
        visitor.page.locator('.st-key-header a[href=""]').click()
        visitor.sees("7")
        assert strokes_on(visitor) == 2
    context.close()


def test_the_server_answers_where_the_browser_has_no_network(visit: Visit) -> None:
    visitor = visit()
    visitor.open_without_weights()
    visitor.draw(SEVEN)
    visitor.sees("7")
    bars = visitor.page.locator(".st-key-probabilities .best.value")
    expect(bars).to_have_count(1)


def test_two_networks_stand_side_by_side_in_step(visit: Visit) -> None:
    visitor = visit()
    visitor.choose("draw-other", "softmax")
    press_pen(visitor, SEVEN)
    visitor.sees("7")
    expect(visitor.page.locator(".st-key-other-answer")).to_have_text("7")
    visitor.page.mouse.up()
    visitor.settle()
    mine = visitor.box(".st-key-probabilities")
    theirs = visitor.box(".st-key-other-probabilities")
    assert mine["y"] == pytest.approx(theirs["y"], abs=1)
    assert mine["y"] + mine["height"] <= 720


@pytest.mark.parametrize("language", ["en", "ja"])
def test_canvas_and_answer_are_on_one_screen(visit: Visit, language: str) -> None:
    visitor = visit(language)
    visitor.draw(SEVEN)
    visitor.sees("7")
    for width, height in SCREENS:
        visitor.resize((width, height))
        for part in ("canvas", "answer"):
            box = visitor.box(f".st-key-{part}")
            assert box["x"] >= 0
            assert box["y"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["y"] + box["height"] <= height, (part, width)
        side = visitor.box(".st-key-canvas canvas")["width"]
        assert side >= 0.45 * min(width, height)


def test_redo_brings_back_what_undo_took(visit: Visit) -> None:
    visitor = visit()
    visitor.draw(SEVEN, BAR)
    both = visitor.ink()
    visitor.press("undo")
    assert strokes_on(visitor) == 1
    visitor.press("redo")
    assert visitor.ink() == pytest.approx(both, rel=0.01)
    visitor.press("clear")
    visitor.press("undo")
    assert visitor.ink() == pytest.approx(both, rel=0.01)


FOUR: list[Line] = [[(60, 80), (25, 140), (95, 140)], [(72, 115), (70, 190)]]
TWO: Line = [(150, 105), (160, 85), (185, 82), (195, 105), (145, 190), (205, 188)]
BEST = ".st-key-probabilities .best"


MINUS: Line = [(3, 140), (22, 141)]
POINT: Line = [(125, 186), (127, 188)]


def test_signs_are_read_as_part_of_a_number(visit: Visit) -> None:
    visitor = visit()
    knows_the_network(visitor.page)
    digits = visitor.page.locator(".st-key-answer .hr-number b")
    spoken = visitor.page.locator(".hr-under ~ .hr-spoken").first
    visitor.draw(*[[(x + 10, y) for x, y in line] for line in FOUR])
    visitor.sees("4")
    visitor.draw(MINUS)
    expect(digits).to_have_text(["\N{MINUS SIGN}4"])
    visitor.draw(POINT, TWO)
    expect(digits).to_have_text(["\N{MINUS SIGN}4", ".2"])
    expect(spoken).to_contain_text("\N{MINUS SIGN}4.2")
    visitor.settle()
    visitor.page.locator(".st-key-answer .hr-number button").first.click()
    expect(visitor.page.locator(BEST).first).to_have_text("4")


def test_a_number_is_read_and_one_of_its_digits_looked_at(visit: Visit) -> None:
    visitor = visit()
    knows_the_network(visitor.page)
    figures = visitor.page.locator(".st-key-answer .hr-number button")
    best = visitor.page.locator(BEST).first
    visitor.draw(*FOUR)
    visitor.sees("4")
    expect(figures.first).to_be_hidden()
    press_pen(visitor, TWO)
    expect(figures.locator("b")).to_have_text(["4", "2"])
    visitor.page.mouse.up()
    expect(best).to_have_text("2")  # the last one, until another is chosen
    visitor.settle()
    figures.first.click()
    expect(best).to_have_text("4")
    expect(figures.first).to_have_attribute("aria-pressed", "true")
    visitor.settle()
    visitor.go_to("look-inside")  # in the same document, so the choice stays
    expect(visitor.page.locator(".hr-stage.answer")).to_contain_text("4")
    expect(visitor.page.get_by_text("the 4 becomes less likely")).to_be_visible()
    visitor.page.locator(".hr-number.row button").nth(1).click()
    expect(visitor.page.get_by_text("the 2 becomes less likely")).to_be_visible()
