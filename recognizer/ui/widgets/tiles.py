"""Pictures in a grid, each with a few short lines below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from recognizer.ui.widgets.html import render


@dataclass(frozen=True)
class Line:
    """A line below a picture.

    Attributes:
        mark: strong, in the accent's colour, or a person's name, which is cut where
            it is too long.
    """

    text: str
    mark: Literal["", "strong", "accent", "name"] = ""


@dataclass(frozen=True)
class Tile:
    """A picture and the lines below it.

    Attributes:
        uri: of the picture.
        text: what it shows, for those who do not see it.
    """

    uri: str
    text: str
    lines: Sequence[Line]


def tile(uri: str, text: str, is_best: bool = False) -> Tile:
    """A picture with one text, below it and for those who do not see it."""
    return Tile(uri, text, [Line(text, "strong" if is_best else "")])


def tiles(pictures: Sequence[Tile], width: str = "6rem", fills: bool = True) -> Markup:
    """As many beside each other as there is room for.

    Args:
        width: of a tile, as CSS.
        fills: whether tiles grow until they fill the line.
    """
    return render("widgets/tiles.html", tiles=pictures, width=width, fills=fills)
