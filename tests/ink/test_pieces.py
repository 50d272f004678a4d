"""Pieces of ink that belong together, and those that do not."""

from __future__ import annotations

import numpy as np

from recognizer.ink import pieces
from recognizer.ink.strokes import FloatArray


def blank() -> FloatArray:
    return np.zeros((200, 300), np.float32)


def boxes(ink: FloatArray) -> list[tuple[int, int, int, int]]:
    return sorted(group.box for group in pieces.groups(ink)[1])


def test_a_bar_that_does_not_touch_belongs_to_its_digit() -> None:
    ink = blank()
    ink[60:150, 100:106] = 1
    ink[50:55, 102:150] = 1  # five pixels above it
    assert boxes(ink) == [(100, 50, 150, 150)]


def test_digits_side_by_side_are_two() -> None:
    ink = blank()
    ink[60:150, 100:106] = 1
    ink[60:150, 140:146] = 1
    assert boxes(ink) == [(100, 60, 106, 150), (140, 60, 146, 150)]


def test_what_stands_in_a_frame_is_not_the_frame() -> None:
    """Their boxes overlap, but they are far apart."""
    ink = blank()
    ink[10:190, [10, 289]] = 1
    ink[[10, 189], 10:290] = 1
    ink[70:130, 148:152] = 1
    assert (148, 70, 152, 130) in boxes(ink)


def test_what_goes_on_beyond_the_picture_stands_alone() -> None:
    ink = blank()
    ink[:, :20] = 1
    ink[60:150, 24:30] = 1
    found = pieces.groups(ink)[1]
    assert {(group.box, group.at_border) for group in found} == {
        ((0, 0, 20, 200), True),
        ((24, 60, 30, 150), False),
    }


def test_the_labels_name_each_groups_pixels() -> None:
    ink = blank()
    ink[60:150, 100:106] = 0.5
    ink[50:55, 102:150] = 0.25
    labels, (group,) = pieces.groups(ink)
    assert np.isin(labels, group.pieces).sum() == (ink > 0).sum()
    assert group.mass == ink.sum()


def test_no_ink_has_no_groups() -> None:
    assert pieces.groups(blank())[1] == []


def test_a_word_above_a_digit_is_not_its_part() -> None:
    """A bar at this distance would be."""
    ink = blank()
    ink[100:190, 100:106] = 1
    ink[40:90, [80, 110]] = 1
    ink[60:64, 80:111] = 1
    assert boxes(ink) == [(80, 40, 111, 90), (100, 100, 106, 190)]


def test_a_line_that_breaks_is_one() -> None:
    ink = blank()
    ink[60:105, 100:106] = 1
    ink[108:150, 100:106] = 1
    assert boxes(ink) == [(100, 60, 106, 150)]


def test_letters_that_touch_are_a_word() -> None:
    ink = blank()
    ink[60:66, 40:200] = 1
    ink[60:150, [40, 90, 140, 199]] = 1
    ink[60:150, 250:256] = 1
    word, digit = sorted(pieces.groups(ink)[1], key=lambda group: group.box)
    assert word.is_word
    assert not digit.is_word


def test_a_wide_word_does_not_reach_farther_than_it_is_high() -> None:
    ink = blank()
    ink[20:100, 140:146] = 1
    ink[125:150, 20:280] = 1  # letters that touch
    assert (140, 20, 146, 100) in boxes(ink)


def test_a_thin_digit_is_looked_at_rather_than_a_table_s_edge() -> None:
    dark = np.zeros((900, 1_200), np.float32)
    dark[:40] = 0.8
    dark[400:520, 600:604] = 0.2
    inner = pieces.without_border(dark, 0.1)
    assert inner[450, 601] == dark[450, 601]
    assert not inner[:40].any()


def test_a_stroke_that_reaches_the_border_is_more_than_the_dust_beside_it() -> None:
    dark = np.zeros((900, 1_200), np.float32)
    dark[500:, 600:650] = 0.7  # a stroke
    dark[100:300, 100:200] = 0.12  # dust
    assert pieces.without_border(dark, 0.1, 4)[600, 610] > 0
    assert not pieces.without_border(dark, 0.1)[600, 610]
    dark[:, 1_000:] = 0.7  # a table
    kept = pieces.without_border(dark, 0.1, 4)
    assert kept[600, 610] > 0
    assert not kept[:, 1_000:].any()
    dark[100:300, 100:200] = 0.3  # a pencil, beside what may be a sheet's edge
    assert not pieces.without_border(dark, 0.1, 4)[600, 610]
