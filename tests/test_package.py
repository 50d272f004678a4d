"""The package as programs see it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import recognizer

ROOT = Path(__file__).resolve().parent.parent


def test_the_public_names_are_there() -> None:
    for name in recognizer.__all__:
        assert getattr(recognizer, name).__name__ == name


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'recognise'"):
        recognizer.recognise  # noqa: B018


def test_on_windows_one_sentence_says_where_it_runs() -> None:
    program = "import sys; sys.platform = 'win32'; import recognizer"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert "runs on Linux and macOS" in last
    assert "WSL" in last
