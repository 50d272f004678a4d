"""The benchmarks, so far as they can be tested without being run."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from benchmarks.__main__ import NAMES
from recognizer.settings import ROOT


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


@pytest.mark.training
def test_every_benchmark_can_be_imported() -> None:
    modules = ", ".join(f"benchmarks.{name}" for name in NAMES)
    done = python("-c", f"import {modules}")
    assert done.returncode == 0, done.stderr
