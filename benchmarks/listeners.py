"""Tabs without a browser that hear what is new in the room."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from benchmarks.connections import Http
from recognizer.api import addresses


class Listener:
    """A tab that asks for the room's news, as browser/room/room.js does."""

    def __init__(
        self,
        address: str,
        token: str,
        shows_wall: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Know where to ask; nothing is asked yet.

        Args:
            token: tells the tab from others.
            shows_wall: whether it asks for what is new on the wall, too.
            headers: that the browser sends, such as its cookies.
        """
        self._http = Http(address)
        self._headers = headers
        self._asked = {"tab": token, "seen": ""} | ({"wall": ""} if shows_wall else {})

    async def ask(self) -> dict[str, Any]:
        """What is new; empty if nothing is."""
        path = f"{addresses.ROOM}?{urlencode(self._asked)}"
        _status, body = await self._http.ask("GET", path, self._headers)
        if not body:
            return {}
        found: dict[str, Any] = json.loads(body)
        self._asked["seen"] = found.get("version", self._asked["seen"])
        if "wall" in self._asked:
            self._asked["wall"] = found.get("wallVersion", self._asked["wall"])
        return found

    def close(self) -> None:
        """Close the connection."""
        self._http.close()
