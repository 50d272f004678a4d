"""Short lessons, each with something to move."""

from __future__ import annotations

import streamlit as st

from recognizer.api import addresses
from recognizer.errors import RecognizerError
from recognizer.ui import navigation, state
from recognizer.ui.learn import data, live
from recognizer.ui.learn.contents import LESSONS, Lesson
from recognizer.ui.retrain.names import preset_names
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.texts import plain

NAMES = [lesson.name for lesson in LESSONS]
OF_A_DRAWING = ("cross-entropy", "edges", "filters", "two-layers")


def chosen_lesson() -> Lesson:
    """The lesson of the address, else the one shown last, else the first."""
    asked = st.query_params.get("lesson")
    for name in (asked, st.session_state.get(state.LESSON)):
        if name in NAMES:
            return LESSONS[NAMES.index(name)]
    return LESSONS[0]


def go_to(name: str) -> None:
    """Show another lesson, and name it in the address."""
    st.query_params["lesson"] = name


def choose_lesson(lesson: Lesson) -> None:
    """Back, any lesson, next."""
    number = NAMES.index(lesson.name)
    titles = {
        each.name: f"{place}. {_(each.title)}" for place, each in enumerate(LESSONS, 1)
    }
    st.session_state[state.CHOSEN_LESSON] = lesson.name
    with st.container(
        horizontal=True, gap="small", vertical_alignment="bottom", key="lessons"
    ):
        st.button(
            _("Back"),
            icon=":material/arrow_back:",
            disabled=number == 0,
            on_click=go_to,
            args=(NAMES[max(number - 1, 0)],),
            key="lesson-back",
        )
        st.button(
            _("Next"),
            icon=":material/arrow_forward:",
            disabled=number == len(NAMES) - 1,
            on_click=go_to,
            args=(NAMES[min(number + 1, len(NAMES) - 1)],),
            key="lesson-next",
        )
        st.selectbox(
            _("Lesson"),
            NAMES,
            format_func=titles.__getitem__,
            on_change=lambda: go_to(st.session_state[state.CHOSEN_LESSON]),
            key=state.CHOSEN_LESSON,
            label_visibility="collapsed",
            width=420,
        )


def show_text(lesson: Lesson) -> None:
    """What it is about, what to guess and to find out."""
    st.markdown("## " + _(lesson.title))
    st.markdown(_(lesson.text))
    st.markdown("**" + _("Guess first:") + "** " + _(lesson.guess))
    st.markdown("**" + _("Try:") + "** " + _(lesson.question))


def show_lesson(lesson: Lesson) -> None:
    """What can be moved and what it changes."""
    try:
        with st.spinner(_("Training the lesson's small networks, once")):
            live.show(lesson.name, lesson.scene)
    except RecognizerError as error:
        st.error(plain(explain(error)))
    if lesson.name in OF_A_DRAWING:
        data.tell_whose_drawing()


def show_end(lesson: Lesson) -> None:
    """What one has seen, and where to go on."""
    with st.expander(_("What have you seen?"), icon=":material/lightbulb:"):
        st.markdown(_(lesson.seen))
    with st.container(horizontal=True, gap="small", key="lesson-links"):
        st.link_button(
            _("Worksheet to print"),
            addresses.worksheet(lesson.name, st.session_state[state.LANGUAGE]),
            icon=":material/print:",
            type="tertiary",
        )
        preset = preset_names()[lesson.preset]
        if st.button(
            _("In Retrain: “{preset}”").format(preset=preset),
            icon=":material/model_training:",
            wrap=True,
            key="lesson-retrain",
        ):
            query = {"preset": lesson.preset}
            if lesson.filters_of is not None:
                query["filters"] = lesson.filters_of
            st.switch_page(navigation.script("retrain"), query_params=query)


lesson = chosen_lesson()
st.session_state[state.LESSON] = st.query_params["lesson"] = lesson.name
choose_lesson(lesson)
with st.container(horizontal=True, gap="large", key="workspace"):
    with st.container(width=340, gap="small", key="input"):
        show_text(lesson)
    with st.container(gap="small", key="output"):
        show_lesson(lesson)
        show_end(lesson)
