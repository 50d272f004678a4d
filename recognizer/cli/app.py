"""Commands that start the app."""

from __future__ import annotations

import argparse
import os
import sys
from typing import NoReturn

from recognizer.cli.printing import Commands
from recognizer.serving import processes
from recognizer.settings import SHIPPED, Settings


def add_to(commands: Commands) -> None:
    """Add this module's commands."""
    run = commands.add_parser("run", help="start the app")
    run.add_argument("--port", type=int, help="default: 8501, or the next free one")
    run.add_argument(
        "--address", help="localhost keeps it to this machine (default: all networks)"
    )
    run.set_defaults(run=_run)

    serve = commands.add_parser(
        "serve", help="start several processes of the app, behind nginx"
    )
    serve.add_argument("--processes", type=int, default=2, help="how many (default: 2)")
    serve.add_argument("--port", type=int, default=8501, help="default: 8501")
    serve.add_argument(
        "--address", help="localhost keeps it to this machine (default: all networks)"
    )
    serve.set_defaults(run=_serve)


def _run(options: argparse.Namespace, settings: Settings) -> NoReturn:
    command = [sys.executable, "-m", "streamlit", "run", str(SHIPPED / "app.py")]
    if options.port is not None:
        command += ["--server.port", str(options.port)]
    if options.address is not None:
        command += ["--server.address", options.address]
    os.execv(sys.executable, command)


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    processes.serve(settings, options.processes, options.port, options.address)
    return 0
