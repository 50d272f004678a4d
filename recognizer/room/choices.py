"""What the presenter has chosen for everybody; it holds until it is chosen again.

It is kept in the database of drawings, so that all processes that share it know it, and
is read again twice a second while somebody asks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from recognizer.collection.notices import Notices
from recognizer.errors import RecognizerError

PREFIX = "choice/"
FRESH_S = 0.5
AGAIN_S = 10.0
"""Until the database is asked again that could not be reached."""


@dataclass(frozen=True)
class Chosen:
    """What holds for everybody.

    Attributes:
        model: name of the model that answers; None for the setting's.
        teaches: whether the class's corrections answer for everybody.
        may_train: whether visitors may train.
    """

    model: str | None = None
    teaches: bool = False
    may_train: bool = False


class Choices:
    """The choices of one app; for any number of threads."""

    def __init__(
        self,
        notices: Callable[[], Notices],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin without having read them.

        Args:
            notices: gives them, or says with an error why they cannot be had.
            clock: seconds from any beginning, never going back.
        """
        self._notices = notices
        self._clock = clock
        self._chosen: Chosen | None = None
        self._read_at = float("-inf")
        self._reading = threading.Lock()

    def now(self) -> Chosen:
        """What holds; what held before, as long as the database cannot be reached."""
        if self._clock() >= self._read_at and self._reading.acquire(
            blocking=self._chosen is None
        ):
            try:
                if self._clock() >= self._read_at:
                    self._read()
            finally:
                self._reading.release()
        return self._chosen or Chosen()

    def choose(self, **choice: Any) -> None:
        """Choose something else; each keyword is a field of `Chosen`.

        Raises:
            RecognizerError: if it cannot be noted; what held before holds on.
        """
        with self._reading:
            for name, value in choice.items():
                self._notices().write(PREFIX + name, value)
            self._chosen = replace(self._chosen or Chosen(), **choice)
            self._read_at = self._clock() + FRESH_S

    def _read(self) -> None:
        names = [PREFIX + name for name in asdict(Chosen())]
        try:
            found = self._notices().read(names)
        except RecognizerError:
            self._chosen = self._chosen or Chosen()
            self._read_at = self._clock() + AGAIN_S
            return
        self._chosen = Chosen(
            **{name.removeprefix(PREFIX): value for name, value in found.items()}
        )
        self._read_at = self._clock() + FRESH_S
