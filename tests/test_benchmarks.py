"""The benchmarks, so far as they can be tested without being run."""

from __future__ import annotations

import ast
import subprocess
import sys

import numpy as np
import pytest

from benchmarks import unseen
from benchmarks.__main__ import NAMES
from recognizer.settings import ROOT
from recognizer.synthesis.glyphs import FIGURES
from recognizer.synthesis.likeness import LIKE, nearest
from recognizer.synthesis.things import THINGS


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def test_every_module_that_can_be_run_has_its_name_listed() -> None:
    found = {
        file.stem
        for file in (ROOT / "benchmarks").glob("*.py")
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name == "run"
    }
    assert found == set(NAMES)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    done = python("-m", "benchmarks", "views", "nothing")
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"there is no benchmark nothing; there are {', '.join(NAMES)}" in done.stderr


def test_what_training_draws_is_not_among_the_unseen_kinds() -> None:
    characters = "".join(script.characters for script in unseen.SCRIPTS.values())
    assert len(set(characters)) == len(characters) > 200
    assert set(characters) & set(FIGURES) == set()
    names = unseen.THINGS.keys() | unseen.SHAPES.keys()
    assert names & (THINGS.keys() | FIGURES.keys()) == set()


@pytest.mark.parametrize("name", [*unseen.THINGS, *unseen.SHAPES])
def test_unseen_things_can_be_drawn_and_resemble_no_digit(name: str) -> None:
    draw = {**unseen.THINGS, **unseen.SHAPES}[name]
    rng = np.random.default_rng(0)
    alike = [nearest(draw(rng)) for _ in range(10)]
    assert np.median(alike) < LIKE


@pytest.mark.training
def test_every_benchmark_can_be_imported() -> None:
    modules = ", ".join(f"benchmarks.{name}" for name in NAMES)
    done = python("-c", f"import {modules}")
    assert done.returncode == 0, done.stderr
