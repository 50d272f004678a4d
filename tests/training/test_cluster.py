"""Trainings on a real Ray cluster of two nodes with a core each."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recognizer.network import bundles
from recognizer.settings import ROOT, Settings, read_settings
from recognizer.training import runs, trials
from recognizer.training.checkpoint import read_checkpoint
from recognizer.training.launcher import Launcher
from recognizer.training.places import CLUSTER, HERE, chosen
from recognizer.training.plan import Plan
from recognizer.training.runs import Run
from recognizer.training.space import Search
from tests.training.ray_nodes import Nodes, nodes
from tests.training.test_launcher import LONG, SHORT
from tests.waiting import wait_until, wait_while_it_goes_on


@pytest.fixture(scope="module")
def cluster() -> Iterator[Nodes]:
    """Two nodes, which "auto" leads to."""
    pytest.importorskip("ray", reason="ray is not installed: requirements-cluster.txt")
    # By default others come first, and a node is missed after a quarter of a minute.
    config = {"worker_niceness": 0, "health_check_period_ms": 300}
    with nodes(2, **config) as started, pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("RAY_ADDRESS", started.address)
        yield started


@pytest.fixture(scope="module")
def launcher(
    cluster: Nodes, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Launcher]:
    """Trains on the cluster, whose processes load TensorFlow once for all tests."""
    launched = Launcher(_settings(tmp_path_factory.mktemp("data")))
    yield launched
    for run in runs.all_runs(launched.folder):
        run.ask_to_stop()
    launched.close()


def _settings(data: Path) -> Settings:
    """A machine without models and data sets that trains on the cluster."""
    return read_settings({"RECOGNIZER_DATA": str(data), "RECOGNIZER_RAY": "auto"})


@pytest.mark.training
def test_a_search_from_outside_the_cluster_tries_side_by_side(
    cluster: Nodes, tmp_path: Path
) -> None:
    launcher = Launcher(replace(_settings(tmp_path), ray=cluster.outside))
    search = Search(4, (("learning-rate", "0.001..4"),))
    recipe = replace(SHORT, images=12_000)
    run = launcher.start(Plan("best", recipe, search=search))
    wait_while_it_goes_on(lambda: not run.state().is_active, run.path)
    assert run.state().status == "finished", run.state()
    found = trials.of(run)
    assert all(trial.has_ended for trial in found)
    best = trials.best(found)
    assert best is not None
    assert best.run == trials.chosen(run)
    assert sum(trial.images for trial in found) < 4 * recipe.images
    launcher.close()
    card = bundles.find("best", [_models(launcher)]).card
    assert card.training["recipe"] == best.recipe.to_json()


@pytest.mark.training
def test_a_client_s_server_that_dies_as_it_is_born_is_asked_for_again(
    cluster: Nodes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ray

    from recognizer.training.ray_cluster import Cluster

    connect, births = ray.init, iter([ConnectionAbortedError("server startup failed")])

    def connect_at_second_birth(*args: Any, **options: Any) -> None:
        for death in births:
            raise death
        connect(*args, **options)

    monkeypatch.setattr(ray, "init", connect_at_second_birth)
    Cluster(replace(_settings(tmp_path), ray=cluster.outside))
    assert ray.is_initialized()
    ray.shutdown()


@pytest.mark.training
def test_runs_share_a_cluster_and_outlive_a_node(
    cluster: Nodes, launcher: Launcher
) -> None:
    first, second, third = (
        launcher.start(Plan(name, LONG)) for name in ("first", "second", "third")
    )
    wait_until(lambda: first.checkpoint.exists() and second.checkpoint.exists())
    assert third.state().status == "waiting"

    cluster.kill_one()
    (lost,) = _lost(first, second)
    (other,) = {first, second} - {lost}
    third.ask_to_stop()
    wait_until(lambda: third.state().status == "stopped")
    assert third.state().can_resume

    reached = read_checkpoint(lost.checkpoint, LONG, 0).step
    before = len(lost.progress())
    other.ask_to_stop()
    wait_until(lambda: _steps(lost, before))
    assert _steps(lost, before)[0] > reached > 0
    launcher.resume(third)
    lost.ask_to_stop()
    wait_until(lambda: _steps(third))
    third.ask_to_stop()
    all_three = (first, second, third)
    wait_until(lambda: not any(run.state().is_active for run in all_three))
    for run in all_three:
        assert run.state().status == "stopped", run.log.read_text()
        assert bundles.find(run.plan().name, [_models(launcher)])


def _lost(*found: Run) -> list[Run]:
    """Those that wait for another node."""
    waiting: list[Run] = []

    def look() -> list[Run]:
        waiting[:] = [run for run in found if run.state().status == "waiting"]
        return waiting

    wait_until(look)
    return waiting


def _models(launcher: Launcher) -> Path:
    return launcher.folder.parent / "models"


def _steps(run: Run, since: int = 0) -> list[int]:
    return [point["step"] for point in run.progress()[since:] if "step" in point]


def test_a_cluster_out_of_reach_is_said_in_the_run(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="ray is not installed: requirements-cluster.txt")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        address = f"ray://127.0.0.1:{nobody.getsockname()[1]}"
        launcher = Launcher(replace(_settings(tmp_path), ray=address))
        run = launcher.start(Plan("x", SHORT))
        launcher.close()
    state = run.state()
    assert state.status == "failed"
    assert str(state.error) == f"The Ray cluster {address} cannot be reached."
    assert state.can_resume


def test_without_the_setting_nothing_is_known_of_ray(tmp_path: Path) -> None:
    here = read_settings({"RECOGNIZER_DATA": str(tmp_path)})
    assert chosen(here) is HERE
    assert not any("RAY" in name for name in here.to_environment())
    on = read_settings({"RECOGNIZER_DATA": str(tmp_path), "RECOGNIZER_RAY": "auto"})
    assert chosen(on) is CLUSTER
    assert read_settings(on.to_environment()) == on
    program = (
        "import sys, recognizer.cli.main, recognizer.training.worker\n"
        "import recognizer.training.dispatcher\n"
        "sys.exit('ray' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
