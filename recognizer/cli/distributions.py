"""Commands that make data sets from public distributions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from recognizer.cli.console import ProgressLine
from recognizer.cli.printing import Commands
from recognizer.datasets import stroke_files, uji_distribution, unipen_distribution
from recognizer.datasets.stroke_files import Line
from recognizer.errors import N_, InvalidSetting
from recognizer.settings import Settings


def add_to(commands: Commands) -> None:
    """Add this module's commands."""
    unipen = commands.add_parser(
        "prepare-unipen", help="make UNIPEN's four files from the public distribution"
    )
    unipen.add_argument("source", type=Path, help="folder with data/ and include/")
    unipen.set_defaults(run=_prepare_unipen)
    uji = commands.add_parser(
        "prepare-uji", help="make the UJI test set from the public file"
    )
    uji.add_argument("source", type=Path, help="ujipenchars2.txt")
    uji.set_defaults(run=_prepare_uji)
    for command in (unipen, uji):
        command.add_argument(
            "out", type=Path, nargs="?", help="folder (default: where the app looks)"
        )


def _prepare_unipen(options: argparse.Namespace, settings: Settings) -> int:
    out = options.out or settings.datasets / "unipen"
    paths = {part: out / f"{part}.jsonl.gz" for part in unipen_distribution.PARTS}
    _check_new(*paths.values())
    with closing(ProgressLine()) as line:
        prepared = unipen_distribution.read(options.source, line.show_files)
    for part, path in paths.items():
        _write_strokes(path, prepared.lines[part])
    for reason, count in prepared.passed_over.most_common():
        print(f"passed over: {count:,} ({reason})")
    for file, problem in prepared.unreadable.items():
        print(f"{file}: {problem}", file=sys.stderr)
    return 1 if prepared.unreadable else 0


def _prepare_uji(options: argparse.Namespace, settings: Settings) -> int:
    path = (options.out or settings.datasets / "uji") / "digits-test.jsonl.gz"
    _check_new(path)
    _write_strokes(path, uji_distribution.read(options.source))
    return 0


def _check_new(*paths: Path) -> None:
    for path in paths:
        if path.exists():
            raise InvalidSetting(
                N_("{path} already exists."),
                hint=N_("Delete it, or give another folder."),
                path=path,
            )


def _write_strokes(path: Path, lines: Sequence[Line]) -> None:
    stroke_files.write(path, lines)
    print(f"{path}: {len(lines):,} drawings")
