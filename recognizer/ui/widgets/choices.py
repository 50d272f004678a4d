"""Widgets whose choices outlive another drawing, another network, another view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

import streamlit as st

Name = TypeVar("Name", bound=str)


def one_of(
    label: str,
    options: Sequence[Name],
    key: str,
    name: Callable[[Name], str],
    parameter: str | None = None,
) -> Name:
    """One of a few beside each other; the first if the last choice is gone.

    Args:
        parameter: of the page's address, which then says what is chosen: a link shows
            the same, and Back goes back.
    """
    if parameter is not None:
        st.session_state[key] = st.query_params.get(parameter)
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0]

    def note() -> None:
        if parameter is not None:
            st.query_params[parameter] = st.session_state[key]

    chosen = st.segmented_control(
        label,
        list(options),
        format_func=name,
        required=True,
        key=key,
        on_change=note,
        persist_state="session",
        label_visibility="collapsed",
    )
    return chosen if chosen is not None and chosen in options else options[0]


def from_list(
    label: str,
    options: Sequence[str],
    key: str,
    default: str,
    name: Callable[[str], str] = str,
    width: int | Literal["stretch"] = "stretch",
) -> str:
    """One of a list that opens; the default if the last choice is gone."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = default if default in options else options[0]
    chosen = st.selectbox(label, list(options), format_func=name, key=key, width=width)
    return chosen if chosen is not None and chosen in options else options[0]


def digit(label: str, key: str, default: int) -> int:
    """A digit from 0 to 9."""
    chosen = st.selectbox(label, range(10), index=default, key=key, width=130)
    return int(chosen) if chosen in range(10) else default
