"""Pictures and grids of numbers under their captions, and rows of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from recognizer.ui.widgets import colours
from recognizer.ui.widgets.colours import Array, Kind
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.style import theme

Box = tuple[int, int, int, int]
"""Row, column, height and width of a frame, in pixels of the picture."""


def figure(caption: str, html: Markup) -> Markup:
    """A caption over a part."""
    return render("widgets/figure.html", caption=caption, html=html)


def picture(
    values: Array,
    kind: Kind,
    text: str,
    limit: float | None = None,
    side: str = "11rem",
    box: Box | None = None,
) -> Markup:
    """One picture under its caption; for the arguments see `bare_picture`."""
    return figure(text, bare_picture(values, kind, text, limit, side, box))


def bare_picture(
    values: Array,
    kind: Kind,
    text: str,
    limit: float | None = None,
    side: str = "11rem",
    box: Box | None = None,
) -> Markup:
    """One picture.

    Args:
        values: (height, width).
        text: what it shows, for people who do not see it.
        limit: where the scale of colours ends; by default at the largest value, or
            at white for an image's grey levels.
        side: its width, as CSS.
        box: a frame to draw on it.
    """
    height, width = values.shape
    if limit is None:
        limit = 255.0 if values.dtype == np.uint8 else colours.reach(values)
    return render(
        "widgets/picture.html",
        uri=colours.encode(values, kind, limit, theme()),
        text=text,
        side=side,
        frame=None if box is None else _frame(box, height, width),
    )


def _frame(box: Box, height: int, width: int) -> dict[str, str]:
    """A frame cut at the picture's edge, in per cent."""
    row, column, rows, columns = box
    top, left = max(row, 0), max(column, 0)
    bottom, right = min(row + rows, height), min(column + columns, width)
    return {
        "top": f"{100 * top / height:.2f}%",
        "left": f"{100 * left / width:.2f}%",
        "height": f"{100 * (bottom - top) / height:.2f}%",
        "width": f"{100 * (right - left) / width:.2f}%",
    }


def grid(
    values: NDArray[np.floating],
    kind: Kind,
    text: str,
    limit: float,
    shown: Sequence[str],
    marked: tuple[int, int] | None,
    side: str,
) -> Markup:
    """Short texts on the colours of values, under a caption.

    Args:
        values: (rows, columns).
        limit: where the scale of colours ends.
        shown: the texts, row by row.
        marked: row and column of the one in a frame.
        side: width of the grid, as CSS.
    """
    cells = [
        {
            "text": each,
            "is_dark": colours.is_dark(float(value), kind, limit, theme()),
            "is_marked": place == marked,
        }
        for (place, value), each in zip(np.ndenumerate(values), shown, strict=True)
    ]
    return figure(
        text,
        render(
            "widgets/grid.html",
            text=text,
            cells=cells,
            columns=values.shape[1],
            side=side,
            uri=colours.encode(np.asarray(values, np.float32), kind, limit, theme()),
        ),
    )


def row(*parts: Markup, middle: bool = False) -> Markup:
    """Parts beside each other, wrapped where there is no room."""
    return render("widgets/row.html", parts=parts, middle=middle)


def sign(text: str) -> Markup:
    """×, =, → between parts."""
    return render("widgets/sign.html", text=text)
