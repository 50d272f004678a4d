"""Progress bar and graceful Ctrl-C handling in a terminal."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from types import FrameType

from recognizer.training import runs, trials
from recognizer.training.progress import Progress
from recognizer.training.runs import Run, State
from recognizer.training.trials import Trial

BAR = 24
QUIET_EVERY_S = 10.0
LOOK_EVERY_S = 0.2
STATUS = {
    "waiting": "queued",
    "loading": "loading data",
    "training": "training",
    "publishing": "evaluating",
    "finished": "finished",
    "stopped": "stopped",
    "pruned": "stopped early",
    "failed": "failed",
    "interrupted": "interrupted",
}
"""Names of the statuses of a run."""


@contextmanager
def without_native_messages() -> Iterator[None]:
    """Hide what C++ libraries write to stderr.

    LiteRT reports each delegate that it creates and has no option against that.
    """
    sys.stderr.flush()
    original = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(original, 2)
        os.close(original)


class ProgressLine:
    """A line that is overwritten; in a file, a new line every ten seconds."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._written = -QUIET_EVERY_S
        self._width = 0
        self._line = ""
        self._unwritten = ""

    def close(self) -> None:
        """End the line."""
        if self._width:
            sys.stderr.write("\n")
        sys.stderr.write(self._unwritten)
        self._width, self._unwritten = 0, ""

    def show_bytes(self, here: int, total: int) -> None:
        """Show a download."""
        self._show(here, total, f"{here / 2**20:.1f} of {total / 2**20:.1f} MiB")

    def show_drawing(self, source: str, done: int, total: int) -> None:
        """Show how many training images are drawn."""
        self._show(done, total, f"drawing {source}")

    def show_files(self, done: int, total: int) -> None:
        """Show how many files are read."""
        self._show(done, total, f"{done:,} of {total:,} files")

    def show_training(self, progress: Progress) -> None:
        """Show a training."""
        held_out = progress.held_out_accuracy
        measured = "" if held_out is None else f"  held-out {held_out:.2%}"
        minutes, seconds = divmod(round(progress.remaining_s), 60)
        self._show(
            progress.step,
            progress.steps,
            f"loss {progress.loss:.4f}  accuracy {progress.accuracy:.2%}{measured}"
            f"  {progress.images_per_s:,.0f} images/s  {minutes}:{seconds:02} left",
        )

    def show_run(self, run: Run, state: State) -> None:
        """What a training is doing."""
        point = run.newest_point() or {}
        if state.status == "waiting":
            self._show(0, 1, _queue(run))
        elif state.status == "training" and (found := trials.of(run)):
            self._show_trials(found)
        elif state.status == "publishing":
            self._show(1, 1, STATUS[state.status])
        elif state.status != "loading" and "loss" in point:
            self.show_training(Progress.of_point(point))
        elif state.status == "loading" and point.get("loading") == "mnist":
            self.show_bytes(point["done"], point["total"])
        elif state.status == "loading" and "loading" in point:
            self.show_drawing(point["loading"], point["done"], point["total"])
        else:
            self._show(0, 1, STATUS[state.status])

    def _show_trials(self, found: list[Trial]) -> None:
        ended, best = sum(trial.has_ended for trial in found), trials.best(found)
        held_out = best and best.accuracy
        measured = "" if held_out is None else f"  best held-out {held_out:.2%}"
        self._show(ended, len(found), f"{ended} of {len(found)} trials{measured}")

    def say(self, text: str) -> None:
        """End the line, and write a sentence below it."""
        self.close()
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def _show(self, done: int, total: int, text: str) -> None:
        now = time.monotonic()
        filled = BAR * done // max(1, total)
        line = (
            f"{'█' * filled}{'░' * (BAR - filled)} {done / max(1, total):4.0%} {text}"
        )
        if self._is_terminal:
            sys.stderr.write("\r" + line.ljust(self._width))
            self._width = len(line)
        elif line != self._line:
            self._line, self._unwritten = line, line + "\n"
            if now - self._written >= QUIET_EVERY_S or done == total:
                sys.stderr.write(self._unwritten)
                self._written, self._unwritten = now, ""
        sys.stderr.flush()


@contextmanager
def interruption() -> Iterator[Callable[[], bool]]:
    """Note the first Ctrl-C instead of stopping; a second one stops at once.

    Also where Ctrl-C was ignored before, as shells have it for what ends in "&".

    Yields:
        A function that says whether Ctrl-C was pressed.
    """
    came = threading.Event()

    def take(number: int, frame: FrameType | None) -> None:
        came.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, take)
    try:
        yield came.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def follow(run: Run) -> State:
    """Show what a training is doing until it has ended; Ctrl-C asks it to stop.

    Raises:
        KeyboardInterrupt: at a second Ctrl-C; the training then stops by itself.
    """
    with closing(ProgressLine()) as line, interruption() as came:
        while (state := run.state()).is_active:
            if came() and not run.is_asked_to_stop():
                run.ask_to_stop()
                line.say(
                    "Stopping; the best model so far is kept."
                    " Press Ctrl-C again not to wait for it."
                )
            line.show_run(run, state)
            time.sleep(LOOK_EVERY_S)
        if state.figures is not None:
            line.show_run(run, state)
    return state


def _queue(run: Run) -> str:
    """What a training waits for."""
    active = [
        f"{other.number}"
        for other in runs.all_runs(run.path.parent)
        if other.number != run.number and other.state().is_active
    ]
    return f"queued, after training {', '.join(active)}" if active else "queued"
