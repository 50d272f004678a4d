"""The command line: handwriting-recognizer COMMAND, or python -m recognizer COMMAND."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from recognizer.cli import answers, app, distributions, models, trainings
from recognizer.cli.printing import print_error, program
from recognizer.errors import RecognizerError
from recognizer.settings import read_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns:
        Exit status: 0 if all went well, 1 if some files could not be read or a
        training ended before its last step, 2 for a wrong call.
    """
    options = parser().parse_args(arguments)
    try:
        status: int = options.run(options, read_settings())
    except RecognizerError as error:
        print_error(error)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return status


def parser() -> argparse.ArgumentParser:
    """Make what reads the words of a call."""
    whole = argparse.ArgumentParser(
        prog=program(), description="Recognise handwritten digits."
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    for module in (app, answers, models, trainings, distributions):
        module.add_to(commands)
    return whole
