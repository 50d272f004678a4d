"""One saved drawing with its metadata, checked."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from recognizer.collection import timestamps
from recognizer.datasets.labelled import NO_DIGIT
from recognizer.errors import N_, BlankDrawing, InvalidDrawing, InvalidEntry, quoted
from recognizer.ink import strokes
from recognizer.ink.mnist_format import SIZE, Image
from recognizer.ink.strokes import Drawing, FloatArray

LABELS = (*range(10), NO_DIGIT)
MAX_NAME = 40
GUEST = "guest-"
"""How the name of a writer begins who gave no nickname."""
MAX_MODEL_NAME = 80
MAX_STROKES_CHARACTERS = 200_000


@dataclass(frozen=True)
class Entry:
    """One drawing in the collection.

    Attributes:
        id: 32 hexadecimal digits, unique.
        image: (28, 28) uint8, in MNIST's format: what the network was given.
        drawing: the strokes; None for a picture.
        label: 0 to 9, or -1 for what is no digit.
        answer: the network's answer, as `label`; None if there was none.
        model: name of the network that answered, or "".
        model_version: SHA-256 of that network, or "".
        person: the writer's name, cleaned by `clean_name`; "" if a file has none.
        created_at: UTC in ISO 8601, see `timestamps.now`.
        is_left_out: excluded from training.
        owner: mark of the browser that made it, see `room.identity`; "" if not known.
            It is in no export.
    """

    id: str
    image: Image
    drawing: Drawing | None
    label: int
    answer: int | None
    model: str
    model_version: str
    person: str
    created_at: str
    is_left_out: bool = False
    owner: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the image."""
        return hashlib.sha256(self.image.tobytes()).hexdigest()

    @property
    def strokes_text(self) -> str | None:
        """The strokes as `strokes_from_json` reads them; None for a picture."""
        if self.drawing is None:
            return None
        return json.dumps(strokes_to_json(self.drawing), separators=(",", ":"))

    @property
    def is_fooled(self) -> bool:
        """Whether the network's answer differs from the label."""
        return self.answer is not None and self.answer != self.label


def new_entry(
    image: Image,
    label: int,
    person: str,
    drawing: Drawing | None = None,
    answer: int | None = None,
    model: str = "",
    model_version: str = "",
    owner: str = "",
    entry_id: str | None = None,
) -> Entry:
    """Make an entry of a new drawing.

    Args:
        image: (28, 28) uint8, with ink.
        label, answer: 0 to 9, or -1.
        person: a name, cleaned here.
        entry_id: where the browser has chosen one; None for a new one.

    Raises:
        InvalidEntry: if a part of it cannot be saved.
    """
    entry = checked(
        Entry(
            id=uuid4().hex if entry_id is None else checked_id(entry_id),
            image=image,
            drawing=drawing,
            label=label,
            answer=answer,
            model=model,
            model_version=model_version,
            person=person,
            created_at=timestamps.now(),
            owner=owner,
        )
    )
    if not entry.person:
        raise InvalidEntry(
            N_("A drawing must have its writer's name, but none was given."),
            hint=N_("Enter a nickname."),
        )
    return entry


def checked(entry: Entry) -> Entry:
    """The entry with its texts cleaned.

    Raises:
        InvalidEntry, BlankDrawing: if a part of it cannot be saved.
    """
    image = entry.image
    if image.shape != (SIZE, SIZE) or image.dtype != np.uint8:
        raise InvalidEntry(
            N_(
                "A drawing's image must have the shape (28, 28) and the type uint8, "
                "but has the shape {shape} and the type {type}."
            ),
            shape=image.shape,
            type=image.dtype,
        )
    if not image.any():
        raise BlankDrawing
    found = replace(
        entry,
        label=checked_label(entry.label),
        answer=None if entry.answer is None else checked_label(entry.answer),
        person=clean_name(entry.person),
        model=clean_text(entry.model)[:MAX_MODEL_NAME],
        model_version=clean_text(entry.model_version)[:64],
    )
    length = len(found.strokes_text or "")
    if length > MAX_STROKES_CHARACTERS:
        raise InvalidEntry(
            N_(
                "A drawing's strokes may take up to {limit} characters of JSON, but "
                "these take {count}."
            ),
            hint=N_("Use a drawing with fewer or shorter strokes."),
            limit=f"{MAX_STROKES_CHARACTERS:,}",
            count=f"{length:,}",
        )
    return found


