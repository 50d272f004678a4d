"""What the presenter asks of everybody: a task, and a place to look at."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from recognizer.collection import timestamps
from recognizer.collection.entries import clean_text
from recognizer.room.outbox import Outbox

CALLS = "calls"
"""The name under which other processes are told."""

MAX_TEXT = 120
LOOK_FOR_S = 60.0
"""Whoever comes later than this is not led any more to where all looked."""

Kind = Literal["write", "fool", "text"]


@dataclass(frozen=True)
class Task:
    """What everybody is to draw.

    Attributes:
        kind: "write" a digit, "fool" the network with a digit, or a "text" of its own.
        digit: 0 to 9; None for a text.
        text: the presenter's own words; "" for the other kinds.
        ends: when the time is up, on the room's clock; None if it never is.
    """

    kind: Kind
    digit: int | None = None
    text: str = ""
    ends: float | None = None

    def left(self, now: float) -> float | None:
        """Seconds until the time is up, at least 0; None if it never is."""
        return None if self.ends is None else max(0.0, self.ends - now)


@dataclass(frozen=True)
class Look:
    """Where everybody is to look.

    Attributes:
        token: tells this call from any other.
        page: name of a page's script, such as "learn".
        lesson: name of a lesson, for the page "learn".
        network: name of a model that is to answer, if any.
        until: when it is over, on the room's clock.
    """

    token: str
    page: str
    lesson: str | None
    network: str | None
    until: float


class Calls:
    """The task and the place of now; every change has a number."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, outbox: Outbox | None = None
    ) -> None:
        """Begin with neither.

        Args:
            clock: seconds from any beginning, never going back.
            outbox: for what other processes are to be told.
        """
        self._clock = clock
        self._outbox = outbox or Outbox()
        self._lock = threading.Lock()
        self._version = 0
        self._task: Task | None = None
        self._look: Look | None = None

    @property
    def version(self) -> int:
        """Grows with each change."""
        return self._version

    @property
    def task(self) -> Task | None:
        """The task, even if its time is up."""
        return self._task

    @property
    def look(self) -> Look | None:
        """Where to look, unless that is over."""
        found = self._look
        return found if found and found.until > self._clock() else None

    @property
    def asked_digit(self) -> int | None:
        """The digit that is to be drawn now; None if any, or if the time is up."""
        task = self._task
        if task is None or task.left(self._clock()) == 0:
            return None
        return task.digit

    def left(self, task: Task) -> float | None:
        """Seconds until a task's time is up."""
        return task.left(self._clock())

    def ask(
        self,
        kind: Kind,
        digit: int | None = None,
        text: str = "",
        seconds: float | None = None,
    ) -> None:
        """Give everybody a task in place of the one before.

        Args:
            digit: 0 to 9, unless the kind is "text".
            text: plain; cut to 120 characters on one line.
            seconds: until the time is up; None for no limit.

        Raises:
            ValueError: if kind, digit and text do not belong together.
        """
        cleaned = clean_text(text)[:MAX_TEXT]
        is_whole = bool(cleaned) if kind == "text" else digit in range(10)
        if not is_whole:
            raise ValueError(f"{kind} with the digit {digit} and the text {text!r}")
        with self._lock:
            ends = None if seconds is None else self._clock() + seconds
            if kind == "text":
                self._task = Task(kind, None, cleaned, ends)
            else:
                self._task = Task(kind, digit, "", ends)
            self._change()

    def put_back(self, task: Task | None) -> None:
        """Give a task again that was taken away, with what is left of its time."""
        with self._lock:
            self._task = task
            self._change()

    def end_task(self) -> None:
        """Take the task away."""
        with self._lock:
            self._task = None
            self._change()

    def lead(
        self, page: str, lesson: str | None = None, network: str | None = None
    ) -> None:
        """Have everybody look at a page."""
        with self._lock:
            until = self._clock() + LOOK_FOR_S
            self._look = Look(secrets.token_hex(8), page, lesson, network, until)
            self._change()

    def end_look(self) -> None:
        """Lead nobody any more."""
        with self._lock:
            self._look = None
            self._change()

    def tell(self) -> dict[str, Any]:
        """What other processes are told."""
        with self._lock:
            task, look = self._task, self._look
        return {
            "task": task and {**asdict(task), "ends": self._to_time(task.ends)},
            "look": look and {**asdict(look), "until": self._to_time(look.until)},
        }

    def hear(self, said: Mapping[str, Any]) -> None:
        """Take what another process has told."""
        with self._lock:
            if CALLS not in said or self._outbox.has(CALLS):
                return
            found = said[CALLS] or {}
            task, look = found.get("task"), found.get("look")
            self._task = task and Task(
                **{**task, "ends": self._from_time(task["ends"])}
            )
            self._look = look and Look(
                **{**look, "until": self._from_time(look["until"])}
            )
            self._version += 1

    def _to_time(self, moment: float | None) -> str | None:
        """A moment of the room's clock as the time of day, which all machines have."""
        if moment is None:
            return None
        left = timedelta(seconds=moment - self._clock())
        return timestamps.to_text(datetime.now(UTC) + left)

    def _from_time(self, time_: str | None) -> float | None:
        if time_ is None:
            return None
        left = timestamps.from_text(time_) - datetime.now(UTC)
        return self._clock() + left.total_seconds()

    def _change(self) -> None:
        self._version += 1
        self._outbox.add(CALLS)
