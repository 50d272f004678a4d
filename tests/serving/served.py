"""Several processes of the app behind a real nginx, with a PostgreSQL in common."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psutil

from recognizer.room.identity import MARK_COOKIE, PRESENTER_COOKIE
from recognizer.serving.processes import free_ports
from tests.browser.chromium import Server, running


@dataclass(frozen=True)
class Served:
    """What `serve` has started."""

    server: Server

    @property
    def address(self) -> str:
        """Where nginx answers."""
        return self.server.address

    def processes(self) -> list[psutil.Process]:
        """Those of the app, the oldest first."""
        children = psutil.Process(self.server.process.pid).children()
        apps = [child for child in children if "streamlit" in child.cmdline()]
        return sorted(apps, key=lambda process: process.pid)

    def ports(self) -> list[int]:
        """Where the app's processes answer."""
        lines = [process.cmdline() for process in self.processes()]
        return [int(line[line.index("--server.port") + 1]) for line in lines]

    def headers(self, visitor: str, is_presenter: bool = False) -> dict[str, str]:
        """What a visitor's browser sends."""
        cookies = f"{MARK_COOKIE}={visitor}"
        if is_presenter:
            cookies += f"; {PRESENTER_COOKIE}={self.server.presenter_key()}"
        return {"Cookie": cookies}

    def news(self, visitor: str, **asked: str) -> dict[str, Any]:
        """What a tab of this visitor hears of the room."""
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        address = f"{self.address}api/room?{query}"
        with urlopen(Request(address, headers=self.headers(visitor))) as reply:
            found: dict[str, Any] = json.load(reply)
        return found

    def process_of(self, visitor: str) -> str:
        """A token of the process that answers this visitor."""
        return str(self.news(visitor)["version"]).partition(".")[0]

    def asked_by(self, visitor: str) -> psutil.Process:
        """The process that works when this visitor asks much."""
        processes = self.processes()
        before = [process.cpu_times().user for process in processes]
        for _ in range(300):
            self.news(visitor)
        worked = [
            process.cpu_times().user - start
            for process, start in zip(processes, before, strict=True)
        ]
        return processes[worked.index(max(worked))]


@contextmanager
def serving(data: Path, database_url: str, count: int) -> Iterator[Served]:
    """`python -m recognizer serve`, as the docs say."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "recognizer", "serve"]
    options = ["--processes", str(count), "--port", str(port), "--address", "127.0.0.1"]
    with running(
        [*command, *options],
        f"http://127.0.0.1:{port}/",
        data,
        RECOGNIZER_DATABASE_URL=database_url,
    ) as server:
        yield Served(server)
