"""Start training processes and find them again; nothing here knows TensorFlow.

A worker lives apart from the web process: its own session, its own folder, lower
priority. It goes on when the web process ends, and a crash of it touches nobody.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from recognizer.errors import RunActive
from recognizer.settings import ROOT
from recognizer.training import runs
from recognizer.training.runs import Plan, Run, State

_COMMAND = [sys.executable, "-m", "recognizer.training.worker"]


@dataclass(frozen=True)
class _Warm:
    """A worker that has no run yet, and the pipe on which it waits for one."""

    process: subprocess.Popen[bytes]
    pipe: int


class Launcher:
    """Starts workers, and keeps one warm: TensorFlow takes seconds to load."""

    def __init__(self, folder: Path) -> None:
        """Launch into a folder of runs."""
        self.folder = folder
        self._warm: _Warm | None = None
        self._started: dict[int, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """Have a worker load TensorFlow and wait; it ends with this process."""
        with self._lock:
            self._warm = self._a_warm_one()

    def start(self, plan: Plan) -> Run:
        """Note a plan as a run, and have a worker see to it."""
        run = runs.create(plan, self.folder)
        self._launch(run)
        return run

    def state(self, run: Run) -> State:
        """A run's state; one whose worker is still loading waits."""
        state = run.state()
        process = self._started.get(run.number)
        if state.status == "interrupted" and process and process.poll() is None:
            return State("waiting")
        return state

    def resume(self, run: Run) -> None:
        """Let a stopped or interrupted run go on from its last checkpoint.

        Raises:
            RunActive: if it is still running.
        """
        if self.state(run).is_active:
            raise RunActive(run.number)
        run.forget_stop()
        run.write_state(State("waiting"))
        self._launch(run)

    def close(self) -> None:
        """End the warm worker, and wait for those at work."""
        with self._lock:
            if self._warm is not None:
                os.close(self._warm.pipe)
                self._warm.process.wait()
                self._warm = None
            for process in self._started.values():
                process.wait()

    def _launch(self, run: Run) -> None:
        with self._lock:
            worker, self._warm = self._a_warm_one(), None
            os.write(worker.pipe, f"{run.path.resolve()}\n".encode())
            os.close(worker.pipe)
            if run.number in self._started:
                self._started[run.number].wait()
            # Ended ones are asked for, so that the system can forget them.
            self._started = {
                number: process
                for number, process in self._started.items()
                if process.poll() is None
            }
            self._started[run.number] = worker.process

    def _a_warm_one(self) -> _Warm:
        if self._warm is not None and self._warm.process.poll() is None:
            return self._warm
        if self._warm is not None:
            os.close(self._warm.pipe)
        reader, writer = os.pipe()
        process = subprocess.Popen(
            _COMMAND,
            cwd=ROOT,
            stdin=reader,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(reader)
        return _Warm(process, writer)
