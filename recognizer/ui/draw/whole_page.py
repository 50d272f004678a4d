"""A photo of a page of numbers: read, looked through, corrected, saved as CSV."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import streamlit as st
from markupsafe import Markup
from PIL import Image
from streamlit.runtime.uploaded_file_manager import UploadedFile

from recognizer.errors import RecognizerError
from recognizer.ink import pages as ink_pages
from recognizer.ink import picture_files
from recognizer.network import pages
from recognizer.network.pages import DOUBT, Number, Table
from recognizer.ui import shared, state
from recognizer.ui.draw import pictures
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.buttons import attempt
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.picker import picker, whole_numbers
from recognizer.ui.widgets.texts import heading, note

BESIDE = 4
"""A table of up to so many columns stands beside the photo, a wider one below."""
SHOWN_SIDE = 1_200
"""The photo is shown with at most so many pixels a side."""
MARGIN, AROUND = 1.2, 0.35
"""What is shown round all numbers, and round the one that is looked at, in heights."""
LETTERS = 0.68
"""Height of the digits that are written over the photo, in heights of the box."""

Place = tuple[int, int]
"""Row and column of a cell, from 0."""

_reading = threading.Lock()


@dataclass(frozen=True)
class _Reading:
    """What a network reads on a photo.

    Attributes:
        table: its corners are in the picture as it was opened.
        box: left, top, right and bottom of the part that has the numbers, in the same
            pixels.
        photo: this part, a JPEG of at most `SHOWN_SIDE`.
    """

    table: Table
    box: tuple[int, int, int, int]
    photo: bytes


@dataclass(frozen=True)
class _Page:
    """A page that a visitor looks through.

    Attributes:
        source: where it comes from, see `sources`.
        name: of the file.
        made_of: the file and the network, to tell when it is to be read again.
        reading: what was read.
        table: the same with what was corrected since.
        corrected: cells that a person has looked at.
    """

    source: str
    name: str
    made_of: tuple[str, str, str]
    reading: _Reading
    table: Table
    corrected: frozenset[Place] = frozenset()

    def next_doubtful(self, after: Place) -> Place | None:
        """The doubtful number to look at after a cell; None if there is none."""
        doubtful = [(n.row, n.column) for n in self.table.numbers if n.is_doubtful]
        later = [place for place in doubtful if place > after]
        return next(iter([*later, *doubtful]), None)


def is_there(source: str) -> bool:
    """Whether a picture from there can be read as a page, or was."""
    page: _Page | None = st.session_state.get(state.PAGE)
    return _given(source) is not None or (page is not None and page.source == source)


def is_asked(source: str) -> bool:
    """Whether the visitor wants a picture from there to be read as a page."""
    return st.session_state.get(state.READS_PAGE) == source and is_there(source)


def forget() -> None:
    """Another picture is given, or none any more."""
    st.session_state.pop(state.READS_PAGE, None)
    st.session_state.pop(state.PAGE, None)


def offer(source: str) -> None:
    """The button that reads the page, and the one that goes back to one digit."""
    if is_asked(source):
        st.button(
            _("Read one digit"),
            icon=":material/looks_one:",
            on_click=lambda: st.session_state.pop(state.READS_PAGE, None),
            key="read-one",
        )
    else:
        st.button(
            _("Read the whole page"),
            icon=":material/table:",
            on_click=lambda: st.session_state.update({state.READS_PAGE: source}),
            key="read-page",
        )


def show(source: str) -> None:
    """The page of a picture, or why it cannot be read."""
    given = _given(source)
    try:
        if given is not None:
            _open(source, given.name, given.getvalue())
    except RecognizerError as error:
        st.session_state.pop(state.PAGE, None)
        note(explain(error))
        return
    _look_through()


def _given(source: str) -> UploadedFile | None:
    """The file that was handed in, unless another page was shown since."""
    key = state.PICTURES.get(source)
    return None if key is None else st.session_state.get(key)


def _open(source: str, name: str, content: bytes) -> None:
    """Read a page, unless this very one is open.

    Raises:
        RecognizerError: if it cannot be read.
    """
    bundle = shared.bundle(shared.answering_model())
    made_of = hashlib.sha256(content).hexdigest(), bundle.card.name, bundle.version
    kept: _Page | None = st.session_state.get(state.PAGE)
    if kept is not None and kept.made_of == made_of:
        return
    with st.spinner(_("Reading the page: some seconds")):
        reading = _read(*made_of, content, name)
    page = _Page(source, name, made_of, reading, reading.table)
    st.session_state[state.PAGE] = page
    st.session_state[state.PAGE_CELL] = page.next_doubtful((-1, -1))


@st.cache_resource(max_entries=16, show_spinner=False)
def _read(
    digest: str, model: str, version: str, _content: bytes, _name: str
) -> _Reading:
    """Read a file once for all visitors; one after the other, since each takes memory.

    Raises:
        RecognizerError: if it cannot be read.
    """
    recognizer = shared.recognizer(model)
    with _reading:
        picture = picture_files.open_picture(_content, _name, ink_pages.SIDE)
        table = pages.read(picture, _name, recognizer)
        box = _around(table.numbers, picture.size, MARGIN)
        return _Reading(table, box, pictures.jpeg(picture.crop(box), SHOWN_SIDE))


def _around(
    numbers: Sequence[Number], size: tuple[int, int], margin: float
) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the part of a picture that has some numbers.

    Args:
        size: of the picture.
        margin: round them, in heights of a number.
    """
    corners = np.stack([number.corners for number in numbers])
    down = np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1)
    edge = margin * float(np.median(down))
    left, top = np.maximum(corners.min(axis=(0, 1)) - edge, 0).astype(int).tolist()
    right, bottom = (
        np.minimum(corners.max(axis=(0, 1)) + edge, size).astype(int).tolist()
    )
    return left, top, right, bottom


