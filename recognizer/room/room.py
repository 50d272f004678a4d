"""The one room of a running app."""

from __future__ import annotations

from functools import cache

from recognizer.room.calls import Calls
from recognizer.room.people import People
from recognizer.room.wall import Wall


class Room:
    """What the presenter asks for, who is here, and what they draw.

    Attributes:
        address: where to join, if the presenter has chosen among several.
    """

    def __init__(self) -> None:
        self.address: str | None = None
        self.calls = Calls()
        self.people = People()
        self.wall = Wall()


@cache
def room() -> Room:
    """The room of this process: its pages and its routes share it."""
    return Room()
