"""English and Japanese, by gettext; the language is the visitor's own."""

from __future__ import annotations

import logging
from functools import lru_cache

import streamlit as st

from recognizer.errors import RecognizerError
from recognizer.ui import catalogues, state
from recognizer.ui.catalogues import LANGUAGES, catalogue


def choose_language() -> None:
    """Settle the language: ?lang=ja, else the last choice, else the browser's.

    One that the browser does not ask for stands in the address of every page, so that a
    reload, a bookmark and Back keep it.
    """
    asked = st.query_params.get("lang")
    browser = (st.context.locale or "en").split("-")[0]
    usual = browser if browser in LANGUAGES else "en"
    choices = (asked, st.session_state.get(state.LANGUAGE), usual)
    language: str = next(each for each in choices if each in LANGUAGES)
    st.session_state[state.LANGUAGE] = language
    if language not in (asked, usual):
        st.query_params["lang"] = language


def switch_language() -> None:
    """Change to the next language, in the address too."""
    language = other_language()
    st.session_state[state.LANGUAGE] = language
    st.query_params["lang"] = language


def other_language() -> str:
    """The language after the one that is shown."""
    languages = [*LANGUAGES, *LANGUAGES]
    return languages[languages.index(st.session_state[state.LANGUAGE]) + 1]


def gettext(message: str) -> str:
    """A text in the visitor's language."""
    return catalogue(st.session_state[state.LANGUAGE]).gettext(message)


def explain(error: RecognizerError) -> str:
    """An error and its hint in the visitor's language; its details go to the log."""
    if error.details:
        _log(f"{error} {error.details}")
    return catalogues.explain(error, gettext)


def sentence(error: RecognizerError) -> str:
    """An error in the visitor's language, without its hint, for a list of several."""
    return catalogues.sentence(error, gettext)


@lru_cache(maxsize=256)  # a page that runs again says nothing new
def _log(text: str) -> None:
    logging.getLogger(__name__).warning(text)
