"""What buttons do that stand on several pages."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from recognizer.errors import RecognizerError
from recognizer.room.rights import Action
from recognizer.ui import navigation, shared, state, visitor
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.texts import plain


def attempt(action: Callable[..., object], *arguments: object) -> None:
    """Do something when a button is pressed; show its error, if any."""
    try:
        action(*arguments)
    except RecognizerError as error:
        st.toast(plain(explain(error)), icon=":material/error:", duration="long")


def ask_back(
    label: str,
    icon: str,
    question: str,
    action: Callable[..., object],
    *arguments: object,
    key: str,
) -> None:
    """A button that says what its press would do, and does it at the second one.

    Args:
        question: what will happen, and to whom.
        action: may raise a RecognizerError, which is shown.
        key: of the second button.
    """
    menu = f"{key}.menu"

    def act() -> None:
        st.session_state[menu] = False
        attempt(action, *arguments)

    with st.popover(label, icon=icon, on_change="rerun", key=menu):
        st.text(question)
        st.button(label, icon=icon, type="primary", on_click=act, key=key)


def offer_to_answer(name: str) -> None:
    """Let a model answer this visitor, or everybody; say so where it does."""
    if name == shared.answering_model():
        st.badge("✓ " + _("In use"), color="green")
    else:
        st.button(
            _("Use this network"),
            icon=":material/check:",
            on_click=state.choose_model,
            args=(name,),
            key="use",
        )
    if visitor.may(Action.CHOOSE_FOR_ALL):
        ask_back(
            _("Use for the whole class"),
            ":material/groups:",
            _(
                "{name} will answer everybody who has not chosen a network for "
                "themselves."
            ).format(name=name),
            choose_for_all,
            name,
            key="use-for-all",
        )


def choose_for_all(name: str) -> None:
    """Let a model answer everybody who has not chosen one.

    Raises:
        NotAllowed: if this visitor may not.
        RecognizerError: if it cannot be noted.
    """
    visitor.check(Action.CHOOSE_FOR_ALL)
    shared.choose_for_all(name)


def offer_gallery(name: str) -> None:
    """Lead to what a model reads right and wrong."""
    if st.button(_("See its mistakes"), icon=":material/grid_view:", key="gallery"):
        st.session_state[state.JUDGED_MODEL] = name
        st.switch_page(navigation.script("gallery"))
