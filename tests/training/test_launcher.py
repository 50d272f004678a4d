"""Trainings in processes of their own: started, queued, stopped, killed, resumed."""

from __future__ import annotations

import fcntl
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from safetensors import safe_open

from recognizer.errors import (
    DamagedRun,
    InvalidSetting,
    MissingData,
    NoDrawings,
    RecognizerError,
    RunActive,
    RunFinished,
    UnknownModel,
)
from recognizer.network import bundles
from recognizer.network.architecture import Architecture
from recognizer.settings import Settings, read_settings
from recognizer.training import runs, watched
from recognizer.training.launcher import Launcher
from recognizer.training.places import Place
from recognizer.training.plan import Plan, Start
from recognizer.training.recipe import Recipe
from recognizer.training.recipes import DIGITS
from recognizer.training.runs import Hold, Run, State
from tests.training.workers import SAVING, STUB, worker_of, workers
from tests.waiting import wait_until

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
def here(tmp_path: Path) -> Settings:
    """A machine without models, runs or data sets."""
    return read_settings({"RECOGNIZER_DATA": str(tmp_path)})


@pytest.fixture
def launched() -> Iterator[Callable[..., Launcher]]:
    """Make launchers whose runs end with the test."""
    made: list[Launcher] = []

    def launch(*arguments: Any, **options: Any) -> Launcher:
        made.append(Launcher(*arguments, **options))
        return made[-1]

    yield launch
    for launcher in made:
        for run in runs.all_runs(launcher.folder):
            run.ask_to_stop()
        launcher.close()


@pytest.fixture
def launcher(here: Settings, launched: Callable[..., Launcher]) -> Launcher:
    """Starts real trainings."""
    return launched(here)


@pytest.fixture
def queue(here: Settings, launched: Callable[..., Launcher]) -> Launcher:
    """Starts workers that only seem to train, without TensorFlow."""
    return launched(here, STUB)


def ended(run: Run) -> State:
    wait_until(lambda: not run.state().is_active)
    return run.state()


def told(state: State) -> str:
    assert state.error is not None
    return f"{state.error} {state.error.hint}"


@pytest.mark.training
def test_a_run_ends_in_a_model(launcher: Launcher, tmp_path: Path) -> None:
    plan = Plan("mine", replace(SHORT, notes=("Of 8 × 8",)), note="日本語 <b>")
    run = launcher.start(plan)
    assert run.state().is_active
    state = ended(run)
    assert state.status == "finished", run.log.read_text()
    assert state.figures is not None
    assert state.figures["digits-8x8[1437:1797]"]["accuracy"] > 0.8
    points = [point for point in run.progress() if "loss" in point]
    assert points[-1]["step"] == points[-1]["steps"] == SHORT.steps
    filters = run.filters()
    assert filters is not None
    assert filters.shape == (28, 28, 10)
    assert run.plan() == plan
    model = bundles.find("mine", [tmp_path / "models"])
    assert model.card.notes[0] == "Of 8 × 8"
    assert len(model.card.notes) > 1  # and what it is bad at
    assert model.note == "日本語 <b>"
    assert any(run.logs.iterdir())
    run.delete()
    assert runs.all_runs(launcher.folder) == []


@pytest.mark.training
def test_a_killed_run_goes_on_from_its_checkpoint(
    here: Settings, launched: Callable[..., Launcher]
) -> None:
    launcher = launched(here, SAVING)
    run = launcher.start(Plan("killed", LONG))
    # Further than the first report, so that a beginning from nothing would show.
    wait_until(lambda: _step_saved(run) > 3 * _steps(run)[0] if _steps(run) else False)
    worker_of(run).kill()
    wait_until(lambda: run.state().status == "interrupted")
    assert bundles.names([here.data / "models"]) == []
    before, saved = len(run.progress()), _step_saved(run)
    launcher.resume(run)
    wait_until(lambda: _steps(run, before))
    assert _steps(run, before)[0] > saved
    run.ask_to_stop()
    assert ended(run).status == "stopped", run.log.read_text()
    assert bundles.names([here.data / "models"]) == ["killed"]
    with pytest.raises(RunFinished, match="Training 1 has ended in a model"):
        launcher.resume(run)


@pytest.mark.training
def test_a_stopped_training_goes_on_under_another_name(
    here: Settings, launched: Callable[..., Launcher]
) -> None:
    launcher = launched(here, SAVING)
    plan = Plan("first", LONG)
    run = launcher.start(plan)
    wait_until(lambda: _steps(run))
    with pytest.raises(RunActive):
        launcher.go_on(run, replace(plan, name="early"))
    run.ask_to_stop()
    assert ended(run).status == "stopped", run.log.read_text()
    saved = _step_saved(run)
    assert saved > 0
    second = launcher.go_on(run, replace(plan, name="second"))
    before = len(run.progress())
    wait_until(lambda: _steps(second, before))
    assert _steps(second)[: len(_steps(run))] == _steps(run)
    assert _steps(second, before)[0] > saved
    digits = watched.read(second.watched)
    assert digits is not None
    assert digits.after is None
    second.ask_to_stop()
    assert ended(second).status == "stopped", second.log.read_text()
    assert bundles.names([here.data / "models"]) == ["first", "second"]


