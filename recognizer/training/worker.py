"""python -m recognizer.training.worker: one training, in a process of its own.

It takes a run as `recognizer.training.places` hands it over. A queued run waits without
TensorFlow, because a queue would otherwise fill the memory.
"""

from __future__ import annotations

import os
import select
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from recognizer.atomic_files import NO_ROOM, why_not_written
from recognizer.errors import DiskFull, RecognizerError, TrainingFailed
from recognizer.settings import Settings, read_settings
from recognizer.training import checks, places, runs
from recognizer.training.plan import Plan
from recognizer.training.runs import Hold, Mark, Run, State
from recognizer.training.sharing import sharing

if TYPE_CHECKING:
    from recognizer.training.sources import TrainingData

NICENESS = 10
LOOK_EVERY_S = 0.2


class Session(Protocol):
    """Trains networks; see `recognizer.training.keras.session`."""

    def warm_up(self) -> None:
        """Do in advance what the first step would wait for."""

    def train(self, run: Run, plan: Plan, settings: Settings) -> State:
        """Train by a plan, and publish the model."""


class TrialSession(Session, Protocol):
    """Trains the trials of a search too."""

    def train_trial(
        self,
        trial: Run,
        settings: Settings,
        data: TrainingData,
        goes_on: Callable[[float, float], bool],
        is_asked_to_stop: Callable[[], bool],
    ) -> None:
        """Train a trial as far as it is worth it."""


def load_keras() -> TrialSession:
    """Load TensorFlow, which takes seconds."""
    from recognizer.training.keras import session

    return session


def main(load: Callable[[], Session] = load_keras) -> int:
    """Wait for a run, and train it.

    Args:
        load: gives the session; called once it is needed.
    """
    os.nice(NICENESS)
    with socket.socket(fileno=os.dup(sys.stdin.fileno())) as launcher:
        if not select.select([launcher], [], [], 0)[0]:
            load().warm_up()
        received = places.receive(launcher)
    if received is None:
        return 0
    hold, settings = Hold.of(*received), read_settings()
    with written_into(hold.run.log), sharing(settings, at_work=hold.run):
        try:
            state = train(hold.run, settings, load, _turn)
        finally:
            hold.release()
    return 0 if state.status != "failed" else 1


def train(
    run: Run,
    settings: Settings,
    load: Callable[[], Session],
    turn: Callable[[Run], AbstractContextManager[bool]],
) -> State:
    """Train a run in this process, and write how it ended.

    Args:
        load: gives the session; called once it is needed.
        turn: waits until the run may train; gives False if it was stopped meanwhile.
    """
    try:
        plan = run.plan()
        run.write_state(State("waiting"))
        with turn(run) as is_ours:
            if is_ours:
                run.write_state(State("loading"))
                checks.check(plan, settings)  # much may have changed meanwhile
                state = load().train(run, plan, settings)
            else:
                state = State("stopped")
    except Exception as error:  # the page shows every error
        traceback.print_exc()
        state = State("failed", _explained(error).to_json())
    run.write_state(state)
    return state


def _explained(error: Exception) -> RecognizerError:
    """The error to show; the traceback is in the run's log."""
    if isinstance(error, RecognizerError):
        return error
    if isinstance(error, OSError) and (foreseen := why_not_written(error)):
        return foreseen
    # TensorFlow's errors have no errno, only the system's message.
    if any(os.strerror(number) in str(error) for number in NO_ROOM):
        return DiskFull()
    return TrainingFailed(details=repr(error))


@contextmanager
def _turn(run: Run) -> Iterator[bool]:
    """Wait until all older runs are done; yields False if stopped meanwhile."""
    with ExitStack() as stack:
        while not (is_ours := _take_machine(run, stack)):
            if run.is_asked_to_stop():
                break
            time.sleep(LOOK_EVERY_S)
        yield is_ours


def _take_machine(run: Run, stack: ExitStack) -> bool:
    folder = run.path.parent
    if not run.has(Mark.SHARED):  # else the machine took it from the common queue
        older = [each for each in runs.all_runs(folder) if each.number < run.number]
        if any(each.state().is_active for each in older):
            return False
    try:
        stack.enter_context(runs.alone(folder))
    except BlockingIOError:
        return False
    return True


@contextmanager
def written_into(log: Path) -> Iterator[None]:
    """Redirect this process's output into a run's log."""
    before = [(stream, os.dup(stream)) for stream in (1, 2)]
    try:
        with open(log, "ab") as file:
            for stream, _original in before:
                os.dup2(file.fileno(), stream)
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for stream, original in before:
            os.dup2(original, stream)
            os.close(original)


if __name__ == "__main__":
    sys.exit(main())
