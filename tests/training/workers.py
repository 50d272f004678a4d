"""Processes that train, or only seem to: how they are started and found."""

from __future__ import annotations

import sys

import psutil

from recognizer.training.places import Place
from recognizer.training.runs import Run
from tests.waiting import wait_until

STUB = Place((sys.executable, "-m", "tests.training.stub_worker"))
COUNTING = Place((sys.executable, "-m", "tests.training.counting_worker"))
SAVING = Place((sys.executable, "-m", "tests.training.saving_worker"))


def workers() -> list[psutil.Process]:
    """Workers that this process started and that have not ended."""
    return [each for each in psutil.Process().children() if _is_worker(each)]


def _is_worker(process: psutil.Process) -> bool:
    try:
        line = " ".join(process.cmdline())
        is_running = process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:  # it has ended just now
        return False
    # One that was started just now has no command line yet.
    return is_running and ("worker" in line or not line)


def worker_of(run: Run) -> psutil.Process:
    """The worker that has a run's lock open."""
    wait_until(run.log.exists)  # the launcher has let go of it
    for worker in workers():
        if any(file.path == str(run.path / "lock") for file in worker.open_files()):
            return worker
    raise AssertionError("nobody holds the lock")
