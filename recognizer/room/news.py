"""What a tab asks for every two seconds, as JSON: nothing, most of the time."""

from __future__ import annotations

import json
import secrets
from typing import Any

from recognizer.room.calls import Calls
from recognizer.room.room import Room
from recognizer.room.tiles import Tile

MAX_TOKEN = 32
_START = secrets.token_hex(4)
"""Tells the news of this process from those of any other."""


def news(
    room: Room,
    tab: str,
    seen: str,
    wall: str | None = None,
    taught: str | None = None,
) -> bytes | None:
    """What a tab does not know yet.

    Args:
        tab: token of its session; it counts as being here.
        seen: the "version" of what it knows of the presenter's calls, or "".
        wall: the "wallVersion" of what it knows of the wall, or ""; None if it shows
            no wall.
        taught: address of what the class taught; None while that is off.

    Returns:
        None if there is nothing new.
    """
    if tab:
        room.people.come(tab[:MAX_TOKEN])
    found: dict[str, Any] = {}
    state = f"{room.calls.version}.{room.wall.is_open:d}.{hash(taught) & 0xFFFFFFFF:x}"
    version = f"{_START}.{state}"
    if version != seen:
        found |= {"version": version, **_calls(room.calls)}
        found |= {"isWallOpen": room.wall.is_open, "taught": taught}
    if wall is not None:
        found |= _wall(room, wall)
    return json.dumps(found).encode() if found else None


def _calls(calls: Calls) -> dict[str, Any]:
    task, look = calls.task, calls.look
    return {
        "task": task
        and {
            "kind": task.kind,
            "digit": task.digit,
            "text": task.text,
            "left": calls.left(task),
        },
        "look": look
        and {
            "name": look.token,
            "page": look.page,
        },
    }


def _wall(room: Room, known: str) -> dict[str, Any]:
    shown, here = room.wall.seen(), room.people.here()
    version = f"{_START}.{shown.version}.{hash(here) & 0xFFFFFFFF:x}"
    if version == known:
        return {}
    start, _, rest = known.partition(".")
    number = rest.partition(".")[0]
    before = int(number) if start == _START and number.isdecimal() else -1
    if before < shown.resend:
        before = -1
    return {
        "wallVersion": version,
        "count": here.count,
        "names": here.names,
        "right": shown.right,
        "judged": shown.judged,
        "order": [tile.number for tile in shown.tiles],
        "tiles": [_tile(room, tile) for tile in shown.tiles if tile.changed > before],
    }


def _tile(room: Room, tile: Tile) -> dict[str, Any]:
    return {
        "number": tile.number,
        "pixels": tile.pixels,
        "answer": tile.read and tile.read.answer,
        "label": tile.label,
        "name": room.people.shown(tile.name),
    }
