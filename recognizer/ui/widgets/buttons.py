"""What buttons do that stand on several pages."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from recognizer.errors import RecognizerError
from recognizer.ui import navigation, shared, state
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _


def attempt(action: Callable[..., object], *arguments: object) -> None:
    """Do something when a button is pressed; show its error, if any."""
    try:
        action(*arguments)
    except RecognizerError as error:
        st.toast(explain(error), icon=":material/error:", duration="long")


def offer_to_answer(name: str) -> None:
    """Let a model answer this visitor, or everybody."""
    st.button(
        _("Use this network"),
        icon=":material/check:",
        on_click=state.choose_model,
        args=(name,),
        key="use",
    )
    st.button(
        _("Use for the whole class"),
        icon=":material/groups:",
        on_click=attempt,
        args=(shared.choose_for_all, name),
        key="use-for-all",
    )
    if name == shared.answering_model():
        st.badge(_("In use"), icon=":material/check_circle:", color="green")


def offer_gallery(name: str) -> None:
    """Lead to what a model reads right and wrong."""
    if st.button(_("See its mistakes"), icon=":material/grid_view:", key="gallery"):
        st.session_state[state.JUDGED_MODEL] = name
        st.switch_page(navigation.script("gallery"))
