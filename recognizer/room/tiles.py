"""What hangs on the wall: drawings, each with what the network made of it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from recognizer.ink.mnist_format import Image


@dataclass(frozen=True)
class Read:
    """A drawing as the network saw it.

    Attributes:
        image: (28, 28) uint8.
        answer: 0 to 9, or -1.
    """

    image: Image
    answer: int


@dataclass(frozen=True)
class Tile:
    """One drawing on the wall.

    Attributes:
        number: tells this drawing from any other, and grows.
        changed: the wall's version when it came or changed.
        visitor: who drew it, by the session's token.
        name: the nickname, or "".
        label: what it should be: 0 to 9, -1, or None if nobody said so.
        entry: its id in the collection; None if it is not kept there.
        look: gives what the network makes of it; None if it cannot be read.
        begins_with: its first stroke, by which a longer drawing is known again.
        token: tells a drawing that is not kept from any other, in all processes.
        is_own: whether it came to this process.
    """

    number: int
    changed: int
    visitor: str
    name: str
    label: int | None
    entry: str | None
    look: Callable[[], Read | None] = field(repr=False)
    begins_with: object = field(default=None, repr=False)
    token: str = ""
    is_own: bool = False

    @property
    def key(self) -> str:
        """By which all processes know it."""
        return self.entry or self.token

    @cached_property
    def read(self) -> Read | None:
        """What the network makes of it, looked at once."""
        return self.look()

    @property
    def is_fooled(self) -> bool:
        """Whether the answer differs from the label."""
        read, label = self.read, self.label
        return read is not None and label is not None and read.answer != label

    @cached_property
    def pixels(self) -> str:
        """The image in base64, made once for all who look."""
        return (
            ""
            if self.read is None
            else base64.b64encode(self.read.image.tobytes()).decode()
        )


@dataclass(frozen=True)
class Seen:
    """What the wall shows.

    Attributes:
        version: of the wall.
        resend: version since which every tile has to be sent again.
        tiles: the newest first; every one of them can be read.
        right, judged: of the drawings whose label is known, and how many those are.
    """

    version: int
    resend: int
    tiles: tuple[Tile, ...]
    right: int
    judged: int


@dataclass(frozen=True)
class Taken:
    """What was taken from the wall: tiles, and which of them are not shown.

    Attributes:
        hidden: keys of tiles.
        removed: entries that are deleted from the collection.
    """

    tiles: tuple[Tile, ...]
    hidden: frozenset[str]
    removed: frozenset[str]
