"""What a terminal shows while something takes its time, and Ctrl-C taken in peace."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recognizer.training.progress import Progress

BAR = 24
QUIET_EVERY_S = 10.0


@contextmanager
def without_native_messages() -> Iterator[None]:
    """Keep what C++ libraries write by themselves out of the terminal.

    LiteRT tells of each delegate that it makes and has no switch for that.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


class ProgressLine:
    """One line that is written over; into a file, a new line every ten seconds."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._written = -QUIET_EVERY_S
        self._width = 0

    def close(self) -> None:
        """Leave the line behind."""
        if self._width:
            sys.stderr.write("\n")

    def show_bytes(self, here: int, total: int) -> None:
        """A download."""
        self._show(here, total, f"{here / 2**20:.1f} of {total / 2**20:.1f} MiB")

    def show_drawing(self, source: str, done: int, total: int) -> None:
        """Training images being drawn."""
        self._show(done, total, f"drawing {source}")

    def show_files(self, done: int, total: int) -> None:
        """Files being read."""
        self._show(done, total, f"{done:,} of {total:,} files")

    def show_training(self, progress: Progress) -> None:
        """A training."""
        held_out = progress.held_out_accuracy
        measured = "" if held_out is None else f"  held-out {held_out:.2%}"
        minutes, seconds = divmod(round(progress.remaining_s), 60)
        self._show(
            progress.step,
            progress.steps,
            f"loss {progress.loss:.4f}  accuracy {progress.accuracy:.2%}{measured}"
            f"  {progress.images_per_s:,.0f} images/s  {minutes}:{seconds:02} left",
        )

    def _show(self, done: int, total: int, text: str) -> None:
        now = time.monotonic()
        filled = BAR * done // max(1, total)
        line = (
            f"{'█' * filled}{'░' * (BAR - filled)} {done / max(1, total):4.0%} {text}"
        )
        if self._is_terminal:
            sys.stderr.write("\r" + line.ljust(self._width))
            self._width = len(line)
        elif now - self._written >= QUIET_EVERY_S or done == total:
            sys.stderr.write(line + "\n")
            self._written = now
        sys.stderr.flush()


@contextmanager
def interruption() -> Iterator[Callable[[], bool]]:
    """Take Ctrl-C as a wish to stop soon; a second one stops at once.

    Yields:
        What tells whether Ctrl-C was pressed.
    """
    came = threading.Event()

    def take(number: int, frame: FrameType | None) -> None:
        came.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, take)
    try:
        yield came.is_set
    finally:
        signal.signal(signal.SIGINT, before)
