"""The Draw page, with mouse and finger in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from recognizer.datasets import unipen
from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.network.engine import Recognizer
from recognizer.settings import Settings
from tests.browser.chromium import ROOT
from tests.browser.visitor import (
    BAR,
    ONE,
    SEVEN,
    STREAMLIT_KNOWS_ITS_WIDTH,
    TWO_FRAMES,
    Visitor,
)

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
INVITATION = {
    "en": "Draw a digit from 0 to 9.",
    "ja": "0 から 9 の数字を書いてください。",
}
DESKTOP = (1280, 720)
TABLET = (768, 1024)
PHONE = (360, 740)
# Where an element stands in each frame from now on.
NOTE_PLACES = """css => {
  window.places = new Set();
  const look = () => {
    places.add(document.querySelector(css)?.getBoundingClientRect().y);
    requestAnimationFrame(look);
  };
  look();
}"""
SEEN_AT_ONCE = {
    DESKTOP: ("canvas", "controls", "answer", "probabilities", "stages"),
    TABLET: ("canvas", "controls", "answer", "correction"),
    PHONE: ("canvas", "controls", "answer", "correction"),
}


@pytest.mark.parametrize(
    ("language", "theme", "sizes"),
    [
        ("en", "light", (DESKTOP, PHONE)),
        ("ja", "dark", (PHONE, TABLET, DESKTOP)),
    ],
)
def test_a_drawn_digit_is_named_and_explained_without_scrolling(
    visit: Visit,
    language: str,
    theme: str,
    sizes: tuple[tuple[int, int], ...],
    request: pytest.FixtureRequest,
) -> None:
    visitor = visit(language, theme, sizes[0])
    visitor.sees(INVITATION[language])
    visitor.draw(SEVEN)
    visitor.sees("7")
    bars = visitor.page.locator(".st-key-probabilities .value")
    expect(bars).to_have_text([re.compile("%$")] * 10)
    shown = " ".join(bars.all_inner_texts())
    probabilities = [float(each) for each in re.findall(r"[\d.]+", shown)]
    assert int(np.argmax(probabilities)) == 7
    assert sum(probabilities) == pytest.approx(100, abs=0.6)
    maps = visitor.page.locator(".st-key-feature-maps figure")
    expect(maps).to_have_count(32 + 64 + 1)
    dense = visitor.page.locator(".st-key-feature-maps section").last
    expect(dense.locator("canvas")).to_have_count(1)
    expect(visitor.page.locator(".st-key-stages canvas:visible")).to_have_count(4)
    for size in sizes:
        visitor.resize(size)
        for part in SEEN_AT_ONCE[size]:
            box = visitor.box(f".st-key-{part}")
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= size[1], part
        width = visitor.page.evaluate(
            "Math.max(...[...document.querySelectorAll('body, [data-testid=stMain]')]"
            ".map(element => element.scrollWidth))"
        )
        assert width <= size[0]
        box = visitor.box(".st-key-canvas")
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["width"] >= 280
        if request.config.getoption("update_pictures") and language == "en":
            name = "draw-phone.png" if size == PHONE else "draw.png"
            visitor.page.mouse.move(0, 0)
            visitor.page.screenshot(path=ROOT / "docs" / name)


def test_a_finger_draws_too(visit: Visit) -> None:
    visitor = visit("ja", size=PHONE, finger=True)
    visitor.draw_with_finger(SEVEN)
    visitor.sees("7")


def test_undo_takes_back_a_stroke_and_clear_all(visit: Visit) -> None:
    visitor = visit()
    assert visitor.page.locator(".st-key-undo button").is_disabled()
    inks = []
    for line in (ONE, [(60, 60), (100, 40)], [(60, 232), (220, 232)]):
        visitor.draw(line)
        inks.append(visitor.ink())
    assert inks == sorted(set(inks))
    for before in inks[1::-1]:
        visitor.press("undo")
        assert visitor.ink() == pytest.approx(before, rel=0.03)
    visitor.sees("1")
    visitor.press("clear")
    visitor.sees(INVITATION["en"])
    assert visitor.ink() == 0
    visitor.draw(SEVEN)
    visitor.sees("7")


def test_a_drawing_survives_another_page_and_the_other_language(visit: Visit) -> None:
    visitor = visit()
    visitor.draw(SEVEN, BAR)
    visitor.sees("7")
    before = visitor.ink()
    visitor.go_to("retrain")
    expect(visitor.answer).to_have_count(0)
    visitor.go_to("draw")
    visitor.sees("7")
    assert visitor.ink() == pytest.approx(before, rel=0.03)
    visitor.press("language")
    expect(visitor.page.locator("h1")).to_have_text("手書き数字認識")
    assert "lang=ja" in visitor.page.url
    visitor.sees("7")
    assert visitor.ink() == pytest.approx(before, rel=0.03)
    visitor.press("undo")
    assert 0 < visitor.ink() < 0.9 * before


def test_the_language_stays_on_other_pages_and_after_a_reload(visit: Visit) -> None:
    visitor = visit()
    visitor.press("language")
    visitor.go_to("learn")
    visitor.page.wait_for_url("**/learn?*lang=ja*")
    visitor.page.reload()
    expect(visitor.page.locator("html[lang=ja]")).to_have_count(1)
    expect(visitor.page.locator("h1")).to_have_text("手書き数字認識")


def test_what_is_no_digit_gets_a_message(visit: Visit) -> None:
    visitor = visit()
    visitor.draw([(140, 140), (140, 140)])
    visitor.sees("A single dot is not a digit. Draw a digit from 0 to 9.")
    places = np.random.default_rng(3).uniform(30, 250, (40, 2))
    visitor.draw([(float(x), float(y)) for x, y in places])
    visitor.sees("This does not look like a digit.")


def test_an_example_is_read_right_and_another_after_it(visit: Visit) -> None:
    visitor = visit()
    for digit in (7, 8):
        visitor.press("example")
        visitor.sees(str(digit))
        assert visitor.ink() > 0


def test_two_networks_read_the_same_drawing(visit: Visit) -> None:
    visitor = visit()
    visitor.draw(SEVEN)
    visitor.sees("7")
    visitor.choose("draw-other", "softmax")
    other = visitor.page.locator(".st-key-other-answer")
    expect(other).to_have_text("7")
    visitor.sees("7")
    bars = visitor.page.locator(".st-key-other-probabilities .value")
    expect(bars).to_have_count(10)
    visitor.press("clear")
    expect(other).to_have_text(INVITATION["en"])
    visitor.settle()
    visitor.page.locator(".st-key-draw-other").get_by_label("Clear").click()
    expect(other).to_have_count(0)
    visitor.sees(INVITATION["en"])


def test_two_visitors_have_two_canvases(visit: Visit) -> None:
    one, other = visit(), visit()
    one.draw(SEVEN)
    one.sees("7")
    other.sees(INVITATION["en"])
    other.draw(ONE)
    other.sees("1")
    one.sees("7")


def test_a_file_is_read_and_a_bad_one_explained(visit: Visit, tmp_path: Path) -> None:
    visitor = visit()
    visitor.draw(SEVEN)
    visitor.sees("7")
    photo, text = tmp_path / "seven.jpg", tmp_path / "seven.png"
    drawing = Drawing.from_points([np.array(SEVEN, np.float32)], 14)
    ink = mnist_format.from_strokes(drawing).cropped
    Image.fromarray((220 - 180 * np.pad(ink, 60)).astype(np.uint8)).save(photo)
    text.write_text("seven")
    visitor.choose_source(1)
    visitor.sees("Choose a picture of a digit from 0 to 9.")
    visitor.page.set_input_files("input[type=file]", photo)
    visitor.sees("7")
    visitor.page.set_input_files("input[type=file]", text)
    visitor.sees(
        "seven.png is damaged or is not a picture. "
        "Use a PNG, JPEG, WebP, GIF, BMP or TIFF file."
    )
    visitor.choose_source(0)
    visitor.sees("7")
    assert visitor.ink() > 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_photo_from_the_camera_is_taken(visit: Visit, size: tuple[int, int]) -> None:
    """Asked for the page's width, it would begin again, dark, a second later."""
    visitor = visit("ja", size=size)
    visitor.open_camera()
    visitor.page.evaluate(NOTE_PLACES, ".st-key-draw-camera button")
    asked = visitor.page.locator("video").evaluate(
        "video => Object.keys(video.srcObject.getVideoTracks()[0].getConstraints())"
    )
    assert sorted(asked) == ["facingMode", "height"]
    visitor.sees("0 から 9 までの数字を撮影してください。")
    visitor.page.wait_for_function(STREAMLIT_KNOWS_ITS_WIDTH)
    visitor.page.evaluate(TWO_FRAMES)
    assert len(visitor.page.evaluate("[...places]")) == 1  # a press never misses it
    visitor.press("draw-camera")
    visitor.sees("7")


