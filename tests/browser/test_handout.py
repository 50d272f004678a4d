"""The page without a server: opened from a file, without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    FloatRect,
    Locator,
    Page,
    expect,
)
from safetensors.numpy import save_file

from recognizer.network import bundles
from recognizer.network.architecture import Architecture
from recognizer.network.bundles import CARD, WEIGHTS, Bundle, ModelCard
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.ui import handout
from recognizer.ui.widgets.colours import Theme
from tests.browser.visitor import SEVEN, Line
from tests.drawings import synthetic

pytestmark = pytest.mark.browser

MODELS = bundles.names([SHIPPED_WEIGHTS])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page with each shipped model, as a file."""
    folder = tmp_path_factory.mktemp("handouts")
    found = {name: folder / f"{name}.html" for name in MODELS}
    for name, file in found.items():
        page = handout.page(bundles.find(name, [SHIPPED_WEIGHTS]))
        file.write_text(page, "utf-8")
    return found


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Opens files as a person does; nothing may go wrong or be asked of a network."""
    opened = Opened(browser)
    yield opened
    for page in opened.pages:
        page.context.close()
    assert opened.complaints == []
    assert {address.split(":")[0] for address in opened.asked} <= {"file", "data"}


class Opened:
    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.pages: list[Page] = []
        self.complaints: list[str] = []
        self.asked: list[str] = []

    def __call__(
        self, file: Path, language: str = "en-GB", theme: Theme = "light"
    ) -> Page:
        context = self.browser.new_context(
            viewport={"width": 1280, "height": 720},
            locale=language,
            color_scheme=theme,
            offline=True,
        )
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note)
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(file.as_uri())
        self.pages.append(page)
        return page

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


def box_of(place: Locator) -> FloatRect:
    box = place.bounding_box()
    assert box is not None
    return box


def draw(page: Page, *lines: Line, steps: int = 6) -> None:
    """Draw with the mouse, in canvas units."""
    box = box_of(page.locator("#paper canvas"))
    for line in lines:
        places = [
            (box["x"] + x * box["width"] / 280, box["y"] + y * box["height"] / 280)
            for x, y in line
        ]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=steps)
        page.mouse.up()


@pytest.mark.parametrize("model", MODELS)
def test_a_digit_is_read_from_a_file_by_every_model(
    opened: Opened, files: dict[str, Path], model: str
) -> None:
    assert files[model].stat().st_size <= 10e6
    page = opened(files[model])
    expect(page.locator("#reading")).to_contain_text("Draw a digit from 0 to 9.")
    draw(page, SEVEN)
    expect(page.locator(".hr-digit")).to_have_text("7")
    expect(page.locator(".hr-bars .value.best")).to_contain_text("%")
    expect(page.locator("footer")).to_contain_text(model)
    layers = bundles.find(model, [SHIPPED_WEIGHTS]).card.layers[:-1]
    expect(page.locator("#maps h3")).to_have_count(len(layers))


def test_digits_are_read_right(opened: Opened, files: dict[str, Path]) -> None:
    page = opened(files["two-layer-cnn"])
    for number in range(0, 20, 2):
        lines = [stroke.points.tolist() for stroke in synthetic(number).strokes]
        draw(page, *(line[:: max(1, len(line) // 15)] for line in lines), steps=1)
        expect(page.locator(".hr-digit")).to_have_text(str(number // 2))
        page.locator("[name=clear]").click()
        expect(page.locator("#reading")).to_contain_text("Draw a digit")


def test_the_answer_comes_while_the_pen_is_down_and_goes_with_undo(
    opened: Opened, files: dict[str, Path]
) -> None:
    page = opened(files["two-layer-cnn"])
    box = box_of(page.locator("#paper canvas"))
    middle, height = box["x"] + box["width"] / 2, box["height"]
    page.mouse.move(middle, box["y"] + 0.2 * height)
    page.mouse.down()
    page.mouse.move(middle, box["y"] + 0.8 * height, steps=8)
    expect(page.locator(".hr-digit")).to_have_text("1")
    page.mouse.up()
    page.locator("[name=undo]").click()
    expect(page.locator("#reading")).to_contain_text("Draw a digit")


def test_maps_of_both_layers_are_painted(
    opened: Opened, files: dict[str, Path]
) -> None:
    page = opened(files["two-layer-cnn"])
    draw(page, SEVEN)
    sections = page.locator("#maps section")
    for section, count, before in ((0, 32 * 4, 1), (1, 64 * 3, 0)):
        canvases = sections.nth(section).locator("canvas")
        expect(canvases).to_have_count(count)
        canvases.nth(before).scroll_into_view_if_needed()
        page.wait_for_function(_COLOURS, arg=canvases.nth(before).element_handle())


_COLOURS = """
(canvas) => {
  const pen = canvas.getContext("2d");
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size > 3;
}
"""


def test_a_network_of_any_size_is_shown(opened: Opened, tmp_path: Path) -> None:
    architecture = Architecture("cnn", (3,), 4, 5)
    rng = np.random.default_rng(0)
    weights = {
        name: rng.normal(0, 0.3, shape).astype(np.float16)
        for name, shape in architecture.shapes.items()
    }
    card = ModelCard("own", architecture.to_json(), architecture.layers)
    own = tmp_path / "own"
    own.mkdir()
    (own / CARD).write_text(json.dumps(asdict(card)), "utf-8")
    save_file(weights, own / WEIGHTS)
    file = tmp_path / "own.html"
    file.write_text(handout.page(Bundle(own, card, "1")), "utf-8")
    page = opened(file)
    draw(page, SEVEN)
    expect(page.locator(".hr-digit")).to_have_text(re.compile("[0-9]"))
    expect(page.locator("#maps section").first.locator("canvas")).to_have_count(3 * 4)
    units = page.locator("#maps section").last.locator("canvas")
    units.scroll_into_view_if_needed()
    expect(units).to_have_js_property("height", 8)
    expect(page.locator("#maps .hr-legend").last).to_contain_text("ReLU")


def test_the_page_does_not_jump_when_maps_come_into_sight(
    opened: Opened, files: dict[str, Path]
) -> None:
    page = opened(files["two-layer-cnn"])
    draw(page, SEVEN)
    sections = page.locator("#maps section")
    expect(sections).to_have_count(3)
    heights = [box_of(each)["height"] for each in sections.all()]
    for number, before in enumerate(heights):
        section = sections.nth(number)
        section.scroll_into_view_if_needed()
        expect(section.locator(".hr-legend")).to_contain_text("ReLU")
        assert box_of(section)["height"] == pytest.approx(before, abs=40)


def test_it_speaks_both_languages_and_keeps_the_drawing(
    opened: Opened, files: dict[str, Path]
) -> None:
    page = opened(files["two-layer-cnn"], language="ja-JP", theme="dark")
    draw(page, SEVEN)
    expect(page.locator("#reading")).to_contain_text("確信度")
    assert page.evaluate("document.documentElement.lang") == "ja"
    page.get_by_role("button", name="English").click()
    expect(page.locator("#reading")).to_contain_text("sure")
    expect(page.locator(".hr-digit")).to_have_text("7")
    expect(page.locator("#maps h3").first).to_contain_text("Layer 1")
    assert page.title() == "Handwriting Recognizer"
    page.get_by_role("button", name="日本語").click()
    expect(page.locator("#maps h3").first).to_contain_text("第 1 層")


def test_it_is_dark_where_the_system_is(opened: Opened, files: dict[str, Path]) -> None:
    page = opened(files["softmax-regression"], theme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(14, 17, 23)"
    page.emulate_media(color_scheme="light")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("size", [(1280, 720), (360, 740), (360, 640), (768, 1024)])
def test_canvas_and_answer_are_on_the_first_screen(
    opened: Opened, files: dict[str, Path], size: tuple[int, int]
) -> None:
    page = opened(files["softmax-regression"])
    page.set_viewport_size({"width": size[0], "height": size[1]})
    draw(page, SEVEN)
    expect(page.locator(".hr-digit")).to_have_text("7")
    for css in ("#paper", "#reading"):
        box = box_of(page.locator(css))
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["y"] + box["height"] <= size[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
