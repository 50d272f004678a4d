"""The frame of the app: page settings, language, navigation."""

import streamlit as st

from recognizer.api.visitors import OUTDATED, PARAMETER
from recognizer.settings import SHIPPED
from recognizer.ui import navigation, own_memory, tour, visitor
from recognizer.ui.draw import sources
from recognizer.ui.room import calls
from recognizer.ui.translation import choose_language
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import projector, streamlit_texts, style
from recognizer.ui.widgets.header import header


def show() -> None:
    """Show the page that the visitor is on, below the title and the navigation."""
    choose_language()
    pages = {
        name: st.Page(
            navigation.script(name),
            title=_(title),
            url_path=navigation.address(name),
            default=name == navigation.HOME,
        )
        for name, title in navigation.PAGES.items()
    }
    page = st.navigation(list(pages.values()), position="hidden")
    shown = next(name for name, each in pages.items() if each == page)
    st.set_page_config(
        page_title=f"{page.title} · {_('Handwriting Recognizer')}",
        page_icon=SHIPPED / "static" / "icon.svg",
        layout="wide",
    )
    leads = visitor.is_presenter()
    is_projected = projector.is_on()
    style.lay_down(is_projected)
    header([each for name, each in pages.items() if leads or name != "room"])
    _tell_of_outdated_link()
    streamlit_texts.say(page.url_path)
    projector.listen(is_projected)
    calls.hear(shown, follows=not leads and shown != "room")
    tour.guide(shown)
    page.run()
    own_memory.listen()
    if shown not in ("draw", "look_inside"):
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
