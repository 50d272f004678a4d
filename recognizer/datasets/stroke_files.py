"""Pen strokes in a file: gzipped, a line of JSON for each drawing.

    {"label": "7", "contributor": "syn", "file": 485, "strokes": [[[x, y], …], …]}

y grows downwards. The unit differs from writer to writer, so only the shape counts.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from recognizer.atomic_files import write_atomically
from recognizer.datasets.labelled import (
    FINE_PEN,
    LabelledDrawings,
    read_file,
    sha256_of,
)
from recognizer.errors import N_, InvalidData, MissingData
from recognizer.ink.strokes import Drawing
from recognizer.settings import Settings

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """One drawing in such a file.

    Attributes:
        label: a digit or a letter.
        contributor: who wrote it, or gave it.
        strokes: of points, x and y.
        file: number of the file that it was in, where it comes from, if it has one.
    """

    label: str
    contributor: str
    strokes: Sequence[Sequence[Point]]
    file: int | None = None


def locate(data: str, part: str, settings: Settings) -> Path:
    """The file that `read` reads.

    Raises:
        MissingData: if it is not in the data sets' folder.
    """
    path = settings.datasets / data / f"{part}.jsonl.gz"
    if not path.is_file():
        raise MissingData(
            N_("The data set {data} is missing: {file} is not in {folder}."),
            data=data.upper(),
            file=path.name,
            folder=path.parent,
        )
    return path


def read(data: str, part: str, settings: Settings) -> LabelledDrawings:
    """Read a data set's pen strokes.

    Args:
        data: the data set, which is its folder's name, such as "unipen".
        part: such as "digits-train".

    Raises:
        MissingData: if the file is not in the data sets' folder.
        InvalidData: if it is damaged.
    """
    path = locate(data, part, settings)
    content = read_file(path)
    drawings, labels, writers = [], [], []
    try:
        for line in gzip.decompress(content).splitlines():
            entry = json.loads(line)
            drawings.append(Drawing.from_points(entry["strokes"], FINE_PEN))
            labels.append(str(entry["label"]))
            writers.append(str(entry["contributor"]))
    except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError) as error:
        raise InvalidData(
            N_("{path} is damaged or holds no drawings as gzipped lines of JSON."),
            hint=N_("Replace it with a complete copy."),
            path=path,
            details=error,
        ) from error
    return LabelledDrawings(
        f"{data}-{part}",
        tuple(drawings),
        tuple(labels),
        tuple(writers),
        {path.name: sha256_of(content)},
    )


def write(path: Path, lines: Iterable[Line]) -> None:
    """Write a file; the same lines give the same bytes.

    Raises:
        DiskFull: if there is no room.
    """
    rows = (json.dumps(_to_json(line), separators=(",", ":")) for line in lines)
    text = "".join(f"{row}\n" for row in rows)
    write_atomically(path, gzip.compress(text.encode(), mtime=0))


def _to_json(line: Line) -> dict[str, object]:
    file = {} if line.file is None else {"file": line.file}
    writer = {"label": line.label, "contributor": line.contributor}
    return {**writer, **file, "strokes": line.strokes}
