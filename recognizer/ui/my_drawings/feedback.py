"""Under an answer: it is right, it is another digit, it is no digit.

What is said counts at once and in the visitor's browser, see browser/draw/feedback.js.
To save the drawing is a question of its own; it is asked here, and once it is answered
the browser saves by itself, see `recognizer.api.drawings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from recognizer.room import saving
from recognizer.training.recipes import OWN
from recognizer.ui import navigation, own_memory, shared, state
from recognizer.ui.my_drawings import consent
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import buttons, labels
from recognizer.ui.widgets.browser import Component

ALL_REMEMBERED = ""
"""What is to be saved, in place of the id of a drawing."""
_KEY = "feedback"
_component = Component("feedback")


def show(view: Mapping[str, Any]) -> None:
    """A row of buttons, and a line that says what the browser remembers.

    Args:
        view: what the browser is told of the answer above.
    """
    with st.container(key="correction"):
        if st.session_state.pop(state.PERMANENT, False):
            state.prepare_training(OWN.name)
            st.switch_page(navigation.script("retrain"))
        waiting = st.session_state.get(state.WAITING)
        if waiting is not None:
            _ask(waiting)
        _component(
            key=_KEY,
            data={
                **view,
                "waiting": waiting,
                "mayBeSaved": consent.is_allowed(),
                "labels": labels.feedback(_),
                "language": st.session_state[state.LANGUAGE],
            },
            on_waiting_change=_wait,
            on_permanent_change=lambda: buttons.attempt(_make_permanent),
        )


def _wait() -> None:
    """Ask for consent: the browser has a drawing that is to be saved."""
    match (st.session_state.get(_KEY) or {}).get("waiting"):
        case str() as entry if not consent.is_allowed():
            st.session_state[state.WAITING] = entry


def _make_permanent() -> None:
    """Keep all that is remembered and lead to Retrain, or first ask for consent.

    Raises:
        RecognizerError: if it cannot be kept.
    """
    if not consent.is_allowed():
        st.session_state[state.WAITING] = ALL_REMEMBERED
        return
    network = shared.recognizer()
    consent.keep_all(
        [
            (saving.candidate(each.image, None, network), each.label)
            for each in own_memory.own()
        ]
    )
    st.session_state[state.PERMANENT] = True


def _ask(waiting: str) -> None:
    """Ask once, plainly, before the first drawing is kept.

    Args:
        waiting: id of a drawing, or ALL_REMEMBERED.
    """

    def forget() -> None:
        st.session_state.pop(state.WAITING, None)

    @st.dialog(_("May this drawing be saved?"), on_dismiss=forget)
    def dialog() -> None:
        consent.terms()
        with st.container(horizontal=True, gap="small"):
            agreed = st.button(_("Agree and save"), type="primary", key="agree")
            refused = st.button(_("Don't save"), key="refuse")
        if agreed:
            consent.allow()
            if waiting == ALL_REMEMBERED:
                buttons.attempt(_make_permanent)
        if agreed or refused:
            forget()
            st.rerun()

    dialog()
