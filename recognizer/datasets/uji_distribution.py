"""From the public file of UJI Pen Characters to the file that the app reads.

ujipenchars2.txt has, for each character, a line WORD with its label and who wrote it in
which session, and a line POINTS for each stroke; y grows downwards:

    WORD 7 trn_UJI_W01-02
      NUMSTROKES 2
      POINTS 3 # 10 12 40 12 22 60
      POINTS 2 # 15 36 33 36
"""

from __future__ import annotations

import re
from pathlib import Path

from recognizer.datasets.stroke_files import Line, Point
from recognizer.errors import N_, InvalidData, unreadable

SIDE = 500
"""Coordinates are scaled so that the drawing's long side is as long, and rounded."""

_WORD = re.compile(r"^WORD (\S+) (\S+)-\d+\s*$", re.MULTILINE)
_POINTS = re.compile(r"^\s*POINTS (\d+) # (.*)$", re.MULTILINE)


def read(path: Path) -> list[Line]:
    """Read the digits.

    Raises:
        MissingPath, PermissionDenied: if it cannot be read.
        InvalidData: if it is another one or damaged.
    """
    try:
        lines = parse(path.read_text(encoding="latin-1"))
    except OSError as error:
        raise unreadable(path, error) from error
    except ValueError as error:
        raise InvalidData(
            N_("{path} is damaged."),
            hint=N_("Get ujipenchars2.txt again; docs/data.md says where."),
            details=error,
            path=path,
        ) from error
    if not lines:
        raise InvalidData(
            N_("{path} has no digits of UJI Pen Characters."),
            hint=N_("Give ujipenchars2.txt; docs/data.md says where to get it."),
            path=path,
        )
    return lines


def parse(text: str) -> list[Line]:
    """The digits in the file's text, in its order; writers are numbered as they come.

    Raises:
        ValueError: if a stroke has another number of points than it says.
    """
    writers: dict[str, str] = {}
    lines = []
    for label, writer, content in _characters(text):
        if label not in "0123456789":
            continue
        name = writers.setdefault(writer, f"uji{len(writers):02}")
        strokes = [_stroke(int(count), row) for count, row in _POINTS.findall(content)]
        lines.append(Line(label, name, _scaled(strokes)))
    return lines


def _characters(text: str) -> list[tuple[str, str, str]]:
    """Label, writer and what follows, for each character."""
    parts = _WORD.split(text)[1:]
    return list(zip(parts[::3], parts[1::3], parts[2::3], strict=True))


def _stroke(count: int, row: str) -> list[Point]:
    numbers = [float(word) for word in row.split()]
    if len(numbers) != 2 * count:
        raise ValueError(f"a stroke of {count} points has {len(numbers)} coordinates")
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _scaled(strokes: list[list[Point]]) -> list[list[Point]]:
    """The drawing with its upper left corner at 0 and its long side SIDE."""
    xs, ys = zip(*(point for stroke in strokes for point in stroke), strict=True)
    left, top = min(xs), min(ys)
    scale = SIDE / (max(max(xs) - left, max(ys) - top) or SIDE)
    return [
        [(round((x - left) * scale), round((y - top) * scale)) for x, y in stroke]
        for stroke in strokes
    ]
