"""Start a browser and an app, as a newcomer's machine has them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = (
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


@dataclass(frozen=True)
class Server:
    """A running app: where it answers, and the process that does."""

    address: str
    process: subprocess.Popen[bytes]


def installed() -> str | None:
    """Path of Chromium, Chrome or Edge, whichever is there."""
    paths = [path for name in NAMES if (path := shutil.which(name))]
    return paths[0] if paths else None


@contextmanager
def launched(camera: Path | None = None) -> Iterator[Browser]:
    """The installed browser, without a window; its camera sees a YUV4MPEG2 file."""
    switches = list(SWITCHES)
    if camera is not None:
        switches.append(f"--use-file-for-fake-video-capture={camera}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=switches)
        yield browser
        browser.close()


@contextmanager
def serving(script: str, data: Path) -> Iterator[Server]:
    """A Streamlit script, served as the README says, with a data folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script]
    options = ["--server.headless", "true", "--server.port", str(port)]
    options += ["--server.address", "127.0.0.1"]
    variables = {**os.environ, "RECOGNIZER_DATA": str(data)}
    process = subprocess.Popen([*command, *options], cwd=ROOT, env=variables)
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(address + "_stcore/health", process)
        yield Server(address, process)
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError("the app does not answer")
