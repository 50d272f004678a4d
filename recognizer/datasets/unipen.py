"""Pen strokes of UNIPEN.

UNIPEN Train-R01/V07: Guyon et al., 1994, CC BY 4.0.
"""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import replace

from recognizer.datasets.labelled import (
    FINE_PEN,
    LabelledDrawings,
    LabelledImages,
    draw,
    sha256_of,
)
from recognizer.errors import InvalidData, MissingData
from recognizer.ink.strokes import Drawing
from recognizer.settings import Settings

CLEAR_LETTERS = frozenset("AEFHKMNPRTWXaefhkmnrtwx")
"""Letters that cannot be taken for a digit, as O, l or Z can."""


def read_strokes(part: str, settings: Settings) -> LabelledDrawings:
    """Read UNIPEN's pen strokes.

    Args:
        part: "digits-train", "digits-dev", "letters-train" or "letters-dev".

    Raises:
        MissingData: if the file is not in the data sets' folder.
        InvalidData: if it is damaged.
    """
    name = f"{part}.jsonl.gz"
    path = settings.datasets / "unipen" / name
    if not path.is_file():
        raise MissingData(data="unipen", file=name, folder=path.parent)
    content = path.read_bytes()
    drawings, labels = [], []
    try:
        for line in gzip.decompress(content).splitlines():
            entry = json.loads(line)
            drawings.append(Drawing.from_points(entry["strokes"], FINE_PEN))
            labels.append(str(entry["label"]))
    except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError) as error:
        raise InvalidData(path=path, problem=str(error)) from error
    return LabelledDrawings(
        f"unipen-{part}", tuple(drawings), tuple(labels), {name: sha256_of(content)}
    )


def clear_letters(data: LabelledDrawings) -> LabelledDrawings:
    """The letters among them that are clearly no digits."""
    chosen = [i for i, label in enumerate(data.labels) if label in CLEAR_LETTERS]
    return LabelledDrawings(
        f"{data.name}[clear]",
        tuple(data.drawings[i] for i in chosen),
        tuple(data.labels[i] for i in chosen),
        data.sha256,
    )


def dev(settings: Settings) -> LabelledImages:
    """The dev writers' digits and clear letters, redrawn at 28 × 28."""
    digits = draw(read_strokes("digits-dev", settings))
    letters = draw(clear_letters(read_strokes("letters-dev", settings)))
    return replace(digits + letters, name="unipen-dev")
