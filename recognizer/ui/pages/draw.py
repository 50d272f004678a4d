"""Draw a digit, and see at once what the network makes of it."""

from __future__ import annotations

import streamlit as st

from recognizer.errors import BlankDrawing, RecognizerError
from recognizer.ink import mnist_format, photos
from recognizer.ink.mnist_format import Preprocessed
from recognizer.ink.strokes import Drawing
from recognizer.network import bundles
from recognizer.network.engine import Prediction
from recognizer.ui import shared, state
from recognizer.ui.my_drawings import browser_storage, consent, feedback
from recognizer.ui.my_drawings.consent import Candidate
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import answer, sprites
from recognizer.ui.widgets.canvas import (
    PEN_WIDTH,
    PEN_WIDTHS,
    SIDE,
    canvas,
    show_example,
)

SOURCES = {
    "pen": ":material/draw:",
    "file": ":material/upload_file:",
    "camera": ":material/photo_camera:",
}


def choose_source() -> str:
    """Canvas, file or camera."""
    names = {"pen": _("Draw"), "file": _("File"), "camera": _("Camera")}
    chosen = st.segmented_control(
        _("Where the digit comes from"),
        list(SOURCES),
        format_func=lambda source: f"{SOURCES[source]} {names[source]}",
        default="pen",
        required=True,
        key=state.SOURCE,
        label_visibility="collapsed",
        on_change=lambda: state.put(state.drawing()),
    )
    return str(chosen)


def read_pen() -> tuple[Drawing, Preprocessed]:
    """The canvas and what belongs to it.

    Raises:
        RecognizerError: if there is nothing on it to recognise.
    """
    width = st.session_state.get(state.PEN_WIDTH, PEN_WIDTH)
    drawing = canvas(width)
    with st.container(horizontal=True, gap="xsmall", key="controls"):
        answer.drawing_controls()
        st.button(
            _("Example"), on_click=show_example, icon=":material/casino:", key="example"
        )
    return drawing, mnist_format.from_strokes(drawing)


def choose_pen() -> None:
    """How wide the next strokes are."""
    st.slider(
        _("Pen width"),
        *PEN_WIDTHS,
        value=PEN_WIDTH,
        key=state.PEN_WIDTH,
        persist_state="session",
        width=SIDE,
    )


def choose_networks() -> str | None:
    """Which network answers this visitor.

    Returns:
        The name of another one to set beside it, or None.
    """
    names = bundles.names(shared.settings().model_folders)
    answering = shared.answering_model()
    st.selectbox(
        _("Network"),
        names,
        index=names.index(answering) if answering in names else 0,
        key="draw.network",
        on_change=lambda: state.choose_model(st.session_state["draw.network"]),
        width=SIDE,
    )
    other = st.selectbox(
        _("Beside it"),
        [None, *names],
        format_func=lambda name: name or _("no other network"),
        key=state.OTHER_MODEL,
        persist_state="session",
        width=SIDE,
    )
    return str(other) if other else None


def read_picture(source: str) -> Preprocessed:
    """A picture from a file or the camera.

    Raises:
        RecognizerError: if there is none, or no ink in it.
    """
    if source == "file":
        given = st.file_uploader(
            _("A picture of one digit"),
            type=["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"],
            key="draw.file",
        )
    else:
        given = st.camera_input(_("A photo of one digit on paper"), key="draw.camera")
    if given is None:
        raise BlankDrawing
    picture = photos.open_picture(given.getvalue(), given.name)
    return mnist_format.from_ink(photos.find_ink(picture))


@st.fragment
def draw_and_recognise() -> None:
    """Everything that a stroke changes; nothing else runs again."""
    drawing, steps, message, prediction, given = None, None, None, None, None
    with st.container(horizontal=True, gap="large", key="workspace"):
        with st.container(width=SIDE + 20, gap="small", key="input"):
            source = choose_source()
            try:
                network = shared.recognizer()
                if source == "pen":
                    drawing, steps = read_pen()
                else:
                    steps = read_picture(source)
                prediction = network.recognize(steps.image)
                given = consent.candidate(prediction, drawing, network.card)
            except BlankDrawing:
                message = (
                    _("Draw a digit from 0 to 9.")
                    if source == "pen"
                    else _("Give a picture of a digit from 0 to 9.")
                )
            except RecognizerError as error:
                message = explain(error)
            with st.container(gap="small", key="settings"):
                if source == "pen":
                    choose_pen()
                other = choose_networks()
        with st.container(gap="medium", key="output"):
            with st.container(horizontal=True, gap="large", key="result"):
                if other is None:
                    with st.container(gap=None, key="reading"):
                        answer.answer(prediction, message)
                        feedback.show(given)
                    with st.container(gap="xsmall", key="shares"):
                        answer.heading(_("Probability of each digit"))
                        answer.probabilities(prediction)
                else:
                    show_two(prediction, steps, message, other, given)
            with st.container(gap="xsmall", key="stages"):
                answer.heading(_("What the network was given"))
                answer.stages(steps, is_drawn=source == "pen")
    if prediction is not None:
        show_feature_maps(prediction)
        browser_storage.remember()


def show_two(
    prediction: Prediction | None,
    steps: Preprocessed | None,
    message: str | None,
    other: str,
    given: Candidate | None,
) -> None:
    """What two networks make of the same drawing, side by side."""
    with st.container(gap="xsmall", key="first"):
        answer.heading(st.session_state["draw.network"])
        answer.answer(prediction, message)
        feedback.show(given)
        answer.probabilities(prediction)
    theirs = None
    try:
        if steps is not None:
            theirs = shared.recognizer(other).recognize(steps.image)
    except RecognizerError as error:
        message = explain(error)
    with st.container(gap="xsmall", key="second"):
        answer.heading(other)
        answer.answer(theirs, message, key="other-answer")
        answer.probabilities(theirs, key="other-probabilities")


def show_feature_maps(prediction: Prediction) -> None:
    """Every layer of the network, from the first filters to the dense units."""
    texts = {
        "convolution_1": _("Layer 1: {count} filters of 5 × 5"),
        "convolution_2": _("Layer 2: {count} maps, each from all maps of layer 1"),
        "edges": _("Edge filters made by hand: {count}"),
        "dense": _("Dense layer: {count} units"),
    }
    with st.container(key="feature-maps"):
        for number, layer in enumerate(prediction.layers, 1):
            count = f"{layer.before.shape[-1]:,}"
            st.markdown(f"#### {texts[layer.name].format(count=count)}")
            if layer.kind == "dense":
                answer.units(layer)
            else:
                sprites.feature_maps(layer, number)


draw_and_recognise()
