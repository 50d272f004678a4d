"""A guided tour for a demonstration: five steps through the pages, by ?tour=1 to 5."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from recognizer.errors import N_
from recognizer.ui import navigation, state
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import sight
from recognizer.ui.widgets.texts import line

PARAMETER = "tour"


@dataclass(frozen=True)
class Step:
    """One step; its texts are English, to be translated where they are shown.

    Attributes:
        page: on which it is, by its name in `navigation`.
        text: what to do and to look at there.
        query: what the page's address says besides.
    """

    page: str
    title: str
    text: str
    query: dict[str, str] = field(default_factory=dict)


STEPS = (
    Step(
        "draw",
        N_("Draw"),
        N_(
            "Draw a digit and watch the bars while the pen moves: the network answers "
            "after every movement, in your browser."
        ),
    ),
    Step(
        "look_inside",
        N_("What the network sees"),
        N_(
            "Your ink became 28 × 28 pixels. From left to right: what two layers of "
            "filters made of it, and how the answer came of that."
        ),
    ),
    Step(
        "look_inside",
        N_("Its filters"),
        N_(
            "Nobody designed these filters: they were learned. Bright is where a "
            "filter found its pattern in your digit."
        ),
        {"view": "filters"},
    ),
    Step(
        "look_inside",
        N_("Why this digit?"),
        N_(
            "Red speaks for the answer, blue against it. Which part of your drawing "
            "decided?"
        ),
        {"view": "why"},
    ),
    Step(
        "retrain",
        N_("It learns"),
        N_(
            "Press Quick: a new network begins with random weights, and in seconds "
            "its mistakes turn right. Then try it on your own digit."
        ),
    ),
)


def address(number: int = 1) -> dict[str, str]:
    """The query of a step, the first is 1."""
    return {PARAMETER: str(number), **STEPS[number - 1].query}


def guide(page: str) -> None:
    """Show the step that the address names, on its page; nothing without one.

    A link to another page leaves the tour.

    Args:
        page: that is shown.
    """
    number = _number(page)
    st.session_state[state.TOUR] = number
    if not number:
        return
    step = STEPS[number - 1]
    if step.page != page:
        _go_to(number)
    # A link within a page does not change the browser's address, and who types one
    # knows the number alone.
    st.query_params[PARAMETER] = str(number)
    for name, value in step.query.items():
        st.query_params.setdefault(name, value)
    with st.container(
        horizontal=True,
        gap="small",
        vertical_alignment="center",
        border=True,
        key="tour",
    ):
        with st.container(gap=None, key="tour-text"):
            title = f"{number}/{len(STEPS)} · {_(step.title)}"
            st.html(line("h2", "heading", title))
            st.html(line("p", "note", _(step.text)))
            sight.bring("tour", number, "start")
        with st.container(horizontal=True, gap="small", width="content"):
            if number > 1 and st.button(
                _("Back"), icon=":material/arrow_back:", key="tour-back"
            ):
                _go_to(number - 1)
            if number < len(STEPS) and st.button(
                _("Next"),
                icon=":material/arrow_forward:",
                type="primary",
                key="tour-next",
            ):
                _go_to(number + 1)
            st.button(
                _("End the tour"),
                icon=":material/close:",
                type="tertiary",
                on_click=_leave,
                key="tour-end",
            )


def _number(page: str) -> int:
    """The step that is shown: that of the address, else as it was; 0 for none."""
    asked = st.query_params.get(PARAMETER, "")
    if asked in map(str, range(1, len(STEPS) + 1)):
        return int(asked)
    shown: int = st.session_state.get(state.TOUR, 0)
    return shown if shown and STEPS[shown - 1].page == page else 0


def _go_to(number: int) -> None:
    step = STEPS[number - 1]
    st.switch_page(navigation.script(step.page), query_params=address(number))


def _leave() -> None:
    st.session_state[state.TOUR] = 0
    st.query_params.pop(PARAMETER, None)
