"""Under an answer: it is right, it is another digit, it is no digit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from recognizer.ui import shared, state
from recognizer.ui.my_drawings import consent
from recognizer.ui.my_drawings.consent import NO_DIGIT, Candidate
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import buttons
from recognizer.ui.widgets.texts import status


def show(candidate: Callable[[], Candidate] | None) -> None:
    """A row of fixed height: empty without a drawing, then three buttons.

    Args:
        candidate: gives what is on the page when a button is pressed; None if there
            is nothing.
    """
    with st.container(
        horizontal=True, horizontal_alignment="center", gap="xsmall", key="correction"
    ):
        waiting = st.session_state.get(state.CANDIDATE)
        if waiting is not None:
            _ask(waiting)
        if candidate is None or waiting is not None:
            st.space("small")
        elif kept := st.session_state.get(state.KEPT):
            _show_kept(*kept)
        else:
            _show_buttons(candidate)


def _show_buttons(candidate: Callable[[], Candidate]) -> None:
    def give(label: int | None = None) -> None:
        buttons.attempt(_give, candidate, label)

    def relabel() -> None:
        give(st.session_state.pop(state.RELABEL))

    st.button(
        _("Correct"),
        icon=":material/check:",
        type="tertiary",
        on_click=give,
        key="right",
    )
    with st.popover(_("It's a …"), key="relabel"):
        st.pills(
            _("What should it be?"),
            list(range(10)),
            key=state.RELABEL,
            on_change=relabel,
        )
    st.button(
        _("Not a digit"),
        icon=":material/close:",
        type="tertiary",
        on_click=give,
        args=(NO_DIGIT,),
        key="no-digit",
    )


def _show_kept(entry_id: str, label: int) -> None:
    text = _("Saved as {label}").format(label=consent.label_name(label))
    status(text)
    st.button(
        _("Undo"),
        icon=":material/undo:",
        type="tertiary",
        on_click=_take_back,
        args=(entry_id,),
        key="take-back",
    )


def _give(candidate: Callable[[], Candidate], label: int | None) -> None:
    """Keep what is on the page, or first ask whether anything may be kept.

    Args:
        label: what it should be; None if the network's answer is right.

    Raises:
        RecognizerError: if it cannot be kept.
    """
    given = candidate()
    given = replace(given, label=given.answer if label is None else label)
    if consent.is_allowed():
        _keep(given)
    else:
        st.session_state[state.CANDIDATE] = given


def _keep(given: Candidate) -> None:
    if given.label is not None:
        entry = consent.keep(given, given.label)
        st.session_state[state.KEPT] = (entry.id, entry.label)


def _take_back(entry_id: str) -> None:
    def take_back() -> None:
        shared.collection().delete([entry_id])
        del st.session_state[state.KEPT]

    buttons.attempt(take_back)


def _ask(given: Candidate) -> None:
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
