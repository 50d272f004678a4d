"""Start and resume trainings, without TensorFlow."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from recognizer.errors import InvalidSetting, RunActive, RunFinished
from recognizer.settings import Settings
from recognizer.training import checks, places, runs
from recognizer.training.places import Place, Process
from recognizer.training.plan import Plan
from recognizer.training.runs import Hold, Mark, Run, State

if TYPE_CHECKING:
    from recognizer.training.register import Register

KEEP_WARM_S = 600.0
"""How long a process that has loaded TensorFlow waits; it takes 786 MiB."""


class Launcher:
    """Starts runs, and keeps a process warm while somebody may need it.

    A cold process takes seconds to load.
    """

    def __init__(
        self,
        settings: Settings,
        place: Place | None = None,
        keep_warm_s: float = KEEP_WARM_S,
    ) -> None:
        """Launch into the settings' folder of runs.

        Args:
            place: where runs are executed; None for where the settings say.
            keep_warm_s: how long the warm process waits after the last `warm_up`.
        """
        self.folder = settings.runs
        self.register = _register(settings)
        self._settings = settings
        self._place = place or places.chosen(settings)
        self._keep_warm_s = keep_warm_s
        self._warm: Process | None = None
        self._timer: threading.Timer | None = None
        self._at_work: list[Process] = []
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """Have a process load TensorFlow and wait for a run.

        Nothing happens while the next run has to wait for another one anyhow. The
        process ends with this one, or if `warm_up` is not called again in time.
        """
        if not self._place.takes_many and any(
            run.state().is_active for run in runs.all_runs(self.folder)
        ):
            return
        with self._lock:
            self._warm = self._a_process()
            self._end_later()

    def start(self, plan: Plan) -> Run:
        """Create a run of a plan and start a worker for it.

        Raises:
            RecognizerError: if it cannot be trained, see `checks`, or written.
        """
        return self._start(plan)

    def start_next(self, plan: Plan, before: Run | None = None) -> Run:
        """Start a run under the next free name, whoever else starts one just now.

        Args:
            plan: its name is what the free name begins with.
            before: the stopped run that it continues; None for a new one.

        Raises:
            RunActive, RunFinished, RecognizerError: as `start` and `go_on` do.
        """
        while True:
            named = replace(plan, name=self._free_name(plan.name))
            try:
                return self.go_on(before, named) if before else self.start(named)
            except InvalidSetting:
                if self._free_name(plan.name) == named.name:
                    raise  # it is not the name that is wrong

    def _free_name(self, stem: str) -> str:
        others = () if self.register is None else self.register.names()
        return checks.free_name(stem, self._settings, others)

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
        next_number = None if self.register is None else self.register.next_number
        hold = runs.create(plan, self.folder, before, next_number)
        if self.register is None or plan.ship:  # into this machine's checkout
            hold.run.mark(Mark.QUEUED, False)
            self.launch(hold)
        else:
            hold.release()  # it is marked as queued
            self.register.add(hold.run)
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
        if self.register is not None:
            self.register.resume(run)
            return
        hold = run.hold()
        run.forget_stop()
        run.write_state(State("waiting"))
        self.launch(hold)

    def delete(self, run: Run) -> None:
        """Delete a run on all machines; its model stays.

        Raises:
            RunActive: if it is still running.
            PermissionDenied: if the system does not let it be removed.
            RecognizerError: if the other machines cannot be told.
        """
        if run.state().is_active:
            raise RunActive(run.number)
        if self.register is not None and not self.register.delete(run):
            raise RunActive(run.number)
        with suppress(FileNotFoundError):  # another process has heard of it already
            run.delete()

    def close(self) -> None:
        """End the warm process, and wait for the busy ones."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            warm, self._warm = self._warm, None
        if warm is not None:
            warm.no_more()
            warm.wait()
        for process in self._at_work:
            process.wait()
        if self.register is not None:
            self.register.close()

    @property
    def takes_many(self) -> bool:
        """Whether several runs may be at work at the same time."""
        return self._place.takes_many

    def launch(self, hold: Hold) -> None:
        """Have a locked run executed, as soon as it is its turn on this machine."""
        try:
            with self._lock:
                process, self._warm = self._a_process(), None
                process.take(hold)
                if self._place.takes_many:
                    self._warm = process
                    self._end_later()
                else:
                    process.no_more()
                alive = [each for each in self._at_work if not each.has_ended]
                if process not in alive:
                    alive.append(process)
                self._at_work = alive
        finally:
            hold.release()  # the process has it now

    def _a_process(self) -> Process:
        """The warm one, or a new one; only with the lock held."""
        if self._warm is not None:
            if not self._warm.has_ended:
                return self._warm
            self._warm.no_more()
        return places.start(self._place, self._settings)

    def _end_later(self) -> None:
        """End the warm process in a while; only with the lock held."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(self._keep_warm_s, self._end_unused)
        self._timer.daemon = True
        self._timer.start()

    def _end_unused(self) -> None:
        """End the warm process, unless `warm_up` was called since."""
        with self._lock:
            if threading.current_thread() is not self._timer:
                return
            warm, self._warm = self._warm, None
        if warm is not None:
            warm.no_more()
            warm.wait()


def _register(settings: Settings) -> Register | None:
    """The list and the queue of all machines, if the settings name some."""
    if settings.models_url is None:
        return None
    # Imported here, because SQLAlchemy takes a quarter of a second.
    from recognizer.training.register import Register

    return Register(settings, settings.models_url)
