"""Pieces of ink, candidates for digits, and how they lie."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer.errors import BlankDrawing, SingleDot
from recognizer.ink import (
    ink_paths,
    mnist_format,
    picture_pieces,
    segmentation,
    stroke_pieces,
    strokes,
)
from recognizer.ink.picture_pieces import InkPieces
from recognizer.ink.segmentation import MOST_PIECES
from recognizer.ink.stroke_pieces import MOST_STROKES
from recognizer.ink.strokes import Drawing, FloatArray
from tests.drawings import drawings

Line = list[tuple[float, float]]


def bars(*lefts: float, high: float = 100) -> list[Line]:
    return [[(left, 0), (left, high)] for left in lefts]


def spans(drawing: Drawing) -> list[tuple[int, int]]:
    pieces = stroke_pieces.of_drawing(drawing)
    return [(each.begin, each.end) for each in segmentation.candidates(pieces)]


def test_nothing_and_a_dot_are_not_cut() -> None:
    with pytest.raises(BlankDrawing):
        stroke_pieces.of_drawing(Drawing(()))
    with pytest.raises(SingleDot):
        stroke_pieces.of_drawing(Drawing.from_points([[(5, 5), (6, 5)]], 16))
    with pytest.raises(BlankDrawing):
        picture_pieces.of_ink(np.zeros((20, 30), np.float32))


def test_candidates_are_runs_of_near_strokes_and_all_of_them() -> None:
    """Heights are 100: the third bar is 70 from the second, the others 20 apart."""
    drawing = Drawing.from_points(bars(0, 20, 90), 8)
    assert spans(drawing) == [(0, 1), (0, 2), (0, 3), (1, 2), (2, 3)]


def test_a_digit_has_four_strokes_at_most() -> None:
    drawing = Drawing.from_points(bars(*range(0, 60, 10)), 2)
    assert (
        max(end - begin for begin, end in spans(drawing)[:-1] if begin) == MOST_STROKES
    )
    assert (0, 6) in spans(drawing)


def test_too_many_strokes_are_one_piece() -> None:
    lefts = range(0, 20 * MOST_PIECES, 20)
    assert len(spans(Drawing.from_points(bars(*lefts), 2))) > MOST_PIECES
    assert spans(Drawing.from_points(bars(-20, *lefts), 2)) == [(0, 1)]


def test_dots_all_over_the_place_are_one_piece() -> None:
    dots = [[(x, x)] for x in range(0, 100, 10)]
    assert spans(Drawing.from_points(dots, 8)) == [(0, 1)]


def test_a_picture_of_too_many_parts_is_not_cut() -> None:
    parts = [(x, 10, x + 4, 90) for x in range(10, 10 + 8 * (MOST_PIECES + 1), 8)]
    assert picture_pieces.of_ink(block((100, 400), *parts)).count == 1


@given(drawings())
def test_a_drawing_s_pieces_are_its_strokes(drawing: Drawing) -> None:
    """Every stroke is in one piece or a sign, and every piece can be reached."""
    pieces = stroke_pieces.of_drawing(drawing)
    beside = len(drawing.strokes) - len(pieces.marks)
    assert len(pieces.drawing(0, pieces.count).strokes) == beside
    pieces = pieces.plain or pieces
    whole = pieces.drawing(0, pieces.count)
    assert sorted(map(id, whole.strokes)) == sorted(map(id, drawing.strokes))
    found = segmentation.candidates(pieces)
    ends = {0}
    for candidate in found:
        assert pieces.image(candidate.begin, candidate.end).max() == 255
        if candidate.begin in ends:
            ends.add(candidate.end)
    assert len(pieces.parts) in ends
    assert all(np.isfinite(candidate.layout).all() for candidate in found)


@given(drawings())
def test_the_whole_is_the_image_that_is_read_as_one_digit(drawing: Drawing) -> None:
    pieces = stroke_pieces.of_drawing(drawing)
    pieces = pieces.plain or pieces
    whole = pieces.drawing(0, pieces.count)
    image = mnist_format.to_image(drawing).astype(int)
    again = mnist_format.to_image(whole).astype(int)
    np.testing.assert_array_equal(image, again)


def test_columns_are_read_from_left_to_right() -> None:
    """The bar over the first was drawn last, the one on the left after the right."""
    lines: list[Line] = [*bars(200), *bars(0), [(-20, 50), (20, 50)]]
    pieces = stroke_pieces.of_drawing(Drawing.from_points(lines, 8))
    assert pieces.boxes[:, 0].tolist() == [0, -20, 200]


def test_a_dot_belongs_to_the_nearest_stroke() -> None:
    lines: list[Line] = [*bars(0, 100), [(90, 20), (90, 20)]]
    pieces = stroke_pieces.of_drawing(Drawing.from_points(lines, 8))
    assert [len(part.strokes) for part in pieces.parts] == [1, 2]


def test_layout_and_neighbours_by_hand() -> None:
    """A bar 100 high at 0, one 50 high at 30; both in heights of 100."""
    lines = [[(0, 0), (0, 100)], [(30, 50), (30, 100)], [(100, 0), (140, 100)]]
    pieces = stroke_pieces.of_drawing(Drawing.from_points(lines, 2))
    found = {(each.begin, each.end): each for each in segmentation.candidates(pieces)}
    one, pair, last = found[1, 2], found[0, 2], found[2, 3]
    assert one.layout == pytest.approx([1, 0, 0, 0, 0.5, 0])
    assert pair.layout == pytest.approx([1, 1, 0.3, 0.3, 0, 0])
    step = segmentation.neighbours(one, last, 0.25)
    # Middles 0.9 apart, so not abreast of each other; 0.5 lower, tops 0.5 apart.
    assert step == pytest.approx([0, 0, 0.5, 0.5, 0, 0.25])
    assert segmentation.neighbours(one, one, 0.0) is None


def test_a_line_is_as_high_as_half_the_highest() -> None:
    above, below = bars(0, 30), [[(x, y + 150) for x, y in bar] for bar in bars(0, 30)]
    lines = stroke_pieces.lines(Drawing.from_points([*above, *below], 8))
    assert [len(line.strokes) for line in lines] == [2, 2]
    five: list[Line] = [*bars(0), [(0, -20), (40, -20)]]
    assert len(stroke_pieces.lines(Drawing.from_points(five, 8))) == 1


def block(shape: tuple[int, int], *boxes: tuple[int, int, int, int]) -> FloatArray:
    ink = np.zeros(shape, np.float32)
    for left, top, right, bottom in boxes:
        ink[top:bottom, left:right] = 1
    return ink


def test_a_picture_is_cut_between_its_parts() -> None:
    ink = block((100, 200), (120, 10, 130, 90), (20, 10, 30, 90))
    pieces = picture_pieces.of_ink(ink)
    found = pieces.candidates()
    assert [(each.begin, each.end) for each in found] == [(0, 1), (0, 2), (1, 2)]
    assert pieces.cuts.tolist() == [0]
    left, _both, right = found
    assert (left.box * 80).tolist() == [20, 10, 30, 90]
    assert (right.box * 80).tolist() == [120, 10, 130, 90]
    np.testing.assert_array_equal(pieces.picture(0, 1), np.ones((80, 10)))


def test_a_speck_belongs_to_the_nearest_part() -> None:
    ink = block((100, 200), (20, 10, 30, 90), (120, 10, 130, 90), (110, 20, 118, 26))
    pieces = picture_pieces.of_ink(ink)
    assert pieces.count == 2
    assert pieces.picture(1, 2).shape == (80, 20)


def cut_in_two(pieces: InkPieces, left: Line, right: Line) -> bool:
    """Whether a cut has some places to its left and others to its right."""
    one, other = (
        [pieces.atoms[int(y), int(x)] - 1 for x, y in places]
        for places in (left, right)
    )
    is_cut = pieces.lefts[:, one].all(axis=1) & ~pieces.lefts[:, other].any(axis=1)
    return bool(is_cut.any())


def test_two_bars_joined_by_a_thin_line_are_cut_there() -> None:
    ink = block((100, 100), (10, 10, 20, 90), (70, 10, 80, 90), (20, 48, 70, 52))
    pieces = picture_pieces.of_ink(ink)
    assert cut_in_two(pieces, [(15, 12), (15, 88)], [(75, 12), (75, 88)])
    across = pieces.crossed[1:-1].min()
    assert across == pytest.approx(4)  # the line is four pixels thick


def test_a_stroke_that_ends_on_another_is_cut_where_they_meet() -> None:
    """A bar leans against a longer one, above its middle: ⊣."""
    lines: list[Line] = [[(20, 40), (90, 40)], [(90, 10), (90, 110)]]
    ink = strokes.draw_lines(
        [np.array(line, np.float32) for line in lines], [8, 8], (120, 110)
    )
    pieces = picture_pieces.of_ink(ink)
    assert cut_in_two(pieces, [(20, 40), (80, 40)], [(90, 12), (90, 108)])


def test_a_high_picture_is_cut_in_a_smaller_one() -> None:
    ink = block((900, 2_000), (300, 20, 420, 880), (1_400, 20, 1_520, 880))
    pieces = picture_pieces.of_ink(ink)
    assert pieces.ink.shape == (180, 400)
    assert pieces.height == 172
    np.testing.assert_array_equal(pieces.picture(0, pieces.count), ink)


@settings(max_examples=20)  # each takes a quarter of a second
@given(drawings())
def test_the_cuts_of_a_picture_go_from_none_of_its_ink_to_all(drawing: Drawing) -> None:
    ink = strokes.draw_on_canvas(drawing)
    pieces = picture_pieces.of_ink(ink)
    pieces = pieces.plain or pieces
    assert not pieces.lefts[0].any()
    assert pieces.lefts[-1].all()
    assert len(pieces.cuts) == pieces.count - 1
    found = pieces.candidates()
    spans = [(each.begin, each.end) for each in found]
    assert spans == sorted(set(spans))
    assert all(np.isfinite(each.layout).all() for each in found)
    whole = mnist_format.from_ink(ink).image
    np.testing.assert_array_equal(pieces.image(0, pieces.count), whole)
    for begin, end in spans:
        assert pieces.image(begin, end).max() == 255


@given(st.integers(0, 2**32 - 1))
def test_cuts_cross_the_least_ink(seed: int) -> None:
    """Against all paths through the middle row of a small picture, one by one."""
    rng = np.random.default_rng(seed)
    part = rng.random((4, 5), np.float32)

    def down(row: int, column: int) -> float:
        if row < 0 or row >= len(part):
            return 0.0
        return float(part[row, column])

    def cheapest(row: int, column: int, way: int) -> float:
        """From a pixel to the edge, the pixel itself not counted."""
        if not 0 <= row + way < len(part):
            return 0.0
        return min(
            (ink_paths.SLOPE if aside else 0)
            + down(row + way, column + aside)
            + cheapest(row + way, column + aside, way)
            for aside in (-1, 0, 1)
            if 0 <= column + aside < part.shape[1]
        )

    below = ink_paths._cheapest(part)
    above = ink_paths._cheapest(part[::-1])[::-1]
    middle = len(part) // 2
    through = below[middle] + above[middle] - part[middle]
    for column in range(part.shape[1]):
        expected = (
            cheapest(middle, column, -1)
            + cheapest(middle, column, 1)
            + float(part[middle, column])
        )
        assert through[column] == pytest.approx(expected, abs=1e-5)
    paths = ink_paths._paths(below, above, middle)
    assert (np.abs(np.diff(paths, axis=0)) <= 1).all()
    crossed = np.take_along_axis(part, paths, axis=1).sum(axis=0)
    crossed += ink_paths.SLOPE * (np.diff(paths, axis=0) != 0).sum(axis=0)
    np.testing.assert_allclose(crossed, through, atol=1e-5)
