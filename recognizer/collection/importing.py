"""Imports that go on by themselves: whoever began one may look at other pages.

Twenty thousand drawings take a while to check and to save. They are saved in batches,
so that nobody else who saves a drawing meanwhile waits for long.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from recognizer.collection import imports
from recognizer.collection.collection import Collection
from recognizer.collection.imports import Contents
from recognizer.errors import RecognizerError

BATCH = 500
"""Drawings that are saved in one transaction."""

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Outcome:
    """What came of an import.

    Attributes:
        contents: of the files; None if they cannot be read.
        count: how many drawings were taken.
        skipped: how many were duplicates.
        error: why the files, or the rest of the drawings, were not taken; None if all
            were.
    """

    contents: Contents | None
    count: int
    skipped: int
    error: RecognizerError | None


class Importing:
    """An import at work.

    Attributes:
        checked: drawings so far.
        saved: drawings so far, with skipped duplicates.
        outcome: None until it has ended.
    """

    def __init__(
        self, files: Sequence[bytes], collection: Collection, importer: str
    ) -> None:
        """Begin at once, or when the import before has ended.

        Args:
            files: as `imports.unpack` takes them.
            importer: the writer of drawings whose file names none.
        """
        self.checked = self.saved = 0
        self.outcome: Outcome | None = None
        self._files = files
        self._collection = collection
        self._importer = importer
        self._thread = threading.Thread(target=self._run, name="import", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> Outcome | None:
        """The outcome, if there is one within a time."""
        self._thread.join(seconds)
        return self.outcome

    def _run(self) -> None:
        contents, count = None, 0
        try:
            with _one_at_a_time:
                contents = imports.unpack(self._files, self._note)
                for start in range(0, len(contents.entries), BATCH):
                    batch = contents.entries[start : start + BATCH]
                    count += self._collection.import_entries(batch, self._importer)
                    self.saved = start + len(batch)
            error = None
        except RecognizerError as problem:
            error = problem.to_keep()
        self.outcome = Outcome(contents, count, self.saved - count, error)

    def _note(self, checked: int) -> None:
        self.checked = checked
