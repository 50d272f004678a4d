"""Trainings in processes of their own: started, queued, stopped, killed, resumed."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from recognizer.errors import DamagedRun, InvalidSetting, RunActive
from recognizer.network import bundles
from recognizer.network.architecture import Architecture
from recognizer.training import runs
from recognizer.training.launcher import Launcher
from recognizer.training.recipe import Recipe
from recognizer.training.recipes import DIGITS
from recognizer.training.runs import Plan, Run, Start, State

pytestmark = pytest.mark.training
ROOT = Path(__file__).resolve().parents[2]
SHORT = replace(DIGITS, images=20_000)
LONG = Recipe(
    "long",
    Architecture("cnn", (8,), dense=64),
    mixture=DIGITS.mixture,
    images=1_500_000,
    schedule="constant",
    held_out=360,
)


@pytest.fixture
def launcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Launcher]:
    monkeypatch.setenv("RECOGNIZER_DATA", str(tmp_path))
    monkeypatch.setenv("RECOGNIZER_DATASETS", str(tmp_path / "none"))
    launcher = Launcher(tmp_path / "runs")
    yield launcher
    launcher.close()


def wait(found: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


def ended(launcher: Launcher, run: Run) -> State:
    wait(lambda: not launcher.state(run).is_active)
    return launcher.state(run)


def images_per_s(launcher: Launcher) -> float:
    """How fast this machine trains `LONG`, as a run of it tells."""
    run = launcher.start(Plan("pace", LONG))
    wait(lambda: any(point.get("step", 0) > 300 for point in run.progress()))
    run.ask_to_stop()
    ended(launcher, run)
    return max(point.get("images_per_s", 0.0) for point in run.progress())


def told(state: State) -> str:
    assert state.error is not None
    return f"{state.error} {state.error.hint}"


def weights(folder: Path, name: str) -> dict[str, np.ndarray]:
    return load_file(bundles.find(name, [folder / "models"]).weights)


def worker_of(run: Run) -> int:
    """The process that holds a run's lock, as the system tells."""
    inode = str((run.path / "lock").stat().st_ino)
    for line in Path("/proc/locks").read_text().splitlines():
        fields = line.split()
        if fields[5].split(":")[-1] == inode and "->" not in fields:
            return int(fields[4])
    raise AssertionError("nobody holds the lock")


def test_a_run_ends_in_a_model(launcher: Launcher, tmp_path: Path):
    run = launcher.start(Plan("mine", SHORT, note="日本語 <b>"))
    assert launcher.state(run).is_active
    state = ended(launcher, run)
    assert state.status == "finished", run.log.read_text()
    assert state.figures is not None
    assert state.figures["digits-8x8[1437:1797]"]["accuracy"] > 0.8
    points = [point for point in run.progress() if "loss" in point]
    assert points[-1]["step"] == points[-1]["steps"] == SHORT.steps
    filters = run.filters()
    assert filters is not None
    assert filters.shape == (28, 28, 10)
    assert run.plan() == Plan("mine", SHORT, note="日本語 <b>")
    model = bundles.find("mine", [tmp_path / "models"])
    assert model.card.notes
    assert model.note == "日本語 <b>"
    assert any(run.logs.iterdir())
    run.delete()
    assert runs.all_runs(launcher.folder) == []


def test_a_killed_run_goes_on_and_ends_where_an_undisturbed_one_does(
    launcher: Launcher, tmp_path: Path
):
    # Long enough for a checkpoint on this machine, however fast it is.
    recipe = replace(LONG, images=int(20 * images_per_s(launcher)))
    killed = launcher.start(Plan("killed", recipe))
    wait(killed.checkpoint.exists)
    os.kill(worker_of(killed), signal.SIGKILL)
    wait(lambda: launcher.state(killed).status == "interrupted", seconds=3)
    assert killed.checkpoint.exists()
    assert "killed" not in bundles.names([tmp_path / "models"])
    before = len(killed.progress())
    launcher.resume(killed)
    assert ended(launcher, killed).status == "finished", killed.log.read_text()
    steps = [point["step"] for point in killed.progress()[before:] if "step" in point]
    assert min(steps) > 50  # it did not begin anew
    undisturbed = launcher.start(Plan("undisturbed", recipe))
    assert ended(launcher, undisturbed).status == "finished"
    one, other = weights(tmp_path, "killed"), weights(tmp_path, "undisturbed")
    for name, array in one.items():
        np.testing.assert_allclose(array, other[name], atol=0.02, err_msg=name)