def _steps(run: Run, since: int = 0) -> list[int]:
    return [point["step"] for point in run.progress()[since:] if "step" in point]


def _step_saved(run: Run) -> int:
    if not run.checkpoint.exists():
        return 0
    with safe_open(run.checkpoint, "numpy") as file:
        return int(file.metadata()["step"])


def test_one_trains_and_the_others_wait_their_turn(queue: Launcher) -> None:
    first = queue.start(Plan("first", SHORT))
    wait_until(lambda: first.state().status == "training")
    second = queue.start(Plan("second", SHORT))
    third = queue.start(Plan("third", SHORT))
    with pytest.raises(RunActive, match="Training 1 is still running"):
        queue.resume(first)
    with pytest.raises(RunActive, match="Training 1 is still running"):
        first.delete()
    wait_until(second.is_alive)  # and waits without TensorFlow
    assert worker_of(first).name() == "loaded"
    assert worker_of(second).name() != "loaded"
    third.ask_to_stop()
    assert ended(third).status == "stopped"
    assert third.state().can_resume
    assert second.state().status == "waiting"
    first.ask_to_stop()
    assert ended(first).status == "stopped"
    (second.path / "finish").touch()
    assert ended(second).status == "finished"
    queue.resume(third)
    wait_until(lambda: third.state().status == "training")


def test_a_worker_that_is_slow_to_end_keeps_nobody_waiting(
    here: Settings, launched: Callable[..., Launcher], tmp_path: Path
) -> None:
    may_end = tmp_path / "may-end"
    launcher = launched(here, Place((*STUB.command, str(may_end))))
    run = launcher.start(Plan("slow", SHORT))
    wait_until(lambda: run.state().status == "training")
    run.ask_to_stop()
    ended(run)
    assert len(workers()) == 1  # it has let go of the run, but lives on
    run.log.unlink()
    visitors = [
        threading.Thread(target=launcher.resume, args=[run]),
        threading.Thread(target=launcher.start, args=[Plan("other", SHORT)]),
    ]
    try:
        for number, visitor in enumerate(visitors, 1):
            visitor.start()
            log = launcher.folder / f"{number:04}" / "log.txt"
            wait_until(log.exists)  # a worker has it
    finally:
        may_end.touch()
        for visitor in visitors:
            visitor.join()


def test_a_warm_worker_ends_when_it_is_not_used(
    here: Settings, launched: Callable[..., Launcher]
) -> None:
    launcher = launched(here, STUB, keep_warm_s=3)
    launcher.warm_up()
    assert len(workers()) == 1
    wait_until(lambda: not workers())
    run = launcher.start(Plan("after", SHORT))  # by a worker of its own
    (run.path / "finish").touch()
    assert ended(run).status == "finished"


def test_none_is_kept_warm_while_a_run_is_active(queue: Launcher) -> None:
    queue.warm_up()
    (warm,) = workers()
    run = queue.start(Plan("first", SHORT))
    wait_until(run.is_alive)
    assert worker_of(run) == warm
    queue.warm_up()
    assert workers() == [warm]


def test_a_look_at_a_run_does_not_keep_it_from_being_resumed(here: Settings) -> None:
    hold = runs.create(Plan("x", SHORT), here.runs)
    with pytest.raises(RunActive):
        hold.run.hold()
    hold.release()
    held: list[Hold] = []
    with open(hold.run.path / "lock", "rb") as page:
        fcntl.flock(page, fcntl.LOCK_SH)  # a page that looks, on a machine that stalls
        resuming = threading.Thread(target=lambda: held.append(hold.run.hold()))
        resuming.start()
        resuming.join(2.0)  # long enough to have given up
    resuming.join()
    assert [each.run for each in held] == [hold.run]
    held[0].release()


def test_a_run_is_resumed_whose_worker_is_about_to_release_it(here: Settings) -> None:
    hold = runs.create(Plan("x", SHORT), here.runs)
    hold.run.write_state(State("failed"))
    resumed: list[Hold] = []
    resuming = threading.Thread(target=lambda: resumed.append(hold.run.hold()))
    resuming.start()
    resuming.join(2.0)  # long enough to have given up
    hold.release()
    resuming.join()
    assert [each.run for each in resumed] == [hold.run]
    resumed[0].release()


