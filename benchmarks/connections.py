"""Plain HTTP as a browser speaks it: connections that are kept."""

from __future__ import annotations

import asyncio
import re
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping
from urllib.parse import urlsplit


class Http:
    """A connection that is kept, as a browser does."""

    def __init__(self, address: str) -> None:
        """Know where to ask; nothing is asked yet."""
        self._place = urlsplit(address)
        self._streams: tuple[StreamReader, StreamWriter] | None = None

    async def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
    ) -> tuple[int, bytes]:
        """Ask, over a new connection if the server has closed the one before.

        Args:
            path: relative to the app's.

        Returns:
            The status, and the body.
        """
        sent = {"Host": self._place.netloc}
        if content:
            sent["Content-Type"] = "application/json"
            sent["Content-Length"] = str(len(content))
        sent |= headers or {}
        lines = [f"{method} {self._place.path}{path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in sent.items()]
        request = "\r\n".join([*lines, "", ""]).encode() + content
        if self._streams is not None:
            try:
                return await self._say(*self._streams, request)
            except (OSError, EOFError):
                self.close()
        host, port = self._place.hostname, self._place.port
        self._streams = await asyncio.open_connection(host, port)
        return await self._say(*self._streams, request)

    async def _say(
        self, reader: StreamReader, writer: StreamWriter, request: bytes
    ) -> tuple[int, bytes]:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = re.search(r"content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        return int(head.split()[1]), body

    def close(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def fetch(wanted: list[str]) -> None:
    """Fetch files one after the other over one connection until none is left."""
    if not wanted:
        return
    place = urlsplit(wanted[0])
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    while wanted:
        path = urlsplit(wanted.pop()).path
        headers = f"Host: {place.netloc}\r\nAccept-Encoding: gzip, deflate, br, zstd"
        writer.write(f"GET {path} HTTP/1.1\r\n{headers}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = re.search(r"content-length: (\d+)", head)
        if length is not None:
            await reader.readexactly(int(length[1]))
            continue
        chunk = -1
        while chunk:
            chunk = int(await reader.readline(), 16)
            await reader.readexactly(chunk + 2)
    writer.close()
