"""The wall after a start of the app: what the class had kept until then."""

from __future__ import annotations

import streamlit as st

from recognizer.collection.collection import Collection
from recognizer.collection.entries import GUEST, Entry
from recognizer.errors import RecognizerError
from recognizer.room.tiles import Read, Tile
from recognizer.room.wall import MOST
from recognizer.ui import shared


def hang_up() -> None:
    """Hang it up, once; nothing if the collection cannot be reached."""
    try:
        _hang_up(shared.collection())
    except RecognizerError:
        return  # tried again when the page is looked at again


@st.cache_resource(show_spinner=False)
def _hang_up(_collection: Collection) -> None:
    entries = reversed(_collection.find(limit=MOST))
    shared.room().wall.fill(
        _tile(entry, entry.answer) for entry in entries if entry.answer is not None
    )


def _tile(entry: Entry, answer: int) -> Tile:
    name = "" if entry.person.startswith(GUEST) else entry.person
    read = Read(entry.image, answer)
    return Tile(0, 0, entry.owner, name, entry.label, entry.id, lambda: read)
