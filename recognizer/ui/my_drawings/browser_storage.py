"""Keep in a visitor's browser tab what they decided, so that they are asked once.

A session ends when a page is reloaded or a phone goes to sleep; consent, nickname and
the place in a series of digits would go with it. They are kept nowhere but in that tab,
and until it is closed: the next person at a shared computer is asked again.
"""

from __future__ import annotations

import json

import streamlit as st

from recognizer.collection.entries import clean_name
from recognizer.errors import InvalidEntry
from recognizer.ui import state, visitor
from recognizer.ui.my_drawings import consent
from recognizer.ui.my_drawings.series import Series
from recognizer.ui.widgets.browser import Component

_KEY = "remembering"
_component = Component("person")


def remember(drawing: str | None = None) -> bool:
    """Ask the browser who this is, or tell it what was decided; shows nothing.

    What a page says while it loads may undo a press on the link to another page.

    Args:
        drawing: name of the canvas on which something must be drawn before the answer
            matters; None if it matters at once.

    Returns:
        Whether the browser has just said who it is.
    """
    decided = st.session_state.get(state.CONSENT)
    series: Series | None = st.session_state.get(state.SERIES)
    person = json.dumps(
        {
            "name": st.session_state.get(state.NAME) or "",
            "guest": visitor.guest(),
            "series": series and series.to_json(),
        }
    )
    _component(
        data={
            "session": state.session(),
            "drawing": drawing,
            "person": person if decided else None,
            "forgets": decided is False,
        },
        key=_KEY,
        on_found_change=_recall,
    )
    return bool(st.session_state.pop(state.RECALLED, False))


def _recall() -> None:
    """Read back what the browser stored, unless it is not what was given to it."""
    try:
        kept = json.loads(st.session_state[_KEY]["found"])
        name, guest = clean_name(kept["name"]), clean_name(kept["guest"])
        series = kept["series"] and Series.from_json(kept["series"])
    except (ValueError, TypeError, KeyError, AttributeError, InvalidEntry):
        return
    if state.CONSENT not in st.session_state and guest:
        st.session_state[state.RECALLED] = True
        consent.allow()
        st.session_state[state.NAME] = name
        st.session_state[state.GUEST] = guest
        st.session_state[state.SERIES] = series
