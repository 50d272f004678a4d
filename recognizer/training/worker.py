"""python -m recognizer.training.worker: one training, in a process of its own.

Its input is a socket on which the launcher hands it a run: the folder, and the locked
descriptor by which it is active. It may be started before there is a run, so that
TensorFlow is loaded when one comes. If none comes and the input ends, so does it. A
run that waits for its turn waits without TensorFlow, or a queue would fill the memory.
"""

from __future__ import annotations

import os
import select
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from recognizer.atomic_files import NO_ROOM, why_not_written
from recognizer.errors import DiskFull, RecognizerError, TrainingFailed
from recognizer.settings import Settings, read_settings
from recognizer.training import checks, runs
from recognizer.training.runs import Hold, Plan, Run, State

NICENESS = 10
LOOK_EVERY_S = 0.2
MAX_PATH = 4096


class Session(Protocol):
    """What trains."""

    def warm_up(self) -> None:
        """Do once what the first step would else wait for."""

    def train(self, run: Run, plan: Plan, settings: Settings) -> State:
        """Train by a plan, and publish what comes of it."""


def load_keras() -> Session:
    """Load TensorFlow, which takes seconds."""
    from recognizer.training.keras import session

    return session


def main(load: Callable[[], Session] = load_keras) -> int:
    """Wait for a run, and see to it.

    Args:
        load: gives what trains; called once it is needed.
    """
    os.nice(NICENESS)
    with socket.socket(fileno=os.dup(sys.stdin.fileno())) as launcher:
        if not select.select([launcher], [], [], 0)[0]:
            load().warm_up()
        folder, descriptors, *_ = socket.recv_fds(launcher, MAX_PATH, 1)
    if not descriptors:
        return 0
    hold = Hold(Run(Path(os.fsdecode(folder))), descriptors[0])
    _write_into(hold.run.log)
    try:
        return _see_to(hold.run, read_settings(), load)
    finally:
        hold.release()


def _see_to(run: Run, settings: Settings, load: Callable[[], Session]) -> int:
    try:
        plan = run.plan()
        run.write_state(State("waiting"))
        with _turn(run) as is_ours:
            if not is_ours:
                run.write_state(State("stopped"))
                return 0
            run.write_state(State("loading"))
            checks.check(plan, settings)  # much may have changed in the queue
            state = load().train(run, plan, settings)
    except Exception as error:  # whatever it is, the page must tell
        traceback.print_exc()
        state = State("failed", _told(error).to_json())
    run.write_state(state)
    return 0 if state.status != "failed" else 1


def _told(error: Exception) -> RecognizerError:
    """What went wrong, for a person; the whole of it is in the run's log."""
    if isinstance(error, RecognizerError):
        return error
    if isinstance(error, OSError) and (foreseen := why_not_written(error)):
        return foreseen
    # TensorFlow's own errors carry no number, but the system's words.
    if any(os.strerror(number) in str(error) for number in NO_ROOM):
        return DiskFull()
    return TrainingFailed(details=repr(error))


@contextmanager
def _turn(run: Run) -> Iterator[bool]:
    """Wait for the machine, the older runs first; False if asked to stop meanwhile."""
    with ExitStack() as stack:
        while not (is_ours := _take_machine(run, stack)):
            if run.is_asked_to_stop():
                break
            time.sleep(LOOK_EVERY_S)
        yield is_ours


def _take_machine(run: Run, stack: ExitStack) -> bool:
    folder = run.path.parent
    older = [each for each in runs.all_runs(folder) if each.number < run.number]
    if any(each.state().is_active for each in older):
        return False
    try:
        stack.enter_context(runs.machine(folder))
    except BlockingIOError:
        return False
    return True


def _write_into(log: Path) -> None:
    """From now on, what this process writes goes into the run's folder."""
    with open(log, "ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)


if __name__ == "__main__":
    sys.exit(main())
