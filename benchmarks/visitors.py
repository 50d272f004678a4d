"""Visitors without a browser: they speak Streamlit's protocol over a WebSocket.

A visitor opens a page, draws on its canvas and saves drawings, and sends for that what
the browser sends: nothing where its own network answers, a drawing for the wall while
that takes them all, a drawing that is saved with the pass of its page. What it does not
do is show anything: a hundred of them fit beside the server.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

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

from benchmarks.connections import Http, fetch

PATIENCE_S = 60.0
"""An answer that takes longer is lost."""
CONNECTIONS = 6
"""That a browser opens to fetch files."""
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
