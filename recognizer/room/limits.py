"""How much one visitor, and all together, may have; each limit is a setting.

Asked before something is saved, started or taken in. What is counted is counted by who
asks; only how often somebody does something in this process is noted here.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from recognizer.errors import N_, LimitReached
from recognizer.settings import PREFIX, Limits

MINUTE_S = 60.0
SESSION_PART = 8
"""One visitor's files may take this part of what all may."""
MB = 10**6


class Pace:
    """When each visitor did something, within the last minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def note(self, visitor: str, most: int) -> bool:
        """Note that a visitor does it, unless they did it `most` times in a minute.

        Returns:
            Whether they may.
        """
        now = self._clock()
        with self._lock:
            for each in list(self._times):
                times = self._times[each]
                while times and times[0] <= now - MINUTE_S:
                    times.popleft()
                if not times:
                    del self._times[each]
            times = self._times.get(visitor, deque())
            if len(times) >= most:
                return False
            times.append(now)
            self._times[visitor] = times
        return True


def check_pace(pace: Pace, visitor: str, limits: Limits) -> None:
    """Before a visitor saves a drawing in this process.

    Raises:
        LimitReached: if they saved too many within a minute.
    """
    if not pace.note(visitor, limits.drawings_a_minute):
        raise _too_many_drawings(limits)


def check_drawings(count: int, limits: Limits) -> None:
    """Before a visitor saves a drawing.

    Args:
        count: of the drawings that they saved within a minute, in all processes.

    Raises:
        LimitReached: if these are too many.
    """
    if count >= limits.drawings_a_minute:
        raise _too_many_drawings(limits)


def _too_many_drawings(limits: Limits) -> LimitReached:
    return LimitReached(
        N_("One person may save up to {limit} drawings a minute."),
        hint=N_(
            "Wait a minute; whoever runs this app can allow more by the setting "
            "{variable}."
        ),
        limit=limits.drawings_a_minute,
        variable=f"{PREFIX}MAX_DRAWINGS_A_MINUTE",
    )


def check_requests(pace: Pace, address: str, limits: Limits) -> None:
    """Before a program's request is read.

    Raises:
        LimitReached: if its address sent too many within a minute.
    """
    if not pace.note(address, limits.requests_a_minute):
        raise LimitReached(
            N_("One address may send up to {limit} requests a minute."),
            hint=N_(
                "Wait a minute; whoever runs this app can allow more by the setting "
                "{variable}."
            ),
            limit=f"{limits.requests_a_minute:,}",
            variable=f"{PREFIX}MAX_REQUESTS_A_MINUTE",
        )


def check_collection(size: int, limits: Limits) -> None:
    """Before drawings are saved or imported.

    Args:
        size: of the whole collection, in bytes.

    Raises:
        LimitReached: if it is too large already.
    """
    taken = size / MB
    if taken >= limits.collection_mb:
        raise LimitReached(
            N_(
                "All drawings together may take up to {limit} MB, and they take "
                "{count}."
            ),
            **_told(taken, limits.collection_mb, "MAX_COLLECTION_MB"),
        )


def check_models(count: int, limits: Limits) -> None:
    """Before a model is trained or imported.

    Args:
        count: of the models in the data folder.

    Raises:
        LimitReached: if there are too many already.
    """
    if count >= limits.models:
        raise LimitReached(
            N_(
                "This app may keep up to {limit} models of its own, and it has {count}."
            ),
            **_told(count, limits.models, "MAX_MODELS"),
        )


def check_runs(count: int, limits: Limits) -> None:
    """Before a training is started or resumed.

    Args:
        count: of the trainings that are queued or at work.

    Raises:
        LimitReached: if there are too many already.
    """
    if count >= limits.runs:
        raise LimitReached(
            N_("Up to {limit} trainings may wait or run at a time, and {count} do."),
            **_told(count, limits.runs, "MAX_RUNS"),
        )


def check_sessions(count: int, limits: Limits) -> None:
    """Before another page is connected.

    Args:
        count: of the pages that are open.

    Raises:
        LimitReached: if there are too many already.
    """
    if count >= limits.sessions:
        raise LimitReached(
            N_(
                "Up to {limit} pages of this app may be open at a time, and {count} "
                "are."
            ),
            **_told(count, limits.sessions, "MAX_SESSIONS"),
        )


def check_upload(size: int, own: int, all_together: int, limits: Limits) -> None:
    """Before a file is taken into memory.

    Args:
        size: of the file, in bytes.
        own: bytes of the visitor's other files.
        all_together: bytes of all visitors' other files.

    Raises:
        LimitReached: if that would be too much.
    """
    for others, most in (
        (own, limits.uploads_mb // SESSION_PART),
        (all_together, limits.uploads_mb),
    ):
        if others + size > most * MB:
            raise LimitReached(
                N_(
                    "Files that are being read may take up to {limit} MB of memory, "
                    "and with this one they would take {count}."
                ),
                limit=most,
                count=f"{(others + size) / MB:,.0f}",
                variable=f"{PREFIX}MAX_UPLOADS_MB",
            )


def check_disk(folder: Path, limits: Limits) -> None:
    """Before anything is written that stays.

    Args:
        folder: of the data; it may not be there yet.

    Raises:
        LimitReached: if the disk that it lies on is too full.
    """
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    filled = 100 * usage.used / (usage.used + usage.free)
    if filled >= limits.disk_percent:
        raise LimitReached(
            N_(
                "The disk may be filled up to {limit} %, and it is filled to {count} %."
            ),
            **_told(filled, limits.disk_percent, "MAX_DISK_PERCENT"),
        )


def _told(count: float, most: int, setting: str) -> dict[str, Any]:
    """What fills a sentence and its hint."""
    return {
        "limit": f"{most:,}",
        "count": f"{int(count):,}",
        "variable": f"{PREFIX}{setting}",
    }
