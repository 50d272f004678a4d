"""The head of every page: title, links to all pages, the other language."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from recognizer.ui import catalogues, translation, visitor
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.texts import line


def header(pages: Sequence[StreamlitPage]) -> None:
    """Show it."""
    with st.container(
        horizontal=True, vertical_alignment="center", gap="xsmall", key="header"
    ):
        title = line("h1", "title", _("Handwriting Recognizer"))
        st.html(title, width="content")
        for page in pages:
            st.page_link(page, width="content")
        st.space("stretch")
        if visitor.may_sign_in():
            st.button(
                _("Sign in"),
                on_click=st.login,
                icon=":material/login:",
                type="tertiary",
                key="sign-in",
            )
        st.button(
            catalogues.LANGUAGES[translation.other_language()],
            on_click=translation.switch_language,
            icon=":material/translate:",
            type="tertiary",
            key="language",
        )
