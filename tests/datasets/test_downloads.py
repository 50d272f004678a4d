"""Downloads against a real server that breaks off, stalls and lies."""

from __future__ import annotations

import hashlib
import multiprocessing
import resource
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from recognizer.datasets import downloads
from recognizer.errors import DiskFull, InvalidData, PermissionDenied

CONTENT = bytes(range(256)) * 2_000
HASH = hashlib.sha256(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """/broken stops half way, /held waits there for a second request, /other lies."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.let_go = threading.Barrier(2)

    def url(self, page: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{page}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        body = CONTENT if self.path != "/other" else CONTENT[::-1]
        if self.path == "/missing":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        half = len(body) // 2
        self.wfile.write(body[:half])
        if self.path == "/held":
            self.server.let_go.wait(600)
        if self.path != "/broken":
            self.wfile.write(body[half:])

    def log_message(self, *values: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        threading.Thread(
            target=running.serve_forever, args=(0.01,), daemon=True
        ).start()
        yield running
        running.shutdown()


def fetch(server: Server, target: Path, *pages: str) -> bool:
    return downloads.fetch([server.url(page) for page in pages], target, HASH)


def test_a_file_is_fetched_once_with_progress(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "sub" / "file"
    seen: list[tuple[int, int]] = []
    assert downloads.fetch(
        [server.url("whole")], target, HASH, lambda *now: seen.append(now)
    )
    assert target.read_bytes() == CONTENT
    assert len(seen) > 3
    assert seen == sorted(seen)
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert fetch(server, target, "whole")
    assert server.asked == ["/whole"]


@pytest.mark.parametrize("failing", ["missing", "broken", "other"])
def test_the_next_address_is_tried(
    server: Server, tmp_path: Path, failing: str
) -> None:
    assert fetch(server, tmp_path / "file", failing, "whole")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert server.asked == [f"/{failing}", "/whole"]


def test_what_breaks_off_leaves_nothing(server: Server, tmp_path: Path) -> None:
    assert not fetch(server, tmp_path / "file", "broken", "missing")
    assert list(tmp_path.iterdir()) == []


def test_other_content_is_rejected_and_leaves_nothing(
    server: Server, tmp_path: Path
) -> None:
    with pytest.raises(InvalidData, match="is not the expected file"):
        fetch(server, tmp_path / "file", "other", "missing")
    assert list(tmp_path.iterdir()) == []


def test_nothing_reachable_is_reported(tmp_path: Path) -> None:
    urls = ["http://127.0.0.1:9/nothing"]
    assert not downloads.fetch(urls, tmp_path / "file", HASH)
    assert list(tmp_path.iterdir()) == []


def test_two_processes_fetch_at_once(server: Server, tmp_path: Path) -> None:
    """Both are half way at the same time; whoever is later changes nothing."""
    context = multiprocessing.get_context("spawn")
    target = tmp_path / "file"
    arguments = ([server.url("held")], target, HASH)
    both = [context.Process(target=downloads.fetch, args=arguments) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert target.read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [target]
    assert server.asked == ["/held", "/held"]


def test_a_half_file_is_never_seen(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "file"
    seen: list[bool] = []

    def look(here: int, total: int) -> None:
        if here < total:
            seen.append(target.exists())

    assert downloads.fetch([server.url("whole")], target, HASH, look)
    assert seen
    assert not any(seen)


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="there is no /sys")
@pytest.mark.parametrize("name", ["file", "sub/file"])
def test_a_folder_that_cannot_be_written_is_reported(server: Server, name: str) -> None:
    """Nobody may write into /sys, not even root."""
    with pytest.raises(PermissionDenied, match="no permission to write"):
        fetch(server, Path("/sys") / name, "whole")


def test_a_full_disk_is_reported(server: Server, tmp_path: Path) -> None:
    """A limit on the size of files looks to a program like a disk without room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(CONTENT) // 2, before[1]))
    try:
        with pytest.raises(DiskFull):
            fetch(server, tmp_path / "file", "whole")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
