"""What the class taught: the collection's corrections answer for everybody.

A presenter turns it on and off. The corrected drawings stay in the collection; from
there they go to each browser, which lets them speak as it does its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from recognizer.collection.collection import Choice, Collection
from recognizer.errors import RecognizerError
from recognizer.network import remembered
from recognizer.network.remembered import MOST, Remembered


@dataclass(frozen=True)
class Taught:
    """The newest corrections of a class.

    Attributes:
        remembered: at most `MOST`, the oldest first.
        content: the same as the browser reads it, JSON.
        version: tells this content from any other: 16 hexadecimal digits.
    """

    remembered: tuple[Remembered, ...]
    content: bytes
    version: str


def now(is_on: bool, collection: Callable[[], Collection]) -> Taught | None:
    """What the class has corrected; excluded drawings and writers do not count.

    Args:
        is_on: whether its corrections answer for everybody, see `Choices`.
        collection: gives it, or says with an error why it cannot be had.

    Returns:
        None while it is off, or if the collection cannot be reached.
    """
    if not is_on:
        return None
    try:
        entries = collection().find(Choice(fooled=True, for_training=True), MOST)
    except RecognizerError:
        return None
    found = tuple(
        Remembered(
            entry.image, entry.label, _milliseconds(entry.created_at), entry.drawing
        )
        for entry in reversed(entries)
    )
    text = remembered.to_text(found)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Taught(remembered.from_text(text), text.encode(), digest)


def _milliseconds(time: str) -> int:
    """Since 1970, of a time in ISO 8601."""
    return round(1000 * datetime.fromisoformat(time).timestamp())
