"""Lines of text that are not Streamlit's Markdown."""

from __future__ import annotations

import re
from typing import Literal

import streamlit as st
from markupsafe import Markup

from recognizer.ui.widgets.html import render

_SYMBOLS = re.compile(
    r":(?=[a-z+-]|\d+:)|(?<=http):(?=/)|(?<=https):(?=/)|www(?=\.)|@(?=[-\w]+\.)"
    r"|[-<>=~](?=[-<>=])",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\\`*\[\]<>#~$|!&]|(?<![^\W_])_|_(?![^\W_])|^[-+]|(?<=^\d)[.)]")


def plain(text: str) -> str:
    """A text that Streamlit's Markdown shows as it is, whoever wrote it.

    Punctuation is escaped; an invisible word joiner parts what Streamlit makes emoji,
    colours, arrows and links of after it has read the escapes.
    """
    parted = _SYMBOLS.sub(lambda found: f"{found[0]}\u2060", " ".join(text.split()))
    return _MARKS.sub(lambda found: f"\\{found[0]}", parted)


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
