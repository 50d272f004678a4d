"""A running app and visitors with a real browser."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import Visitor

ROOT = Path(__file__).resolve().parent.parent.parent
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
)
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, Chrome or Edge, whichever is installed."""
    paths = [path for name in BROWSERS if (path := shutil.which(name))]
    if not paths:
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=paths[0], args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app() -> Iterator[str]:
    """The address of the app, started as the README says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = ["--server.headless", "true", "--server.port", str(port)]
    options += ["--server.address", "127.0.0.1"]
    server = subprocess.Popen([*command, *options], cwd=ROOT)
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(address + "_stcore/health", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, "the app stopped while starting"
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait()


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
