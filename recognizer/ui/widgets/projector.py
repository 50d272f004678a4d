"""Projector mode: pages without navigation, half as large again, by ?present=1."""

from __future__ import annotations

import streamlit as st

from recognizer.ui import state
from recognizer.ui.widgets.browser import Component

KEY = "projector"
PARAMETER = "present"
_projector = Component("projector")


def is_on() -> bool:
    """Whether the page is shown so: as the address says, else as it was.

    The address says it too, so that a reload does not end it.
    """
    asked = st.query_params.get(PARAMETER)
    if asked is not None:
        st.session_state[state.PRESENTS] = asked == "1"
    found = bool(st.session_state.get(state.PRESENTS))
    if found and asked is None:
        st.query_params[PARAMETER] = "1"
    return found


def listen(is_projected: bool) -> None:
    """Take the keys that turn it on and off, and those of a presenter's remote."""
    _projector(key=KEY, data={"isOn": is_projected}, on_turned_change=_turn)


def _turn() -> None:
    # A key that is pressed while another page begins finds no component here.
    told = (st.session_state.get(KEY) or {}).get("turned")
    if told is not None:
        turn(told == "on")


def turn(is_on: bool) -> None:
    """Turn it on or off."""
    st.session_state[state.PRESENTS] = is_on
    st.query_params.pop(PARAMETER, None)
