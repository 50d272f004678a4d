"""Bundles in an object store or a folder, each by its version.

    URL/VERSION/weights.safetensors, model.tflite, card.json

The version is a hash of the card, which holds the hashes of the other two. So what lies
there never changes, and a copy can be checked. The card is written last: a bundle that
has one is whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from recognizer.errors import N_, StoreUnavailable
from recognizer.network import bundles
from recognizer.network.bundles import CARD, NETWORK, WEIGHTS, Bundle

FILES = (WEIGHTS, NETWORK, CARD)


class Store:
    """A place for bundles by its URL, such as s3://BUCKET/PATH or file:///PATH."""

    def __init__(self, url: str) -> None:
        """Note where it is; nothing is opened yet.

        Raises:
            StoreUnavailable: if there is no way to such a URL here.
        """
        try:
            import fsspec  # only with a store of one's own

            self._files, self._root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise StoreUnavailable(
                N_("The store of models needs a package that is not installed."),
                hint=N_("For addresses s3://… install it by pip install s3fs."),
                details=error,
            ) from error
        self._kind = urlsplit(url).scheme

    def put(self, bundle: Bundle) -> None:
        """Store a bundle, unless it is there.

        Raises:
            StoreUnavailable: if that fails.
        """
        with self._explaining():
            if self._files.exists(self._place(bundle.version, CARD)):
                return
            self._files.makedirs(f"{self._root}/{bundle.version}", exist_ok=True)
            for name in FILES:
                content = (bundle.path / name).read_bytes()
                self._files.pipe_file(self._place(bundle.version, name), content)

    def fetch(self, version: str, folder: Path) -> Bundle:
        """Copy a bundle into a folder of its own, and check it.

        Raises:
            StoreUnavailable: if that fails, or if something else lies there.
            InvalidBundle: if it is damaged.
        """
        with self._explaining():
            for name in FILES:
                content = self._files.cat_file(self._place(version, name))
                (folder / name).write_bytes(content)
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
        with self._explaining():
            place = f"{self._root}/{version}"
            self._files.invalidate_cache()
            if self._files.exists(place):
                self._files.rm(place, recursive=True)

    def _place(self, version: str, name: str) -> str:
        return f"{self._root}/{version}/{name}"

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except StoreUnavailable:
            raise
        except Exception as error:  # each kind of store has its own
            raise StoreUnavailable(
                N_("The store of models cannot be used."), details=error
            ) from error
