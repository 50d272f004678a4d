"""Files in an object store or a folder, by its URL, such as s3://BUCKET/PATH."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from recognizer.errors import N_, StoreUnavailable

_PATIENCE = {"read_timeout": 10, "retries": {"total_max_attempts": 2}}
"""Of botocore, in seconds and attempts; s3fs, above it, attempts five times as many."""


class ObjectStore:
    """A place for files; each is written whole, or not at all.

    Raises:
        StoreUnavailable: by every method, if that fails.
    """

    def __init__(self, url: str) -> None:
        """Note where it is; nothing is opened yet.

        Args:
            url: such as s3://BUCKET/PATH or file:///PATH.

        Raises:
            StoreUnavailable: if there is no way to such a URL here.
        """
        try:
            import fsspec  # only with a store of one's own

            is_s3 = url.partition(":")[0] in ("s3", "s3a")
            options = {"config_kwargs": _PATIENCE} if is_s3 else {}
            self._files, self._root = fsspec.core.url_to_fs(url, **options)
        except (ImportError, ValueError) as error:
            raise StoreUnavailable(
                N_("The store of models needs a package that is not installed."),
                hint=N_("For addresses s3://… install it by pip install s3fs."),
                details=error,
            ) from error

    def has(self, path: str) -> bool:
        """Whether there is a file or a folder."""
        with _explaining():
            self._files.invalidate_cache()
            return bool(self._files.exists(self._place(path)))

    def put(self, path: str, content: bytes) -> None:
        """Store a file."""
        with _explaining():
            place = self._place(path)
            try:
                self._files.pipe_file(place, content)
            except FileNotFoundError:  # there is no such folder yet; in S3, no bucket
                self._files.makedirs(place.rpartition("/")[0], exist_ok=True)
                self._files.pipe_file(place, content)

    def get(self, path: str) -> bytes:
        """The content of a file."""
        with _explaining():
            return bytes(self._files.cat_file(self._place(path)))

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with all that it holds, if it is there."""
        with _explaining():
            self._files.invalidate_cache()
            if self._files.exists(self._place(path)):
                self._files.rm(self._place(path), recursive=True)

    def _place(self, path: str) -> str:
        return f"{self._root}/{path}"


@contextmanager
def _explaining() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # each kind of store has its own
        raise StoreUnavailable(
            N_("The store of models cannot be used."), details=error
        ) from error
