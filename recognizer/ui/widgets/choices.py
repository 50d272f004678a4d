"""Widgets whose choices outlive another drawing, another network, another view.

What has a `parameter` stands in the page's address: a link shows the same, and Back
goes back.
"""

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
        parameter: of the page's address, which then says what is chosen.
    """
    _begin(options, key, options[0], parameter)
    chosen = st.segmented_control(
        label,
        list(options),
        format_func=name,
        required=True,
        key=key,
        on_change=_note_in_address,
        args=(key, parameter),
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
    parameter: str | None = None,
) -> str:
    """One of a list that opens; the default if the last choice is gone.

    Args:
        parameter: of the page's address, as for `one_of`.
    """
    _begin(options, key, default if default in options else options[0], parameter)
    chosen = st.selectbox(
        label,
        list(options),
        format_func=name,
        key=key,
        on_change=_note_in_address,
        args=(key, parameter),
        width=width,
    )
    return chosen if chosen is not None and chosen in options else options[0]


def number(
    label: str, limits: tuple[int, int], usual: int, step: int, key: str, parameter: str
) -> int:
    """A whole number on a slider; the address names it where it is not the usual one.

    Args:
        limits: the lowest and the highest.
    """
    low, high = limits
    fitting = range(low, high + 1, step)
    st.session_state[key] = _whole_number(parameter, fitting, usual)
    chosen = st.slider(
        label,
        low,
        high,
        step=step,
        key=key,
        on_change=_note_unusual,
        args=(key, parameter, usual),
    )
    return min(max(int(chosen), low), high)


def switch(label: str, key: str, parameter: str) -> bool:
    """Something that is on; the address says so where it was switched off."""
    st.session_state[key] = bool(_whole_number(parameter, range(2), 1))
    return bool(
        st.toggle(label, key=key, on_change=_note_unusual, args=(key, parameter, True))
    )


def _whole_number(parameter: str, fitting: range, usual: int) -> int:
    """What the address says, if it may."""
    asked = st.query_params.get(parameter, "")
    return int(asked) if asked in map(str, fitting) else usual


def _note_unusual(key: str, parameter: str, usual: int) -> None:
    chosen = int(st.session_state[key])
    if chosen == usual:
        st.query_params.pop(parameter, None)
    else:
        st.query_params[parameter] = str(chosen)


def _begin(
    options: Sequence[str], key: str, default: str, parameter: str | None
) -> None:
    """Choose what the address says, or what was chosen last, if it is there."""
    if parameter is not None:
        st.session_state[key] = st.query_params.get(parameter)
    if st.session_state.get(key) not in options:
        st.session_state[key] = default


def _note_in_address(key: str, parameter: str | None) -> None:
    if parameter is not None:
        st.query_params[parameter] = st.session_state[key]