def test_two_tabs_at_the_same_moment_get_a_run_each(here: Settings) -> None:
    program = (
        "import sys; from pathlib import Path; \n"
        "from recognizer.training.recipes import FAST\n"
        "from recognizer.training import runs\n"
        "from recognizer.training.plan import Plan\n"
        "folder = Path(sys.argv[1])\n"
        "for _ in range(50): print(runs.create(Plan('x', FAST), folder).run.number)"
    )
    command = [sys.executable, "-c", program, str(here.runs)]
    tabs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(2)
    ]
    numbers = [int(n) for tab in tabs for n in tab.communicate()[0].split()]
    assert sorted(numbers) == list(range(1, 101))


def test_a_training_outlives_the_process_that_started_it(queue: Launcher) -> None:
    program = (
        "import signal\n"
        "from recognizer.settings import read_settings\n"
        "from recognizer.training.launcher import Launcher\n"
        "from recognizer.training.plan import Plan\n"
        "from tests.training.test_launcher import SHORT\n"
        "from tests.training.workers import STUB\n"
        "launcher = Launcher(read_settings(), STUB)\n"
        "launcher.start(Plan('orphan', SHORT)); signal.pause()"
    )
    data = {"RECOGNIZER_DATA": str(queue.folder.parent)}
    parent = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, **data}
    )
    wait_until(lambda: runs.all_runs(queue.folder))
    (run,) = runs.all_runs(queue.folder)
    wait_until(run.log.exists)  # the worker has it
    parent.kill()
    parent.wait()
    (run.path / "finish").touch()
    wait_until(lambda: not run.state().is_active)
    assert run.state().status == "finished", run.log.read_text()


@pytest.mark.training
def test_a_full_disk_is_reported_and_nothing_half_is_listed(
    launcher: Launcher, tmp_path: Path
) -> None:
    large = replace(
        SHORT, images=1_000, architecture=Architecture("hidden-layer", dense=512)
    )
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    try:
        run = launcher.start(Plan("vast", large))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    state = ended(run)
    assert state.status == "failed"
    assert told(state) == "The disk is full. Free some space, then try again."
    assert bundles.names([tmp_path / "models"]) == []
    launcher.resume(run)
    assert ended(run).status == "finished", run.log.read_text()


def test_what_cannot_be_trained_is_rejected_at_once(
    queue: Launcher, here: Settings
) -> None:
    first = queue.start(Plan("first", SHORT))
    unipen = replace(SHORT, mixture=(("unipen", 1.0),))
    own = replace(SHORT, mixture=(("own", 1.0),))
    rejected: list[tuple[Plan, type[RecognizerError], str]] = [
        (Plan("a/b", SHORT), InvalidSetting, "must have"),
        (Plan("first", SHORT), InvalidSetting, "model of training 1"),
        (Plan("two-layer-cnn", SHORT), InvalidSetting, "two-layer-cnn already exists"),
        (Plan("x", SHORT, start=Start("none")), UnknownModel, "no model named none"),
        (
            Plan("x", SHORT, start=Start("two-layer-cnn")),
            InvalidSetting,
            "another architecture",
        ),
        (Plan("x", unipen), MissingData, "digits-train"),
        (Plan("x", own), NoDrawings, "No drawings to train on"),
    ]
    for plan, error, words in rejected:
        with pytest.raises(error, match=words):
            queue.start(plan)
    assert runs.all_runs(here.runs) == [first]


def test_what_became_impossible_in_the_queue_says_why(
    queue: Launcher, here: Settings
) -> None:
    first = queue.start(Plan("first", SHORT))
    second = queue.start(Plan("second", SHORT))
    (here.data / "models" / "second").mkdir(parents=True)
    first.ask_to_stop()
    state = ended(second)
    assert state.status == "failed"
    assert "A model named second already exists" in told(state)


@pytest.mark.parametrize(
    ("file", "content"),
    [("plan.json", b"{"), ("plan.json", b"[]"), ("state.json", b"\0"), ("lock", b"x")],
)
def test_damaged_files_are_no_traceback(
    here: Settings, file: str, content: bytes
) -> None:
    hold = runs.create(Plan("x", SHORT), here.runs)
    hold.release()
    run = hold.run
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
        ({"seed": -1}, "Random seed must be 0 to"),
        ({"note": "x" * 501}, "A note may have up to 500 characters, but this has 501"),
        ({"start": Start("softmax", True)}, "Only a network with convolutions"),
        (
            {"start": Start("softmax", dense_anew=True)},
            "the architecture is softmax",
        ),
    ],
)
def test_impossible_plans_are_rejected(settings: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidSetting, match=problem):
        Plan("x", SHORT, **settings)
