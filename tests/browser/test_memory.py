"""One tap, and drawings like it are read as was said: in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from recognizer.collection.collection import Collection
from tests.browser import chromium
from tests.browser.visitor import ONE, SEVEN, Line, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

LIKE_SEVEN: Line = [(76, 66), (204, 62), (128, 226)]
STORED = "handwriting-recognizer.remembered"
HERE = "Remembered in this browser only."
BECAUSE = "You showed me this kind of 4 today."


def say(visitor: Visitor, label: int) -> None:
    """Tap what it should be."""
    visitor.press("relabel")
    visitor.page.locator(".hr-choices button").nth(label).click()


def draw_afresh(visitor: Visitor, line: Line) -> None:
    visitor.page.locator(".st-key-clear button").click()
    visitor.draw(line)


def why(visitor: Visitor) -> Locator:
    return visitor.page.locator(".hr-why")


def test_what_is_like_a_corrected_drawing_is_read_as_was_said(
    visit: Visit, collection: Collection
) -> None:
    visitor, other = visit(), visit()
    visitor.draw(SEVEN)
    visitor.sees("7")
    say(visitor, 4)
    visitor.sees("4")
    expect(why(visitor)).to_contain_text(HERE)

    draw_afresh(visitor, LIKE_SEVEN)
    visitor.sees("4")
    expect(why(visitor)).to_contain_text(BECAUSE)
    expect(why(visitor).locator("canvas")).to_be_visible()
    marks = visitor.page.locator(".st-key-probabilities .before")
    expect(marks).to_have_count(1)
    places = marks.evaluate_all(
        "marks => marks.map(mark => parseFloat(mark.style.left))"
    )
    assert places[0] > 99  # the network's own answer

    draw_afresh(visitor, ONE)
    visitor.sees("1")
    expect(why(visitor)).not_to_contain_text(BECAUSE)

    other.draw(SEVEN)
    other.sees("7")
    assert collection.count() == 0


def test_it_is_so_while_the_pen_is_down_and_the_server_is_away(
    browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    with chromium.serving("app.py", tmp_path) as server:
        visitor = Visitor(context, server.address)
        visitor.draw(SEVEN)
        visitor.sees("7")
        expect(visitor.page.locator(".hr-progress")).to_be_hidden()
    visitor.page.locator(".st-key-relabel button").click()
    visitor.page.locator(".hr-choices button").nth(4).click()
    visitor.sees("4")
    visitor.page.locator(".st-key-clear button").click()
    visitor.move_pen(LIKE_SEVEN, visitor.canvas, lift=False)
    visitor.sees("4")
    context.close()


def test_one_tap_undoes_it(visit: Visit) -> None:
    visitor = visit()
    visitor.draw(SEVEN)
    say(visitor, 4)
    visitor.sees("4")
    visitor.press("take-back")
    visitor.sees("7")
    assert visitor.page.evaluate(f"localStorage.getItem('{STORED}')") is None

    say(visitor, 4)
    draw_afresh(visitor, LIKE_SEVEN)
    visitor.sees("4")
    visitor.press("forget")
    visitor.sees("7")
    expect(why(visitor)).not_to_contain_text(BECAUSE)


def test_a_later_correction_of_the_same_kind_counts(visit: Visit) -> None:
    visitor = visit()
    visitor.draw(SEVEN)
    say(visitor, 4)
    visitor.sees("4")
    draw_afresh(visitor, LIKE_SEVEN)
    say(visitor, 7)
    visitor.sees("7")
    draw_afresh(visitor, LIKE_SEVEN)
    visitor.sees("7")


def test_no_digit_is_remembered_and_a_digit_that_was_rejected(visit: Visit) -> None:
    visitor = visit()
    none = "This does not look like a digit."
    visitor.draw(SEVEN)
    visitor.sees("7")
    visitor.press("no-digit")
    visitor.sees(none)
    draw_afresh(visitor, LIKE_SEVEN)
    visitor.sees(none)
    expect(why(visitor)).to_contain_text("You showed me today that this is no digit.")
    say(visitor, 7)
    visitor.sees("7")


def test_it_outlives_a_reload_and_other_pages_and_days_are_named(visit: Visit) -> None:
    visitor = visit("ja")
    visitor.draw(SEVEN)
    say(visitor, 4)
    visitor.sees("4")
    visitor.open()
    visitor.sees("4")
    visitor.go_to("retrain")
    expect(visitor.answer).to_have_count(0)
    visitor.go_to("draw")
    draw_afresh(visitor, LIKE_SEVEN)
    visitor.sees("4")

    visitor.page.evaluate(
        """key => {
          const entries = JSON.parse(localStorage.getItem(key));
          entries[0].time -= 3 * 24 * 3600 * 1000;
          localStorage.setItem(key, JSON.stringify(entries));
        }""",
        STORED,
    )
    visitor.open()
    expect(why(visitor)).to_contain_text(re.compile("[月火水木金土日]曜日"))


def test_the_server_knows_it_too(visit: Visit) -> None:
    visitor = visit()
    visitor.draw(SEVEN)
    say(visitor, 4)
    visitor.sees("4")
    visitor.open_without_weights()
    visitor.sees("4")
    draw_afresh(visitor, LIKE_SEVEN)
    visitor.sees("4")
    expect(why(visitor)).to_contain_text(BECAUSE)


def test_what_is_remembered_is_seen_and_forgotten(visit: Visit) -> None:
    visitor = visit()
    visitor.draw(SEVEN)
    say(visitor, 4)
    draw_afresh(visitor, ONE)
    visitor.press("no-digit")
    visitor.press("album")
    tiles = visitor.page.locator(".hr-album figure")
    expect(tiles.locator("b")).to_have_text(["no digit", "4"])
    tiles.first.locator("button").click()
    expect(tiles).to_have_count(1)
    visitor.sees("1")
    visitor.press("forget-all")
    expect(tiles).to_have_count(0)
    visitor.press("close-album")
    expect(visitor.page.locator(".hr-album")).to_be_hidden()
    draw_afresh(visitor, SEVEN)
    visitor.sees("7")


def test_at_most_a_hundred_are_kept_and_the_least_used_goes(visit: Visit) -> None:
    visitor = visit()
    visitor.draw(SEVEN)
    say(visitor, 4)
    visitor.page.evaluate(
        """key => {
          const [{ image, ...entry }] = JSON.parse(localStorage.getItem(key));
          const start = (n) => String.fromCharCode(1, n);
          const other = (n) => btoa(atob(image).replace(/^../, start(n)));
          const many = Array.from({ length: 99 }, (_, n) =>
            ({ ...entry, image: other(n), label: 9, time: 1000 + n, used: 1000 + n }));
          localStorage.setItem(key, JSON.stringify([...many, { image, ...entry }]));
        }""",
        STORED,
    )
    visitor.open()
    visitor.sees("4")
    draw_afresh(visitor, ONE)
    say(visitor, 2)
    visitor.sees("2")
    times = visitor.page.evaluate(
        f"JSON.parse(localStorage.getItem('{STORED}')).map(entry => entry.time)"
    )
    assert len(times) == 100
    assert min(times) == 1001


def test_damaged_storage_is_nothing(visit: Visit) -> None:
    visitor = visit()
    visitor.draw(SEVEN)
    for stored in ("nonsense", '[{"image": "AAAA", "label": 4}]', "7"):
        keep = "([k, v]) => localStorage.setItem(k, v)"
        visitor.page.evaluate(keep, [STORED, stored])
        visitor.open()
        visitor.sees("7")
        say(visitor, 4)
        visitor.sees("4")


def test_it_is_made_permanent_by_training(visit: Visit, collection: Collection) -> None:
    visitor = visit()
    visitor.draw(SEVEN)
    say(visitor, 4)
    draw_afresh(visitor, ONE)
    visitor.press("right")
    visitor.press("album")
    visitor.press("permanent")
    expect(visitor.page.locator("section[role=dialog]")).to_contain_text("saved")
    assert collection.count() == 0
    visitor.press("agree")
    expect(visitor.page.locator(".st-key-train")).to_have_count(1)
    expect(visitor.field("Name")).to_have_value("own-1")  # of that preset
    kept = {(entry.label, entry.answer) for entry in collection.find()}
    assert kept == {(4, 7), (1, 1)}
    visitor.go_to("draw")
    visitor.press("album")
    visitor.press("permanent")
    expect(visitor.page.locator(".st-key-train")).to_have_count(1)
    assert collection.count() == 2


CLASS = 2  # of the parts of My drawings


def test_a_presenter_lets_the_class_teach_everybody(
    visit: Visit, collection: Collection
) -> None:
    pupil, presenter, other = visit(), visit(), visit()
    # Another process does not know yet what this one has told the news of.
    other.page.route("**/taught/*", lambda route: route.fulfill(status=204), times=1)
    pupil.draw(SEVEN)
    pupil.sees("7")
    say(pupil, 4)
    pupil.press("save")
    pupil.press("agree")
    expect(pupil.page.locator(".hr-status")).to_have_text("Saved as 4")
    other.draw(LIKE_SEVEN)
    other.sees("7")

    switch = presenter.page.get_by_text("What the class taught it")
    presenter.go_to("my-drawings")
    presenter.press_one_of("own-part", CLASS)
    switch.click()
    expect(
        presenter.page.get_by_text("1 corrected drawings answer for everybody.")
    ).to_be_visible()
    draw_afresh(other, LIKE_SEVEN)
    other.sees("4")
    expect(why(other)).to_contain_text("The class showed it this kind of 4 today.")
    expect(why(other).locator(".st-key-forget button")).to_be_hidden()
    assert other.page.evaluate(f"localStorage.getItem('{STORED}')") is None
    say(other, 7)  # one's own correction is the newer one
    other.sees("7")

    switch.click()
    expect(
        presenter.page.get_by_text("The drawings above that the network got wrong")
    ).to_be_visible()
    newcomer = visit()
    newcomer.draw(SEVEN)
    newcomer.sees("7")


def test_who_answers_by_keyboard_keeps_the_place(visit: Visit) -> None:
    visitor = visit()
    visitor.draw(SEVEN)
    visitor.sees("7")
    keyboard = visitor.page.keyboard
    focused = visitor.page.locator(":focus")
    visitor.page.locator(".st-key-relabel button").focus()
    keyboard.press("Enter")
    expect(focused).to_have_text("0")
    keyboard.press("Escape")
    expect(focused).to_have_attribute("name", "relabel")
    keyboard.press("Enter")
    for _ in range(4):
        keyboard.press("ArrowRight")
    keyboard.press("Enter")
    visitor.sees("4")
    expect(focused).to_have_attribute("name", "take-back")
    keyboard.press("Enter")
    visitor.sees("7")
    expect(focused).to_have_attribute("name", "right")
