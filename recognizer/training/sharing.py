"""Share this machine's runs with others, in a thread, as long as a process lives.

One process of each machine does it at a time: of the app, or a worker that has outlived
it. What is done is in `recognizer.training.machine`.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from recognizer.errors import RecognizerError
from recognizer.settings import Settings
from recognizer.training import runs
from recognizer.training.places import Executes
from recognizer.training.runs import Mark, Run

if TYPE_CHECKING:
    from recognizer.training.machine import Machine

LOOK_EVERY_S = 0.5
AGAIN_S = 10.0
LAST_TOLD_WITHIN_S = 20.0

_log = logging.getLogger(__name__)


@contextmanager
def sharing(
    settings: Settings, here: Executes | None = None, at_work: Run | None = None
) -> Iterator[None]:
    """Share runs as long as this lasts, if the settings name a store.

    Args:
        here: executes what this machine takes from the queue; None to take nothing.
        at_work: the run that this very process trains; the process ends at once if
            another machine has taken it.
    """
    if settings.models_url is None:
        yield
        return
    sharer = Sharing(settings, settings.models_url, here, at_work)
    sharer.start()
    try:
        yield
    finally:
        sharer.close()


class Sharing:
    """A process's part in it."""

    def __init__(
        self,
        settings: Settings,
        store_url: str,
        here: Executes | None,
        at_work: Run | None,
    ) -> None:
        """Share nothing yet; the other arguments are those of `sharing`."""
        self._settings = settings
        self._store_url = store_url
        self._here = here
        self._at_work = at_work
        self._has_begun, self._ending = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="runs")

    def start(self) -> None:
        """Share in a thread of its own; this machine knows all runs from now on."""
        self._settings.runs.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        self._has_begun.wait()

    def close(self) -> None:
        """Tell what is left."""
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._ending.is_set():
                self._end_if_lost()
                with (
                    suppress(BlockingIOError),
                    runs.alone(self._settings.runs, "sharing"),
                ):
                    self._share()
                self._has_begun.set()
                self._ending.wait(LOOK_EVERY_S)
        finally:
            self._has_begun.set()

    def _share(self) -> None:
        """Share until the end, as the one process of this machine."""
        # Imported here, because SQLAlchemy takes a quarter of a second.
        from recognizer.training.machine import Machine
        from recognizer.training.register import Register

        with (
            closing(Register(self._settings, self._store_url)) as register,
            Machine(self._settings.runs, register, self._here) as machine,
        ):
            while not self._ending.is_set():
                self._end_if_lost()
                is_well = _step(machine)
                self._has_begun.set()
                self._ending.wait(LOOK_EVERY_S if is_well else AGAIN_S)
            machine.settle(LAST_TOLD_WITHIN_S)

    def _end_if_lost(self) -> None:
        if self._at_work is not None and self._at_work.has(Mark.LOST):
            os._exit(1)


def _step(machine: Machine) -> bool:
    """Do what there is to do; False if something was in the way."""
    try:
        machine.step()
    except RecognizerError as error:
        _log.warning("trainings are not shared: %s %s", error, error.details)
        return False
    except Exception:
        _log.exception("trainings are not shared")
        return False
    return True
