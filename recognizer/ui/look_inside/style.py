"""How the parts of the page Look inside are laid out."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_STYLE = (Path(__file__).parent / "style.css").read_text("utf-8")


def style() -> None:
    """Lay down how the parts look."""
    st.html(f"<style>\n{_STYLE}</style>")
