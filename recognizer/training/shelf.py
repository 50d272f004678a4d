"""What is large of the runs that several machines have in common, in their store.

    URL/runs/12/SHA-256     a checkpoint, or a file of TensorBoard's logs

A name says what lies under it, so a copy can be checked, and whoever reads while
another machine writes gets one state or the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from recognizer.atomic_files import write_atomically
from recognizer.errors import N_, StoreUnavailable
from recognizer.object_store import ObjectStore
from recognizer.training.runs import Run
from recognizer.training.small_files import is_path


class Shelf:
    """The large files of all runs."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, run: Run, before: Mapping[str, str]) -> Mapping[str, str]:
        """Store a run's large files as they are now.

        Args:
            before: what was there, as this function returned it.

        Returns:
            SHA-256 by path below the run's folder.

        Raises:
            StoreUnavailable: if that fails.
        """
        stored = {}
        for file in [*_checkpoints(run), *sorted(run.logs.rglob("*"))]:
            try:
                content = file.read_bytes()
            except OSError:  # a folder, or there is none
                continue
            digest = hashlib.sha256(content).hexdigest()
            stored[file.relative_to(run.path).as_posix()] = digest
            if digest not in before.values():
                self._store.put(_place(run, digest), content)
        return stored

    def forget(
        self, run: Run, before: Mapping[str, str], now: Mapping[str, str]
    ) -> None:
        """Remove what nobody asks for any more.

        Raises:
            StoreUnavailable: if that fails.
        """
        for digest in {*before.values()} - {*now.values()}:
            self._store.remove(_place(run, digest))

    def remove(self, run: Run) -> None:
        """Remove all that is stored of a run.

        Raises:
            StoreUnavailable: if that fails.
        """
        self._store.remove(f"runs/{run.number}")

    def fetch(self, run: Run, stored: Mapping[str, str]) -> Mapping[str, str]:
        """Have a run's large files here as they are in the store.

        Args:
            stored: as `put` returned it.

        Returns:
            The same.

        Raises:
            StoreUnavailable: if that fails, or if something else lies there.
        """
        for file in _checkpoints(run):
            if file.relative_to(run.path).as_posix() not in stored:
                file.unlink(missing_ok=True)
        for path, digest in stored.items():
            if not is_path(path) or _digest(run.path / path) == digest:
                continue
            content = self._store.get(_place(run, digest))
            if hashlib.sha256(content).hexdigest() != digest:
                raise StoreUnavailable(
                    N_("The store has something else in the place of {path}."),
                    path=_place(run, digest),
                )
            write_atomically(run.path / path, content)
        return stored


def _checkpoints(run: Run) -> list[Path]:
    """A run's checkpoint, and those of the trials of a search; if they are there."""
    trials = sorted(run.trials.glob(f"*/{run.checkpoint.name}"))
    return [run.checkpoint, *trials]


def _digest(file: Path) -> str | None:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return None


def _place(run: Run, digest: str) -> str:
    return f"runs/{run.number}/{digest}"
