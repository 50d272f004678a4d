"""What a program sends: a picture, the canvas's JSON, or a JSON list of these."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from recognizer.errors import (
    N_,
    InvalidRequest,
    RequestTooLarge,
    UnsupportedContent,
    quoted,
)
from recognizer.ink.files import ReadFile, read_drawing, read_picture

MAX_BYTES = 32 * 2**20
MAX_ITEMS = 100
"""Drawings and pictures in a list."""
MAX_VALUES = 2_000_000
"""Of JSON: each takes up to 100 bytes of memory, and 3 of the body."""
UNNAMED = ("", "application/octet-stream", "application/x-www-form-urlencoded")
"""Content types that say nothing; the last is what curl sends unless told otherwise."""

Item = Callable[[], ReadFile]
"""Reads a drawing or picture of the body; never raises what a person can get wrong."""


@dataclass(frozen=True)
class Body:
    """What is to be answered, and whether it came as a list."""

    items: tuple[Item, ...]
    is_list: bool


def check_size(size: int) -> None:
    """Before more is read.

    Raises:
        RequestTooLarge: if it is more than a body may have.
    """
    if size > MAX_BYTES:
        raise RequestTooLarge(
            N_("A request may have up to {limit} MiB, but this one is larger."),
            limit=MAX_BYTES // 2**20,
        )


def media_type(field: str) -> str:
    """The media type that Content-Type names, without its parameters.

    Raises:
        UnsupportedContent: if it is neither a picture's, nor JSON's, nor says nothing.
    """
    found = field.partition(";")[0].strip().lower()
    if not (found in UNNAMED or found.startswith("image/") or _is_json(found)):
        raise UnsupportedContent(
            N_("Pictures and JSON are read, but {value} was sent."),
            hint=N_(
                "Send application/json, a picture's own type such as image/png, or "
                "application/octet-stream."
            ),
            value=quoted(found),
        )
    return found


def parse(content: bytes, media_type: str) -> Body:
    """Take a body apart; pictures and strokes are not looked at yet.

    Args:
        media_type: as `media_type` gives it; where it says nothing, the first
            character tells.

    Raises:
        InvalidRequest: if there is nothing, or JSON was promised and is not there.
        RequestTooLarge: if a list has too many items, or the JSON too many values.
    """
    if not content:
        raise InvalidRequest(N_("The request has no body."))
    starts_as_json = content[:64].lstrip()[:1] in (b"{", b"[")
    if not (_is_json(media_type) or (media_type in UNNAMED and starts_as_json)):
        return Body((partial(read_picture, content, "body"),), is_list=False)
    value = _parse_json(content)
    if not isinstance(value, list):
        return Body((_item(value, "body"),), is_list=False)
    if len(value) > MAX_ITEMS:
        raise RequestTooLarge(
            N_("A list may have up to {limit} drawings and pictures, but has {count}."),
            limit=MAX_ITEMS,
            count=f"{len(value):,}",
        )
    named = (_item(item, f"body[{place}]") for place, item in enumerate(value))
    return Body(tuple(named), is_list=True)


def _is_json(media_type: str) -> bool:
    return media_type == "application/json" or media_type.endswith("+json")


def _parse_json(content: bytes) -> object:
    # Each value stands behind one of these; strings may hold some more.
    if sum(content.count(mark) for mark in (b",", b"[", b"{")) > MAX_VALUES:
        raise RequestTooLarge(
            N_("A request's JSON may have up to {limit} values, but this has more."),
            limit=f"{MAX_VALUES:,}",
        )
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(N_("The request is not JSON."), details=error) from error


def _item(value: object, name: str) -> Item:
    if isinstance(value, str):
        return partial(_read_encoded, value, name)
    return partial(read_drawing, value, name)


def _read_encoded(text: str, name: str) -> ReadFile:
    """A picture in base64, by itself or as a data: URL."""
    data = text.partition(",")[2] if text.startswith("data:") else text
    try:
        content = base64.b64decode("".join(data.split()), validate=True)
    except ValueError as error:
        problem = InvalidRequest(
            N_("A picture in JSON must be base64 data, but {value} was found."),
            value=quoted(text),
            details=error,
        )
        return ReadFile(name, None, problem)
    return read_picture(content, name)
