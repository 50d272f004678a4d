"""Under an answer: it is right, it is another digit, it is no digit.

What is said counts at once and in the visitor's browser, see browser/draw/feedback.js;
the collection is a question of its own, asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from recognizer.network.memory import LABELS
from recognizer.training.recipes import OWN
from recognizer.ui import navigation, own_memory, shared, state
from recognizer.ui.my_drawings import changes, consent
from recognizer.ui.my_drawings.consent import Candidate
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import buttons, labels
from recognizer.ui.widgets.browser import Component

_KEY = "feedback"
_component = Component("feedback")


def show(candidate: Callable[[], Candidate], view: Mapping[str, Any]) -> None:
    """A row of buttons, and a line that says what the browser remembers.

    Args:
        candidate: gives what is on the page when a button is pressed.
        view: what the browser is told of the answer above.
    """

    def give() -> None:
        match (st.session_state.get(_KEY) or {}).get("given"):
            case {"label": int() as label, "mark": int() as mark, "asks": asks} if (
                label in LABELS and (asks or consent.is_allowed())
            ):
                buttons.attempt(_give, candidate, label, mark)

    with st.container(key="correction"):
        if st.session_state.pop(state.PERMANENT, False):
            state.prepare_training(OWN.name)
            st.switch_page(navigation.script("retrain"))
        waiting = st.session_state.get(state.CANDIDATE)
        if waiting is not None:
            _ask(waiting)
        kept = st.session_state.get(state.KEPT)
        _component(
            key=_KEY,
            data={
                **view,
                "kept": None if kept is None else kept[1],
                "labels": labels.feedback(_),
                "language": st.session_state[state.LANGUAGE],
            },
            on_given_change=give,
            on_back_change=_take_back,
            on_permanent_change=lambda: buttons.attempt(_make_permanent),
        )


def _give(candidate: Callable[[], Candidate], label: int, mark: int) -> None:
    """Keep what is on the page, or first ask whether anything may be kept.

    Args:
        label: what it should be.
        mark: what the browser knows the correction by.

    Raises:
        RecognizerError: if it cannot be kept.
    """
    given = replace(candidate(), label=label, mark=mark)
    if consent.is_allowed():
        _keep(given)
    else:
        st.session_state[state.CANDIDATE] = given


def _make_permanent() -> None:
    """Keep all that is remembered and lead to Retrain, or first ask for consent.

    Raises:
        RecognizerError: if it cannot be kept.
    """
    network = shared.recognizer()
    given = tuple(
        replace(
            consent.candidate(network.recognize(each.image), None, network.card),
            label=each.label,
        )
        for each in own_memory.own()
    )
    if consent.is_allowed():
        _keep(given)
    else:
        st.session_state[state.CANDIDATE] = given


def _keep(given: Candidate | tuple[Candidate, ...]) -> None:
    if isinstance(given, tuple):
        consent.keep_all(given)
        st.session_state[state.PERMANENT] = True
    elif given.label is not None:
        entry = consent.keep(given, given.label)
        st.session_state[state.KEPT] = (entry.id, given.mark)


def _take_back() -> None:
    kept = st.session_state.get(state.KEPT)
    if kept is None:
        return

    def take_back() -> None:
        changes.delete([kept[0]])
        del st.session_state[state.KEPT]

    buttons.attempt(take_back)


def _ask(given: Candidate | tuple[Candidate, ...]) -> None:
    """Ask once, plainly, before the first drawing is kept."""

    def forget() -> None:
        st.session_state.pop(state.CANDIDATE, None)

    @st.dialog(_("May this drawing be saved?"), on_dismiss=forget)
    def dialog() -> None:
        consent.terms()
        with st.container(horizontal=True, gap="small"):
            agreed = st.button(_("Agree and save"), type="primary", key="agree")
            refused = st.button(_("Don't save"), key="refuse")
        if agreed:
            consent.allow()
            buttons.attempt(_keep, given)
        if agreed or refused:
            forget()
            st.rerun()

    dialog()
