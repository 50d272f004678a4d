"""Imports go one way: a fresh interpreter for each module looks what it brings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("tensorflow", "keras", "streamlit", "sklearn", "pandas")


def modules(folder: Path, without: tuple[str, ...]) -> list[str]:
    found = []
    for file in sorted(folder.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if not set(without) & set(parts) and parts[-1] != "__main__":
            found.append(".".join(part for part in parts if part != "__init__"))
    return found


def imported_by(module: str) -> set[str]:
    code = f"import sys, {module}; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT
    )
    assert result.returncode == 0, result.stderr
    return set(result.stdout.split())


@pytest.mark.parametrize(
    "module", modules(ROOT / "recognizer", without=("ui", "training"))
)
def test_below_pages_and_training_nothing_heavy_is_imported(module: str):
    assert not imported_by(module) & set(HEAVY)


@pytest.mark.parametrize(
    "module", ["handwriting", "training.warps", "training.nondigits"]
)
def test_strokes_are_made_without_tensorflow(module: str):
    assert not imported_by(f"recognizer.{module}") & set(HEAVY)


@pytest.mark.parametrize(
    "module",
    modules(ROOT / "recognizer" / "ui", without=("pages", "canvas", "collecting")),
)
def test_the_pages_parts_bring_no_tensorflow(module: str):
    assert not imported_by(module) & {"tensorflow", "keras", "recognizer.training"}


def test_engine_and_pages_never_name_tensorflow():
    for file in (ROOT / "recognizer").rglob("*.py"):
        if "training" not in file.parts:
            text = file.read_text(encoding="utf-8")
            assert "import tensorflow" not in text
            assert "import keras" not in text


def test_no_part_measures_time_by_a_clock_that_may_jump():
    for file in (ROOT / "recognizer").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert "time.time(" not in text, file
