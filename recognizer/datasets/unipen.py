"""Pen strokes of UNIPEN, to train on and to choose by.

    file            drawings   writers
    digits-train    10,934     8 contributors, one or several writers each
    digits-dev       3,354     7, of whom gmd and val are in digits-train too
    letters-train    6,000     13 contributors, A to Z and a to z
    letters-dev      3,000     7, the same as in digits-dev

UNIPEN Train-R01/V07: Guyon et al., 1994, CC BY 4.0. docs/data.md says how to get it.
"""

from __future__ import annotations

from dataclasses import replace

from recognizer.datasets import stroke_files
from recognizer.datasets.labelled import LabelledDrawings, LabelledImages, draw
from recognizer.settings import Settings

CLEAR_LETTERS = frozenset("AEFHKMNPRTWXaefhkmnrtwx")
"""Letters that cannot be taken for a digit, as O, l or Z can."""

SEEN_WRITERS = frozenset(("gmd", "val"))
"""Contributors whose other files are trained on."""


def read_strokes(part: str, settings: Settings) -> LabelledDrawings:
    """Read UNIPEN's pen strokes.

    Args:
        part: "digits-train", "digits-dev", "letters-train" or "letters-dev".

    Raises:
        MissingData: if the file is not in the data sets' folder.
        InvalidData: if it is damaged.
    """
    return stroke_files.read("unipen", part, settings)


def clear_letters(data: LabelledDrawings) -> LabelledDrawings:
    """The letters among them that are clearly no digits."""
    return data.where([label in CLEAR_LETTERS for label in data.labels], "clear")


def of_unseen_writers(data: LabelledDrawings) -> LabelledDrawings:
    """The dev drawings by writers of whom nothing is trained on."""
    chosen = [writer not in SEEN_WRITERS for writer in data.writers]
    return data.where(chosen, "unseen")


def dev(settings: Settings) -> LabelledImages:
    """The dev drawings, digits and clear letters, redrawn at 28 × 28."""
    digits = draw(read_strokes("digits-dev", settings))
    letters = draw(clear_letters(read_strokes("letters-dev", settings)))
    return replace(digits + letters, name="unipen-dev")


def dev_of_unseen_writers(settings: Settings) -> LabelledImages:
    """The same without the writers who are in the training files too."""
    digits = of_unseen_writers(read_strokes("digits-dev", settings))
    letters = of_unseen_writers(clear_letters(read_strokes("letters-dev", settings)))
    return replace(draw(digits) + draw(letters), name="unipen-dev-unseen")
