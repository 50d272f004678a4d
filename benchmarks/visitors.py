"""Visitors without a browser: they speak Streamlit's protocol over a WebSocket.

A visitor opens a page, draws on its canvas and saves drawings, and sends for that what
the browser sends: nothing where its own network answers, a drawing for the wall while
that takes them all, a drawing that is saved with the pass of its page. What it does not
do is show anything: a hundred of them fit beside the server.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import numpy as np
from numpy.random import Generator
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.session_state import (
    STREAMLIT_INTERNAL_KEY_PREFIX as _INTERNAL,
)
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin, Subprotocol

from recognizer.api import addresses
from recognizer.ink.strokes import FloatArray
from recognizer.synthesis import digits, figures

PATIENCE_S = 60.0
"""An answer that takes longer is lost."""
CONNECTIONS = 6
"""That a browser opens to fetch files."""
SIDE, DIGIT, PEN = 280, 170, 16
_LONGEST_FINISH = 400
"""Bytes; a message that says that a run has finished is shorter, pictures are not."""


class Lost(Exception):
    """The server gave no answer, or closed the connection."""


@dataclass
class Page:
    """What a full run sent.

    Attributes:
        session: the server's name for the tab.
        script: which page of the app it is.
        fragment: the part of the page that a stroke runs again.
        canvas: the canvas's widget.
        buttons: their widgets, by key.
        feedback: the widget under the answer, and the fragment that it runs.
        given: what the page has given its browser to ask the server with.
        widgets: what the other widgets say.
    """

    session: str = ""
    script: str = ""
    fragment: str = ""
    canvas: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    feedback: tuple[str, str] = ("", "")
    given: dict[str, Any] = field(default_factory=dict)
    widgets: dict[str, WidgetState] = field(default_factory=dict)


class Visitor:
    """One visitor with a tab of their own.

    Attributes:
        shows: whether the wall takes every drawing.
    """

    def __init__(
        self,
        address: str,
        answered: Iterable[str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Be somebody who has not come yet.

        Args:
            address: of the app.
            answered: networks, by SHA-256, with which the browser answers by itself.
            headers: that the browser sends when it connects, such as its cookies.
        """
        self._address = address
        self._headers = dict(headers or {})
        self._answered = list(answered)
        self._socket: ClientConnection | None = None
        self._drawn: WidgetState | None = None
        self._objects: list[Any] = []
        self._http = Http(address)
        self.shows = False
        self.page = Page()

    async def open(self, files: Iterable[str] = (), page: str = "") -> float:
        """Fetch a page's files, connect and wait for the page.

        Args:
            files: addresses of what a browser fetches before; none where it has them.
            page: such as "retrain"; empty for the first one.

        Returns:
            Seconds until the page's script has finished.

        Raises:
            Lost: if it does not.
        """
        started = time.perf_counter()
        wanted = list(files)
        try:
            await asyncio.gather(*(fetch(wanted) for _ in range(CONNECTIONS)))
            self._socket = await connect(
                self._address.replace("http", "ws", 1) + "_stcore/stream",
                origin=Origin(self._address.rstrip("/")),
                subprotocols=[Subprotocol("streamlit")],
                additional_headers=self._headers,
                compression=None,
                max_size=None,
                max_queue=None,  # what nobody waits for is read, too
                ping_interval=None,
                open_timeout=PATIENCE_S,
            )
        except (OSError, TimeoutError, InvalidHandshake) as error:
            raise Lost(str(error)) from error
        message = BackMsg()
        message.rerun_script.page_name = page
        await self._run(message)
        return time.perf_counter() - started

    async def draw(self, objects: list[Any]) -> float:
        """Lift the pen.

        Returns:
            Seconds until the server has finished with the drawing; 0 where it is not
            told of it.

        Raises:
            Lost: if it does not.
        """
        self._objects = objects
        started = time.perf_counter()
        if self.shows:
            content = {"drawing": {"objects": objects}, "model": ""}
            await self._ask("POST", self.page.given["wall"], content)
        if not self._answered:
            await self._have_answered(objects)
        return time.perf_counter() - started

    async def _have_answered(self, objects: list[Any]) -> None:
        """Have the page's script run, whose network answers."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.page_script_hash = self.page.script
        rerun.fragment_id = self.page.fragment
        sent = {
            "raw": {"objects": objects},
            "data": None,
            "version": "",
            "answered": self._answered,
        }
        self._drawn = WidgetState(
            id=self.page.canvas, json_value=json.dumps({"drawing": sent})
        )
        rerun.widget_states.widgets.extend([*self.page.widgets.values(), self._drawn])
        await self._run(message)

    async def keep(self, label: int) -> float:
        """Save the drawing; agree to that when asked.

        Args:
            label: what it is.

        Returns:
            Seconds until it is saved, without those to agree.

        Raises:
            Lost: if it is not.
        """
        entry = secrets.token_hex(16)
        if not self.page.given["mayBeSaved"]:
            await self.agree(entry)
        started = time.perf_counter()
        content = {"label": label, "model": "", "drawing": {"objects": self._objects}}
        await self._ask("PUT", f"{self.page.given['drawings']}/{entry}", content)
        return time.perf_counter() - started

    async def agree(self, entry: str = "") -> None:
        """Agree to have drawings saved, as the page asks when one is to be.

        Args:
            entry: the drawing's that waits for it.

        Raises:
            Lost: if the page does not hear it.
        """
        widget, fragment = self.page.feedback
        press = WidgetState(id=f"{_INTERNAL}_{widget}__events")
        press.json_trigger_value = json.dumps([{"event": "waiting", "value": entry}])
        self.page.buttons.clear()
        await self._act(press, fragment)
        agreed = WidgetState(id=self.page.buttons["agree"], trigger_value=True)
        await self._act(agreed)

    async def _ask(self, method: str, address: str, content: object) -> None:
        """Ask for what needs no run of the page.

        Raises:
            Lost: if it is not done.
        """
        given = self.page.given
        headers = {**self._headers, "X-Recognizer-Pass": given["pass"]}
        try:
            status, body = await asyncio.wait_for(
                self._http.ask(method, address, headers, json.dumps(content).encode()),
                PATIENCE_S,
            )
        except (OSError, EOFError, TimeoutError) as error:
            raise Lost(str(error)) from error
        if status != 204:
            raise Lost(body.decode())

    async def _act(self, press: WidgetState, fragment: str = "") -> None:
        """Have a fragment, or the whole page, run with what has been pressed."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.page_script_hash = self.page.script
        rerun.fragment_id = fragment
        states = rerun.widget_states.widgets
        states.extend([*self.page.widgets.values(), press])
        if self._drawn is not None:
            states.append(self._drawn)
        await self._run(message, reads=True)

    async def close(self) -> None:
        """Close the tab."""
        self._http.close()
        if self._socket is not None:
            await self._socket.close()

    async def _run(self, message: BackMsg, reads: bool = False) -> None:
        """Have a script run, and follow what it sends until it has finished.

        Args:
            reads: whether to read what a fragment shows, too.
        """
        context = message.rerun_script.context_info
        context.timezone, context.locale = "UTC", "en-GB"
        context.url, context.color_scheme = self._address, "light"
        is_whole = not message.rerun_script.fragment_id
        if is_whole:
            self.page = Page()
        assert self._socket is not None  # noqa: S101
        try:
            await self._socket.send(message.SerializeToString())
            await asyncio.wait_for(self._finished(is_whole or reads), PATIENCE_S)
        except (TimeoutError, ConnectionClosed) as error:
            raise Lost(str(error)) from error

    async def _finished(self, reads: bool) -> None:
        assert self._socket is not None  # noqa: S101
        has_begun = not reads  # else what finishes may be an earlier run
        while True:
            content = await self._socket.recv(decode=False)
            if not reads and len(content) > _LONGEST_FINISH:
                continue
            message = ForwardMsg.FromString(content)
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                if not has_begun:
                    continue
                if message.script_finished in (
                    ForwardMsg.FINISHED_SUCCESSFULLY,
                    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                ):
                    return
                if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    raise Lost("the page's script failed")
            elif not reads:
                continue
            elif kind == "new_session":
                has_begun = True
                self.page.script = message.new_session.page_script_hash
                self.page.session = message.new_session.initialize.session_id
            elif kind == "navigation":
                self.page.script = message.navigation.page_script_hash
            elif kind == "delta":
                self._note(message.delta.new_element, message.delta.fragment_id)

    def _note(self, element: Element, fragment: str) -> None:
        """Keep what a browser would send back of an element."""
        kind = element.WhichOneof("type")
        if kind == "bidi_component" and "-canvas-" in element.bidi_component.id:
            self.page.fragment = fragment
            self.page.canvas = element.bidi_component.id
        elif kind == "bidi_component" and "-feedback" in element.bidi_component.id:
            self.page.feedback = element.bidi_component.id, fragment
        elif kind == "bidi_component" and "-calls" in element.bidi_component.id:
            self.page.given = json.loads(element.bidi_component.json)
        elif kind == "button":
            name = element.button.id.split("-", 2)[-1]
            self.page.buttons[name] = element.button.id
        elif kind == "slider":
            state = WidgetState(id=element.slider.id)
            slider = element.slider
            is_set = slider.set_value
            state.double_array_value.data.extend(
                slider.value if is_set else slider.default
            )
            self.page.widgets[state.id] = state
        elif kind == "selectbox" and element.selectbox.options:
            box = element.selectbox
            chosen = box.raw_value if box.set_value else box.options[box.default]
            self.page.widgets[box.id] = WidgetState(id=box.id, string_value=chosen)
        elif kind == "button_group":
            group = element.button_group
            state = WidgetState(id=group.id)
            state.string_array_value.data.extend(
                " ".join(filter(None, (option.content_icon, option.content)))
                for option in (group.options[index] for index in group.default)
            )
            self.page.widgets[group.id] = state


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


def write_digits(rng: Generator) -> Iterator[list[Any]]:
    """Digits as the canvas writes them when a hand draws them, 0 to 9 in turn."""
    while True:
        for digit in range(10):
            lines = figures.write(digits.choose(digit, rng), rng)
            low = min(float(line.min()) for line in lines)
            corner = rng.uniform(PEN, SIDE - DIGIT - PEN, 2)
            moved = [(line - low) * DIGIT + corner for line in lines]
            yield [_as_json(line.astype(np.float32)) for line in moved]


def _as_json(points: FloatArray) -> dict[str, Any]:
    """A stroke as the canvas writes it: curves from middle to middle."""
    middles = (points[:-1] + points[1:]) / 2
    path: list[list[object]] = [["M", *points[0].tolist()]]
    path += [
        ["Q", *point.tolist(), *middle.tolist()]
        for point, middle in zip(points[:-1], middles, strict=True)
    ]
    path.append(["L", *points[-1].tolist()])
    return {
        "type": "Path",
        "path": path,
        "fill": None,
        "stroke": "#111111",
        "strokeWidth": PEN,
        "strokeLineCap": "round",
        "strokeLineJoin": "round",
    }
