"""Files that no widget of the page has sent: real requests to a real server."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.request import urlopen

import pytest
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from benchmarks.connections import Http
from tests.api import bodies
from tests.browser import chromium
from tests.coroutines import in_a_thread
from tests.room.forger import Forger

MB = 10**6
MOST_FILES = 200
"""That two megabytes hold, as each counts at least 10 kB."""
STORED = 128
"""Sessions without a browser that Streamlit keeps."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app in which a visitor may have two megabytes of files in memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECOGNIZER_MAX_UPLOADS_MB", "16")
        with chromium.serving("app.py", tmp_path_factory.mktemp("data")) as server:
            yield server.address


class Sender(Forger):
    """Somebody on the page Draw, who sends files and says what the uploader holds.

    Attributes:
        shown: what the browser was last told to show of the answer.
    """

    def __init__(self, address: str) -> None:
        super().__init__(address, {})
        with urlopen(f"{address}_stcore/health") as answer:
            cookie = answer.headers["Set-Cookie"]
        found = re.search(r'_streamlit_xsrf="?([^;"]+)', cookie)
        assert found is not None
        self.xsrf = found[1]
        self.shown: dict[str, Any] = {}
        self._place = Http(address)

    def _note(self, element: Element, fragment: str) -> None:
        super()._note(element, fragment)
        component = element.bidi_component
        if component.id.endswith("-live-answer"):
            self.shown = json.loads(component.json)

    async def leave(self) -> None:
        self._place.close()
        await self.close()

    async def put(
        self, name: str, content: bytes, session: str = "", file: str = "seven.jpg"
    ) -> int:
        """Send a file; the status.

        Args:
            name: of the file to the server.
            session: whose; "" for one's own.
            file: as its sender calls it.
        """
        mark = "----of-a-part"
        head = (
            f"--{mark}\r\nContent-Disposition: form-data; name=file; "
            f'filename="{file}"\r\nContent-Type: image/png\r\n\r\n'
        )
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={mark}",
            "Cookie": f"_streamlit_xsrf={self.xsrf}",
            "X-Xsrftoken": self.xsrf,
        }
        path = f"_stcore/upload_file/{session or self.page.session}/{name}"
        status, _ = await self._place.ask("PUT", path, headers, body)
        return status

    async def show(self, source: int, name: str) -> None:
        """Have the page read a file, as if its widget had sent it.

        Args:
            source: 1 for a file, 2 for the camera.
        """
        await self.choose("draw.source", source)
        widget = self.ids["draw.file" if source == 1 else "draw.camera"]
        state = WidgetState(id=widget)
        (info,) = (state.file_uploader_state_value.uploaded_file_info.add(),)
        info.file_id, info.name, info.size = name, "seven.jpg", 1
        info.file_urls.upload_url = f"/_stcore/upload_file/{self.page.session}/{name}"
        await self.send(state)


@asynccontextmanager
async def sending(address: str) -> AsyncIterator[Sender]:
    sender = Sender(address)
    await sender.open()
    try:
        yield sender
    finally:
        await sender.leave()


def held(address: str) -> float:
    """Bytes of files in memory, as the app says."""
    with urlopen(f"{address}metrics") as answer:
        found = re.search(rb"^recognizer_upload_bytes ([\d.e+]+)$", answer.read(), re.M)
    assert found is not None
    return float(found[1])


def test_a_file_is_read_by_its_own_session_alone(address: str) -> None:
    seven = bodies.saved(bodies.seven(), "PNG")

    async def act() -> None:
        async with sending(address) as one, sending(address) as other:
            assert await one.put("mine", seven) == 204
            for source in (1, 2):
                await one.show(source, "mine")
                assert one.shown["picture"] is not None
                await other.show(source, "mine")
                assert other.shown["picture"] is None
                assert [*one.said, *other.said] == []
            assert await other.put("yours", seven, session="0" * 36) == 400

    in_a_thread(act())


@pytest.mark.parametrize(
    "content", [b"", b"MZ" + bytes(1_000), b"<svg onload=alert(1)>", bytes(1_900_000)]
)
def test_what_is_no_picture_is_told_and_breaks_nothing(
    address: str, content: bytes
) -> None:
    async def act() -> None:
        async with sending(address) as one:
            assert await one.put("file", content) == 204
            await one.show(1, "file")
            assert "damaged or is not a picture" in one.shown["message"]
            assert one.said == []

    in_a_thread(act())


def test_neither_large_files_nor_many_small_ones_fill_the_memory(address: str) -> None:
    async def act() -> None:
        async with sending(address) as one:
            before = held(address)
            assert await one.put("large", bytes(2 * MB)) == 413
            for name in ("x", "y" * 200_000):
                number = 0
                while await one.put(f"{name[0]}{number}", b"", file=name) == 204:
                    number += 1
                    assert number <= MOST_FILES
            assert held(address) - before < 2.1 * MB

    in_a_thread(act())


def test_files_of_sessions_that_have_ended_are_freed(address: str) -> None:
    before = held(address)

    async def act() -> None:
        async with sending(address) as one:
            assert await one.put("left", bytes(MB)) == 204
            assert held(address) - before >= MB
        socket = address.replace("http", "ws", 1) + "_stcore/stream"
        origin, protocols = Origin(address.rstrip("/")), [Subprotocol("streamlit")]
        for _ in range(STORED + 1):
            async with connect(socket, origin=origin, subprotocols=protocols):
                pass

    in_a_thread(act())
    assert held(address) <= before
