"""Group commit: who writes at the same time shares one transaction.

A transaction waits for the disk, and SQLite has one writer at a time. What is brought
while one transaction is under way is written together by the next one, so that a class
that saves at once waits for a few transactions, not for one each (DeWitt et al. 1984,
Implementation Techniques for Main Memory Database Systems).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass
class _Batch(Generic[Item]):
    items: list[Item] = field(default_factory=list)
    is_written: bool = False
    error: Exception | None = None


class GroupCommit(Generic[Item]):
    """Collects what several threads write."""

    def __init__(self, write: Callable[[Sequence[Item]], None]) -> None:
        """Note how to write; nothing is written yet.

        Args:
            write: writes all items or, if it raises an error, none.
        """
        self._write = write
        self._open = _Batch[Item]()
        self._collecting = threading.Lock()
        self._writing = threading.Lock()

    def add(self, item: Item) -> None:
        """Write an item; it is written when this returns.

        Raises:
            Exception: what `write` raised for the items that this one was among.
        """
        with self._collecting:
            batch = self._open
            batch.items.append(item)
        with self._writing:
            if not batch.is_written:
                with self._collecting:
                    self._open = _Batch()
                try:
                    self._write(batch.items)
                except Exception as error:  # raised in every thread that waits for it
                    batch.error = error
                batch.is_written = True
        if batch.error is not None:
            raise batch.error
