"""Read a page of numbers: a table, and the sum of each column."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recognizer.errors import InvalidNumber, NoNumbers
from recognizer.ink import pages, picture_pieces
from recognizer.network import numbers
from recognizer.network.engine import Recognizer
from recognizer.network.lattice import CELLS
from recognizer.network.numbers import Reading

SURE = 0.9
"""A number is doubtful below this confidence."""
FEWEST = 0.1
"""Where less of what may be numbers is surely one, something else is to be seen."""
LONGEST = 15
"""A number that a person types has at most so many digits."""
DOUBT = "?"
"""Marks what is doubtful, and stands for what could not be read at all."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")


@dataclass(frozen=True)
class Number:
    """A number on a page.

    Attributes:
        row: from 0, from the top.
        column: from 0, from the left.
        corners: (4, 2) x and y in the picture, clockwise from the top left, in pixels;
            (0, 2) if a person added it.
        text: its digits, such as "042", with a minus before them or a point between
            them; "" if they could not be read.
        is_doubtful: whether a person should look at it.
    """

    row: int
    column: int
    corners: NDArray[np.float64]
    text: str
    is_doubtful: bool

    @property
    def marked(self) -> str:
        """The digits, with a question mark if they are doubtful."""
        return self.text + DOUBT * self.is_doubtful


@dataclass(frozen=True)
class Table:
    """The numbers of a page.

    Attributes:
        numbers: row by row; cells without ink are left out.
        rows: how many, at least one.
        columns: how many, at least one.
    """

    numbers: tuple[Number, ...]
    rows: int
    columns: int

    def cells(self) -> list[list[str]]:
        """Rows of marked numbers, "" where there is nothing, and a row of the sums."""
        found = [[""] * self.columns for _ in range(self.rows)]
        for number in self.numbers:
            found[number.row][number.column] = number.marked
        return [*found, [self._sum(column) for column in range(self.columns)]]

    def at(self, row: int, column: int) -> Number | None:
        """The number of a cell; None if it is empty."""
        found = (
            each for each in self.numbers if (each.row, each.column) == (row, column)
        )
        return next(found, None)

    def corrected(self, row: int, column: int, text: str) -> Table:
        """The same with what a person says of a cell, which is not doubtful then.

        Args:
            text: what stands there, in any decimal digits, with spaces and commas as
                people write them. "" if it is no number.

        Raises:
            InvalidNumber: if it is anything else, or too long.
        """
        typed = "".join(
            unicodedata.normalize("NFKC", text).replace("\u2212", "-").split()
        )
        ascii_digits = (str(int(each)) if each.isdecimal() else each for each in typed)
        digits = _without_commas("".join(ascii_digits))
        count = sum(each.isdecimal() for each in digits)
        if digits and (count > LONGEST or not _NUMBER.fullmatch(digits)):
            raise InvalidNumber(LONGEST)
        old = self.at(row, column)
        others = [number for number in self.numbers if number is not old]
        if digits:
            corners = np.empty((0, 2)) if old is None else old.corners
            others.append(Number(row, column, corners, digits, is_doubtful=False))
        others.sort(key=lambda number: (number.row, number.column))
        return replace(self, numbers=tuple(others))

    def _sum(self, column: int) -> str:
        own = [number for number in self.numbers if number.column == column]
        texts = [number.text for number in own if _NUMBER.fullmatch(number.text)]
        total = sum(map(Decimal, texts))
        return str(total) + DOUBT * any(number.is_doubtful for number in own)


def read(picture: Image.Image, name: str, recognizer: Recognizer) -> Table:
    """Find the numbers in a photo of a page, and read them.

    Args:
        picture: from `picture_files.open_picture` with a side of `pages.SIDE`.
        name: what to call it in an error.

    Raises:
        TooMuchInk: if there are more pieces of ink than a page of numbers has.
        NoNumbers: if nothing on it can be read as a number.
    """
    page = pages.find(picture, name)
    inks = [picture_pieces.of_ink(cell.ink) for cell in page.cells]
    readings = numbers.read_all(inks, recognizer, CELLS)
    found = [
        Number(cell.row, cell.column, cell.corners, *_read(reading))
        for cell, reading in zip(page.cells, readings, strict=True)
    ]
    sure = sum(not number.is_doubtful for number in found)
    if not sure or sure < FEWEST * len(found):
        raise NoNumbers(name)
    with_digits = {
        cell.row
        for cell, reading in zip(page.cells, readings, strict=True)
        if any(digit.is_digit for digit in reading.digits)
    }
    return _without_words(found, with_digits)


def _without_words(found: Sequence[Number], with_digits: Collection[int]) -> Table:
    """Leave out columns without a number, and the heading above the first number.

    Args:
        found: at least one of them could be read.
        with_digits: rows in which at least a digit could be read. Below the first
            number other rows stay as well: their numbers could not be read.
    """
    columns = sorted({number.column for number in found if number.text})
    first = min(number.row for number in found if number.text)
    inside = [
        number
        for number in found
        if number.column in columns
        and (number.row > first or number.row in with_digits)
    ]
    rows = sorted({number.row for number in inside})
    kept = tuple(
        replace(number, row=rows.index(number.row), column=columns.index(number.column))
        for number in inside
    )
    return Table(kept, len(rows), len(columns))


def to_csv(tables: Sequence[tuple[str, Table]]) -> str:
    """Tables as comma-separated values: name, row, and the numbers of each column.

    The last row of each table has the sums.
    """
    most = max((table.columns for _, table in tables), default=0)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["page", "row", *range(1, most + 1)])
    for name, table in tables:
        for number, cells in enumerate(table.cells(), start=1):
            row = number if number <= table.rows else "sum"
            writer.writerow([name, row, *cells, *[""] * (most - len(cells))])
    return stream.getvalue()


def _read(reading: Reading) -> tuple[str, bool]:
    """Its digits, "" if they are none, and whether they are doubtful.

    What has two points, such as a date, is always doubtful, and no part of a sum.
    """
    are_digits = all(digit.is_digit for digit in reading.digits)
    text = _without_commas(reading.text) * are_digits
    is_sure = _NUMBER.fullmatch(text) and reading.confidence >= SURE
    return text, not is_sure


def _without_commas(text: str) -> str:
    """Commas that part thousands are left out; any other is a decimal point."""
    return text.replace(",", "" if _THOUSANDS.fullmatch(text) else ".")
