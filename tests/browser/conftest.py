"""A running app and visitors with a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.browser.visitor import SEVEN, Visitor


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, Chrome or Edge, whichever is installed; its camera sees a seven."""
    if chromium.installed() is None:
        pytest.skip(f"none of {', '.join(chromium.NAMES)} is installed")
    camera = tmp_path_factory.mktemp("camera") / "seven.y4m"
    camera.write_bytes(film(seven_on_paper()))
    with chromium.launched(camera) as browser:
        yield browser


def seven_on_paper() -> Image.Image:
    """A photo of grey paper, 640 × 480, with a seven in dark ink."""
    paper = Image.new("L", (640, 480), 205)
    places = [(x + 180, y + 100) for x, y in SEVEN]
    ImageDraw.Draw(paper).line(places, fill=40, width=16, joint="curve")
    return paper


def film(picture: Image.Image) -> bytes:
    """One grey picture as a film in YUV4MPEG2."""
    width, height = picture.size
    header = f"YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420mpeg2\nFRAME\n"
    colours = bytes([128]) * (width * height // 2)
    return header.encode() + picture.tobytes() + colours


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app."""
    data = tmp_path_factory.mktemp("data")
    with chromium.serving("app.py", data) as server:
        yield server.address


@pytest.fixture
def visit(browser: Browser, app: str) -> Iterator[Callable[..., Visitor]]:
    """Open the app as a new visitor; at the end nothing may have gone wrong."""
    visitors = []

    def visit(
        language: str = "en",
        theme: str = "light",
        size: tuple[int, int] = (1280, 720),
        finger: bool = False,
    ) -> Visitor:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale={"en": "en-GB", "ja": "ja-JP"}[language],
            color_scheme=theme,
            has_touch=finger,
        )
        visitors.append(Visitor(context, app))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.leave()
    for visitor in visitors:
        assert visitor.complaints == []
        assert {host for host in visitor.hosts if host} == {"127.0.0.1"}
