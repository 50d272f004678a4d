"""Where digits were found in a picture, and which of several is meant."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from recognizer.ink import photos, picture_files
from recognizer.ink.photos import Candidate
from recognizer.ui import state
from recognizer.ui.draw import pictures
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.picker import picker, whole_numbers

SHOWN_SIDE = 640
"""The picture is shown with at most so many pixels a side."""
MARGIN = 0.02
"""Between a digit and its frame, in parts of the picture."""


@dataclass(frozen=True)
class Searched:
    """A picture in which digits were looked for.

    Attributes:
        file: names the file, so that with another all begins afresh.
        shown: the picture, a JPEG of at most `SHOWN_SIDE`.
        size: its width and height in pixels, before it was made so small.
        candidates: with boxes in those pixels, the most likely first.
    """

    file: str
    shown: bytes
    size: tuple[int, int]
    candidates: tuple[Candidate, ...]


def find(given: UploadedFile) -> Searched:
    """What is in a picture; looked for once, since that takes a second or two.

    Raises:
        InvalidPicture: if it cannot be opened, or has too much ink.
    """
    kept: Searched | None = st.session_state.get(state.FOUND)
    if kept is None or kept.file != given.file_id:
        picture = picture_files.open_picture(given.getvalue(), given.name)
        shown = pictures.jpeg(picture, SHOWN_SIDE)
        candidates = tuple(photos.find_candidates(picture))
        kept = Searched(given.file_id, shown, picture.size, candidates)
        st.session_state[state.FOUND] = kept
    return kept


def show(found: Searched) -> None:
    """The picture, with a frame around the one digit that was found in it."""
    html = render(
        "draw/found.html",
        uri=pictures.uri(found.shown),
        alt=_("Your picture"),
        place=_place(found.candidates[0], found.size),
    )
    st.html(html, width="content")


def choose(found: Searched) -> Candidate:
    """The candidate that the visitor means; of several they are asked.

    Args:
        found: with at least one.
    """
    first = found.candidates[0]
    if len(found.candidates) == 1:
        return first
    in_order = sorted(found.candidates, key=lambda each: (each.box[0], each.box[1]))
    kept: tuple[str, int] = st.session_state.get(state.MEANT, ("", 0))
    likely = next(n for n, each in enumerate(in_order) if each is first)
    chosen = kept[1] if kept[0] == found.file and kept[1] < len(in_order) else likely

    def mean(parts: list[str]) -> None:
        picked = whole_numbers(parts, len(in_order))
        if picked is not None:
            st.session_state[state.MEANT] = found.file, picked[0]

    question = _("Several digits were found. Choose the one to read:")
    st.markdown(question)
    name = _("Digit {number} of {count}, from the left")
    boxes = [
        {
            "name": name.format(number=number, count=len(in_order)),
            "style": _place(each, found.size),
        }
        for number, each in enumerate(in_order, start=1)
    ]
    html = render(
        "draw/candidates.html",
        question=question,
        uri=pictures.uri(found.shown),
        alt=_("Your picture"),
        boxes=boxes,
        chosen=chosen,
    )
    picker(html, "candidates", mean)
    return in_order[chosen]


def _place(candidate: Candidate, size: tuple[int, int]) -> str:
    """Where a frame lies over the picture, as CSS."""
    left, top, right, bottom = (
        100 * min(max(edge / side + margin, 0), 1)
        for edge, side, margin in zip(
            candidate.box, size * 2, (-MARGIN, -MARGIN, MARGIN, MARGIN), strict=True
        )
    )
    return (
        f"left:{left:.2f}%;top:{top:.2f}%;"
        f"width:{right - left:.2f}%;height:{bottom - top:.2f}%"
    )
