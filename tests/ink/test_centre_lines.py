"""The middle lines of strokes, and the ink of each."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from scipy import ndimage

from recognizer.ink import centre_lines, strokes
from recognizer.ink.strokes import Drawing
from tests.drawings import drawings


def test_a_bar_is_thinned_to_its_middle() -> None:
    mask = np.zeros((20, 60), bool)
    mask[5:14, 5:55] = True
    thin = centre_lines.thinned(mask)
    rows, columns = np.nonzero(thin)
    assert set(rows.tolist()) == {9}
    assert len(columns) >= 50 - 9


def test_a_ring_keeps_its_hole() -> None:
    rows, columns = np.mgrid[-30:31, -30:31]
    away = np.hypot(rows, columns)
    thin = centre_lines.thinned((away > 15) & (away < 24))
    assert thin.sum() < 150
    assert ndimage.label(thin, np.ones((3, 3)))[1] == 1
    assert ndimage.label(~thin)[1] == 2


@given(drawings())
def test_thinning_only_takes_away_and_comes_to_an_end(drawing: Drawing) -> None:
    mask = strokes.draw_on_canvas(drawing) > 0.35
    thin = centre_lines.thinned(mask)
    assert not (thin & ~mask).any()
    np.testing.assert_array_equal(centre_lines.thinned(thin), thin)


def test_strokes_part_where_they_cross() -> None:
    lines = [[(10, 50), (90, 50)], [(50, 10), (50, 90)]]
    ink = strokes.draw_lines(
        [np.array(line, np.float32) for line in lines], [6, 6], (100, 100)
    )
    parts = centre_lines.strokes_of(ink, 6)
    np.testing.assert_array_equal(parts > 0, ink > 0)
    arms = [parts[50, 15], parts[50, 85], parts[15, 50], parts[85, 50]]
    assert len(set(arms)) == 4


def test_ink_without_a_crossing_stays_whole() -> None:
    ink = np.zeros((60, 60), np.float32)
    ink[10:50, 10:16] = ink[10:50, 40:46] = 1
    assert len(np.unique(centre_lines.strokes_of(ink, 6))) == 3
