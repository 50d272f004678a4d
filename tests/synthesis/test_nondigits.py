"""What is no digit: of many kinds, drawable, different each time."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from recognizer.ink import mnist_format, strokes
from recognizer.ink.strokes import Drawing
from recognizer.synthesis import glyphs, nondigits, symbols
from recognizer.synthesis.digits import FORMS
from recognizer.synthesis.figures import Figure
from recognizer.synthesis.glyphs import FIGURES
from recognizer.synthesis.nondigits import KINDS


def image_of(lines: tuple[strokes.FloatArray, ...]) -> mnist_format.Image:
    drawing = Drawing.from_points(lines, 0.02)
    return mnist_format.to_image(drawing)


def test_hundreds_of_drawings_are_valid() -> None:
    rng = np.random.default_rng(0)
    for _ in range(400):
        drawn = nondigits.draw_nondigit(rng)
        assert all(np.isfinite(stroke).all() for stroke in drawn)
        assert all(stroke.dtype == np.float32 for stroke in drawn)
        image = image_of(drawn)
        assert image.shape == (28, 28)
        assert image.max() == 255


def test_same_seed_gives_same_drawing() -> None:
    for seed in range(50):
        first, second = (
            nondigits.draw_nondigit(np.random.default_rng(seed)) for _ in range(2)
        )
        for one, other in zip(first, second, strict=True):
            np.testing.assert_array_equal(one, other)


def test_each_kind_varies() -> None:
    rng = np.random.default_rng(1)
    for name, kind in KINDS.items():
        images = {image_of(kind.draw(rng)).tobytes() for _ in range(12)}
        assert len(images) == 12, name


def test_each_kind_is_chosen_as_often_as_it_weighs() -> None:
    rng = np.random.default_rng(2)
    chosen = Counter(id(nondigits.choose_kind(rng)) for _ in range(5_000))
    total = sum(kind.weight for kind in KINDS.values())
    for name, kind in KINDS.items():
        expected = pytest.approx(kind.weight / total, abs=0.02)
        assert chosen[id(kind)] / 5_000 == expected, name


def lies_in_the_unit_box(figure: Figure) -> bool:
    points = np.concatenate(figure.strokes)
    is_inside = points.min() > -0.1 and points.max() < 1.1
    return bool(is_inside and np.ptp(points, axis=0).max() > 0.7 and figure.weight > 0)


def test_every_figure_lies_in_the_unit_box() -> None:
    others = [name for name, each in FIGURES.items() if not lies_in_the_unit_box(each)]
    assert others == []


def test_names_are_unique() -> None:
    tables = (
        glyphs.SIGNS,
        glyphs.LETTERS,
        glyphs.JAPANESE,
        symbols.MATHEMATICS,
        symbols.GREEK,
        symbols.MARKS,
    )
    assert len(FIGURES) == sum(map(len, tables))
    assert not FIGURES.keys() & FORMS.keys()


def test_what_looks_like_a_digit_is_left_out() -> None:
    alike = "OoDIlizZSsbqgByjGCcUuVv" + "ろフワノア" + "αβγδεζθξρσφΛ∂∫∅∃∪⊥§"
    assert set(alike) & set(FIGURES) == set()


def test_a_row_has_space_between_its_characters() -> None:
    rng = np.random.default_rng(3)
    for _ in range(30):
        lines = KINDS["row"].draw(rng)
        assert np.ptp(np.concatenate(lines)[:, 1]) == pytest.approx(1, abs=1e-5)
        spans = sorted((line[:, 0].min(), line[:, 0].max()) for line in lines)
        right, gaps = spans[0][1], []
        for left, end in spans[1:]:
            gaps.append(left - right)
            right = max(right, end)
        assert max(gaps) > nondigits.GAP[0] - 1e-5


def test_a_disc_is_filled() -> None:
    rng = np.random.default_rng(4)
    for _ in range(10):
        image = image_of(KINDS["disc"].draw(rng))
        assert (image > 100).sum() > 0.5 * 20 * 20 * 0.6
