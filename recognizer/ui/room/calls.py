"""What the presenter asks of everybody, on every page; see browser/room/room.js."""

from __future__ import annotations

import streamlit as st

from recognizer.api import addresses
from recognizer.room import passes
from recognizer.room.calls import Look
from recognizer.ui import navigation, shared, state, visitor
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.browser import Component

KEY = "calls"
_calls = Component("calls")


def hear(page: str, follows: bool) -> None:
    """Show the task and the presenter's other calls; go where all are led.

    Args:
        page: name of the page's script.
        follows: whether this visitor is led at all.
    """
    if state.consents():
        shared.room().people.call(state.session(), state.nickname())
    _calls(
        key=KEY,
        data={
            "address": addresses.ROOM,
            "tab": state.session(),
            "page": page,
            "follows": follows,
            "wall": addresses.WALL,
            "drawings": addresses.DRAWINGS,
            "pass": passes.sign(visitor.to_pass(), shared.settings()),
            "mayBeSaved": state.consents(),
            "language": st.session_state[state.LANGUAGE],
            "model": shared.answering_model(),
            "isOffWall": state.is_off_the_wall(),
            "labels": _labels(),
        },
        on_went_change=_follow,
        on_wall_change=_choose_wall,
        on_outdated_change=lambda: None,  # that the page runs is enough
    )
    look = st.session_state.pop(state.FOLLOWED, None)
    if look is not None:
        _go(look)


def _labels() -> dict[str, object]:
    return {
        "write": _("Everybody writes a {digit}"),
        "fool": _("Write a {digit} that the network gets wrong"),
        "over": _("Time is up"),
        "look": _("The presenter leads to “{page}” in {seconds} s."),
        "stay": _("Stay here"),
        "pages": {name: _(title) for name, title in navigation.PAGES.items()},
        "onWall": _("Your drawings are shown on the wall."),
        "hideMine": _("Hide mine"),
        "offWall": _("Your drawings are not shown on the wall."),
        "showMine": _("Show mine"),
        "lost": _(
            "The app cannot be reached. You can go on drawing; this page keeps trying."
        ),
    }


def _follow() -> None:
    """Note where to go; a page is changed once the script runs."""
    st.session_state[state.FOLLOWED] = shared.room().calls.look


def _go(look: Look) -> None:
    if look.network is not None and shared.library().has(look.network):
        state.choose_model(look.network)
    query = {"lesson": look.lesson} if look.lesson else {}
    st.switch_page(navigation.script(look.page), query_params=query)


def _choose_wall() -> None:
    """Show this visitor's drawings on the wall, or take them off it."""
    told = (st.session_state.get(KEY) or {}).get("wall")
    if told is None:
        return
    is_off = told == "off"
    st.session_state[state.OFF_THE_WALL] = is_off
    if is_off:
        shared.room().wall.withdraw(state.session())
