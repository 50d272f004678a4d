"""The wall: drawings as they come, each with what the network made of it.

What a pen draws is held as it came, and looked at once for all who see the wall.
"""

from __future__ import annotations

import base64
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from recognizer.ink.mnist_format import SIZE
from recognizer.room.outbox import Outbox
from recognizer.room.tiles import Read, Seen, Taken, Tile

WALL, TILE, HIDDEN, REMOVED = "wall", "tile/", "hidden/", "removed/"
"""The names under which other processes are told; all but the first with a key."""
KINDS = (WALL, TILE, HIDDEN, REMOVED)
MOST = 300
MOST_OF_ONE = 12
"""Tiles of one visitor; whoever draws without end moves out only their own."""


class Wall:
    """All tiles, to be changed and seen by many threads."""

    def __init__(self, outbox: Outbox | None = None) -> None:
        """Begin empty.

        Args:
            outbox: for what other processes are to be told.
        """
        self._outbox = outbox or Outbox()
        self._cleared = ""
        self._lock = threading.Lock()
        self._looking = threading.Lock()
        self._version = 0
        self._resend = 0
        self._number = MOST  # those before are for `fill`
        self._tiles: dict[int, Tile] = {}
        self._hidden: set[str] = set()
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
        with self._lock:
            return len(self._hidden & {tile.key for tile in self._tiles.values()})

    def open(self, is_open: bool) -> None:
        """Take every drawing from now on, or only kept ones.

        Drawings that nobody has agreed to keep leave the wall when it is closed.
        """
        with self._lock:
            self._is_open = is_open
            self._outbox.add(WALL)
            if not is_open:
                self._drop()

    def draw(
        self,
        visitor: str,
        name: str,
        begins_with: object,
        look: Callable[[], Read | None],
        label: int | None = None,
    ) -> Tile | None:
        """Show what a visitor's pen has drawn so far; nothing while it is closed.

        Args:
            begins_with: the first stroke. While it stays, the drawing is the same.
            label: what everybody is asked to draw, if anything.

        Returns:
            What hangs there now; who sees the wall next waits until it is read.
        """
        with self._lock:
            if not self._is_open:
                return None
            before = self._newest(visitor)
            if before is None or before.begins_with != begins_with:
                before = None
            token = before.key if before else secrets.token_hex(8)
            tile = Tile(0, 0, visitor, name, label, None, look, begins_with, token)
            return self._put(tile, before)

    def keep(
        self,
        visitor: str,
        name: str,
        label: int,
        entry: str,
        read: Read,
        begins_with: object = None,
    ) -> None:
        """Show a drawing that was kept, in place of itself if it is there already.

        Args:
            begins_with: its first stroke, as `draw` was given it; None if it was not.
        """
        with self._lock:
            before = self._known(entry)  # when it is saved a second time
            if before is None and begins_with is not None:
                before = self._newest(visitor)
                if before and (before.entry or before.begins_with != begins_with):
                    before = None
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
            gone = {*entries} & {tile.entry for tile in self._tiles.values()}
            self._removed |= gone
            self._outbox.add(*(REMOVED + str(entry) for entry in gone))
            self._change()

    def restore(self, entries: Iterable[str]) -> None:
        """Undo `remove`."""
        with self._lock:
            back = self._removed & {*entries}
            self._removed -= back
            self._outbox.add(*(REMOVED + entry for entry in back))
            self._change_all()

    def hide(self, number: int) -> None:
        """Hide a drawing, whether or not the wall stands still."""
        with self._lock:
            if number in self._tiles:
                key = self._tiles[number].key
                self._hidden.add(key)
                self._outbox.add(HIDDEN + key)
                self._change()

    def show_hidden(self) -> None:
        """Show all hidden drawings again."""
        with self._lock:
            self._outbox.add(*(HIDDEN + key for key in self._hidden))
            self._hidden.clear()
            self._change_all()

    def pause(self, is_paused: bool) -> None:
        """Let the wall stand still; what comes meanwhile is seen afterwards."""
        with self._lock:
            self._frozen = tuple(self._tiles.values()) if is_paused else None
            self._outbox.add(WALL)
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
            self._cleared = secrets.token_hex(8)
            self._outbox.add(WALL, *self._names(taken))
            self._empty()
            self._change()
            return taken

    def put_back(self, taken: Taken) -> None:
        """Undo `clear`; what has come since stays."""
        with self._lock:
            self._tiles = {tile.number: tile for tile in taken.tiles} | self._tiles
            self._hidden |= taken.hidden
            self._removed |= taken.removed
            self._outbox.add(*self._names(taken))
            self._change_all()
            self._limit(None)

    def seen(self) -> Seen:
        """What is shown now; worked out once, however many look."""
        with self._looking:
            with self._lock:
                if self._last.version == self._version:
                    return self._last
                version, resend = self._version, self._resend
                hidden, removed = set(self._hidden), set(self._removed)
                tiles = self._frozen
                if tiles is None:
                    tiles = tuple(self._tiles.values())
            shown = tuple(
                tile
                for tile in reversed(tiles)
                if tile.key not in hidden
                and tile.entry not in removed
                and tile.read is not None
            )
            judged = [tile for tile in shown if tile.label is not None]
            right = sum(not tile.is_fooled for tile in judged)
            self._last = Seen(version, resend, shown, right, len(judged))
            return self._last

    def tell(self, name: str) -> object:
        """What other processes are told under a name; None if it is gone.

        A drawing is looked at for it, since they have no network at hand that fits.
        """
        kind, _, key = name.partition("/")
        with self._lock:
            if kind == WALL:
                frozen = self._frozen
                return {
                    "open": self._is_open,
                    "frozen": frozen and [tile.key for tile in frozen],
                    "cleared": self._cleared,
                }
            if f"{kind}/" == HIDDEN:
                return True if key in self._hidden else None
            if f"{kind}/" == REMOVED:
                return True if key in self._removed else None
            tile = self._known(key)
        if tile is None or tile.read is None:
            return None
        return {
            "visitor": tile.visitor,
            "name": tile.name,
            "label": tile.label,
            "entry": tile.entry,
            "answer": tile.read.answer,
            "pixels": tile.pixels,
        }

    def hear(self, said: Mapping[str, Any]) -> None:
        """Take what other processes have told, but for what has changed here since."""
        new = {name: each for name, each in said.items() if not self._outbox.has(name)}
        with self._lock:
            wall = new.get(WALL)
            if wall:
                self._hear_of_wall(wall)
            self._change()
            for name, found in new.items():
                if name.startswith(TILE):
                    self._hear_of_tile(name.removeprefix(TILE), found)
            is_back = False
            for kind, known in ((HIDDEN, self._hidden), (REMOVED, self._removed)):
                for name in filter(lambda name: name.startswith(kind), new):
                    is_back |= new[name] is None
                    change = known.discard if new[name] is None else known.add
                    change(name.removeprefix(kind))
            if wall:
                self._frozen = None
                if wall["frozen"] is not None:
                    keys, tiles = {*wall["frozen"]}, self._tiles.values()
                    self._frozen = tuple(tile for tile in tiles if tile.key in keys)
            if wall or is_back:
                self._change_all()
            self._limit(None)

    def heard(self) -> set[str]:
        """The names under which others have told what is known here."""
        with self._lock:
            tiles = self._tiles.values()
            return {
                *(TILE + tile.key for tile in tiles if tile.token and not tile.is_own),
                *(HIDDEN + key for key in self._hidden),
                *(REMOVED + entry for entry in self._removed),
            }

    def _hear_of_wall(self, wall: Mapping[str, Any]) -> None:
        if wall["cleared"] != self._cleared:
            self._cleared = wall["cleared"]
            # What came here meanwhile is told to be gone, too.
            own = [tile.key for tile in self._tiles.values() if tile.is_own]
            self._outbox.add(*(TILE + key for key in own))
            self._empty()
        if self._is_open and not wall["open"]:
            self._drop()
        self._is_open = wall["open"]

    def _hear_of_tile(self, key: str, found: Mapping[str, Any] | None) -> None:
        before = self._known(key)
        if before is not None and before.is_own and found:
            return
        if found is None:
            if before is not None:
                del self._tiles[before.number]
                if before.entry is None and self._frozen is not None:
                    frozen = self._frozen
                    self._frozen = tuple(each for each in frozen if each.key != key)
            return
        pixels = np.frombuffer(base64.b64decode(found["pixels"]), np.uint8)
        read = Read(pixels.reshape(SIZE, SIZE), found["answer"])
        tile = Tile(
            0,
            0,
            found["visitor"],
            found["name"],
            found["label"],
            found["entry"],
            lambda: read,
            token=key,
        )
        self._place(tile, before)

    def _known(self, key: str) -> Tile | None:
        return next((each for each in self._tiles.values() if each.key == key), None)

    def _newest(self, visitor: str) -> Tile | None:
        tiles = reversed(self._tiles.values())
        return next((tile for tile in tiles if tile.visitor == visitor), None)

    def _put(self, tile: Tile, before: Tile | None) -> Tile:
        """Put a tile of this process in the place of one before, or at the end."""
        self._change()
        if before is not None and before.key != tile.key:
            self._outbox.add(TILE + before.key)
            if before.key in self._hidden:
                self._hidden.remove(before.key)
                self._hidden.add(tile.key)
                self._outbox.add(HIDDEN + before.key, HIDDEN + tile.key)
            if self._frozen is not None:  # it looks as before, and has the new key
                self._frozen = tuple(
                    replace(each, entry=tile.entry) if each.key == before.key else each
                    for each in self._frozen
                )
                self._outbox.add(WALL)
        placed = self._place(replace(tile, is_own=True), before)
        self._outbox.add(TILE + tile.key)
        self._limit(tile.visitor)
        return placed

    def _place(self, tile: Tile, before: Tile | None) -> Tile:
        if before is None or before.number not in self._tiles:
            self._number += 1
            number = self._number
        else:
            number = before.number
        placed = replace(tile, number=number, changed=self._version)
        self._tiles[number] = placed
        return placed

    def _limit(self, visitor: str | None) -> None:
        """Let the oldest go: of a visitor who has too many, then of all.

        Other processes are told of those of the visitor whom this one has served now,
        wherever they were drawn: a process that was killed tells nothing any more.
        """
        own = [each.number for each in self._tiles.values() if each.visitor == visitor]
        gone = own[:-MOST_OF_ONE] if len(own) > MOST_OF_ONE else []
        for number in gone:
            self._forget(self._tiles.pop(number), tells=True)
        for number in [*islice(self._tiles, max(0, len(self._tiles) - MOST))]:
            tile = self._tiles.pop(number)
            self._forget(tile, tells=tile.is_own)

    def _forget(self, tile: Tile, tells: bool) -> None:
        """Know nothing more of a tile that has left the wall."""
        self._hidden.discard(tile.key)
        self._removed.discard(tile.key)
        if tells:
            kinds = (TILE, HIDDEN, REMOVED)
            self._outbox.add(*(kind + tile.key for kind in kinds))

    def _drop(self, visitor: str | None = None) -> None:
        """Take away what is not kept, of one visitor or of all."""
        gone = {
            number: tile
            for number, tile in self._tiles.items()
            if tile.entry is None and visitor in (None, tile.visitor)
        }
        for number, tile in gone.items():
            del self._tiles[number]
            self._forget(tile, tells=True)
        if self._frozen is not None:
            self._frozen = tuple(t for t in self._frozen if t.number not in gone)
        self._change()

    def _empty(self) -> None:
        self._frozen = None
        for held in (self._tiles, self._hidden, self._removed):
            held.clear()

    def _names(self, taken: Taken) -> list[str]:
        """All names under which the wall's content is told."""
        return [
            *(TILE + tile.key for tile in taken.tiles),
            *(HIDDEN + key for key in taken.hidden),
            *(REMOVED + entry for entry in taken.removed),
        ]

    def _change(self) -> None:
        self._version += 1

    def _change_all(self) -> None:
        """A change that brings back tiles which those who look have let go."""
        self._version += 1
        self._resend = self._version
