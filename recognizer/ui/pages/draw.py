"""Draw a digit, and see while you draw what the network makes of it."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from recognizer.network import bundles
from recognizer.ui import navigation, shared, state, tour
from recognizer.ui.draw import sources, views, whole_page
from recognizer.ui.draw.sources import Subject
from recognizer.ui.draw.views import Views
from recognizer.ui.my_drawings import browser_storage, feedback
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.canvas import PEN_WIDTH, PEN_WIDTHS
from recognizer.ui.widgets.texts import heading


def choose_pen() -> None:
    """How wide the next strokes are."""
    st.slider(
        _("Pen width"),
        *PEN_WIDTHS,
        value=PEN_WIDTH,
        key=state.PEN_WIDTH,
        persist_state="session",
    )


def networks() -> tuple[str, ...]:
    """The network that answers this visitor and, if chosen, one to compare it with."""
    other = st.session_state.get(state.OTHER_MODEL)
    answering = shared.answering_model()
    return (answering, str(other)) if other else (answering,)


def choose_networks() -> None:
    """Which network answers this visitor, and which to compare it with."""
    names = bundles.names(shared.settings().model_folders)
    answering = shared.answering_model()
    if answering in names:
        st.session_state[state.NETWORK] = answering
    st.selectbox(
        _("Network"),
        names,
        key=state.NETWORK,
        on_change=lambda: state.choose_model(st.session_state[state.NETWORK]),
    )
    st.selectbox(
        _("Compare with"),
        names,
        index=None,
        placeholder=_("no other network"),
        key=state.OTHER_MODEL,
        persist_state="session",
    )


@st.fragment
def show_canvas() -> None:
    """The canvas; a stroke runs this and nothing else."""
    shown = networks()
    sources.show_canvas(views.answers(shown), views.addresses_of(shown))


@st.fragment
def offer_feedback(shown: Views) -> None:
    """Right, another digit, or no digit: about what is on the page when pressed."""
    feedback.show(shown.data)
    if browser_storage.remember(shown.data["drawing"]):
        st.rerun()  # the whole page knows who this is


def show_one(shown: Views) -> None:
    """The answer, beside it the ten probabilities."""
    with st.container(gap=None, key="reading"):
        shown.show_answer()
        offer_feedback(shown)
    with st.container(gap="xsmall", key="probability-bars"):
        heading(_("Probability of each digit"))
        shown.show_bars()


def show_two(shown: Views, other: Views) -> None:
    """What two networks make of the same drawing, side by side."""
    with st.container(gap="xsmall", key="first"):
        heading(shown.network)
        shown.show_answer()
        shown.show_bars()
        offer_feedback(shown)
    with st.container(gap="xsmall", key="second"):
        heading(other.network)
        other.show_answer(key="other-answer")
        other.show_bars(key="other-probabilities")


def show_digit(subject: Subject, source: str, result: DeltaGenerator) -> None:
    """What the chosen networks make of a drawing or picture.

    Args:
        result: where the answer stands.
    """
    compared = [Views(subject, source, name) for name in networks()]
    with result:
        with st.container(horizontal=True, gap="large", key="result"):
            if len(compared) == 1:
                show_one(compared[0])
            else:
                show_two(compared[0], compared[1])
        with st.container(gap="xsmall", key="stages"):
            with st.container(horizontal=True, vertical_alignment="center"):
                heading(_("What the network sees"))
                st.page_link(
                    navigation.script("look_inside"),
                    label=_("Why this answer?"),
                    icon=":material/search:",
                    query_params={"view": "why"},
                    width="content",
                )
                with st.container(width="content", key="cut-link"):
                    st.page_link(
                        navigation.script("look_inside"),
                        label=_("How was it cut?"),
                        icon=":material/content_cut:",
                        query_params={"view": "cuts"},
                        width="content",
                    )
            compared[0].show_stages()
    compared[0].show_maps()


with st.container(horizontal=True, gap="large", key="workspace"):
    with st.container(gap="small", key="input"):
        source = sources.choose()
        if source == "pen":
            show_canvas()
            subject = Subject()
        else:
            subject = sources.read_picture(source, offers_page=True)
    result = st.container(gap="medium", key="output")
with st.container(horizontal=True, gap="large", key="settings"):
    if source == "pen":
        choose_pen()
    choose_networks()
    st.page_link(
        navigation.script("draw"),
        label=_("A tour in five steps"),
        icon=":material/tour:",
        query_params=tour.address(),
        width="content",
    )
if whole_page.is_asked(source):
    with result:
        whole_page.show(source)
else:
    show_digit(subject, source, result)