@st.fragment
def _look_through() -> None:
    """The photo, the number that is looked at, and the table."""
    page: _Page = st.session_state[state.PAGE]
    chosen: Place | None = st.session_state.get(state.PAGE_CELL)
    heading(_("Numbers on the page"))
    note(_summary(page))
    if chosen is not None:
        _ask(page, chosen)
    is_wide = page.table.columns > BESIDE
    left, right = (
        (st.container(), st.container()) if is_wide else st.columns(2, gap="small")
    )
    with left:
        picker(_photo(page), "page-numbers", _choose)
    with right:
        picker(_table(page, chosen), "page-cells", _choose)
        st.download_button(
            _("Download as CSV"),
            pages.to_csv([(page.name, page.table)]).encode(),
            "numbers.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
            key="page-csv",
        )


def _summary(page: _Page) -> str:
    doubtful = sum(number.is_doubtful for number in page.table.numbers)
    if not doubtful:
        return _("No number is doubtful. Choose one to correct it.")
    return _(
        "Doubtful numbers have a question mark: {count} of {total}. Choose a number to "
        "correct it."
    ).format(count=doubtful, total=len(page.table.numbers))


def _choose(parts: list[str]) -> None:
    """A cell is to be looked at."""
    page: _Page | None = st.session_state.get(state.PAGE)
    if page is None:
        return
    picked = whole_numbers(parts, page.table.rows, page.table.columns)
    if picked is not None:
        st.session_state[state.PAGE_CELL] = picked[0], picked[1]


def _ask(page: _Page, place: Place) -> None:
    """What stands in a cell: its part of the photo, and what was read, to correct."""
    row, column = place
    number = page.table.at(row, column)
    key = state.variant(state.PAGE_NUMBER, *page.made_of, row, column)
    name = _("Row {row}, column {column}").format(row=row + 1, column=column + 1)
    with (
        st.container(key="page-cell"),
        st.form("page-form", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        if number is not None and len(number.corners):
            part = pictures.uri(_part(page.reading, number))
            st.html(render("draw/page_part.html", uri=part, alt=name), width="content")
        st.text_input(name, "" if number is None else number.text, key=key, width=116)
        st.form_submit_button(
            _("Confirm"),
            type="primary",
            on_click=partial(attempt, _correct, page, place, key),
        )


def _correct(page: _Page, place: Place, key: str) -> None:
    """Put what was typed into the table, and go on to the next doubtful number.

    Raises:
        InvalidNumber: if it is none.
    """
    page = replace(
        page,
        table=page.table.corrected(*place, st.session_state[key]),
        corrected=page.corrected | {place},
    )
    st.session_state[state.PAGE] = page
    st.session_state[state.PAGE_CELL] = page.next_doubtful(place)


def _part(reading: _Reading, number: Number) -> bytes:
    """The part of the photo round a number, as a JPEG."""
    left, top, right, bottom = reading.box
    box = np.array(_around([number], (right, bottom), AROUND)) - [left, top] * 2
    with Image.open(io.BytesIO(reading.photo)) as photo:
        part = np.clip(box * photo.width / (right - left), 0, photo.size * 2)
        return pictures.jpeg(photo.crop(part.round().astype(int).tolist()), SHOWN_SIDE)


def _photo(page: _Page) -> Markup:
    """The photo with each number drawn below what was written."""
    left, top, right, bottom = page.reading.box
    shown = []
    for number in page.table.numbers:
        if not len(number.corners):
            continue
        corner, end, _end, below = number.corners
        along, down = end - corner, below - corner
        x, y = below + 0.85 * LETTERS * down
        shown.append(
            {
                "pick": f"{number.row}.{number.column}",
                "points": " ".join(f"{x:.0f},{y:.0f}" for x, y in number.corners),
                "x": f"{x:.0f}",
                "y": f"{y:.0f}",
                "turn": f"{np.degrees(np.arctan2(along[1], along[0])):.1f}",
                "size": f"{LETTERS * np.hypot(*down):.0f}",
                "text": number.marked,
                "kind": _kind(page, number),
            }
        )
    return render(
        "draw/page_photo.html",
        uri=pictures.uri(page.reading.photo),
        alt=_("Your photo with the numbers that were read; the table has them too"),
        view=f"{left} {top} {right - left} {bottom - top}",
        numbers=shown,
    )


def _table(page: _Page, chosen: Place | None) -> Markup:
    """The numbers in rows and columns, and their sums."""
    *rows, sums = page.table.cells()
    name = _("Row {row}, column {column}: {text}")
    empty, doubtful = _("empty"), _("doubtful")
    numbers = {(number.row, number.column): number for number in page.table.numbers}
    cells: list[list[dict[str, object]]] = []
    for row, texts in enumerate(rows):
        cells.append([])
        for column, text in enumerate(texts):
            said = text.rstrip(DOUBT) or empty
            if text.endswith(DOUBT):
                said = f"{said}, {doubtful}"
            number = numbers.get((row, column))
            cells[-1].append(
                {
                    "text": text,
                    "name": name.format(row=row + 1, column=column + 1, text=said),
                    "kind": "" if number is None else _kind(page, number),
                    "is_chosen": (row, column) == chosen,
                }
            )
    return render("draw/page_table.html", cells=cells, sums=sums, sum=_("Sum"))


def _kind(page: _Page, number: Number) -> str:
    """Class of a number: doubtful, corrected or neither."""
    if number.is_doubtful:
        return "doubtful"
    return "corrected" if (number.row, number.column) in page.corrected else ""
