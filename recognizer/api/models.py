"""The files of known models that the browser needs to answer by itself."""

from __future__ import annotations

import threading
from collections import OrderedDict

from recognizer.api.contents import Content
from recognizer.network.bundles import CARD, WEIGHTS
from recognizer.network.library import Library

KEPT_BYTES = 96 * 2**20
"""Of files in memory; what was longest not asked for goes. Seven large models fit."""
_MEDIA_TYPES = {CARD: "application/json", WEIGHTS: "application/octet-stream"}
FILES = tuple(_MEDIA_TYPES)


class ModelFiles:
    """Cards and weights of the models in a library; for any number of threads.

    Nothing but these two files of the library's own folders can be had, whatever is
    asked for: the model's name is looked up there, the file's name is one of two.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._kept: OrderedDict[tuple[str, str], Content] = OrderedDict()
        self._filling = threading.Lock()

    def get(self, name: str, version: str, file: str) -> Content | None:
        """A model's file; None if that version of the model is not there any more.

        Args:
            file: one of FILES.

        Raises:
            UnknownModel: if there is no model of this name.
            InvalidBundle: if it is not whole.
        """
        bundle = self._library.find(name)
        if bundle.version != version:
            return None
        key = (version, file)
        with self._filling:
            content = self._kept.pop(key, None)
            if content is None:
                try:
                    plain = (bundle.path / file).read_bytes()
                except FileNotFoundError:
                    return None
                content = Content.of(plain, _MEDIA_TYPES[file])
            self._kept[key] = content
            while sum(each.size for each in self._kept.values()) > KEPT_BYTES:
                self._kept.popitem(last=False)
        return content
