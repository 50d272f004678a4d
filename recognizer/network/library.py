"""The models in some folders, each read, checked and loaded once, however often used.

What lies in the folders changes while the app runs: a training publishes a model, a
person renames or deletes one, perhaps by another process. The card's entry in the
file system shows it, so nothing has to be notified.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from recognizer.errors import UnknownModel
from recognizer.network import bundles
from recognizer.network.bundles import CARD, Bundle
from recognizer.network.engine import Recognizer

MOST_LOADED = 8
"""Networks in memory; of more, the one that was not used for longest goes."""

_Mark = tuple[int, int, int]


@dataclass(frozen=True)
class _Known:
    mark: _Mark
    bundle: Bundle


class Library:
    """The models in some folders; for any number of threads."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._known: dict[Path, _Known] = {}
        self._reading = threading.Lock()
        self._loaded: OrderedDict[tuple[str, str], Recognizer] = OrderedDict()
        self._loading = threading.Lock()
        self._choosing = threading.Lock()

    def has(self, name: str) -> bool:
        """Whether there is a model of this name, whole or not."""
        try:
            bundles.locate(name, self._folders)
        except UnknownModel:
            return False
        return True

    def find(self, name: str) -> Bundle:
        """Find a bundle by name; its files are read where they are new.

        Raises:
            UnknownModel: if no folder has it.
            InvalidBundle: if it is not whole.
        """
        path = bundles.locate(name, self._folders)
        with self._reading:
            mark = _mark(path / CARD)
            known = self._known.get(path)
            if known is None or known.mark != mark:
                self._known.pop(path, None)
                known = _Known(mark, bundles.read(path))
                self._known[path] = known
        return known.bundle

    def load(self, name: str) -> Recognizer:
        """A model's network, loaded when it is first asked for.

        Raises:
            UnknownModel: if no folder has it.
            InvalidBundle: if it is not whole, or cannot be run.
        """
        bundle = self.find(name)
        found = self._in_memory(bundle)
        if found is None:
            with self._loading:
                found = self._in_memory(bundle)  # by another thread meanwhile
                if found is None:
                    found = Recognizer.from_bundle(bundle)
                    self._keep(bundle, found)
        return found

    def _in_memory(self, bundle: Bundle) -> Recognizer | None:
        key = bundle.card.name, bundle.version
        with self._choosing:
            if key not in self._loaded:
                return None
            self._loaded.move_to_end(key)
            return self._loaded[key]

    def _keep(self, bundle: Bundle, network: Recognizer) -> None:
        with self._choosing:
            if len(self._loaded) == MOST_LOADED:
                self._loaded.popitem(last=False)
            self._loaded[bundle.card.name, bundle.version] = network


def _mark(card: Path) -> _Mark:
    """What changes when another card is put in a card's place."""
    try:
        found = card.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_ino, found.st_mtime_ns, found.st_size)
