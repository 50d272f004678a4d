"""A full app says so: real connections to a real server."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from benchmarks.visitors import Lost, Visitor
from recognizer.room.identity import PRESENTER_COOKIE
from tests.browser import chromium
from tests.coroutines import in_a_thread
from tests.waiting import wait_until

KEY = "a-key-of-more-than-22-letters"
Told = tuple[int, str, int, str]
UPLOAD = "/_stcore/upload_file/nobody/1"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECOGNIZER_BEHIND_PROXY", "yes")  # this machine is a visitor too
        patch.setenv("RECOGNIZER_PRESENTER_KEY", KEY)
        patch.setenv("RECOGNIZER_MAX_SESSIONS", "2")
        patch.setenv("RECOGNIZER_MAX_UPLOADS_MB", "8")
        with chromium.serving("app.py", tmp_path_factory.mktemp("data")) as server:
            yield server.address


def ask(
    address: str,
    method: str,
    path: str,
    language: str = "en",
    size: int = 0,
    cookie: str = "",
) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    headers = {"Accept": "text/html", "Accept-Language": language, "Cookie": cookie}
    connection.request(method, path, bytes(size) if size else None, headers)
    reply = connection.getresponse()
    text = reply.read().decode()
    connection.close()
    return reply.status, text


def test_who_comes_when_all_places_are_taken_is_told(address: str) -> None:
    presenter = f"{PRESENTER_COOKIE}={KEY}"

    async def fill() -> Told:
        first, second, third = (Visitor(address) for _ in range(3))
        await first.open()
        await second.open()
        with pytest.raises(Lost):
            await third.open()
        told = await asyncio.to_thread(ask, address, "GET", "/")
        japanese = await asyncio.to_thread(ask, address, "GET", "/retrain", "ja-JP,en")
        led = await asyncio.to_thread(ask, address, "GET", "/", cookie=presenter)
        assert led[0] == 200
        await first.close()
        await second.close()
        return (*told, *japanese)

    status, english, japanese_status, japanese = in_a_thread(fill())
    assert (status, japanese_status) == (503, 503)
    assert "Up to 2 pages of this app may be open at a time, and 2 are." in english
    assert "RECOGNIZER_MAX_SESSIONS" in english
    assert '<html lang="ja">' in japanese
    assert "同時に開ける" in japanese
    wait_until(lambda: ask(address, "GET", "/")[0] == 200)


def test_a_file_that_takes_too_much_memory_is_refused(address: str) -> None:
    status, text = ask(address, "PUT", UPLOAD, size=1_100_000)
    assert status == 413
    assert "up to 1 MB of memory, and with this one they would take 1" in text
    assert "RECOGNIZER_MAX_UPLOADS_MB" in text
    assert ask(address, "PUT", UPLOAD, size=900_000)[0] != 413


def test_a_file_of_unknown_length_is_refused(address: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("PUT", UPLOAD, iter([b"x"]), encode_chunked=True)
    assert connection.getresponse().status == 411
    connection.close()
