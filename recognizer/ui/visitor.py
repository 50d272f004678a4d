"""Who the session that runs belongs to, and what they may do."""

from __future__ import annotations

import secrets
from dataclasses import replace

import streamlit as st

from recognizer.collection.entries import GUEST
from recognizer.room import identity, rights
from recognizer.room.identity import Connection
from recognizer.room.passes import Pass
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
        if _is_named():
            found = replace(found, role=Role.PRESENTER)
        if found.mark == NOBODY:
            found = replace(found, mark=_mark_of_session())
        st.session_state[state.VISITOR] = found
    known: Visitor | None = st.session_state.get(state.VISITOR)
    return known or Visitor(Role.VISITOR, _mark_of_session())


def guest() -> str:
    """What they are called without a nickname."""
    name: str = st.session_state.setdefault(
        state.GUEST, f"{GUEST}{secrets.token_hex(2)}"
    )
    return name


def to_pass() -> Pass:
    """By which their drawings are saved, as long as they have agreed to that."""
    return Pass(
        state.session(),
        current().mark,
        str(st.session_state.get(state.NAME) or ""),
        guest(),
        state.consents(),
    )


def is_presenter() -> bool:
    """Whether a presenter looks at the page."""
    return current().role is Role.PRESENTER


def may_sign_in() -> bool:
    """Whether sign-in is configured, names presenters, and they have not done it."""
    # Streamlit has this field only where secrets.toml has a section [auth].
    return bool(shared.settings().presenters) and st.user.get("is_logged_in") is False


def may(action: Action, owner: str | None = None, is_open: bool = False) -> bool:
    """Whether they may do something; see `rights.may`."""
    return rights.may(current(), action, owner, is_open)


def check(action: Action, owner: str | None = None, is_open: bool = False) -> None:
    """Refuse what they may not do; see `rights.check`.

    Raises:
        NotAllowed: if they may not do it.
    """
    rights.check(current(), action, owner, is_open)


def _is_named() -> bool:
    """Whether they have signed in by an address that the settings name.

    Not every provider lets in only those whose address it has verified.
    """
    user = st.user
    if user.get("is_logged_in") is not True or user.get("email_verified") is not True:
        return False
    return str(user.get("email")).lower() in shared.settings().presenters


def _mark_of_session() -> str:
    if state.MARK not in st.session_state:
        st.session_state[state.MARK] = identity.mark_of(identity.new_mark_cookie())
    mark: str = st.session_state[state.MARK]
    return mark
