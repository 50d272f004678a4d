"""What resembles a digit: other writings of digits, and no letters or things."""

from __future__ import annotations

import numpy as np

from recognizer.synthesis import digits, warps
from recognizer.synthesis.glyphs import FIGURES
from recognizer.synthesis.likeness import LIKE, nearest


def test_most_digits_resemble_a_digit() -> None:
    rng = np.random.default_rng(5)
    written = (
        warps.write_varied(digits.choose(number % 10, rng), rng)
        for number in range(200)
    )
    assert np.mean([nearest(each) > LIKE for each in written]) > 0.6


def test_few_signs_letters_and_characters_do() -> None:
    alike = [name for name, each in FIGURES.items() if nearest(each.strokes) > LIKE]
    assert len(alike) < 0.1 * len(FIGURES), alike


def test_likeness_is_a_correlation() -> None:
    form = digits.FORMS["3-round"]
    assert nearest(form.strokes) > 0.999
    assert -1 < nearest(FIGURES["window"].strokes) < 0.75
