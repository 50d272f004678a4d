"""One room in several processes: each tells the others what has changed, and hears.

What changes here is seen here at once, and elsewhere within about a second. Of two
changes to the same thing the later one holds. The room is empty when the first process
starts, and lives as long as any does.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from recognizer.collection.notices import TAKEN_BACK_FOR, Notices
from recognizer.errors import RecognizerError
from recognizer.room.people import PEOPLE
from recognizer.room.room import Room

PREFIX = "room/"
PAUSE_S = 0.25
"""Between two exchanges, however much happens."""
LOOK_EVERY_S = 0.5
LOOK_EVERY_IDLE_S = 3.0
"""While nobody is here."""
SAY_EVERY_S = 2.0
"""How often a process says that it lives."""
GONE_AFTER = timedelta(seconds=30)
DEAF_AFTER_S = TAKEN_BACK_FOR.total_seconds() / 2

_log = logging.getLogger(__name__)


@contextmanager
def sharing(room: Room, notices: Callable[[], Notices]) -> Iterator[None]:
    """Share a room as long as this lasts, if other processes have the same database.

    Args:
        notices: gives those of the database, or says with an error why there are none.
    """
    try:
        found = notices()
    except RecognizerError:
        found = None
    if found is None or not found.are_shared:
        yield
        return
    shares = Sharing(room, found)
    shares.start()
    try:
        yield
    finally:
        shares.close()


class Sharing:
    """Keeps a room in step with the same room of other processes."""

    def __init__(self, room: Room, notices: Notices) -> None:
        """Share nothing yet.

        Args:
            notices: of the database that all processes share.
        """
        self._room = room
        self._notices = notices
        self._own = PEOPLE + room.outbox.process
        self._number = 0
        self._has_begun = False
        self._said_at = self._heard_at = float("-inf")
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="sharing")

    def start(self) -> None:
        """Share in a thread of its own."""
        self._room.outbox.open()
        self._thread.start()

    def close(self) -> None:
        """Tell what is left, and that this process has ended."""
        self._ending.set()
        self._room.outbox.filled.set()
        self._thread.join()

    def exchange(self) -> None:
        """Tell once, and hear once.

        Raises:
            RecognizerError: if the database cannot be reached; it is told later.
        """
        room, now = self._room, time.monotonic()
        if not self._has_begun:
            self._notices.take_back(PREFIX, PREFIX + PEOPLE, GONE_AFTER)
            self._has_begun = True
        if now - self._said_at >= SAY_EVERY_S:
            room.outbox.add(self._own)
        is_deaf = now - self._heard_at > DEAF_AFTER_S
        since = 0 if is_deaf else self._number
        names = room.outbox.take()
        try:
            if names:
                said = {PREFIX + name: room.tell(name) for name in names}
                found = self._notices.exchange(room.outbox.process, PREFIX, said, since)
            else:
                found = self._notices.hear(room.outbox.process, PREFIX, since)
        except BaseException:
            room.outbox.add(*names)
            raise
        if self._own in names:
            self._said_at = now
        self._heard_at, self._number = now, found.number
        heard = {
            name.removeprefix(PREFIX): each
            for name, each in found.changed.items()
            if name != PREFIX + self._own
        }
        if is_deaf:
            heard = dict.fromkeys(room.wall.heard() - heard.keys()) | heard
        if heard:
            room.hear(heard)

    def _run(self) -> None:
        filled = self._room.outbox.filled
        while not self._ending.is_set():
            is_empty = self._room.people.here().count == 0
            filled.wait(LOOK_EVERY_IDLE_S if is_empty else LOOK_EVERY_S)
            try:
                self.exchange()
            except RecognizerError:
                self._ending.wait(LOOK_EVERY_IDLE_S)  # /readyz tells what is wrong
            except Exception:
                _log.exception("the room could not be shared")
                self._ending.wait(LOOK_EVERY_IDLE_S)
            self._ending.wait(PAUSE_S)
        try:
            self._notices.exchange(
                self._room.outbox.process, PREFIX, {PREFIX + self._own: None}, 0
            )
        except RecognizerError:
            return  # it is noticed that this process says nothing any more
