"""Drawings in grids: to choose from, and to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from recognizer.collection.entries import LABELS, Entry
from recognizer.datasets.labelled import NO_DIGIT
from recognizer.ink.mnist_format import Image
from recognizer.ui.my_drawings import consent
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.tables import NOTHING, Row, table
from recognizer.ui.widgets.tiles import Line, Tile, tiles

DIMMED = 0.35
"""Brightness of what is left out."""


def choose(entries: Sequence[Entry], key: str) -> list[str]:
    """A grid of drawings, any number of which can be chosen.

    Returns:
        The ids of those that are.
    """
    by_id = {entry.id: entry for entry in entries}
    with st.container(key="grid"):
        chosen = st.pills(
            _("Drawings"),
            list(by_id),
            selection_mode="multi",
            format_func=lambda each: _tile(by_id[each]),
            key=key,
            label_visibility="collapsed",
        )
    return [each for each in chosen or [] if each in by_id]


def show(entries: Sequence[Entry], with_person: bool = True) -> None:
    """Drawings with what was meant, what the network read, and who wrote them."""
    pictures = []
    for entry in entries:
        meant = _("meant {label}").format(label=consent.label_name(entry.label))
        read = _("read as {label}").format(label=_answer_name(entry))
        lines = [Line(meant), Line(read, "strong" if entry.is_fooled else "")]
        if with_person:
            lines.append(Line(entry.person, "name"))
        pictures.append(Tile(colours.grey(entry.image), meant, lines))
    st.html(tiles(pictures))


def changes(readings: Sequence[tuple[Entry, int, int]]) -> None:
    """Drawings that two networks read differently.

    Args:
        readings: each with the answer before and after, 0 to 9.
    """
    pictures = []
    for entry, before, after in readings:
        meant = _("meant {label}").format(label=entry.label)
        change = Line(f"{before} → {after}", "accent" if after == entry.label else "")
        pictures.append(Tile(colours.grey(entry.image), meant, [Line(meant), change]))
    st.html(tiles(pictures))


def asked(label: int, done: int, total: int) -> None:
    """Which digit to write now, and how many are left."""
    st.html(
        render(
            "my_drawings/asked.html",
            text=_("Write:"),
            label=label,
            progress=_("{done} of {total}").format(done=done, total=total),
        )
    )


def counts(by_person: Mapping[str, Mapping[int, int]], left_out: set[str]) -> None:
    """How many of each digit each person wrote."""
    names = ["–" if label == NO_DIGIT else str(label) for label in LABELS]
    rows = [
        _count_row(person, numbers, person in left_out)
        for person, numbers in by_person.items()
    ]
    whole = {
        label: sum(numbers.get(label, 0) for numbers in by_person.values())
        for label in LABELS
    }
    rows.append(_count_row(_("all"), whole, False))
    st.html(table(["", _("sum"), *names], rows))


def _count_row(name: str, numbers: Mapping[int, int], is_left_out: bool) -> Row:
    cells = [str(numbers.get(label) or NOTHING) for label in LABELS]
    total = str(sum(numbers.values()))
    return Row(name, [total, *cells], "out" if is_left_out else "")


def _tile(entry: Entry) -> str:
    """A picture and what it is, in Markdown; what is left out is dim and struck."""
    uri = colours.grey(_dimmed(entry.image) if entry.is_left_out else entry.image)
    label = "–" if entry.label == NO_DIGIT else str(entry.label)
    if entry.is_fooled:
        answer = "–" if entry.answer == NO_DIGIT else str(entry.answer)
        label = f"{label} ≠ {answer}"
    text = f"~~{label}~~" if entry.is_left_out else label
    return f"![{label}]({uri}) {text}"


def _dimmed(image: Image) -> Image:
    return (image * DIMMED).astype(image.dtype)


def _answer_name(entry: Entry) -> str:
    return "?" if entry.answer is None else consent.label_name(entry.answer)
