"""What other processes of the same room have not been told yet."""

from __future__ import annotations

import secrets
import threading


class Outbox:
    """Names of what has changed here since it was last told.

    Attributes:
        process: a token that tells this process from all others.
    """

    def __init__(self) -> None:
        """Begin closed: in a room of one process nobody is to be told."""
        self.process = secrets.token_hex(8)
        self.filled = threading.Event()
        self._names: dict[str, None] | None = None
        self._lock = threading.Lock()

    def open(self) -> None:
        """Collect names from now on."""
        with self._lock:
            self._names = {}

    def add(self, *names: str) -> None:
        """Note what has changed; called with its part's lock held."""
        with self._lock:
            if self._names is not None and names:
                self._names.update(dict.fromkeys(names))
                self.filled.set()

    def has(self, name: str) -> bool:
        """Whether a change here is newer than what others can know of."""
        with self._lock:
            return self._names is not None and name in self._names

    def take(self) -> list[str]:
        """All names, the first changed first; the box is empty then."""
        with self._lock:
            names = list(self._names or ())
            if self._names is not None:
                self._names = {}
            self.filled.clear()
            return names
