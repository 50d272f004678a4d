"""The wall: drawings as they come, each with what the network made of it.

What a pen draws is held as it came and looked at when somebody looks at the wall, once
for all: a room that draws without a wall to be seen costs nothing here.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from recognizer.ink.mnist_format import Image

MOST = 300
MOST_OF_ONE = 12
"""Tiles of one visitor; whoever draws without end moves out only their own."""


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
    """

    number: int
    changed: int
    visitor: str
    name: str
    label: int | None
    entry: str | None
    look: Callable[[], Read | None] = field(repr=False)
    begins_with: object = field(default=None, repr=False)

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
        anew: version since which every tile has to be sent again.
        tiles: the newest first; every one of them can be read.
        right, judged: of the drawings whose label is known, and how many those are.
    """

    version: int
    anew: int
    tiles: tuple[Tile, ...]
    right: int
    judged: int


@dataclass(frozen=True)
class Taken:
    """What was taken from the wall: tiles, and which of them are not shown.

    Attributes:
        hidden: numbers of tiles.
        removed: entries that are deleted from the collection.
    """

    tiles: tuple[Tile, ...]
    hidden: frozenset[int]
    removed: frozenset[str]


class Wall:
    """All tiles, to be changed and seen by many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looking = threading.Lock()
        self._version = 0
        self._anew = 0
        self._number = MOST  # those before are for `fill`
        self._tiles: dict[int, Tile] = {}
        self._hidden: set[int] = set()
        self._removed: set[str] = set()
        self._frozen: tuple[Tile, ...] | None = None
        self._is_open = False
        self._last = Seen(0, 0, (), 0, 0)

    @property
    def version(self) -> int:
        """Grows with each change that may be seen."""
        return self._version

    @property
    def is_open(self) -> bool:
        """Whether it takes every drawing, and not only those that are kept."""
        return self._is_open

    @property
    def is_paused(self) -> bool:
        """Whether it stands still."""
        return self._frozen is not None

    @property
    def hidden(self) -> int:
        """How many drawings are hidden and can be shown again."""
        return len(self._hidden)

    def open(self, is_open: bool) -> None:
        """Take every drawing from now on, or only kept ones.

        Drawings that nobody has agreed to keep leave the wall when it is closed.
        """
        with self._lock:
            self._is_open = is_open
            if not is_open:
                self._drop()

    def draw(
        self,
        visitor: str,
        name: str,
        begins_with: object,
        look: Callable[[], Read | None],
        label: int | None = None,
    ) -> None:
        """Show what a visitor's pen has drawn so far; nothing while it is closed.

        Args:
            begins_with: the first stroke. While it stays, the drawing is the same.
            label: what everybody is asked to draw, if anything.
        """
        with self._lock:
            if not self._is_open:
                return
            before = self._newest(visitor)
            if before is None or before.begins_with != begins_with:
                before = None
            self._put(Tile(0, 0, visitor, name, label, None, look, begins_with), before)

    def keep(self, visitor: str, name: str, label: int, entry: str, read: Read) -> None:
        """Show a drawing that was kept, in place of itself if it is there already."""
        with self._lock:
            before = self._newest(visitor)
        # Looked at without the lock: it takes a millisecond or two.
        if before is None or before.entry or not _is_same(before.read, read):
            before = None
        with self._lock:
            self._put(Tile(0, 0, visitor, name, label, entry, lambda: read), before)

    def fill(self, kept: Iterable[Tile]) -> None:
        """Show drawings that were kept before, as older than all that are there.

        Args:
            kept: the oldest first; their numbers do not count.
        """
        with self._lock:
            there = {tile.entry for tile in self._tiles.values()}
            older = [tile for tile in kept if tile.entry not in there][-MOST:]
            first = MOST + 1 - len(older)
            self._tiles = {
                number: replace(tile, number=number)
                for number, tile in enumerate(older, first)
            } | self._tiles
            self._change_all()
            self._limit(None)

    def withdraw(self, visitor: str) -> None:
        """Take a visitor's drawings away but for those that are kept."""
        with self._lock:
            self._drop(visitor)

    def remove(self, entries: Iterable[str]) -> None:
        """Show drawings no more that were deleted from the collection."""
        with self._lock:
            self._removed |= {*entries} & {tile.entry for tile in self._tiles.values()}
            self._change()

    def restore(self, entries: Iterable[str]) -> None:
        """Undo `remove`."""
        with self._lock:
            self._removed -= {*entries}
            self._change_all()

    def hide(self, number: int) -> None:
        """Hide a drawing, whether or not the wall stands still."""
        with self._lock:
            if number in self._tiles:
                self._hidden.add(number)
                self._change()

    def show_hidden(self) -> None:
        """Show all hidden drawings again."""
        with self._lock:
            self._hidden.clear()
            self._change_all()

    def pause(self, is_paused: bool) -> None:
        """Let the wall stand still; what comes meanwhile is seen afterwards."""
        with self._lock:
            self._frozen = tuple(self._tiles.values()) if is_paused else None
            self._change_all()

    def send_all(self) -> None:
        """Have every tile sent again, since its caption has changed."""
        with self._lock:
            self._change_all()

    def clear(self) -> Taken:
        """Take everything away.

        Returns:
            What `put_back` brings back.
        """
        with self._lock:
            taken = Taken(
                tuple(self._tiles.values()),
                frozenset(self._hidden),
                frozenset(self._removed),
            )
            self._frozen = None
            for held in (self._tiles, self._hidden, self._removed):
                held.clear()
            self._change()
            return taken

    def put_back(self, taken: Taken) -> None:
        """Undo `clear`; what has come since stays."""
        with self._lock:
            self._tiles = {tile.number: tile for tile in taken.tiles} | self._tiles
            self._hidden |= taken.hidden
            self._removed |= taken.removed
            self._change_all()
            self._limit(None)

    def seen(self) -> Seen:
        """What is shown now; worked out once, however many look."""
        with self._looking:
            with self._lock:
                if self._last.version == self._version:
                    return self._last
                version, anew = self._version, self._anew
                hidden, removed = set(self._hidden), set(self._removed)
                tiles = self._frozen
                if tiles is None:
                    tiles = tuple(self._tiles.values())
            shown = tuple(
                tile
                for tile in reversed(tiles)
                if tile.number not in hidden
                and tile.entry not in removed
                and tile.read is not None
            )
            judged = [tile for tile in shown if tile.label is not None]
            right = sum(not tile.is_fooled for tile in judged)
            self._last = Seen(version, anew, shown, right, len(judged))
            return self._last

    def _newest(self, visitor: str) -> Tile | None:
        tiles = reversed(self._tiles.values())
        return next((tile for tile in tiles if tile.visitor == visitor), None)

    def _put(self, tile: Tile, before: Tile | None) -> None:
        """Put a tile in the place of one before, or at the end of all."""
        self._change()
        if before is None or before.number not in self._tiles:
            self._number += 1
            number = self._number
        else:
            number = before.number
        self._tiles[number] = replace(tile, number=number, changed=self._version)
        self._limit(tile.visitor)

    def _limit(self, visitor: str | None) -> None:
        """Let the oldest go: of a visitor who has too many, then of all."""
        own = [each.number for each in self._tiles.values() if each.visitor == visitor]
        for number in own[:-MOST_OF_ONE] if len(own) > MOST_OF_ONE else ():
            del self._tiles[number]
        for number in list(self._tiles)[: max(0, len(self._tiles) - MOST)]:
            del self._tiles[number]
        self._hidden &= self._tiles.keys()
        self._removed &= {tile.entry for tile in self._tiles.values() if tile.entry}

    def _drop(self, visitor: str | None = None) -> None:
        """Take away what is not kept, of one visitor or of all."""
        gone = {
            tile.number
            for tile in self._tiles.values()
            if tile.entry is None and visitor in (None, tile.visitor)
        }
        for number in gone:
            del self._tiles[number]
        if self._frozen is not None:
            self._frozen = tuple(t for t in self._frozen if t.number not in gone)
        self._change()

    def _change(self) -> None:
        self._version += 1

    def _change_all(self) -> None:
        """A change that brings back tiles which those who look have let go."""
        self._version += 1
        self._anew = self._version


def _is_same(one: Read | None, other: Read) -> bool:
    return one is not None and one.image.tobytes() == other.image.tobytes()
