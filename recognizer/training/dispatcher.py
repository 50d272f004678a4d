"""python -m recognizer.training.dispatcher: passes runs on to a Ray cluster.

It takes runs as `recognizer.training.places` hands them over, as many as come, and
gives each to the cluster as a task with resources of its own. The cluster queues what
it has no room for. This process keeps the runs' locks until they have ended, so
that pages here see them as active, and gives a run to another node if its own is lost;
the run goes on from its checkpoint. If this process ends, so do its tasks.
"""

from __future__ import annotations

import os
import select
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recognizer.errors import N_, ClusterUnavailable, RecognizerError
from recognizer.settings import Settings, read_settings
from recognizer.training import places
from recognizer.training.runs import Hold, State
from recognizer.training.sharing import sharing
from recognizer.training.worker import written_into

if TYPE_CHECKING:
    from recognizer.training.ray_cluster import Cluster, Task

ATTEMPTS = 5
"""Nodes that may be lost under one run before it counts as interrupted."""
LOOK_EVERY_S = 0.2
LOG = "cluster.log"
"""What this process and Ray say; in the folder of runs."""


@dataclass(frozen=True)
class _Attempt:
    """A run that was given to the cluster.

    Attributes:
        number: from 1.
    """

    hold: Hold
    number: int = 1


def connected(settings: Settings) -> Cluster:
    """The settings' cluster.

    Raises:
        ClusterUnavailable: if it cannot be reached, or Ray is not installed.
    """
    try:
        from recognizer.training.ray_cluster import Cluster
    except ImportError as error:
        raise ClusterUnavailable(
            N_(
                "The setting RECOGNIZER_RAY needs the package ray, which is not "
                "installed."
            ),
            hint=N_("Install it by pip install -r requirements-cluster.txt."),
            details=error,
        ) from error
    return Cluster(settings)


class Dispatcher:
    """Runs that are queued or at work on a cluster."""

    def __init__(
        self, settings: Settings, connect: Callable[[Settings], Cluster] = connected
    ) -> None:
        """Dispatch to the settings' cluster, once there is something to do."""
        self._settings, self._connect = settings, connect
        self._cluster: Cluster | None = None
        self._at_work: dict[Task, _Attempt] = {}

    @property
    def is_busy(self) -> bool:
        """Whether any run has not ended."""
        return bool(self._at_work)

    def warm_up(self) -> None:
        """Connect, and have the cluster load TensorFlow, if it can be reached."""
        try:
            self._connected().warm_up()
        except ClusterUnavailable:
            return  # a run will say so

    def take(self, hold: Hold) -> None:
        """Give a run to the cluster."""
        try:
            self._begin(_Attempt(hold))
        except RecognizerError as error:
            hold.run.write_state(State("failed", error.to_json()))
            hold.release()

    def look(self, at_most_s: float) -> None:
        """See to the runs that were stopped in the queue, ended or lost their node.

        Args:
            at_most_s: how long to wait until one has ended, in seconds.
        """
        cluster = self._connected()
        for task, attempt in self._at_work.items():
            run = attempt.hold.run
            if run.is_asked_to_stop() and run.state().status == "waiting":
                cluster.cancel(task)
        for task, outcome in cluster.ended(list(self._at_work), at_most_s):
            attempt = self._at_work.pop(task)
            run = attempt.hold.run
            has_ended = not run.last_state().is_active
            if outcome == "lost" and not has_ended and attempt.number < ATTEMPTS:
                self._begin(_Attempt(attempt.hold, attempt.number + 1))
                continue
            if outcome == "ended" and run.last_state().status == "waiting":
                self._begin(attempt)  # a search that has chosen what to become
                continue
            if outcome == "cancelled":
                run.write_state(State("stopped"))
            elif isinstance(outcome, RecognizerError):
                run.write_state(State("failed", outcome.to_json()))
            attempt.hold.release()

    def _begin(self, attempt: _Attempt) -> None:
        cluster = self._connected()
        attempt.hold.run.write_state(State("waiting"))
        self._at_work[cluster.train(attempt.hold.run)] = attempt

    def _connected(self) -> Cluster:
        if self._cluster is None:
            self._cluster = self._connect(self._settings)
        return self._cluster


def main() -> int:
    """Take runs until there will be no more, and see all of them to their end."""
    os.environ.setdefault("RAY_NUM_REDIS_GET_RETRIES", "1")  # else it is 20 times 40 s
    settings = read_settings()
    settings.runs.mkdir(parents=True, exist_ok=True)
    dispatcher, is_open = Dispatcher(settings), True
    with (
        socket.socket(fileno=os.dup(sys.stdin.fileno())) as launcher,
        written_into(settings.runs / LOG),
        sharing(settings),
    ):
        if not select.select([launcher], [], [], 0)[0]:
            dispatcher.warm_up()
        while is_open or dispatcher.is_busy:
            wait_s = 0.0 if dispatcher.is_busy else None
            if is_open and select.select([launcher], [], [], wait_s)[0]:
                received = places.receive(launcher)
                is_open = received is not None
                if received is not None:
                    dispatcher.take(Hold.of(*received))
            else:
                dispatcher.look(LOOK_EVERY_S)
    return 0


if __name__ == "__main__":
    sys.exit(main())
