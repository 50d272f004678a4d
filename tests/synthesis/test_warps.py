"""Warped strokes stay strokes, stay in place and stay what they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recognizer.ink import mnist_format, strokes
from recognizer.ink.strokes import Drawing
from recognizer.synthesis import figures, warps
from recognizer.synthesis.digits import FORMS
from recognizer.synthesis.figures import Strokes
from recognizer.synthesis.warps import REAL, TEMPLATES, Strengths

NOTHING = Strengths()


def four() -> Strokes:
    return FORMS["4-open"].strokes


@pytest.mark.parametrize("strengths", [NOTHING, TEMPLATES.times(0)])
def test_no_strength_changes_nothing(strengths: Strengths) -> None:
    for seed in range(5):
        warped = warps.warp(four(), np.random.default_rng(seed), strengths)
        for before, after in zip(four(), warped, strict=True):
            np.testing.assert_allclose(after, before, atol=1e-6)


@pytest.mark.parametrize("strengths", [TEMPLATES, REAL], ids=["templates", "real"])
def test_warped_forms_are_valid_drawings(strengths: Strengths) -> None:
    rng = np.random.default_rng(0)
    for form in FORMS.values():
        for _ in range(3):
            warped = warps.warp(figures.write(form, rng), rng, strengths)
            assert all(np.isfinite(stroke).all() for stroke in warped)
            assert all(stroke.dtype == np.float32 for stroke in warped)
            scaled = strokes.redraw(Drawing.from_points(warped, 0.05))
            assert mnist_format.centre(scaled).max() == 255


def test_without_habits_there_are_as_many_strokes_as_before() -> None:
    strengths = replace(TEMPLATES, habits=0.0)
    for seed, form in enumerate(FORMS.values()):
        rng = np.random.default_rng(seed)
        assert len(warps.warp(form.strokes, rng, strengths)) == len(form.curves)


def test_same_seed_gives_same_warp() -> None:
    first, second = (warps.warp(four(), np.random.default_rng(3)) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_input_stays_as_it_was() -> None:
    given = tuple(stroke.copy() for stroke in four())
    warps.warp(given, np.random.default_rng(0))
    for one, other in zip(given, four(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_unit_and_place_do_not_matter() -> None:
    place = np.array([30, 50], np.float32)
    moved = tuple(stroke * np.float32(200) + place for stroke in four())
    for seed in range(20):
        small = warps.warp(four(), np.random.default_rng(seed))
        large = warps.warp(moved, np.random.default_rng(seed))
        for one, other in zip(small, large, strict=True):
            np.testing.assert_allclose(one * 200 + place, other, atol=0.01)


def test_real_strokes_are_changed_less() -> None:
    def change(strengths: Strengths) -> float:
        plain = Strengths(
            **{
                name: getattr(strengths, name)
                for name in ("aspect", "rotation", "slant", "waist", "taper", "wave")
            }
        )
        rng = np.random.default_rng(0)
        return float(
            np.mean(
                [
                    np.abs(warped - given).mean()
                    for _ in range(100)
                    for warped, given in zip(
                        warps.warp(four(), rng, plain), four(), strict=True
                    )
                ]
            )
        )

    assert 0.005 < change(REAL) < change(TEMPLATES) < 0.1


def test_bare_bar_never_lies_down() -> None:
    for seed in range(30):
        bar = warps.write_varied(FORMS["1-bar"], np.random.default_rng(seed))[0]
        across, down = np.abs(bar[-1] - bar[0])
        assert down > across, seed


@pytest.mark.parametrize("name", ["aspect", "rotation", "slant", "waist", "taper"])
def test_alone_each_change_of_the_plane_is_seen(name: str) -> None:
    strengths = Strengths(**{name: getattr(TEMPLATES, name)})
    changes = [
        float(np.abs(after - before).max())
        for seed in range(40)
        for before, after in zip(
            four(),
            warps.warp(four(), np.random.default_rng(seed), strengths),
            strict=True,
        )
    ]
    assert 0.03 < max(changes) < 0.3


@pytest.mark.parametrize("name", ["smooth", "polygon", "tremor", "hook"])
def test_occasional_changes_come_and_go(name: str) -> None:
    strengths = Strengths(**{name: getattr(TEMPLATES, name)})
    n_changed = 0
    for seed in range(100):
        warped = warps.warp(four(), np.random.default_rng(seed), strengths)
        n_changed += any(
            len(after) != len(before) or np.abs(after - before).max() > 1e-4
            for before, after in zip(four(), warped, strict=True)
        )
    assert 10 < n_changed < 45  # a quarter of them


def test_ends_grow_and_shrink_along_the_stroke() -> None:
    line = np.stack([np.linspace(0, 1, 26), np.zeros(26)], 1).astype(np.float32)
    lengths = []
    for seed in range(100):
        strengths = Strengths(ends=0.1)
        (warped,) = warps.warp([line], np.random.default_rng(seed), strengths)
        np.testing.assert_allclose(warped[:, 1], 0, atol=1e-6)
        lengths.append(float(warped[-1, 0] - warped[0, 0]))
    assert 0.8 <= min(lengths) < 0.9
    assert 1.1 < max(lengths) <= 1.2 + 1e-6


def test_smoothing_keeps_ends_and_wears_the_corner() -> None:
    corner = figures.figure("angle", 1, "0,0 100,0 | 100,100").strokes[0]
    strengths = Strengths(smooth=0.2, altered=1.0)
    (warped,) = warps.warp([corner], np.random.default_rng(0), strengths)
    np.testing.assert_allclose(warped[[0, -1]], [[0, 0], [1, 1]], atol=1e-5)
    assert np.hypot(*(warped - [1, 0]).T).min() > 0.01


def test_odd_strokes_are_borne() -> None:
    dot = np.array([[5.0, 5.0]], np.float32)
    still = np.array([[0.0, 0.0]] * 4, np.float32)
    pair = np.array([[0.0, 0.0], [9.0, 9.0]], np.float32)
    strengths = TEMPLATES.times(1)
    for seed in range(200):
        warped = warps.warp([dot, still, pair], np.random.default_rng(seed), strengths)
        assert warped
        assert all(np.isfinite(stroke).all() for stroke in warped)


def test_times_scales_all_but_the_share_altered() -> None:
    half = TEMPLATES.times(0.5)
    assert half.rotation == TEMPLATES.rotation / 2
    assert half.hook == TEMPLATES.hook / 2
    assert half.habits == TEMPLATES.habits / 2
    assert half.altered == TEMPLATES.altered
