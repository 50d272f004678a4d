"""Drawings that a person has corrected, as a browser keeps them.

`recognizer/browser/network/remembered.js` writes the same text.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recognizer.datasets.labelled import NO_DIGIT
from recognizer.ink import compact
from recognizer.ink.mnist_format import SIZE, Image
from recognizer.ink.strokes import Drawing

MOST = 100
"""Drawings that a browser keeps."""
MOST_CHARACTERS = 6_000 * MOST
LABELS = range(NO_DIGIT, 10)


@dataclass(frozen=True)
class Remembered:
    """A drawing that a person has corrected, or confirmed.

    Attributes:
        image: (28, 28) uint8.
        label: 0 to 9, or NO_DIGIT.
        time: when, in milliseconds since 1970.
        drawing: None of a picture.
    """

    image: Image
    label: int
    time: int
    drawing: Drawing | None = None


def from_text(text: object) -> tuple[Remembered, ...]:
    """Read what the browser says that it remembers; what has not its form is left out.

    Args:
        text: of `toText` in browser/network/remembered.js, unchecked.

    Returns:
        At most `MOST`, the oldest first.
    """
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        return ()
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    found = map(_remembered, content if isinstance(content, list) else [])
    return tuple(each for each in found if each is not None)[-MOST:]


def to_text(remembered: Sequence[Remembered]) -> str:
    """Drawings as `from_text` and the browser read them."""
    return json.dumps(
        [
            {
                "image": base64.b64encode(each.image.tobytes()).decode(),
                "label": each.label,
                "time": each.time,
                "strokes": each.drawing and compact.pack(each.drawing),
            }
            for each in remembered
        ]
    )


def _remembered(content: object) -> Remembered | None:
    match content:
        case {
            "image": str() as pixels,
            "label": int() as label,
            "time": int() as time,
            **others,
        }:
            try:
                levels = base64.b64decode(pixels, validate=True)
            except ValueError:
                return None
            if len(levels) == SIZE * SIZE and label in LABELS:
                image = np.frombuffer(levels, np.uint8).reshape(SIZE, SIZE)
                drawing = compact.unpack(others.get("strokes"))
                return Remembered(image, int(label), time, drawing)
    return None
