"""What several commands share: how they are added, and what they print."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from recognizer.errors import RecognizerError

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where commands are added."""


def program() -> str:
    """The command that started this program."""
    name = Path(sys.argv[0]).name
    return "python -m recognizer" if name == "__main__.py" else name


def add_json(command: argparse.ArgumentParser) -> None:
    """Let a command print JSON."""
    command.add_argument("--json", action="store_true", help="print JSON")


def print_error(error: RecognizerError) -> None:
    """Say what went wrong, what helps, and details for an administrator."""
    print(f"{error} {error.hint}", file=sys.stderr)
    if error.details:
        print(error.details, file=sys.stderr)


def print_figures(figures: Mapping[str, Any]) -> None:
    """Print accuracy and errors, by data set."""
    for data, found in figures.items():
        print(f"{data:24} {found['accuracy']:.2%}  ({found['errors']} errors)")
