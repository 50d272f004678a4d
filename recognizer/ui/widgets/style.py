"""What all pages look like: the theme, and the two stylesheets."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st
from markupsafe import Markup

from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours
from recognizer.ui.widgets.colours import Theme
from recognizer.ui.widgets.html import render

_FOLDER = Path(__file__).parents[1]
_SHEETS = Markup(
    "\n".join(
        (_FOLDER / name).read_text("utf-8")
        for name in ("style.css", "streamlit_internals.css")
    )
)


def theme() -> Theme:
    """Whether the visitor's page is light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def lay_down() -> None:
    """Bring the stylesheets, and what they need of theme and language."""
    texts = {
        "choose-file": _("Choose a file"),
        "file-limit": _("At most 32 MB"),
        "take-photo": _("Take the photo"),
        "take-another": _("Take another"),
        "allow-camera": _("Allow the browser to use the camera."),
    }
    variables = {
        "accent": colours.ACCENT[theme()],
        "for": colours.FOR,
        "against": colours.AGAINST,
        **{name: json.dumps(text, ensure_ascii=False) for name, text in texts.items()},
    }
    rules = "".join(f"--hr-{name}: {value};" for name, value in variables.items())
    st.html(render("widgets/style.html", variables=Markup(rules), sheets=_SHEETS))
