"""A running app and visitors with a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.browser.visitor import Visitor


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, Chrome or Edge, whichever is installed."""
    if chromium.installed() is None:
        pytest.skip(f"none of {', '.join(chromium.NAMES)} is installed")
    with chromium.launched() as browser:
        yield browser


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
