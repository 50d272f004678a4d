"""The test set: digits that 60 people wrote on a tablet, each digit twice.

Nothing is trained on it or chosen by it; each published model is measured on it once.

UJI Pen Characters (Version 2): Llorens et al., 2008, UCI Machine Learning Repository,
CC BY 4.0. docs/data.md says how to get it.
"""

from __future__ import annotations

from dataclasses import replace

from recognizer.datasets import stroke_files
from recognizer.datasets.labelled import LabelledImages, draw
from recognizer.settings import Settings


def test(settings: Settings) -> LabelledImages:
    """The 1,200 digits, redrawn at 28 × 28.

    Raises:
        MissingData: if the file is not in the data sets' folder.
        InvalidData: if it is damaged.
    """
    drawings = stroke_files.read("uji", "digits-test", settings)
    return replace(draw(drawings), name="uji-test")