@pytest.mark.needs("UNIPEN")
def test_the_browser_shows_what_the_command_line_says(
    visit: Visit, settings: Settings, recognizer: Recognizer
) -> None:
    drawings = unipen.read_strokes("digits-dev", settings).drawings
    visitor = visit()
    for number in (0, 30):
        lines = [stroke.points for stroke in drawings[number].strokes]
        low = np.min([line.min(axis=0) for line in lines], axis=0)
        high = np.max([line.max(axis=0) for line in lines], axis=0)
        scale = 180 / float((high - low).max())
        moved = [(line - low) * scale + 40 for line in lines]
        steps = mnist_format.from_strokes(Drawing.from_points(moved, 16))
        digit = recognizer.recognize(steps.image).digit
        visitor.draw(*[[(float(x), float(y)) for x, y in line] for line in moved])
        no_digit = "This does not look like a digit."
        visitor.sees(no_digit if digit is None else str(digit))
        visitor.press("clear")
        visitor.sees(INVITATION["en"])


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_nothing_below_the_canvas_moves_when_a_new_one_comes(
    visit: Visit, size: tuple[int, int]
) -> None:
    visitor = visit(size=size)
    visitor.page.locator(".st-key-example").wait_for()
    visitor.page.evaluate(NOTE_PLACES, ".st-key-example")
    visitor.press("example")
    expect(visitor.page.locator(".st-key-stages canvas:visible")).to_have_count(4)
    visitor.press("clear")
    visitor.sees(INVITATION["en"])
    visitor.settle()
    assert len(visitor.page.evaluate("[...places]")) == 1
