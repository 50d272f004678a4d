"""Under an answer: it is right, it is another digit, it is no digit."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from html import escape

import streamlit as st

from recognizer.ui import shared, state
from recognizer.ui.my_drawings import consent
from recognizer.ui.my_drawings.consent import NO_DIGIT, Candidate
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import buttons


def show(given: Candidate | None) -> None:
    """A row of fixed height: empty without an answer, then three buttons."""
    with st.container(
        horizontal=True, horizontal_alignment="center", gap="xsmall", key="correction"
    ):
        waiting = st.session_state.get(state.CANDIDATE)
        if waiting is not None:
            _ask(waiting)
        if given is None or waiting is not None:
            st.space("small")
            return
        mark = _mark(given)
        kept_mark, kept_id, kept_label = st.session_state.get(state.KEPT, ("", "", 0))
        if mark == kept_mark:
            _show_kept(kept_id, kept_label)
        else:
            _show_buttons(given, mark)


def _show_buttons(given: Candidate, mark: str) -> None:
    st.button(
        _("Right"),
        icon=":material/check:",
        type="tertiary",
        on_click=_give,
        args=(replace(given, label=given.answer),),
        key="right",
    )
    key = f"label-{mark[:12]}"

    def relabel() -> None:
        _give(replace(given, label=st.session_state[key]))

    with st.popover(_("It is a …"), key="relabel"):
        st.pills(_("What should it be?"), list(range(10)), key=key, on_change=relabel)
    if given.answer != NO_DIGIT:
        st.button(
            _("No digit"),
            icon=":material/close:",
            type="tertiary",
            on_click=_give,
            args=(replace(given, label=NO_DIGIT),),
            key="no-digit",
        )


def _show_kept(entry_id: str, label: int) -> None:
    text = _("Kept as {label}").format(label=consent.label_name(label))
    st.html(
        f'<span class="hr-kept" role="status">{escape(text)}</span>', width="content"
    )
    st.button(
        _("Take back"),
        icon=":material/undo:",
        type="tertiary",
        on_click=_take_back,
        args=(entry_id,),
        key="take-back",
    )


def _give(given: Candidate) -> None:
    """Keep it, or first ask whether anything may be kept."""
    if given.label is None:
        return
    if not consent.is_allowed():
        st.session_state[state.CANDIDATE] = given
        return
    buttons.attempt(_keep, given, given.label)


def _keep(given: Candidate, label: int) -> None:
    entry = consent.keep(given, label)
    st.session_state[state.KEPT] = (_mark(given), entry.id, entry.label)


def _take_back(entry_id: str) -> None:
    def take_back() -> None:
        shared.collection().delete([entry_id])
        del st.session_state[state.KEPT]

    buttons.attempt(take_back)


def _ask(given: Candidate) -> None:
    """Ask once, plainly, before the first drawing is kept."""

    def forget() -> None:
        st.session_state.pop(state.CANDIDATE, None)

    @st.dialog(_("May this drawing be kept?"), on_dismiss=forget)
    def dialog() -> None:
        consent.terms()
        with st.container(horizontal=True, gap="small"):
            agreed = st.button(_("Agree and keep"), type="primary", key="agree")
            refused = st.button(_("Keep nothing"), key="refuse")
        if agreed:
            consent.allow()
            _give(given)
        if agreed or refused:
            forget()
            st.rerun()

    dialog()


def _mark(given: Candidate) -> str:
    """What tells a drawing, as one network read it, from any other."""
    parts = [given.image.tobytes(), given.model_version.encode()]
    for stroke in given.drawing.strokes if given.drawing else ():
        parts.append(stroke.points.tobytes())
    return hashlib.sha256(b"".join(parts)).hexdigest()
