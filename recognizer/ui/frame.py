"""The frame of the app: page settings, language, navigation."""

import streamlit as st

from recognizer.api.visitors import OUTDATED, PARAMETER
from recognizer.settings import SHIPPED
from recognizer.ui import navigation, own_memory
from recognizer.ui.draw import sources
from recognizer.ui.translation import choose_language
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import streamlit_texts, style
from recognizer.ui.widgets.header import header


def show() -> None:
    """Show the page that the visitor is on, below the title and the navigation."""
    choose_language()
    st.set_page_config(
        page_title=_("Handwriting Recognizer"),
        page_icon=SHIPPED / "static" / "icon.svg",
        layout="wide",
    )
    pages = [
        st.Page(
            navigation.script("draw"),
            title=_("Draw"),
            url_path="draw",
            default=True,
        ),
        st.Page(
            navigation.script("look_inside"),
            title=_("Look inside"),
            url_path="look-inside",
        ),
        st.Page(
            navigation.script("retrain"),
            title=_("Retrain"),
            url_path="retrain",
        ),
        st.Page(
            navigation.script("gallery"),
            title=_("Test gallery"),
            url_path="gallery",
        ),
        st.Page(
            navigation.script("models"),
            title=_("Models"),
            url_path="models",
        ),
        st.Page(
            navigation.script("my_drawings"),
            title=_("My drawings"),
            url_path="my-drawings",
        ),
        st.Page(
            navigation.script("learn"),
            title=_("Learn"),
            url_path="learn",
        ),
        st.Page(
            navigation.script("how_it_works"),
            title=_("How it works"),
            url_path="how-it-works",
        ),
    ]
    page = st.navigation(pages, position="hidden")
    style.lay_down()
    header(pages)
    _tell_of_outdated_link()
    streamlit_texts.say()
    page.run()
    own_memory.listen()
    if page != pages[0]:
        sources.keep_drawing()


def _tell_of_outdated_link() -> None:
    """Say that a presenter's link had a wrong key, once."""
    if st.query_params.get(PARAMETER) != OUTDATED:
        return
    del st.query_params[PARAMETER]
    st.toast(
        _(
            "This presenter's link is no longer valid. The terminal in which the app "
            "runs shows the present one."
        ),
        icon=":material/key_off:",
        duration="long",
    )
