"""Downloads against a real server that breaks off, resumes and lies."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from recognizer.datasets import downloads
from recognizer.errors import InvalidData

CONTENT = bytes(range(256)) * 2_000
HASH = hashlib.sha256(CONTENT).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """/whole and /resumable serve all; /broken stops half way; /other lies."""

    ranges: list[str | None]

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        body = CONTENT if self.path != "/other" else CONTENT[::-1]
        if self.path == "/whole":
            start = 0
        if self.path == "/missing":
            self.send_error(404)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        end = len(body) // 2 if self.path == "/broken" else len(body)
        self.wfile.write(body[start:end])

    def log_message(self, *values: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.ranges = []
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def fetch(server: ThreadingHTTPServer, target: Path, *pages: str, **options) -> bool:
    urls = [f"http://127.0.0.1:{server.server_port}/{page}" for page in pages]
    return downloads.fetch(urls, target, HASH, len(CONTENT), **options)


def test_a_file_is_fetched_once_with_progress(server, tmp_path: Path):
    target, seen = tmp_path / "sub" / "file", []
    assert fetch(server, target, "whole", on_progress=lambda *now: seen.append(now))
    assert target.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert seen == sorted(seen)
    assert fetch(server, target, "whole")
    assert len(server.ranges) == 1


def test_the_next_address_goes_on_where_one_broke_off(server, tmp_path: Path):
    assert fetch(server, tmp_path / "file", "missing", "broken", "resumable")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert server.ranges[-1] == f"bytes={len(CONTENT) // 2}-"


def test_a_server_without_ranges_starts_anew(server, tmp_path: Path):
    assert not fetch(server, tmp_path / "file", "broken")
    assert fetch(server, tmp_path / "file", "whole")
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_other_content_is_refused_and_leaves_nothing(server, tmp_path: Path):
    with pytest.raises(InvalidData, match="what came is not the expected file"):
        fetch(server, tmp_path / "file", "other")
    assert list(tmp_path.iterdir()) == []


def test_nothing_reachable_is_told(tmp_path: Path):
    urls = ["http://127.0.0.1:9/nothing"]
    assert not downloads.fetch(urls, tmp_path / "file", HASH, len(CONTENT))
    assert list(tmp_path.iterdir()) == []
