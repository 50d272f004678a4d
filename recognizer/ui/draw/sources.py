"""Where a digit comes from: the canvas, a file or the camera."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from recognizer.api import addresses
from recognizer.errors import BlankDrawing, RecognizerError
from recognizer.ink import mnist_format, strokes
from recognizer.ink.mnist_format import Image, Preprocessed
from recognizer.ink.strokes import Drawing
from recognizer.ui import shared, state
from recognizer.ui.draw import candidates, whole_page
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.canvas import PEN_WIDTH, Sent, canvas, keeper

SOURCES = {
    "pen": ":material/draw:",
    "file": ":material/upload_file:",
    "camera": ":material/photo_camera:",
}


@dataclass(frozen=True)
class Subject:
    """A picture that is to be recognised.

    Attributes:
        steps: how it became 28 × 28; None if there is nothing to recognise.
        message: why not, in the visitor's language.
        is_picture: whether a picture was given that can be opened.
    """

    steps: Preprocessed | None = None
    message: str | None = None
    is_picture: bool = False

    def image(self) -> Image:
        """The image that the network is given.

        Raises:
            BlankDrawing: if there is none.
        """
        if self.steps is None:
            raise BlankDrawing
        return self.steps.image


def choose(has_icons: bool = True) -> str:
    """Canvas, file or camera."""
    names = {"pen": _("Draw"), "file": _("File"), "camera": _("Camera")}
    if has_icons:
        names = {source: f"{icon} {names[source]}" for source, icon in SOURCES.items()}
    chosen = st.segmented_control(
        _("Where the digit comes from"),
        list(SOURCES),
        format_func=names.__getitem__,
        default="pen",
        required=True,
        key=state.SOURCE,
        persist_state="session",
        label_visibility="collapsed",
    )
    return str(chosen)


def show_canvas(
    answers: Mapping[str, Any] | None = None, networks: Sequence[str] | None = None
) -> None:
    """The canvas.

    Args:
        answers: the server's, by the address of a network that the browser lacks.
        networks: addresses of those that answer; once the browser has them, nothing on
            the page needs the server. None if the page shows more than answers.
    """
    width = st.session_state.get(state.PEN_WIDTH, PEN_WIDTH)
    canvas(
        "draw",
        width,
        _note,
        has_examples=True,
        answers=answers,
        networks=networks,
        network=_network(),
    )


def _network() -> str | None:
    """Address of the network that answers this visitor; None if it cannot be had."""
    try:
        return addresses.model(shared.bundle(shared.answering_model()))
    except RecognizerError:
        return None


def keep_drawing() -> None:
    """Learn of the drawing that the browser has kept, on a page without the canvas."""
    keeper("draw", _note)


def _note(sent: Sent) -> None:
    """Keep what was drawn."""
    st.session_state[state.DRAWING] = sent.raw
    st.session_state[state.PLACES] = sent.places
    st.session_state[state.ANSWERED] = sent.answered


def read_canvas() -> tuple[Drawing, Image]:
    """What the visitor drew, of a number the chosen digit, and the network's image.

    Raises:
        InvalidDrawing, BlankDrawing, SingleDot: if there is nothing to recognise.
    """
    drawing = strokes.parse(state.chosen_digit())
    return drawing, mnist_format.to_image(drawing)


def read_picture(source: str, offers_page: bool = False) -> Subject:
    """A picture from a file or the camera; it outlives a change of the page.

    Args:
        offers_page: whether it can be read as a page of numbers too; while it is,
            nobody is asked which digit is meant. A file's picture is then shown, with
            its digit framed; the camera shows its own.
    """
    names = {
        "file": _("A picture of one digit"),
        "camera": _("A photo of one digit on paper"),
    }
    if offers_page:
        names = {
            "file": _("A picture of a digit, or of a page of numbers"),
            "camera": _("A photo of a digit, or of a page of numbers"),
        }
    if source == "file":
        given = st.file_uploader(
            names["file"],
            type=["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"],
            on_change=_forget_picture,
            key=state.PICTURES[source],
        )
    else:
        given = st.camera_input(
            names["camera"],
            on_change=_forget_picture,
            key=state.PICTURES[source],
            # None would mean the width on the page: too small for a page of numbers,
            # and the camera begins again, dark at first, when that becomes known.
            resolution="1080p",
        )
    is_page = offers_page and whole_page.is_asked(source)
    if given is not None and not is_page:
        shows_it = offers_page and source == "file"
        st.session_state[state.PICTURE] = {source: _read(given, shows_it)}
    asks = {
        "file": _("Choose a picture of a digit from 0 to 9."),
        "camera": _("Take a photo of a digit from 0 to 9."),
    }
    kept: dict[str, Subject] = st.session_state.get(state.PICTURE, {})
    subject = kept.get(source, Subject(message=asks[source]))
    if offers_page and subject.is_picture and whole_page.is_there(source):
        whole_page.offer(source)
    return subject


def _forget_picture() -> None:
    """Another picture is given, or none any more."""
    for key in (state.PICTURE, state.FOUND):
        st.session_state.pop(key, None)
    whole_page.forget()


def _read(given: UploadedFile, shows_it: bool) -> Subject:
    try:
        found = candidates.find(given)
        if not found.candidates:
            raise BlankDrawing
        if shows_it and len(found.candidates) == 1:
            candidates.show(found)
        meant = candidates.choose(found)
        return Subject(steps=mnist_format.from_ink(meant.ink), is_picture=True)
    except BlankDrawing:
        return Subject(message=_("There is no ink in this picture."), is_picture=True)
    except RecognizerError as error:
        return Subject(message=explain(error))
