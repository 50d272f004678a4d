"""What all visitors share: settings and loaded networks."""

from __future__ import annotations

import streamlit as st

from recognizer.engine import Recognizer
from recognizer.jobs import Launcher
from recognizer.settings import Settings, read_settings
from recognizer.store import bundles
from recognizer.store.bundles import Bundle
from recognizer.ui import state


@st.cache_resource
def settings() -> Settings:
    """The settings, read once."""
    return read_settings()


@st.cache_resource
def launcher() -> Launcher:
    """What starts trainings, one for all visitors."""
    return Launcher(settings().data / "runs")


def recognizer(name: str | None = None) -> Recognizer:
    """A network, loaded once for all visitors; by default the one that answers.

    Raises:
        UnknownModel, InvalidBundle: if it cannot be had.
    """
    return _load(name or state.answering_model(settings().model))


@st.cache_resource(max_entries=64, show_spinner=False)
def bundle(name: str) -> Bundle:
    """A bundle whose files were checked, once for all visitors.

    Raises:
        UnknownModel, InvalidBundle: if it cannot be had.
    """
    return bundles.find(name, settings().model_folders)


def delete(model: Bundle) -> None:
    """Remove one of the person's own models."""
    bundles.delete(model)
    bundle.clear()
    _load.clear()


@st.cache_resource(max_entries=8, show_spinner=False)
def _load(name: str) -> Recognizer:
    return Recognizer(bundle(name))
