"""The frame of the app: page settings, language, navigation."""

import streamlit as st

from recognizer.ui import state
from recognizer.ui.translation import choose_language
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import answer

choose_language()
st.set_page_config(
    page_title=_("Handwriting Recognizer"), page_icon="static/icon.svg", layout="wide"
)
pages = [
    st.Page(
        "recognizer/ui/pages/draw.py",
        title=_("Draw"),
        url_path="draw",
        default=True,
    ),
    st.Page(
        "recognizer/ui/pages/look_inside.py",
        title=_("Look inside"),
        url_path="look-inside",
    ),
    st.Page(
        "recognizer/ui/pages/retrain.py",
        title=_("Retrain"),
        url_path="retrain",
    ),
    st.Page(
        "recognizer/ui/pages/gallery.py",
        title=_("Test gallery"),
        url_path="gallery",
    ),
    st.Page(
        "recognizer/ui/pages/models.py",
        title=_("Models"),
        url_path="models",
    ),
    st.Page(
        "recognizer/ui/pages/my_drawings.py",
        title=_("My drawings"),
        url_path="my-drawings",
    ),
    st.Page(
        "recognizer/ui/pages/learn.py",
        title=_("Learn"),
        url_path="learn",
    ),
    st.Page(
        "recognizer/ui/pages/how_it_works.py",
        title=_("How it works"),
        url_path="how-it-works",
    ),
]
page = st.navigation(pages, position="hidden")
answer.style()
answer.header(pages)
state.enter(page.url_path)
page.run()
