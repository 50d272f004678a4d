"""Draw a digit, and see at once what the network makes of it."""

from __future__ import annotations

import streamlit as st

from recognizer import pictures, preprocessing
from recognizer.engine import Prediction
from recognizer.errors import BlankDrawing, RecognizerError
from recognizer.preprocessing import Preprocessed
from recognizer.store import bundles
from recognizer.strokes import Drawing
from recognizer.ui import (
    components,
    correction,
    keeping,
    remembering,
    services,
    sheets,
    state,
)
from recognizer.ui.canvas import (
    PEN_WIDTH,
    PEN_WIDTHS,
    SIDE,
    canvas,
    show_example,
)
from recognizer.ui.keeping import Candidate
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _

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
        components.drawing_controls()
        st.button(
            _("Example"), on_click=show_example, icon=":material/casino:", key="example"
        )
    return drawing, preprocessing.from_strokes(drawing)


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
    names = bundles.names(services.settings().model_folders)
    answering = services.answering_model()
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
    picture = pictures.open_picture(given.getvalue(), given.name)
    return preprocessing.from_ink(pictures.find_ink(picture))


@st.fragment
def draw_and_recognise() -> None:
    """Everything that a stroke changes; nothing else runs again."""
    drawing, steps, message, prediction, given = None, None, None, None, None
    with st.container(horizontal=True, gap="large", key="workspace"):
        with st.container(width=SIDE + 20, gap="small", key="input"):
            source = choose_source()
            try:
                network = services.recognizer()
                if source == "pen":
                    drawing, steps = read_pen()
                else:
                    steps = read_picture(source)
                prediction = network.recognize(steps.image)
                given = keeping.candidate(prediction, drawing, network.card)
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
                        components.answer(prediction, message)
                        correction.show(given)
                    with st.container(gap="xsmall", key="shares"):
                        components.heading(_("Probability of each digit"))
                        components.probabilities(prediction)
                else:
                    show_two(prediction, steps, message, other, given)
            with st.container(gap="xsmall", key="stages"):
                components.heading(_("What the network was given"))
                components.stages(steps, is_drawn=source == "pen")
    if prediction is not None:
        show_feature_maps(prediction)
        remembering.remember()


def show_two(
    prediction: Prediction | None,
    steps: Preprocessed | None,
    message: str | None,
    other: str,
    given: Candidate | None,
) -> None:
    """What two networks make of the same drawing, side by side."""
    with st.container(gap="xsmall", key="first"):
        components.heading(st.session_state["draw.network"])
        components.answer(prediction, message)
        correction.show(given)
        components.probabilities(prediction)
    theirs = None
    try:
        if steps is not None:
            theirs = services.recognizer(other).recognize(steps.image)
    except RecognizerError as error:
        message = explain(error)
    with st.container(gap="xsmall", key="second"):
        components.heading(other)
        components.answer(theirs, message, key="other-answer")
        components.probabilities(theirs, key="other-probabilities")


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
                components.units(layer)
            else:
                sheets.feature_maps(layer, number)


draw_and_recognise()
