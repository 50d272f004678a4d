"""Pictures, grids of numbers and bars as HTML, one meaning a colour."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours
from recognizer.ui.widgets.answer import legend, percent, theme
from recognizer.ui.widgets.colours import Array

Kind = Literal["pixels", "signed", "active"]
"""Grey levels 0 to 1; signed values round zero; activations from zero up."""

Box = tuple[int, int, int, int]
"""Row, column, height and width of a frame, in pixels of the picture."""


def encode(values: Array, kind: Kind, limit: float) -> str:
    """Values as a coloured picture (a data URI); `limit` is the end of the scale."""
    if kind == "pixels":
        return colours.grey(np.clip(values / max(limit, 1e-9), 0, 1))
    if kind == "active":
        return colours.sequential(values, limit)
    return colours.diverging(values, limit, theme())


def reach(values: NDArray[np.floating]) -> float:
    """The end of a scale that holds all values."""
    return float(np.abs(values).max()) if values.size else 0.0


def picture(
    values: Array,
    kind: Kind,
    text: str,
    limit: float | None = None,
    side: str = "11rem",
    box: Box | None = None,
    pick: str | None = None,
) -> str:
    """One picture under its caption.

    Args:
        text: what it shows: the caption, also for people who do not see it.
        box: a frame to draw on it.
        pick: what a click is told as, followed by row and column; needs a picker.
    """
    height, width = values.shape
    end = reach(np.asarray(values, float)) if limit is None else limit
    uri = encode(values, kind, end)
    frame = "" if box is None else _frame(box, height, width)
    grid = ""
    if pick is not None:
        grid = f' data-rows="{height}" data-columns="{width}" data-pick="{pick}"'
    return figure(
        text,
        f'<div class="hi-picture" style="--side:{side}"{grid}>'
        f'<img src="{uri}" alt="{escape(text)}">{frame}</div>',
    )


def figure(caption: str, html: str) -> str:
    """A caption over a part."""
    return (
        f'<figure class="hi-part"><figcaption>{escape(caption)}</figcaption>'
        f"{html}</figure>"
    )


def _frame(box: Box, height: int, width: int) -> str:
    """A frame cut at the picture's edge."""
    row, column, rows, columns = box
    top, left = max(row, 0), max(column, 0)
    bottom, right = min(row + rows, height), min(column + columns, width)
    return (
        f'<i style="top:{100 * top / height:.2f}%;left:{100 * left / width:.2f}%;'
        f"height:{100 * (bottom - top) / height:.2f}%;"
        f'width:{100 * (right - left) / width:.2f}%"></i>'
    )


def numbers(
    values: NDArray[np.floating],
    kind: Kind,
    text: str,
    limit: float | None = None,
    marked: tuple[int, int] | None = None,
    side: str = "15rem",
) -> str:
    """A small grid of numbers on their colours, under its caption."""
    end = reach(values) if limit is None else limit
    cells = []
    for (row, column), value in np.ndenumerate(values):
        css = ground(float(value), kind, end)
        if (row, column) == marked:
            css += " marked"
        cells.append(f'<span class="{css}">{number(float(value), 2)}</span>')
    uri = encode(np.asarray(values, np.float32), kind, end)
    return figure(
        text,
        f'<div class="hi-numbers" role="img" aria-label="{escape(text)}" '
        f'style="--columns:{values.shape[1]};--side:{side};background-image:url({uri})">'
        f"{''.join(cells)}</div>",
    )


def ground(value: float, kind: Kind, limit: float) -> str:
    """Whether text on a value's colour stands on a dark or a light ground."""
    share = value / max(limit, 1e-9)
    if kind == "signed":
        is_strong = abs(share) > 0.55
        is_dark = is_strong != (theme() == "dark")
    else:
        is_dark = share < 0.55
    return "on-dark" if is_dark else "on-light"


def sprites(css: str, maps: NDArray[np.floating], kind: Kind, limit: float) -> str:
    """A style that lays maps side by side behind elements of a class.

    Args:
        maps: (height, width, n).
    """
    count = maps.shape[-1]
    uri = encode(colours.strip(maps), kind, limit)
    return f".{css}{{background-image:url({uri});background-size:{count * 100}% 100%}}"


def place(number: int, count: int) -> str:
    """Where in such a row of maps one lies, as CSS."""
    return f"background-position:{100 * number / max(count - 1, 1):.4f}% 0"


def bars(
    shares: Sequence[float] | NDArray[np.floating],
    best: int | None,
    text: str,
    was: Sequence[float] | NDArray[np.floating] | None = None,
) -> str:
    """Ten bars, with a mark where each stood before."""
    rows = []
    for digit, share in enumerate(shares):
        css = " best" if digit == best else ""
        tag = "b" if digit == best else "span"
        mark = ""
        if was is not None:
            mark = f'<i class="was" style="left:{was[digit]:.2%}"></i>'
        rows.append(
            f"<{tag}>{digit}</{tag}>"
            f'<span class="track"><div class="bar{css}" style="width:{share:.2%}">'
            f"</div>{mark}</span>"
            f'<{tag} class="share">{percent(float(share))}</{tag}>'
        )
    return (
        f'<div class="hi-bars" role="img" aria-label="{escape(text)}">'
        f"{''.join(rows)}</div>"
    )


def row(*parts: str, middle: bool = False) -> str:
    """Parts beside each other, wrapped where there is no room."""
    css = "hi-row middle" if middle else "hi-row"
    return f'<div class="{css}">{"".join(parts)}</div>'


def sign(text: str) -> str:
    """×, =, → between parts."""
    return f'<span class="sign">{escape(text)}</span>'


def note(text: str) -> None:
    """A sentence or two that name what is seen."""
    st.html(f'<p class="hi-note">{escape(text)}</p>')


def legends(*scales: tuple[str, float, float, Kind]) -> None:
    """What the colours mean: name, low end, high end and kind of each scale."""
    html = "".join(
        legend(text, low, high, signed=kind == "signed")
        for text, low, high, kind in scales
    )
    st.html(f'<div class="hr-legend">{html}</div>')


def number(value: float, places: int = 4) -> str:
    """A number with a true minus sign, and none before a zero."""
    rounded = round(value, places) + 0.0
    return f"{rounded:.{places}f}".replace("-", "−")


def answer(digit: int | None, confidence: float) -> str:
    """What the network answers, in words."""
    if digit is None:
        return _("Answer: no digit")
    return _("Answer: {digit}, {share} sure").format(
        digit=digit, share=percent(confidence)
    )
