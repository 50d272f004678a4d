"""Where digits were found in a picture, and which of several is meant."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from PIL import Image

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


def show(picture: Image.Image, found: Candidate) -> None:
    """The picture, with a frame around the digit that was found in it."""
    html = render(
        "draw/found.html",
        uri=pictures.uri(pictures.jpeg(picture, SHOWN_SIDE)),
        alt=_("Your picture"),
        place=_place(found, picture.size),
    )
    st.html(html, width="content")


def choose(picture: Image.Image, found: Sequence[Candidate], file: str) -> Candidate:
    """The candidate that the visitor means; of several they are asked.

    Args:
        picture: with the candidates' boxes in its pixels.
        found: at least one, the most likely first.
        file: names the file, so that with another the choice begins afresh.
    """
    if len(found) == 1:
        return found[0]
    in_order = sorted(found, key=lambda each: (each.box[0], each.box[1]))
    kept: tuple[str, int] = st.session_state.get(state.MEANT, ("", 0))
    likely = next(n for n, each in enumerate(in_order) if each is found[0])
    chosen = kept[1] if kept[0] == file and kept[1] < len(in_order) else likely

    def mean(parts: list[str]) -> None:
        picked = whole_numbers(parts, len(in_order))
        if picked is not None:
            st.session_state[state.MEANT] = file, picked[0]

    question = _("Several digits were found. Choose the one to read:")
    st.markdown(question)
    name = _("Digit {number} of {count}, from the left")
    boxes = [
        {
            "name": name.format(number=number, count=len(in_order)),
            "style": _place(each, picture.size),
        }
        for number, each in enumerate(in_order, start=1)
    ]
    html = render(
        "draw/candidates.html",
        question=question,
        uri=pictures.uri(pictures.jpeg(picture, SHOWN_SIDE)),
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
