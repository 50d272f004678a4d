"""The frame of the app: page settings, language, navigation."""

import streamlit as st

from recognizer.ui import components, state
from recognizer.ui.translation import choose_language
from recognizer.ui.translation import gettext as _

st.set_page_config(page_title="Handwriting Recognizer", page_icon="✍️", layout="wide")
choose_language()
page = st.navigation(
    [
        st.Page(
            "recognizer/ui/pages/draw.py",
            title=_("Draw"),
            icon=":material/draw:",
            url_path="draw",
            default=True,
        ),
        st.Page(
            "recognizer/ui/pages/how_it_works.py",
            title=_("How it works"),
            icon=":material/school:",
            url_path="how-it-works",
        ),
    ],
    position="top",
)
components.style()
components.header()
state.enter(page.url_path)
page.run()
