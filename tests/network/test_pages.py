"""Photos of pages, made by rule, become tables."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy import ndimage

from recognizer.errors import InvalidNumber, NoNumbers, TooMuchInk
from recognizer.ink import pages as ink_pages
from recognizer.ink import picture_files
from recognizer.ink.strokes import FloatArray
from recognizer.network import pages
from recognizer.network.engine import Recognizer
from recognizer.network.pages import Number, Table
from recognizer.synthesis.digits import choose
from recognizer.synthesis.figures import write
from tests.causes.ink import blobs
from tests.photography import camera
from tests.photography.pages import LAYOUTS, PagePhoto, take

SHOWN = ("columns on plain paper", "squared paper", "a form with black lines")


@cache
def photo(layout: str) -> PagePhoto:
    rng = np.random.default_rng(3)
    digits: dict[int, Sequence[Sequence[FloatArray]]] = {
        digit: [write(choose(digit, rng), rng) for _ in range(3)] for digit in range(10)
    }
    return take(LAYOUTS[layout], digits, rng)


def read(layout: str, recognizer: Recognizer) -> Table:
    picture = picture_files.open_picture(
        photo(layout).content, "page.jpg", ink_pages.SIDE
    )
    return pages.read(picture, "page.jpg", recognizer)


@pytest.mark.parametrize("layout", SHOWN)
def test_each_number_is_found_in_its_cell_and_none_is_invented(
    layout: str, recognizer: Recognizer
) -> None:
    taken, table = photo(layout), read(layout, recognizer)
    written = {
        (row, column): text
        for row, texts in enumerate(taken.numbers)
        for column, text in enumerate(texts)
        if text
    }
    found = {(each.row, each.column): each for each in table.numbers}
    assert found.keys() == written.keys()
    right = [found[cell].text == text for cell, text in written.items()]
    assert sum(right) >= 0.8 * len(right)
    sure = [cell for cell in written if not found[cell].is_doubtful]
    assert len(sure) > len(written) / 3
    assert sum(found[cell].text != written[cell] for cell in sure) <= 1
    for cell, number in found.items():
        away = np.linalg.norm(taken.places - number.corners.mean(axis=0), axis=-1)
        assert np.unravel_index(away.argmin(), away.shape) == cell


def scribbled(taken: PagePhoto, row: int) -> Image.Image:
    """The photo with a zigzag over each number of a row."""
    picture = picture_files.open_picture(taken.content, "page.jpg", ink_pages.SIDE)
    painter = ImageDraw.Draw(picture)
    high = 0.5 * float(np.linalg.norm(taken.places[1, 0] - taken.places[0, 0]))
    for place, text in zip(taken.places[row], taken.numbers[row], strict=True):
        ways = [(high * (step / 6 - 1), high / 2 * (-1) ** step) for step in range(13)]
        line = [tuple(place + way) for way in ways]
        if text:
            painter.line(line, fill=(20, 20, 40), width=round(high / 6))
    return picture


@pytest.mark.parametrize("row", [0, 2])
def test_a_row_that_cannot_be_read_stays_with_marks(
    row: int, recognizer: Recognizer
) -> None:
    """Above the first number it is taken for a heading and left out."""
    taken = photo(SHOWN[0])
    cells = pages.read(scribbled(taken, row), "page.jpg", recognizer).cells()[:-1]
    marks = ["?" if text else "" for text in taken.numbers[row]]
    assert cells.count(marks) == (row > 0)
    assert len(cells) == len(taken.numbers) - (row == 0)


def table(*rows: Sequence[str]) -> Table:
    """A table of numbers as they are marked."""
    numbers = tuple(
        Number(row, column, np.zeros((4, 2)), text.rstrip("?"), "?" in text)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    )
    return Table(numbers, len(rows), max(map(len, rows)))


def test_sums_stand_below_and_say_what_is_doubtful() -> None:
    found = table(["12", "007", "?"], ["30", "", "5"], ["", "4?", "6"])
    assert found.cells()[-1] == ["42", "11?", "11?"]


def test_what_a_person_says_of_a_cell_counts() -> None:
    found = table(["12?", "7"], ["", "5"])
    assert found.corrected(0, 0, "1,2 34").cells() == [
        ["1234", "7"],
        ["", "5"],
        ["1234", "12"],
    ]
    assert found.corrected(1, 0, "08").cells() == [
        ["12?", "7"],
        ["08", "5"],
        ["20?", "12"],
    ]
    assert found.corrected(0, 0, " ").cells() == [["", "7"], ["", "5"], ["0", "12"]]
    assert found.cells()[0] == ["12?", "7"]


@pytest.mark.parametrize(
    ("typed", "meant", "total"),
    [
        ("1.50", "1.50", "8.50"),
        ("-3", "-3", "4"),
        ("\N{MINUS SIGN}3,5", "-3.5", "3.5"),
        ("1,234,567.5", "1234567.5", "1234574.5"),
        ("0,125", "0.125", "7.125"),
        ("\N{FULLWIDTH DIGIT FOUR}\N{FULLWIDTH FULL STOP}2", "4.2", "11.2"),
    ],
)
def test_signs_count_in_sums(typed: str, meant: str, total: str) -> None:
    found = table(["1?"], ["7"]).corrected(0, 0, typed)
    assert found.cells() == [[meant], ["7"], [total]]


def test_what_has_two_points_is_doubtful_and_no_part_of_a_sum() -> None:
    assert table(["1.2.3?"], ["4"]).cells()[-1] == ["4?"]


@pytest.mark.parametrize("text", ["1.2.3", "3-", "--3", ".5", "x", "1" * 16])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidNumber, match="15"):
        table(["1"]).corrected(0, 0, text)


def test_csv_has_all_pages_and_their_sums() -> None:
    written = pages.to_csv([("a, b.jpg", table(["1", "2?"])), ("c.jpg", table(["3"]))])
    assert written.splitlines() == [
        "page,row,1,2",
        '"a, b.jpg",1,1,2?',
        '"a, b.jpg",sum,1,2?',
        "c.jpg,1,3,",
        "c.jpg,sum,3,",
    ]


def wall() -> Image.Image:
    """A photo of a rough wall, in the shadow of a tree."""
    rng = np.random.default_rng(0)
    lit = 0.7 * camera.light((900, 1_200), True, rng)
    rough = ndimage.gaussian_filter(rng.normal(0, 0.2, lit.shape[:2]), 2)
    return Image.open(io.BytesIO(camera.expose(lit + rough[..., None], rng)))


@pytest.mark.parametrize("picture", [Image.new("L", (900, 600), 200), wall()])
def test_a_photo_without_numbers_says_so(
    picture: Image.Image, recognizer: Recognizer
) -> None:
    with pytest.raises(NoNumbers, match=r"meadow\.jpg"):
        pages.read(picture, "meadow.jpg", recognizer)


def test_ten_thousand_blobs_are_refused(recognizer: Recognizer) -> None:
    with pytest.raises(TooMuchInk, match="2,000"):
        pages.read(blobs(100), "dots.png", recognizer)