def checked_id(value: object) -> str:
    """The id.

    Raises:
        InvalidEntry: if it is not 32 hexadecimal digits.
    """
    if not isinstance(value, str) or not re.fullmatch("[0-9a-f]{32}", value):
        raise InvalidEntry(
            N_("A drawing's id has 32 hexadecimal digits, but {value} was given."),
            value=quoted(value),
        )
    return value


def checked_label(label: object) -> int:
    """The label.

    Raises:
        InvalidEntry: if it is not 0 to 9 or -1.
    """
    if isinstance(label, bool) or not isinstance(label, int) or label not in LABELS:
        raise InvalidEntry(
            N_("A label must be 0 to 9, or -1 for no digit, but {value} was given."),
            value=quoted(label),
        )
    return label


def clean_name(name: str) -> str:
    """A person's name on one line, without invisible characters.

    Raises:
        InvalidEntry: if it is longer than 40 characters.
    """
    cleaned = clean_text(name)
    if len(cleaned) > MAX_NAME:
        raise InvalidEntry(
            N_("A nickname may have up to {limit} characters, but this has {count}."),
            hint=N_("Shorten the nickname."),
            limit=MAX_NAME,
            count=f"{len(name):,}",
        )
    return cleaned


def clean_text(raw: str) -> str:
    """Text on one line, without control, bidi and other invisible characters.

    Zero-width joiners inside the text stay: emoji and some scripts need them.
    """
    visible = (
        character
        for character in unicodedata.normalize("NFC", raw[: 100 * MAX_NAME])
        if character in "\u200c\u200d"
        or character.isspace()
        or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return " ".join("".join(visible).split()).strip("\u200c\u200d")


def strokes_to_json(drawing: Drawing) -> list[dict[str, Any]]:
    """Strokes as plain lists; numbers with the fewest decimals that are exact."""
    return [
        {"width": stroke.width, "points": _shortest(stroke.points).tolist()}
        for stroke in drawing.strokes
    ]


def _shortest(points: FloatArray) -> NDArray[np.float64]:
    """The numbers with the fewest decimals that become the same float32 again."""
    exact = points.astype(np.float64)
    shortest = exact
    for decimals in range(9, -1, -1):
        rounded = np.round(exact, decimals)
        same = rounded.astype(np.float32) == points
        shortest = np.where(same, rounded, shortest)
    return shortest


def strokes_from_json(content: object) -> Drawing:
    """Read what `strokes_to_json` wrote.

    Raises:
        InvalidDrawing: if it has another form.
    """
    if not isinstance(content, list):
        raise InvalidDrawing(
            N_("A drawing's strokes must be a list, but {value} was found."),
            value=quoted(content),
        )
    objects = []
    for stroke in content:
        if not isinstance(stroke, dict) or not isinstance(stroke.get("points"), list):
            raise InvalidDrawing(
                N_("A stroke must have a list of points, but {value} was found."),
                value=quoted(stroke),
            )
        path = [
            ["L", *point]
            for point in stroke["points"]
            if isinstance(point, list) and len(point) == 2
        ]
        if not path or len(path) < len(stroke["points"]):
            raise InvalidDrawing(
                N_(
                    "A stroke's points must be pairs of numbers, but {value} was found."
                ),
                value=quoted(stroke["points"]),
            )
        path[0][0] = "M"
        objects.append(
            {"type": "path", "strokeWidth": stroke.get("width"), "path": path}
        )
    return strokes.parse({"objects": objects})
