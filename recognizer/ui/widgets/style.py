"""What all pages look like: the theme, and the stylesheets."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from markupsafe import Markup

from recognizer.ui.widgets import colours
from recognizer.ui.widgets.colours import Theme
from recognizer.ui.widgets.html import render

_FOLDER = Path(__file__).parents[1]
OWN = _FOLDER / "style.css"
INTERNALS = _FOLDER / "streamlit_internals.css"
PROJECTOR = _FOLDER / "projector.css"
_SHEETS = Markup("\n".join(file.read_text("utf-8") for file in (OWN, INTERNALS)))
_FOR_A_PROJECTOR = Markup(PROJECTOR.read_text("utf-8"))


def theme() -> Theme:
    """Whether the visitor's page is light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def lay_down(is_projected: bool = False) -> None:
    """Bring the stylesheets, and the colours that they need.

    Args:
        is_projected: whether all is to be as large as a projector needs it.
    """
    variables = {
        "ground": st.get_option(f"theme.{theme()}.backgroundColor"),
        "accent": colours.ACCENT[theme()],
        "on-accent": colours.ON_ACCENT[theme()],
        "for": colours.FOR,
        "against": colours.AGAINST,
    }
    rules = "".join(f"--hr-{name}: {value};" for name, value in variables.items())
    sheets = _SHEETS + _FOR_A_PROJECTOR if is_projected else _SHEETS
    st.html(render("widgets/style.html", variables=Markup(rules), sheets=sheets))
