"""python -m recognizer.training.worker: one training, in a process of its own.

Reads a run's folder from its input: it may be started before there is a run, so that
TensorFlow is loaded when one comes. If none comes and the input ends, so does it. A
run that waits for its turn waits without TensorFlow, or a queue would fill the memory.
"""

from __future__ import annotations

import os
import select
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from recognizer.atomic_files import NO_ROOM
from recognizer.errors import DiskFull, RecognizerError, TrainingFailed
from recognizer.settings import Settings, read_settings
from recognizer.training import runs
from recognizer.training.runs import Run, State

NICENESS = 10
LOOK_EVERY_S = 0.2


def main() -> int:
    """Wait for a run, and see to it."""
    os.nice(NICENESS)
    if not select.select([sys.stdin], [], [], 0)[0]:
        from recognizer.training.keras import session

        session.warm_up()
    line = sys.stdin.readline().strip()
    if not line:
        return 0
    run = Run(Path(line))
    _write_into(run.log)
    with _held(run):
        return _see_to(run, read_settings())


def _see_to(run: Run, settings: Settings) -> int:
    try:
        plan = run.plan()
        run.write_state(State("waiting"))
        with _turn(run) as is_ours:
            if not is_ours:
                run.write_state(State("stopped"))
                return 0
            run.write_state(State("loading"))
            from recognizer.training.keras import session

            state = session.train(run, plan, settings)
    except Exception as error:  # whatever it is, the page must tell
        traceback.print_exc()
        state = State("failed", _told(error).to_json())
    run.write_state(state)
    return 0 if state.status != "failed" else 1


def _told(error: Exception) -> RecognizerError:
    """What went wrong, for a person; the whole of it is in the run's log."""
    if isinstance(error, RecognizerError):
        return error
    # TensorFlow's own errors carry no number, but the system's words.
    if any(os.strerror(number) in str(error) for number in NO_ROOM):
        return DiskFull()
    return TrainingFailed(details=repr(error))


@contextmanager
def _held(run: Run) -> Iterator[None]:
    """Have the run in hand; a page that looks whether we live may be in the way."""
    with ExitStack() as stack:
        for _ in range(50):
            try:
                stack.enter_context(run.held())
                break
            except BlockingIOError:
                time.sleep(0.02)
        else:
            raise SystemExit(f"training {run.number} is in another worker's hands")
        yield


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
