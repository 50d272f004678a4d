"""python -m recognizer train, with real processes and a real Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.training


def start(data: Path, datasets: Path, *arguments: str) -> subprocess.Popen[str]:
    variables = {"RECOGNIZER_DATA": str(data), "RECOGNIZER_DATASETS": str(datasets)}
    return subprocess.Popen(
        [sys.executable, "-m", "recognizer", "train", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **variables},
    )


def test_a_training_is_stopped_resumed_and_published(datasets_folder, tmp_path: Path):
    arguments = ["--recipe", "tutorial", "--name", "mine", "--images", "12000"]
    checkpoint = tmp_path / "runs" / "mine" / "checkpoint.safetensors"

    first = start(tmp_path, datasets_folder, *arguments)
    logs = tmp_path / "runs" / "mine" / "logs"
    while first.poll() is None and not any(
        file.stat().st_size > 500 for file in logs.rglob("events*")
    ):
        time.sleep(0.2)
    first.send_signal(signal.SIGINT)
    _, errors = first.communicate(timeout=120)
    assert first.returncode == 1, errors
    assert "Stopped after step" in errors
    assert "Give --resume to go on." in errors
    assert "Traceback" not in errors
    assert checkpoint.is_file()
    assert not (tmp_path / "models").exists()

    second = start(tmp_path, datasets_folder, *arguments, "--resume")
    output, errors = second.communicate(timeout=300)
    assert second.returncode == 0, errors
    assert "images/s" in errors
    assert "mnist-test" in output
    assert not checkpoint.exists()
    card = json.loads((tmp_path / "models" / "mine" / "card.json").read_text())
    assert card["training"]["recipe"]["images"] == 12_000
    assert card["training"]["seed"] == 0
    assert card["figures"]["mnist-test"]["accuracy"] > 0.7
    assert card["rejection_threshold"] is None
    assert set(card["training"]["data"]) == {
        "mnist-train[0:55000]",
        "mnist-train[55000:60000]",
    }

    third = start(tmp_path, datasets_folder, *arguments)
    _, errors = third.communicate(timeout=60)
    assert third.returncode == 2
    assert "A model named mine already exists" in errors


def test_nothing_to_resume_is_told(datasets_folder, tmp_path: Path):
    process = start(
        tmp_path, datasets_folder, "--recipe", "softmax", "--name", "x", "--resume"
    )
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "checkpoint.safetensors is missing or damaged" in errors
    assert "Traceback" not in errors
