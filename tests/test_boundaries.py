"""Imports go one way: a fresh interpreter looks what each module brings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"tensorflow", "keras", "streamlit", "sklearn", "pandas"}


def modules(folder: Path, without: tuple[str, ...]) -> list[str]:
    found = []
    for file in sorted(folder.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if not set(without) & set(parts) and parts[-1] != "__main__":
            found.append(".".join(part for part in parts if part != "__init__"))
    return found


def first_to_bring(forbidden: set[str], names: list[str]) -> str:
    """Import the modules into a fresh interpreter until one brings what is forbidden.

    Returns:
        The name of that module, and what it brought; "" if none did.
    """
    code = (
        "import importlib, sys\n"
        "forbidden, *names = sys.argv[1:]\n"
        "for name in names:\n"
        "    importlib.import_module(name)\n"
        "    if found := set(forbidden.split()) & set(sys.modules):\n"
        "        sys.exit(print(name, *found))"
    )
    command = [sys.executable, "-c", code, " ".join(forbidden), *names]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_below_pages_and_training_nothing_heavy_is_imported():
    names = modules(ROOT / "recognizer", without=("ui", "training"))
    assert len(names) > 30
    assert first_to_bring(HEAVY, names) == ""


def test_strokes_are_made_and_turns_waited_for_without_tensorflow():
    names = [
        "synthesis.figures",
        "synthesis.warps",
        "synthesis.nondigits",
        "training.worker",
    ]
    assert first_to_bring(HEAVY, [f"recognizer.{name}" for name in names]) == ""


def test_the_pages_parts_bring_no_tensorflow():
    parts = ROOT / "recognizer" / "ui"
    names = modules(parts, without=("pages", "canvas", "write"))
    assert len(names) > 30
    forbidden = {"tensorflow", "keras", "recognizer.training.keras"}
    assert first_to_bring(forbidden, names) == ""


def test_what_brings_something_heavy_is_named():
    names = [
        "recognizer.ink.strokes",
        "recognizer.ui.widgets.colours",
        "recognizer.ui.widgets.charts",
    ]
    assert first_to_bring({"pandas"}, names) == "recognizer.ui.widgets.charts pandas"


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
