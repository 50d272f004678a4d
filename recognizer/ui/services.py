"""What all visitors share: settings and loaded networks."""

from __future__ import annotations

import streamlit as st

from recognizer.engine import Recognizer
from recognizer.settings import Settings, read_settings
from recognizer.store import bundles


@st.cache_resource
def settings() -> Settings:
    """The settings, read once."""
    return read_settings()


def recognizer() -> Recognizer:
    """The network that answers, loaded once for all visitors.

    Raises:
        UnknownModel, InvalidBundle: if it cannot be had.
    """
    return _load(settings().model)


@st.cache_resource(max_entries=4, show_spinner=False)
def _load(name: str) -> Recognizer:
    return Recognizer(bundles.find(name, settings().model_folders))
