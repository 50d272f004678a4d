"""python -m recognizer train and runs, with real processes and a real Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from recognizer.cli.console import ProgressLine
from recognizer.network import bundles
from recognizer.training import runs
from recognizer.training.plan import Plan
from recognizer.training.recipes import DIGITS
from recognizer.training.runs import Hold, State, Status
from tests.waiting import PATIENCE_S, wait_until

ROOT = Path(__file__).resolve().parents[2]
LONG = ("train", "--recipe", "digits", "--images", "50000000", "--name", "0007")

Command = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Command]:
    """Start the command line; its trainings end with the test."""

    def start(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "recognizer", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "RECOGNIZER_DATA": str(tmp_path)},
        )

    yield start
    for run in runs.all_runs(tmp_path / "runs"):
        run.ask_to_stop()


def listed(command: Command) -> list[dict[str, Any]]:
    output, errors = command("runs", "--json").communicate()
    assert errors == ""
    return [json.loads(line) for line in output.splitlines()]


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Hold]:
    """A training that this process seems to see to."""
    hold = runs.create(Plan("held", DIGITS), tmp_path / "runs")
    hold.run.write_state(State("training"))
    yield hold
    hold.release()


@pytest.mark.training
def test_a_training_is_interrupted_resumed_and_stopped(
    command: Command, tmp_path: Path
) -> None:
    first = command(*LONG)
    checkpoint = tmp_path / "runs" / "0001" / "checkpoint.safetensors"
    wait_until(checkpoint.exists)
    worker = next(
        process
        for process in psutil.Process(first.pid).children()
        if "recognizer.training.worker" in process.cmdline()
    )
    worker.kill()
    _, errors = first.communicate(timeout=PATIENCE_S)
    assert first.returncode == 1
    assert "images/s" in errors
    assert "Training 1 was interrupted; its log is" in errors
    assert "To go on: python -m recognizer train --resume 1" in errors
    assert [run["status"] for run in listed(command)] == ["interrupted"]

    second = command("train", "--resume", "1")
    (run,) = runs.all_runs(tmp_path / "runs")
    before = len(run.progress())
    wait_until(lambda: any("loss" in point for point in run.progress()[before:]))
    second.send_signal(signal.SIGINT)
    output, errors = second.communicate(timeout=PATIENCE_S)
    assert second.returncode == 1, errors
    assert "Stopping; the best model so far is kept." in errors
    assert "Stopped early; this is the best model so far." in errors
    assert "Traceback" not in errors
    assert str(tmp_path / "models" / "0007") in output
    assert "digits-8x8[1437:1797]" in output
    assert any(run.logs.rglob("events*"))
    card = bundles.find("0007", [tmp_path / "models"]).card
    assert card.training["command"] == f"python -m recognizer {' '.join(LONG)}"
    assert card.training["recipe"]["images"] == 50_000_000
    assert card.training["seed"] == 0
    assert not card.training["finished"]
    # A model named as a run is none: they lie in different folders.
    names = {path.name for path in (tmp_path / "runs").iterdir()}
    assert names == {"0001", ".machine.lock"}
    expected = {"number": 1, "name": "0007", "recipe": "digits", "status": "stopped"}
    assert expected.items() <= listed(command)[0].items()

    third = command("train", "--resume", "1")
    _, errors = third.communicate(timeout=PATIENCE_S)
    assert third.returncode == 2
    assert "Training 1 has ended in a model and cannot be resumed." in errors


def test_the_command_lines_training_waits_for_the_pages(
    command: Command, held: Hold
) -> None:
    waiting = command(*LONG)
    folder = held.run.path.parent
    wait_until(lambda: len(runs.all_runs(folder)) == 2)
    mine = runs.all_runs(folder)[1]
    wait_until(lambda: mine.state().status == "waiting" and mine.log.exists())
    assert [run["status"] for run in listed(command)] == ["training", "queued"]
    taken, errors = command(*LONG).communicate()
    assert (taken, errors.splitlines()) == (
        "",
        ["The model of training 2 will be named 0007. Choose another name."],
    )
    waiting.send_signal(signal.SIGINT)
    _, errors = waiting.communicate(timeout=PATIENCE_S)
    assert waiting.returncode == 1
    assert "queued, after training 1" in errors
    assert "Training 2 was stopped before its first step" in errors
    assert [run["status"] for run in listed(command)] == ["training", "stopped"]


@pytest.mark.parametrize("shell", ["", "trap '' INT; "])  # the other is that of "&"
def test_a_second_ctrl_c_leaves_the_training_to_stop_by_itself(
    held: Hold, shell: str
) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from recognizer.cli.console import follow\n"
        "from recognizer.training.runs import Run\n"
        "follow(Run(Path(sys.argv[1])))"
    )
    following = (sys.executable, "-c", code, str(held.run.path))
    process = subprocess.Popen(
        ["sh", "-c", f'{shell}exec "$@"', "sh", *following],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stderr is not None
    assert "training" in process.stderr.readline()  # it follows
    process.send_signal(signal.SIGINT)
    wait_until(held.run.is_asked_to_stop)
    assert "Press Ctrl-C again" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert "KeyboardInterrupt" in errors
    assert held.run.state().is_active


def test_what_a_training_does_is_shown(
    held: Hold, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[tuple[Status, dict[str, Any] | None, str]] = [
        ("loading", None, "  0% loading data"),
        (
            "loading",
            {"loading": "unipen", "done": 1, "total": 4},
            " 25% drawing unipen",
        ),
        ("loading", {"loading": "mnist", "done": 0, "total": 2**21}, "0.0 of 2.0 MiB"),
        (
            "training",
            {
                "step": 50,
                "steps": 100,
                "loss": 0.5,
                "accuracy": 0.75,
                "images_per_s": 1_234.0,
                "remaining_s": 61.0,
                "held_out_loss": None,
                "held_out_accuracy": 0.8,
            },
            " 50% loss 0.5000  accuracy 75.00%  held-out 80.00%  1,234 images/s  1:01",
        ),
        ("publishing", None, "100% evaluating"),
    ]
    for status, point, line in shown:
        if point is not None:
            held.run.add_progress(point)
        ProgressLine().show_run(held.run, State(status))
        assert line in capsys.readouterr().err


def test_nothing_is_listed_where_nothing_was_trained(command: Command) -> None:
    assert listed(command) == []
