"""Start a browser and an app, as a newcomer's machine has them."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests import machine

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = (
    "chromium-headless-shell",
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
PRESENTERS_LINK = re.compile(r"\?presenter=([\w-]+)")


class Server:
    """A running app: where it answers, the process that does, what it wrote."""

    def __init__(self, address: str, process: subprocess.Popen[str]) -> None:
        """Read what the process writes, so that it never waits for a reader."""
        self.address = address
        self.process = process
        self.output: list[str] = []
        self._is_up = threading.Event()
        self._has_link = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as written:
            for line in written:
                self.output.append(line)
                if "URL: " in line:
                    self._is_up.set()
                if PRESENTERS_LINK.search(line):
                    self._has_link.set()
        self._is_up.set()
        self._has_link.set()

    def wait_until_up(self) -> None:
        """Wait until the app answers."""
        self._is_up.wait()
        try:
            urllib.request.urlopen(self.address + "_stcore/health").close()
        except OSError as error:
            raise RuntimeError("".join(self.output)) from error

    def presenter_key(self) -> str:
        """The key in the presenter's link, as the terminal shows it."""
        self._has_link.wait()
        found = PRESENTERS_LINK.search("".join(self.output))
        assert found is not None, self.output
        return found[1]

    def stop(self) -> None:
        """End the app, unless it has ended."""
        self.process.terminate()
        self.process.wait()
        self._reader.join()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def installed() -> str | None:
    """Path of Chromium, Chrome or Edge, whichever is there.

    The headless shell is the same engine without the windows that nobody sees: a visit
    costs two thirds of the processor time.
    """
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
def serving(
    script: str,
    data: Path,
    port: int | None = None,
    base: str = "",
    secrets: Path | None = None,
) -> Iterator[Server]:
    """A Streamlit script, served as the README says, with a data folder of its own.

    Args:
        base: a path to serve it below, such as "digits/".
        secrets: the file where sign-in is configured; None for none.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", script]
    options = ["--server.headless", "true", "--server.port", str(port)]
    options += ["--server.address", "127.0.0.1", "--server.baseUrlPath", base]
    if secrets is not None:
        options += ["--secrets.files", str(secrets)]
    with running(
        [*command, *options], f"http://127.0.0.1:{port}/{base}", data
    ) as server:
        yield server


@contextmanager
def running(
    command: Sequence[str], address: str, data: Path, **variables: str
) -> Iterator[Server]:
    """A command that serves the app, once it answers.

    Args:
        data: its data folder.
        variables: of its environment, beside this one's.
    """
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **machine.variables(data), **variables},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    server = Server(address, process)
    try:
        server.wait_until_up()
        yield server
    finally:
        server.stop()