def test_one_trains_and_the_others_wait_their_turn(launcher: Launcher):
    first = launcher.start(Plan("first", LONG))
    wait(lambda: launcher.state(first).status == "training")
    second = launcher.start(Plan("second", SHORT))
    third = launcher.start(Plan("third", SHORT))
    with pytest.raises(RunActive, match="Training 1 is still running"):
        launcher.resume(first)
    with pytest.raises(RunActive, match="Training 1 is still running"):
        first.delete()
    wait(second.is_alive)  # and waits without TensorFlow, which takes 600 MB
    assert "tensorflow" not in Path(f"/proc/{worker_of(second)}/maps").read_text()
    third.ask_to_stop()
    assert ended(launcher, third).status == "stopped"
    assert launcher.state(second).status == "waiting"
    first.ask_to_stop()
    assert ended(launcher, first).status == "stopped"
    assert launcher.state(first).figures  # the best so far is kept
    assert ended(launcher, second).status == "finished"


def test_two_tabs_at_the_same_moment_get_a_run_each(launcher: Launcher):
    program = (
        "import sys; from pathlib import Path; \n"
        "from recognizer.training.recipes import FAST\n"
        "from recognizer.training import runs\n"
        "from recognizer.training.runs import Plan\n"
        "folder = Path(sys.argv[1])\n"
        "for _ in range(50): print(runs.create(Plan('x', FAST), folder).number)"
    )
    command = [sys.executable, "-c", program, str(launcher.folder)]
    tabs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(2)
    ]
    numbers = [int(n) for tab in tabs for n in tab.communicate()[0].split()]
    assert sorted(numbers) == list(range(1, 101))


def test_a_training_outlives_the_process_that_started_it(launcher: Launcher):
    program = (
        "import time; from pathlib import Path; \n"
        "from recognizer.training.launcher import Launcher\n"
        "from recognizer.training.runs import Plan\n"
        "from tests.training.test_launcher import SHORT\n"
        f"launcher = Launcher(Path({str(launcher.folder)!r}))\n"
        "launcher.start(Plan('orphan', SHORT)); launcher.warm_up(); time.sleep(1000)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    wait(lambda: runs.all_runs(launcher.folder))
    (run,) = runs.all_runs(launcher.folder)
    wait(run.is_alive)
    parent.kill()
    parent.wait()
    wait(lambda: not run.state().is_active)
    assert run.state().status == "finished", run.log.read_text()


def test_a_full_disk_is_told_and_nothing_half_is_listed(
    launcher: Launcher, tmp_path: Path
):
    large = replace(SHORT, architecture=Architecture("hidden-layer", dense=512))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    try:
        run = launcher.start(Plan("vast", large))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    state = ended(launcher, run)
    assert state.status == "failed"
    assert told(state) == "The disk is full. Free some space, then try again."
    assert bundles.names([tmp_path / "models"]) == []
    launcher.resume(run)
    assert ended(launcher, run).status == "finished", run.log.read_text()


def test_what_cannot_start_says_why(launcher: Launcher):
    unknown = launcher.start(Plan("other", SHORT, start=Start("no-such-model")))
    taken = launcher.start(Plan("softmax/../x", SHORT))
    assert "There is no model named no-such-model" in told(ended(launcher, unknown))
    assert "A model's name must have" in told(ended(launcher, taken))


@pytest.mark.parametrize(
    ("file", "content"),
    [("plan.json", b"{"), ("plan.json", b"[]"), ("state.json", b"\0"), ("lock", b"x")],
)
def test_damaged_files_are_no_traceback(launcher: Launcher, file: str, content: bytes):
    run = runs.create(Plan("x", SHORT), launcher.folder)
    (run.path / file).write_bytes(content)
    (run.path / "progress.jsonl").write_bytes(b'{"step": 1}\n{"st\n\xff')
    (run.path / "filters.npy").write_bytes(b"\x93NUMPY")
    assert run.state().status == "interrupted"
    assert run.filters() is None
    if file == "plan.json":
        with pytest.raises(DamagedRun, match="settings of training 1 cannot be read"):
            run.plan()


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"seed": -1}, "Seed must be 0 to"),
        ({"note": "x" * 501}, "A note may have up to 500 characters, but this has 501"),
        ({"start": Start("softmax", True)}, "Only a network with convolutions"),
        (
            {"start": Start("softmax", dense_anew=True)},
            "the architecture is softmax",
        ),
    ],
)
def test_impossible_plans_are_refused(settings: dict[str, Any], problem: str):
    with pytest.raises(InvalidSetting, match=problem):
        Plan("x", SHORT, **settings)
