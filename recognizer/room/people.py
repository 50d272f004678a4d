"""Who is here: the tabs that have asked for news a moment ago, and their nicknames."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from recognizer.room.outbox import Outbox

PEOPLE, NAMES = "people/", "names"
"""The names under which other processes are told; the first with the process's own."""

STAYS_S = 10.0
"""A tab that has not asked for this long is gone; it asks every two seconds."""
MOST = 1_000
"""Tabs that are counted."""
OTHERS_STAY_S = 10.0
"""A process that has told nothing for this long is gone; it tells every few seconds."""


@dataclass
class _Tab:
    seen: float = float("-inf")
    name: str = ""


@dataclass(frozen=True)
class Here:
    """Who is here.

    Attributes:
        count: of tabs.
        names: of those who gave one, in alphabetical order, without hidden ones.
    """

    count: int
    names: tuple[str, ...]


class People:
    """The tabs by their session's token."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, outbox: Outbox | None = None
    ) -> None:
        """Begin with nobody.

        Args:
            clock: seconds from any beginning, never going back.
            outbox: for what other processes are to be told.
        """
        self._clock = clock
        self._outbox = outbox or Outbox()
        self._elsewhere: dict[str, tuple[float, Here]] = {}
        self._lock = threading.Lock()
        self._tabs: dict[str, _Tab] = {}
        self._hidden: frozenset[str] = frozenset()
        self._shows_names = True
        self._counted = (float("-inf"), Here(0, ()))

    def come(self, token: str) -> None:
        """Note that a tab is here; beyond the limit, new ones are not counted."""
        now = self._clock()
        with self._lock:
            tab = self._tabs.get(token)
            if tab is None:
                if len(self._tabs) >= MOST:
                    self._forget(now)
                if len(self._tabs) >= MOST:
                    return
                tab = self._tabs[token] = _Tab()
            tab.seen = now

    def call(self, token: str, name: str) -> None:
        """Note the nickname of a tab that is here; "" for none."""
        with self._lock:
            tab = self._tabs.get(token)
            if tab is not None:
                tab.name = name

    def here(self) -> Here:
        """Who is here; counted at most once a second, however many ask."""
        now = self._clock()
        with self._lock:
            when, found = self._counted
            if now - when >= 1.0:
                self._forget(now)
                every = [self._own(), *(here for _, here in self._elsewhere.values())]
                names = {name for here in every for name in here.names}
                found = Here(
                    sum(here.count for here in every),
                    tuple(sorted(names, key=str.casefold)),
                )
                self._counted = (now, found)
            return replace(found, names=tuple(filter(self._is_shown, found.names)))

    def names(self) -> tuple[str, ...]:
        """All nicknames of those who are here, hidden ones too."""
        with self._lock:
            return self._counted[1].names

    @property
    def shows_names(self) -> bool:
        """Whether nicknames are shown at all."""
        return self._shows_names

    @property
    def hidden(self) -> frozenset[str]:
        """Nicknames that are not shown."""
        return self._hidden

    def show_names(self, shows_names: bool, hidden: frozenset[str]) -> None:
        """Choose whether nicknames are shown, and which are not even then."""
        with self._lock:
            self._shows_names, self._hidden = shows_names, hidden
            self._outbox.add(NAMES)

    def shown(self, name: str) -> str:
        """A nickname if it is shown, else ""."""
        return name if self._is_shown(name) else ""

    def tell(self, name: str) -> dict[str, Any] | None:
        """What other processes are told under a name."""
        with self._lock:
            if name == NAMES:
                return {"shown": self._shows_names, "hidden": sorted(self._hidden)}
            self._forget(self._clock())
            own = self._own()
            return {"count": own.count, "names": own.names}

    def hear(self, said: Mapping[str, Any]) -> None:
        """Take what other processes have told."""
        now = self._clock()
        with self._lock:
            for name, found in said.items():
                if name == NAMES and found and not self._outbox.has(NAMES):
                    self._shows_names = found["shown"]
                    self._hidden = frozenset(found["hidden"])
                elif name.startswith(PEOPLE) and found:
                    here = Here(found["count"], tuple(found["names"]))
                    self._elsewhere[name] = (now, here)
                elif name.startswith(PEOPLE):
                    self._elsewhere.pop(name, None)

    def _own(self) -> Here:
        """The tabs that ask this process, only with the lock held."""
        names = {tab.name for tab in self._tabs.values() if tab.name}
        return Here(len(self._tabs), tuple(sorted(names, key=str.casefold)))

    def _is_shown(self, name: str) -> bool:
        return self._shows_names and name not in self._hidden

    def _forget(self, now: float) -> None:
        gone = [token for token, tab in self._tabs.items() if now - tab.seen > STAYS_S]
        for token in gone:
            del self._tabs[token]
        self._elsewhere = {
            name: (heard, here)
            for name, (heard, here) in self._elsewhere.items()
            if now - heard <= OTHERS_STAY_S
        }
