"""Tables of a few rows, all of them seen at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from recognizer.ui.widgets.html import render

NOTHING = "·"
"""Stands for a number that is zero where most are."""


def pairs(rows: Sequence[tuple[str, str]]) -> Markup:
    """Names and their values, in two columns."""
    return render("widgets/pairs.html", rows=rows)


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Attributes:
        name: of the row, in its first column.
        mark: makes it stand out, or strikes it through.
        bar: length of a bar in its last column, 0 to 1.
        pick: what a press on the name is told as; needs a picker.
    """

    name: str
    cells: Sequence[str]
    mark: Literal["", "best", "out"] = ""
    bar: float | None = None
    pick: str = ""


def table(head: Sequence[str], rows: Sequence[Row]) -> Markup:
    """Rows of numbers under a head; what is too wide for the screen scrolls."""
    return render("widgets/table.html", head=head, rows=rows, nothing=NOTHING)


def cards(head: Sequence[str], rows: Sequence[Row]) -> Markup:
    """The same; on a phone each row is a card, and each number has its name beside it.

    Args:
        head: names of the columns, the first one over the rows' names.
    """
    return render("widgets/cards.html", head=head, rows=rows)
