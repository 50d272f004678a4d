"""The package as pip installs it, away from the checkout."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import ROOT
from tests.browser.visitor import SEVEN, Visitor

PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package and nothing else of the checkout.

    What the package depends on is that of the environment that runs the tests.
    """
    folder = tmp_path_factory.mktemp("installed")
    build = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([*PIP, "wheel", *build, str(ROOT)], check=True)
    (wheel,) = folder.glob("*.whl")
    target = ["--no-deps", "--target", str(folder / "site")]
    subprocess.run([*PIP, "install", *target, str(wheel)], check=True)
    return folder / "site"


@pytest.fixture
def address(installed: Path, tmp_path: Path) -> Iterator[str]:
    """Where the app answers that the installed command starts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(installed / "bin" / "handwriting-recognizer"), "run"]
    process = subprocess.Popen(
        [*command, "--address", "localhost", "--port", str(port)],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(installed),
            "RECOGNIZER_DATA": str(tmp_path / "data"),
            "STREAMLIT_SERVER_HEADLESS": "true",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert any(f"localhost:{port}" in line for line in process.stdout)
        yield f"http://localhost:{port}/"
    finally:
        process.terminate()
        written, _ = process.communicate()
    assert "ScriptRunContext" not in written  # of Streamlit's, for nobody to read


def test_the_installed_command_starts_an_app_that_answers(
    browser: Browser, address: str
) -> None:
    visitor = Visitor(browser.new_context(locale="en-GB"), address)
    visitor.draw(SEVEN)
    visitor.sees("7")
    visitor.go_to("how-it-works")
    visitor.page.get_by_text("two-layer-cnn").first.wait_for()
    assert visitor.page.evaluate("document.fonts.check('16px Inter')")
    visitor.leave()
    assert visitor.complaints == []
    assert {host for host in visitor.hosts if host} == {"localhost"}
