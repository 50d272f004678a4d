"""Pictures that can be clicked: what was clicked comes back to Python."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from recognizer.ui.widgets.browser import Component

_component = Component("picker")


def picker(html: Markup, key: str, on_pick: Callable[[list[str]], None]) -> None:
    """Show HTML whose elements with `data-pick` can be clicked.

    The buttons within an element with `data-group` are one tab stop.

    Args:
        on_pick: called before the page runs again, with the parts of what was
            clicked, as they stood between dots: whatever a browser may send.
    """

    def tell() -> None:
        # A press while another page begins finds no component here.
        picked = (st.session_state.get(key) or {}).get("picked")
        if isinstance(picked, str):
            on_pick(picked.split("."))

    _component(data={"html": html}, key=key, on_picked_change=tell)


def whole_numbers(parts: list[str], *limits: int) -> list[int] | None:
    """Parts as whole numbers from 0 up to, not including, their limits; else None."""
    if len(parts) != len(limits) or not all(part.isdecimal() for part in parts):
        return None
    found = [int(part) for part in parts]
    return (
        found
        if all(n < limit for n, limit in zip(found, limits, strict=True))
        else None
    )
