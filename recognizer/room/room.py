"""The one room of a running app, shared by all its processes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from recognizer.room.calls import CALLS, Calls
from recognizer.room.outbox import Outbox
from recognizer.room.people import NAMES, PEOPLE, People
from recognizer.room.wall import KINDS, Wall

ADDRESS = "address"


class Room:
    """What the presenter asks for, who is here, and what they draw.

    Attributes:
        outbox: names of what other processes are to be told.
    """

    def __init__(self) -> None:
        self.outbox = Outbox()
        self.calls = Calls(outbox=self.outbox)
        self.people = People(outbox=self.outbox)
        self.wall = Wall(self.outbox)
        self._address: str | None = None

    @property
    def address(self) -> str | None:
        """Where to join, if the presenter has chosen among several."""
        return self._address

    @address.setter
    def address(self, address: str | None) -> None:
        self._address = address
        self.outbox.add(ADDRESS)

    def tell(self, name: str) -> object:
        """What other processes are told under a name; None if it is gone."""
        if name == ADDRESS:
            return self._address
        if name == CALLS:
            return self.calls.tell()
        if name == NAMES or name.startswith(PEOPLE):
            return self.people.tell(name)
        return self.wall.tell(name)

    def hear(self, said: Mapping[str, Any]) -> None:
        """Take what other processes have told."""
        if ADDRESS in said and not self.outbox.has(ADDRESS):
            self._address = said[ADDRESS]
        self.calls.hear(said)
        self.people.hear(said)
        if any(name.startswith(KINDS) for name in said):
            self.wall.hear(said)
        if NAMES in said:
            self.wall.send_all()


@cache
def room() -> Room:
    """The room of this process: its pages and its routes share it."""
    return Room()
