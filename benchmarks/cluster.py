"""A cluster of two nodes with a core each on this machine: many runs, and a search.

Speeds mean something only on an idle machine with at least two cores.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

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
ROUNDS = 3


def run(recipe: Recipe = QUICK, runs_at_once: int = RUNS, count: int = 24) -> None:
    """Print the table of runs at once, first points, and a search.

    Args:
        recipe: of all trainings.
        count: of the search's trials.
    """
    with _cluster(1) as (_one, launcher, settings):
        alone = _at_once(launcher, settings, recipe, runs_at_once, None)
    with _cluster(2) as (_two, launcher, settings):
        both = _at_once(launcher, settings, recipe, runs_at_once, None)
        there = _first_point(launcher, recipe)
        searched = _searched(launcher, recipe, count)
    with _cluster(2) as (two, launcher, settings):
        killed = _at_once(launcher, settings, recipe, runs_at_once, two)
    with _data() as settings:
        launcher = Launcher(settings)
        here = _first_point(launcher, recipe)
        launcher.close()
    full = _in_full(recipe, count)
    print("| | measured | wanted |\n|---|---|---|")
    print(f"| {runs_at_once} runs, one node | {alone:.0f} s | |")
    print(f"| two nodes | {both:.0f} s, {both / alone:.2f} of it | 0.60 |")
    print(
        f"| one of two nodes killed half way | {killed:.0f} s, all ended, each once | |"
    )
    print(f"| first point, this machine's warm worker | {here:.2f} s | |")
    print(f"| warm cluster | {there:.2f} s, {there / here:.2f} times | 1.50 times |")
    print(f"| {count} trials in full | {full[0]:.2%} of {full[1]:,} images | |")
    print(
        f"| by the search | {searched[0]:.2%} of {searched[1]:,} images, "
        f"{searched[1] / full[1]:.2f} of them | within 0.1 point, 0.50 |"
    )


@contextmanager
def _data() -> Iterator[Settings]:
    """An empty data folder, and the data sets of this machine."""
    with tempfile.TemporaryDirectory() as folder:
        here = read_settings()
        yield replace(
            here, data=Path(folder), database_url=f"sqlite:///{folder}/drawings.sqlite"
        )


@contextmanager
def _cluster(count: int) -> Iterator[tuple[Nodes, Launcher, Settings]]:
    """A cluster that has trained once, and what starts trainings on it."""
    with nodes(count) as started, _data() as settings:
        os.environ["RAY_ADDRESS"] = started.address
        launcher = Launcher(replace(settings, ray="auto"))
        warm = [
            launcher.start(Plan(f"warm-{number}", replace(QUICK, images=500)))
            for number in range(count)
        ]
        _wait(warm)
        yield started, launcher, settings
        launcher.close()


def _at_once(
    launcher: Launcher,
    settings: Settings,
    recipe: Recipe,
    count: int,
    killed: Nodes | None,
) -> float:
    """Seconds until as many runs have ended, all begun at once."""
    before = len(runs.all_runs(launcher.folder))
    begun = time.monotonic()
    started = [launcher.start(Plan(f"run-{number}", recipe)) for number in range(count)]
    if killed is not None:
        while sum(not each.state().is_active for each in started) < count // 2:
            time.sleep(0.1)
        killed.kill_one()
    _wait(started)
    took = time.monotonic() - begun
    models = bundles.names([settings.data / "models"])
    ended = sum(each.state().status == "finished" for each in started)
    published = sum(name.startswith("run-") for name in models)
    listed = len(runs.all_runs(launcher.folder)) - before
    if (ended, published, listed) != (count, count, count):
        raise RuntimeError(f"{ended} ended, {published} models, {listed} in the list")
    return took


def _first_point(launcher: Launcher, recipe: Recipe) -> float:
    """Median of the seconds from the press to the first point of the curve, warm."""
    took = []
    for number in range(ROUNDS):
        launcher.warm_up()
        time.sleep(20)  # for TensorFlow to be loaded
        begun = time.monotonic()
        started = launcher.start(Plan(f"first-{number}", recipe))
        while not any("loss" in point for point in started.progress()):
            time.sleep(0.01)
        took.append(time.monotonic() - begun)
        started.ask_to_stop()
        _wait([started])
    return statistics.median(took)


def _search(recipe: Recipe, count: int) -> Search:
    return Search(count, tuple(usual(recipe).items()))


def _searched(launcher: Launcher, recipe: Recipe, count: int) -> tuple[float, int]:
    """Validation accuracy of a search's best trial, and the images that all saw."""
    plan = Plan("searched", recipe, search=_search(recipe, count))
    started = launcher.start(plan)
    _wait([started])
    return _result(started)


def _in_full(recipe: Recipe, count: int) -> tuple[float, int]:
    """The same of the same trials, all of them trained to their end here."""
    plan, session = Plan("full", recipe), worker.load_keras()
    with _data() as settings:
        hold = runs.create(plan, settings.runs)
        data = loading.load(hold.run, plan, settings)
        for trial in trials.prepare(hold.run, plan, _search(recipe, count)):
            session.train_trial(
                trial, settings, data, _always, hold.run.is_asked_to_stop
            )
        hold.release()
        return _result(hold.run)


def _always(part: float, accuracy: float) -> bool:
    return True


def _result(searched: Run) -> tuple[float, int]:
    found = trials.of(searched)
    best = max(trial.accuracy or 0.0 for trial in found if trial.has_ended)
    return best, sum(trial.images for trial in found)


def _wait(started: list[Run]) -> None:
    while any(each.state().is_active for each in started):
        time.sleep(0.05)
