"""Who the session that runs belongs to, and what they may do."""

from __future__ import annotations

import streamlit as st

from recognizer.room import identity, rights
from recognizer.room.identity import Connection
from recognizer.room.rights import NOBODY, Action, Role, Visitor
from recognizer.ui import shared, state


def current() -> Visitor:
    """Who it is; what they were last where their connection is gone meanwhile.

    A browser that keeps no cookies has a mark for as long as its session lasts.
    """
    headers = st.context.headers
    if headers:
        # Streamlit gives no address to those who come from this machine.
        address = st.context.ip_address or "127.0.0.1"
        connection = Connection(address, headers, st.context.cookies)
        found = identity.recognise(connection, shared.settings())
        if found.mark == NOBODY:
            found = Visitor(found.role, _mark_of_session())
        st.session_state[state.VISITOR] = found
    known: Visitor | None = st.session_state.get(state.VISITOR)
    return known or Visitor(Role.VISITOR, _mark_of_session())


def is_presenter() -> bool:
    """Whether a presenter looks at the page."""
    return current().role is Role.PRESENTER


def may(action: Action, owner: str | None = None, is_open: bool = False) -> bool:
    """Whether they may do something; see `rights.may`."""
    return rights.may(current(), action, owner, is_open)


def check(action: Action, owner: str | None = None, is_open: bool = False) -> None:
    """Refuse what they may not do; see `rights.check`.

    Raises:
        NotAllowed: if they may not do it.
    """
    rights.check(current(), action, owner, is_open)


def _mark_of_session() -> str:
    if state.MARK not in st.session_state:
        st.session_state[state.MARK] = identity.mark_of(identity.new_mark_cookie())
    mark: str = st.session_state[state.MARK]
    return mark
