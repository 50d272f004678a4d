"""A Ray cluster that trains: each run a task with resources of its own.

Every node has this app and TensorFlow installed, and finds the data folder and the data
sets under the same paths. A task trains in the run's folder as a worker does, so that
progress, Stop, checkpoints and publishing are what they are on one machine.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import ray
from ray.exceptions import RayError, RayTaskError, TaskCancelledError

from recognizer.errors import (
    N_,
    ClusterUnavailable,
    RecognizerError,
    TrainingFailed,
    from_json,
)
from recognizer.settings import ROOT, Settings
from recognizer.training import runs, trials, worker
from recognizer.training.runs import Run
from recognizer.training.worker import Session

MAX_WARM = 8
"""Most processes that load TensorFlow before there is a run; each takes 786 MiB."""
TRAININGS_A_PROCESS = 10
"""After these a node starts a new process, so that leaks of libraries stay small."""

REACH_S = 10.0
ATTEMPTS = 3
"""To connect: of the servers that Ray forks for clients, now and then one dies as it is
born, since gRPC does not outlive every fork."""

Task = ray.ObjectRef[Any]
Outcome = Literal["ended", "cancelled", "lost"] | RecognizerError


class Cluster:
    """A connection to a cluster; what it was given ends with it."""

    def __init__(self, settings: Settings) -> None:
        """Connect.

        Raises:
            ClusterUnavailable: if the cluster cannot be reached, or has another
                version of Python or Ray.
        """
        self._settings = settings
        threads = str(settings.ray_cpus)
        variables = {
            "PYTHONPATH": str(ROOT),
            "TF_NUM_INTRAOP_THREADS": threads,
            "TF_NUM_INTEROP_THREADS": threads,
        }
        try:
            _reach(settings.ray)
            _connect(settings.ray, variables)
        except Exception as error:  # Ray raises many kinds
            raise ClusterUnavailable(
                N_("The Ray cluster {address} cannot be reached."),
                hint=N_(
                    "Start it, or correct the setting RECOGNIZER_RAY; Python and Ray "
                    "must have the same versions there as here."
                ),
                address=settings.ray,
                details=error,
            ) from error
        resources: dict[str, Any] = {
            "num_cpus": settings.ray_cpus,
            "num_gpus": settings.ray_gpus,
            "scheduling_strategy": "SPREAD",
        }
        # Lost tasks are begun again by the dispatcher, so that Stop holds in between.
        once = ray.remote(max_retries=0, max_calls=TRAININGS_A_PROCESS, **resources)
        self._train: Any = once(train_on_node)
        self._search: Any = ray.remote(max_retries=0, num_cpus=0)(search_on_node)
        self._warm_up: Any = ray.remote(max_retries=0, **resources)(_warm_up)

    def warm_up(self) -> None:
        """Have free processes load TensorFlow, so that the next runs begin at once."""
        resources: dict[str, float] = ray.available_resources()  # type: ignore[no-untyped-call]
        free = resources.get("CPU", 0.0) // self._settings.ray_cpus
        for _ in range(min(int(free), MAX_WARM)):
            self._warm_up.remote()

    def train(self, run: Run) -> Task:
        """Queue a run: a search, until it has chosen what to become, or a training."""
        is_search = run.plan().search is not None and trials.chosen(run) is None
        do = self._search if is_search else self._train
        task: Task = do.remote(str(run.path), self._settings)
        return task

    def cancel(self, task: Task) -> None:
        """Take a run out of the queue."""
        ray.cancel(task)

    def ended(
        self, tasks: list[Task], at_most_s: float
    ) -> Iterator[tuple[Task, Outcome]]:
        """The tasks that have ended, and how.

        Args:
            at_most_s: how long to wait for the first, in seconds.
        """
        ray.wait(tasks, timeout=at_most_s)
        done, _others = ray.wait(tasks, num_returns=len(tasks), timeout=0)
        for task in done:
            yield task, _outcome(task)


def _connect(address: str | None, variables: dict[str, str]) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            ray.init(
                address,
                log_to_driver=False,
                logging_level=logging.ERROR,
                runtime_env={"env_vars": variables},
            )
        except ConnectionAbortedError:
            if attempt == ATTEMPTS:
                raise
        else:
            return


def _reach(address: str | None) -> None:
    """Try at once what Ray would try for half a minute.

    Raises:
        OSError: if nothing answers there.
    """
    parts = urlsplit(address or "")
    if parts.hostname is not None:
        socket.create_connection((parts.hostname, parts.port or 0), REACH_S).close()


def _outcome(task: Task) -> Outcome:
    try:
        problem = ray.get(task)
    except TaskCancelledError:
        return "cancelled"
    except (RayTaskError, ray.exceptions.RuntimeEnvSetupError) as error:
        return TrainingFailed(details=error)
    except RayError:
        return "lost"
    return "ended" if problem is None else from_json(problem)


def train_on_node(folder: str, settings: Settings) -> dict[str, Any] | None:
    """Train a run on this node.

    Returns:
        Why it cannot even be said in the run's folder; None if it was trained.
    """
    return _work(Run(Path(folder)), settings, worker.load_keras)


def search_on_node(folder: str, settings: Settings) -> dict[str, Any] | None:
    """See to a search on this node; returns what `train_on_node` does."""
    # Imported here, because Ray Tune takes seconds, and only searches need it.
    from recognizer.training.ray_search import ClusterSearch

    return _work(Run(Path(folder)), settings, ClusterSearch)


def _work(
    run: Run, settings: Settings, load: Callable[[], Session]
) -> dict[str, Any] | None:
    if not run.path.is_dir():
        return ClusterUnavailable(
            N_("The node {name} of the cluster does not find the folder {path}."),
            hint=N_("Share the data folder, and give it the same path on every node."),
            name=socket.gethostname(),
            path=run.path,
        ).to_json()
    with worker.written_into(run.log):
        worker.train(run, settings, load, _turn)
    return None


@contextmanager
def _turn(run: Run) -> Iterator[bool]:
    """Wait for the run's process on a lost node, should that still be alive."""
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(runs.alone(run.path))
                break
            except BlockingIOError:
                time.sleep(worker.LOOK_EVERY_S)
        yield not run.is_asked_to_stop()


def _warm_up() -> None:
    worker.load_keras().warm_up()
