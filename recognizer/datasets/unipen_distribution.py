"""From the public UNIPEN distribution to the four files that the app reads.

Train-R01/V07 has a folder data/ with a folder for each category (1a digits, 1b upper
case, 1c lower case) and, in it, for each contributor; and a folder include/ with the
trajectories that the files of data/ include and cut into characters.

Which contributors are in which file is a choice made once, so that no writer but those
of gmd and val, who gave much, is both trained on and chosen by. Characters whose border
is within a stroke are passed over, dots, and digits wider than 1.8 times their height:
these are two digits under one label, and lines.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from recognizer.datasets import unipen_format
from recognizer.datasets.stroke_files import Line, Point
from recognizer.datasets.unipen_format import Document, Segment
from recognizer.errors import N_, InvalidData

DEV = ("art", "ced", "gmd", "pri", "tos", "uqb", "val")
DIGITS = ("aga", "apa", "apb", "app", "gmd", "imp", "syn", "val")
LETTERS = (
    "aga", "apa", "apb", "app", "cea", "ceb", "imp", "kai", "lav", "lou", "mot", "sie",
    "syn",
)  # fmt: skip
DEV_FILES = frozenset(
    (
        *("monu", "gresai31", "gresai34", "gresai37"),
        *("yannis30", "yannis33", "yannis36", "yannis39"),
    )
)
"""Files of digits by gmd and val that are in digits-dev; the others are trained on."""

ALPHABETS = {
    "1a": frozenset("0123456789"),
    "1b": frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "1c": frozenset("abcdefghijklmnopqrstuvwxyz"),
}
"""Labels by category."""

SAMPLES = {"letters-train": 6_000, "letters-dev": 3_000}
"""How many of the letters are taken, at random."""

PARTS = ("digits-train", "digits-dev", *SAMPLES)
WIDEST = 1.8


@dataclass
class Prepared:
    """What became of a distribution.

    Attributes:
        lines: of each file.
        passed_over: how many characters were not taken, by reason.
        unreadable: files that are damaged, with the reason.
    """

    lines: dict[str, list[Line]] = field(
        default_factory=lambda: {part: [] for part in PARTS}
    )
    passed_over: Counter[str] = field(default_factory=Counter)
    unreadable: dict[Path, str] = field(default_factory=dict)


def part_of(category: str, contributor: str, name: str) -> str | None:
    """Which file takes a contributor's characters.

    Args:
        category: "1a", "1b" or "1c".
        name: of the file in the distribution, without ".dat".
    """
    kind, trained_on = ("digits", DIGITS) if category == "1a" else ("letters", LETTERS)
    if contributor in DEV and (contributor not in trained_on or name in DEV_FILES):
        return f"{kind}-dev"
    return f"{kind}-train" if contributor in trained_on else None


def read(
    folder: Path, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> Prepared:
    """Read a distribution and choose from it.

    Args:
        folder: with data/ and include/.
        on_progress: called with the files that are read and all files.

    Raises:
        InvalidData: if there is no distribution.
    """
    files = {
        category: sorted((folder / "data" / category).rglob("*.dat"))
        for category in ALPHABETS
    }
    if not all(files.values()):
        raise InvalidData(
            N_("{path} has no UNIPEN files in data/1a, data/1b and data/1c."),
            hint=N_("Give the folder of UNIPEN Train-R01/V07; docs/data.md says more."),
            path=folder,
        )
    prepared = Prepared()
    total = sum(len(each) for each in files.values())
    done = 0
    for category, paths in files.items():
        for number, path in enumerate(paths):
            _take(prepared, folder, category, number, path)
            done += 1
            on_progress(done, total)
    for part, count in SAMPLES.items():
        lines = prepared.lines[part]
        prepared.lines[part] = random.Random(0).sample(lines, min(count, len(lines)))
    return prepared


def _take(
    prepared: Prepared, folder: Path, category: str, number: int, path: Path
) -> None:
    contributor = path.relative_to(folder / "data" / category).parts[0]
    part = part_of(category, contributor, path.stem)
    if part is None:
        return
    try:
        document = unipen_format.parse(_text(path), _including(folder / "include"))
    except ValueError as error:
        prepared.unreadable[path] = str(error)
        return
    for segment in document.segments:
        if segment.kind != "CHARACTER" or segment.label not in ALPHABETS[category]:
            continue
        strokes = _drawing(document, segment)
        reason = _fault(strokes, is_digit=category == "1a")
        if reason:
            prepared.passed_over[reason] += 1
            continue
        line = Line(segment.label, contributor, strokes, number)
        prepared.lines[part].append(line)


def _drawing(document: Document, segment: Segment) -> list[list[Point]]:
    """The strokes of a segment with y growing downwards from 0; none if it is cut."""
    strokes = document.strokes(segment)
    top = max((y for stroke in strokes for _, y in stroke), default=0)
    return [[(x, top - y) for x, y in stroke] for stroke in strokes]


def _fault(strokes: list[list[Point]], is_digit: bool) -> str:
    """Why a drawing is not taken, or ""."""
    if not strokes:
        return "cut within a stroke, or not there"
    xs, ys = zip(*(point for stroke in strokes for point in stroke), strict=True)
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if width == height == 0:
        return "a dot"
    if is_digit and width > WIDEST * height:
        return f"a digit wider than {WIDEST} times its height"
    return ""


def _text(path: Path) -> str:
    return path.read_text(encoding="latin-1")


def _including(folder: Path) -> Callable[[str], str | None]:
    """What reads a file that .INCLUDE names."""

    def included(name: str) -> str | None:
        path = folder / name
        return _text(path) if path.is_file() else None

    return included
