"""A cluster of two nodes with a core each on this machine: many runs, and a search.

Each figure is printed once it is known. Speeds mean something only on an idle machine
with at least two cores.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import psutil

from recognizer.network import bundles
from recognizer.settings import Settings, read_settings
from recognizer.training import loading, runs, trials, worker
from recognizer.training.launcher import Launcher
from recognizer.training.plan import Plan
from recognizer.training.recipe import Recipe
from recognizer.training.recipes import QUICK
from recognizer.training.runs import Run
from recognizer.training.space import Search, usual
from tests.training.ray_nodes import Nodes, nodes

RUNS = 8
TRIALS = 24
NODES = 2
ROUNDS = 3
PATIENCE_S = 300.0
"""What has not ended by then is counted as not ended."""


def run(recipe: Recipe = QUICK, at_once: int = RUNS, tried: int = TRIALS) -> None:
    """Print the table of runs at once, first points, and a search.

    Args:
        recipe: of all trainings.
        at_once: how many runs.
        tried: how many trials the search has.
    """
    print("| | measured | wanted |\n|---|---|---|")
    with _cluster(1) as (_nodes, launcher):
        alone = _run_at_once(launcher, "alone", recipe, at_once)
        _print(f"{at_once} runs, one node", alone)
    with _cluster(NODES) as (started, launcher):
        both = _run_at_once(launcher, "both", recipe, at_once)
        part = both.seconds / alone.seconds
        _print("two nodes", f"{both}; {part:.2f} of one node's time", "0.60")
        there = _first_point(launcher, recipe)
        _print("first point, warm cluster", f"{there:.2f} s")
        found = _search(launcher, recipe, tried)
        _print(f"a search of {tried} trials", found)
        left = _run_at_once(launcher, "left", recipe, at_once, started)
        _print("one of two nodes killed half way", left)
    with _data() as settings:
        launcher = Launcher(settings)
        here = _first_point(launcher, recipe)
        launcher.close()
    text = f"{here:.2f} s; on the cluster {there / here:.2f} times that"
    _print("first point, this machine's warm worker", text, "1.50 times")
    full = _train_in_full(recipe, tried)
    text = f"{full}; the search has {100 * (found.accuracy - full.accuracy):+.2f} "
    text += f"points and {found.images / full.images:.2f} of the images"
    _print(f"the same {tried} trials in full", text, "-0.10 points, 0.50")


def _print(name: str, measured: object, wanted: str = "") -> None:
    print(f"| {name} | {measured} | {wanted} |", flush=True)


@contextmanager
def _data() -> Iterator[Settings]:
    """An empty data folder, and the data sets of this machine."""
    with tempfile.TemporaryDirectory() as folder:
        here = read_settings()
        yield replace(
            here, data=Path(folder), database_url=f"sqlite:///{folder}/drawings.sqlite"
        )


@contextmanager
def _cluster(count: int) -> Iterator[tuple[Nodes, Launcher]]:
    """A cluster that has trained once, and what starts trainings on it."""
    with nodes(count) as started, _data() as settings:
        os.environ["RAY_ADDRESS"] = started.address
        launcher = Launcher(replace(settings, ray="auto"))
        warm = replace(QUICK, images=500)
        _wait([launcher.start(Plan(f"warm-{n}", warm)) for n in range(count)])
        yield started, launcher
        for left in runs.all_runs(launcher.folder):
            left.ask_to_stop()
        launcher.close()


@dataclass(frozen=True)
class _Ended:
    """What came of runs that were begun at once."""

    seconds: float
    finished: int
    published: int
    listed: int

    def __str__(self) -> str:
        return (
            f"{self.seconds:.0f} s, {self.finished} finished, {self.published} models, "
            f"{self.listed} in the list"
        )


def _run_at_once(
    launcher: Launcher,
    name: str,
    recipe: Recipe,
    count: int,
    killed: Nodes | None = None,
) -> _Ended:
    """Begin runs at once, and wait until all have ended.

    Args:
        killed: they lose a node when half of the runs have ended.
    """
    begun = time.monotonic()
    started = [launcher.start(Plan(f"{name}-{n}", recipe)) for n in range(count)]
    if killed is not None:
        _wait(started, count // 2)
        killed.kill_one()
    _wait(started)
    took = time.monotonic() - begun
    models = bundles.names([launcher.folder.parent / "models"])
    listed = [plan.name for _run, plan in runs.planned(launcher.folder)]
    return _Ended(
        took,
        sum(each.state().status == "finished" for each in started),
        sum(each.startswith(f"{name}-") for each in models),
        sum(each.startswith(f"{name}-") for each in listed),
    )


def _first_point(launcher: Launcher, recipe: Recipe) -> float:
    """Median of the seconds from the press to the first point of the curve, warm."""
    took = []
    for number in range(ROUNDS):
        launcher.warm_up()
        _wait_until_idle()
        begun = time.monotonic()
        started = launcher.start(Plan(f"first-{number}", recipe))
        while started.state().is_active and not _has_point(started):
            time.sleep(0.01)
        took.append(time.monotonic() - begun)
        started.ask_to_stop()
        _wait([started])
    return statistics.median(took)


def _has_point(started: Run) -> bool:
    return any("loss" in point for point in started.progress())


def _wait_until_idle() -> None:
    """Wait for TensorFlow to be loaded: until nothing keeps a core busy."""
    for _second in range(30):
        if psutil.cpu_percent(1.0) < 50 / (psutil.cpu_count() or 1):
            break


@dataclass(frozen=True)
class _Found:
    """Validation accuracy of the best trial, and the images that all trials saw."""

    accuracy: float
    images: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.accuracy:.2%} of {self.images:,} images, in {self.seconds:.0f} s"


def _search(launcher: Launcher, recipe: Recipe, count: int) -> _Found:
    """Search on the cluster."""
    begun = time.monotonic()
    started = launcher.start(Plan("searched", recipe, search=_what(recipe, count)))
    _wait([started])
    return _found(started, begun)


def _what(recipe: Recipe, count: int) -> Search:
    return Search(count, tuple(usual(recipe).items()))


def _train_in_full(recipe: Recipe, count: int) -> _Found:
    """Train the same trials to their end, in as many processes as there were nodes."""
    begun, plan = time.monotonic(), Plan("full", recipe)
    os.environ |= {f"TF_NUM_{kind}OP_THREADS": "1" for kind in ("INTRA", "INTER")}
    with _data() as settings:
        hold = runs.create(plan, settings.runs)
        every = trials.prepare(hold.run, plan, _what(recipe, count))
        parts = [every[n::NODES] for n in range(NODES)]
        with ProcessPoolExecutor(NODES, get_context("spawn")) as processes:
            list(processes.map(partial(_train_each, hold.run, settings), parts))
        hold.release()
        return _found(hold.run, begun)


def _train_each(whole: Run, settings: Settings, part: list[Run]) -> None:
    session, data = worker.load_keras(), loading.load(whole, whole.plan(), settings)
    for trial in part:
        session.train_trial(trial, settings, data, _always, whole.is_asked_to_stop)
        trial.checkpoint.unlink()  # 50 MB


def _always(part: float, accuracy: float) -> bool:
    return True


def _found(searched: Run, begun: float) -> _Found:
    every = trials.of(searched)
    accuracies = [each.accuracy or 0.0 for each in every if each.has_ended]
    images = sum(each.images for each in every)
    return _Found(max(accuracies, default=0.0), images, time.monotonic() - begun)


def _wait(started: list[Run], count: int | None = None) -> None:
    """Wait until so many runs have ended, all of them by default."""
    wanted, until = count or len(started), time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if sum(not each.state().is_active for each in started) >= wanted:
            break
        time.sleep(0.05)
