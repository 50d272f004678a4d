"""Bundles in an object store or a folder, each by its version.

    URL/VERSION/weights.safetensors, model.tflite, card.json

The version is a hash of the card, which holds the hashes of the other two. So what lies
there never changes, and a copy can be checked. The card is written last: a bundle that
has one is whole.
"""

from __future__ import annotations

from pathlib import Path

from recognizer.errors import N_, StoreUnavailable
from recognizer.network import bundles
from recognizer.network.bundles import CARD, NETWORK, WEIGHTS, Bundle
from recognizer.object_store import ObjectStore

FILES = (WEIGHTS, NETWORK, CARD)


class Store:
    """A place for bundles by its URL, such as s3://BUCKET/PATH or file:///PATH."""

    def __init__(self, url: str) -> None:
        """Note where it is; nothing is opened yet.

        Raises:
            StoreUnavailable: if there is no way to such a URL here.
        """
        self._files = ObjectStore(url)

    def put(self, bundle: Bundle) -> None:
        """Store a bundle, unless it is there.

        Raises:
            StoreUnavailable: if that fails.
        """
        if self._files.has(f"{bundle.version}/{CARD}"):
            return
        for name in FILES:
            content = (bundle.path / name).read_bytes()
            self._files.put(f"{bundle.version}/{name}", content)

    def fetch(self, version: str, folder: Path) -> Bundle:
        """Copy a bundle into a folder of its own, and check it.

        Raises:
            StoreUnavailable: if that fails, or if something else lies there.
            InvalidBundle: if it is damaged.
        """
        for name in FILES:
            (folder / name).write_bytes(self._files.get(f"{version}/{name}"))
        found = bundles.read(folder)
        if found.version != version:
            raise StoreUnavailable(
                N_("The store of models has another model in the place of {version}."),
                version=version,
            )
        return found

    def remove(self, version: str) -> None:
        """Remove a bundle.

        Raises:
            StoreUnavailable: if that fails.
        """
        self._files.remove(version)
