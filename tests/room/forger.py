"""A browser that sends what it likes, whatever its page shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.visitors import PATIENCE_S, Visitor


class Forger(Visitor):
    """Knows the ids of all widgets of its page, and of others' pages if told.

    Attributes:
        ids: of what was shown, by the keys that the app gives.
        parts: of the page, in which those stand; empty for the page itself.
        said: what toasts, errors and broken scripts have told.
    """

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        super().__init__(address, headers=headers)
        self.ids: dict[str, str] = {}
        self.parts: dict[str, str] = {}
        self.said: list[str] = []
        self._groups: dict[str, ButtonGroup] = {}

    def _note(self, element: Element, fragment: str) -> None:
        super()._note(element, fragment)
        kind = element.WhichOneof("type")
        if kind is None:
            return
        shown = getattr(element, kind)
        if kind in ("toast", "alert"):
            self.said.append(shown.body)
        if kind == "exception":
            self.said.append(f"{shown.type}: {shown.message}")
        found = str(getattr(shown, "id", ""))
        if found.startswith("$$ID-"):
            key = found.split("-", 2)[2]
            self.ids[key] = found
            self.parts[key] = fragment
            if kind == "button_group":
                self._groups[key] = shown

    def option(self, key: str, number: int) -> WidgetState:
        """One of a group's options chosen, the first is 0."""
        group = self._groups[key]
        option = group.options[number]
        state = WidgetState(id=group.id)
        words = " ".join(filter(None, (option.content_icon, option.content)))
        state.string_array_value.data.append(words)
        return state

    async def choose(self, key: str, number: int) -> None:
        """Choose one of a group's options, the first is 0, if there is the group."""
        if key not in self._groups:
            return
        state = self.option(key, number)
        self.page.widgets[state.id] = state
        await self.send()

    def asking(self, *states: WidgetState, part: str = "") -> BackMsg:
        """To run with these states of widgets besides the page's own.

        Args:
            part: of the page that is to run; empty for all of it.
        """
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page.script
        message.rerun_script.fragment_id = part
        sent = message.rerun_script.widget_states.widgets
        sent.extend(self.page.widgets.values())
        sent.extend(states)
        return message

    def link(self, script: str, *states: WidgetState) -> BackMsg:
        """A press on the link of another page, with what the header's widgets say."""
        message = BackMsg()
        message.rerun_script.page_script_hash = script
        message.rerun_script.widget_states.widgets.extend(states)
        return message

    async def send(self, *states: WidgetState) -> None:
        """Have the page run with these states of widgets besides its own."""
        message = self.asking(*states)
        self.said.clear()
        kept = dict(self.page.widgets)
        await self._run(message)
        self.page.widgets = {**self.page.widgets, **kept}

    async def follow(self, is_seen: Callable[[], bool]) -> None:
        """Read what the server sends until something is seen."""
        async with asyncio.timeout(PATIENCE_S):
            while not is_seen():
                await self._finished(reads=True)

    async def say(self, message: BackMsg) -> None:
        """Send any message, and wait for no answer."""
        assert self._socket is not None
        await self._socket.send(message.SerializeToString())


def pressed(widget: str) -> WidgetState:
    """A button that was pressed, by its id."""
    return WidgetState(id=widget, trigger_value=True)


def switched_on(widget: str) -> WidgetState:
    """A switch that was turned on, by its id."""
    return WidgetState(id=widget, bool_value=True)


def chosen(widget: str, *names: str) -> WidgetState:
    """Names chosen from a list of several, by its id."""
    state = WidgetState(id=widget)
    state.string_array_value.data.extend(names)
    return state
