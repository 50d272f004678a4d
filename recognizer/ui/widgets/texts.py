"""Lines of text that are not Streamlit's Markdown."""

from __future__ import annotations

from typing import Literal

import streamlit as st
from markupsafe import Markup

from recognizer.ui.widgets.html import render


def heading(text: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """A heading within the first screen, small beside the answer."""
    st.html(line("h2", "heading", text), width=width)


def note(text: str) -> None:
    """A sentence or two that name what is seen."""
    st.html(line("p", "note", text))


def status(text: str) -> None:
    """What has just been done; screen readers say it."""
    st.html(line("span", "status", text, is_status=True), width="content")


def line(tag: str, kind: str, text: str, is_status: bool = False) -> Markup:
    """An element that holds nothing but text.

    Args:
        kind: its class is "hr-" and this.
        is_status: whether screen readers are to say it when it comes.
    """
    return render(
        "widgets/text.html", tag=tag, kind=kind, text=text, is_status=is_status
    )
