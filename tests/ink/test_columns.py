"""Which pieces are one number, and in which row and column it stands."""

from __future__ import annotations

import numpy as np

from recognizer.ink import columns

HEIGHT = 10.0


def boxes(*numbers: tuple[float, float, int]) -> columns.Boxes:
    """Digits 6 wide, 10 high and 2 apart, of numbers at a right end and a top."""
    return np.array(
        [
            [right - 8 * place - 6, top, right - 8 * place, top + HEIGHT]
            for right, top, length in numbers
            for place in range(length)
        ],
        float,
    )


def layout(*numbers: tuple[float, float, int]) -> list[tuple[int, int, int]]:
    """Row, column and number of digits of each number found."""
    found = columns.place(boxes(*numbers), HEIGHT)
    return [(each.row, each.column, len(each.pieces)) for each in found]


def test_numbers_of_any_length_stand_in_their_column() -> None:
    found = layout((50, 0, 4), (100, 1, 1), (52, 20, 1), (99, 19, 3))
    assert found == [(0, 0, 4), (0, 1, 1), (1, 0, 1), (1, 1, 3)]


def test_an_empty_cell_stays_empty() -> None:
    found = layout((50, 0, 2), (100, 0, 2), (150, 0, 2), (50, 20, 2), (150, 20, 2))
    assert found == [(0, 0, 2), (0, 1, 2), (0, 2, 2), (1, 0, 2), (1, 2, 2)]


def test_a_wide_gap_within_a_number_is_no_column() -> None:
    apart = np.array([[0, 0, 6, 10], [15, 0, 21, 10], [2, 20, 20, 30.0]])
    found = columns.place(apart, HEIGHT)
    assert [(each.row, each.column) for each in found] == [(0, 0), (1, 0)]


def test_a_narrow_gap_that_goes_through_all_rows_parts_columns() -> None:
    rows = [(50, 20.0 * row, 3) for row in range(5)]
    beside = [(50 + 6 + 6 + 2 * (row % 2), 20.0 * row, 1) for row in range(5)]
    assert {each[1] for each in layout(*rows, *beside)} == {0, 1}


def test_rows_are_told_though_numbers_dance() -> None:
    dancing = [
        (50 + 40 * column, 20 * row + 2.5 * (-1) ** column, 2)
        for row in range(3)
        for column in range(4)
    ]
    found = layout(*dancing)
    assert [each[0] for each in found] == [0] * 4 + [1] * 4 + [2] * 4


def test_nothing_has_no_place() -> None:
    assert columns.place(np.zeros((0, 4)), HEIGHT) == []
