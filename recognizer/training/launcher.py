"""Start and resume training processes, without TensorFlow.

A worker has a session and a folder of its own and a lower priority. It outlives the
process that starts it, and its crash affects nobody else.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from recognizer.errors import RunActive, RunFinished
from recognizer.settings import ROOT, Settings
from recognizer.training import checks, runs
from recognizer.training.plan import Plan
from recognizer.training.runs import Hold, Run, State

WORKER = (sys.executable, "-m", "recognizer.training.worker")
KEEP_WARM_S = 600.0
"""How long a worker that has loaded TensorFlow waits; it takes 786 MiB."""


@dataclass(frozen=True)
class _Worker:
    """A process that waits at a socket for its run."""

    process: subprocess.Popen[bytes]
    socket: socket.socket

    def take(self, hold: Hold) -> None:
        """Hand it a run."""
        folder = os.fsencode(hold.run.path.resolve())
        socket.send_fds(self.socket, [folder], [hold.descriptor])
        self.socket.close()

    def end(self) -> None:
        """Let it end without a run."""
        self.socket.close()
        self.process.wait()


class Launcher:
    """Starts workers, and keeps one warm: TensorFlow takes seconds to load."""

    def __init__(
        self,
        settings: Settings,
        command: Sequence[str] = WORKER,
        keep_warm_s: float = KEEP_WARM_S,
    ) -> None:
        """Launch into the settings' folder of runs.

        Args:
            command: of a worker.
            keep_warm_s: how long the warm worker waits after the last `warm_up`.
        """
        self.folder = settings.runs
        self._settings = settings
        self._command = command
        self._keep_warm_s = keep_warm_s
        self._warm: _Worker | None = None
        self._timer: threading.Timer | None = None
        self._at_work: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """Have a worker load TensorFlow and wait for a run, unless one is active.

        It ends with this process, or if `warm_up` is not called again in time.
        """
        if any(run.state().is_active for run in runs.all_runs(self.folder)):
            return  # the next run has to wait anyhow
        with self._lock:
            self._warm = self._a_worker()
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(self._keep_warm_s, self._end_unused)
            self._timer.daemon = True
            self._timer.start()

    def start(self, plan: Plan) -> Run:
        """Create a run of a plan and start a worker for it.

        Raises:
            RecognizerError: if it cannot be trained, see `checks`, or written.
        """
        return self._start(plan)

    def go_on(self, run: Run, plan: Plan) -> Run:
        """Start a run that continues a stopped one; the model of that one stays.

        Args:
            plan: that of the stopped run, under another name.

        Raises:
            RunActive: if it is still running.
            RunFinished: if there is nothing left to train.
            RecognizerError: if it cannot be trained, see `checks`, or written.
        """
        if run.state().is_active:
            raise RunActive(run.number)
        if not run.can_go_on():
            raise RunFinished(run.number)
        return self._start(plan, run)

    def _start(self, plan: Plan, before: Run | None = None) -> Run:
        checks.check(plan, self._settings)
        checks.check_queue(plan, self._settings)
        hold = runs.create(plan, self.folder, before)
        self._launch(hold)
        return hold.run

    def resume(self, run: Run) -> None:
        """Resume a run from its last checkpoint.

        Raises:
            RunActive: if it is still running.
            RunFinished: if its model is published.
        """
        state = run.state()
        if state.is_active:
            raise RunActive(run.number)
        if not state.can_resume:
            raise RunFinished(run.number)
        hold = run.hold()
        run.forget_stop()
        run.write_state(State("waiting"))
        self._launch(hold)

    def close(self) -> None:
        """End the warm worker, and wait for the busy ones."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            worker, self._warm = self._warm, None
        if worker is not None:
            worker.end()
        for process in self._at_work:
            process.wait()

    def _launch(self, hold: Hold) -> None:
        try:
            with self._lock:
                worker, self._warm = self._a_worker(), None
                worker.take(hold)
                # poll() reaps finished workers.
                alive = [each for each in self._at_work if each.poll() is None]
                self._at_work = [*alive, worker.process]
        finally:
            hold.release()  # the worker has it now

    def _a_worker(self) -> _Worker:
        """The warm one, or a new one; only with the lock held."""
        if self._warm is not None:
            if self._warm.process.poll() is None:
                return self._warm
            self._warm.end()
        ours, theirs = socket.socketpair()
        process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env={**os.environ, **self._settings.to_environment()},
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        return _Worker(process, ours)

    def _end_unused(self) -> None:
        """End the warm worker, unless `warm_up` was called since."""
        with self._lock:
            if threading.current_thread() is not self._timer:
                return
            worker, self._warm = self._warm, None
        if worker is not None:
            worker.end()
