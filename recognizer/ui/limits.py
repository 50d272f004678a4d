"""Ask whether there is room for more, before something is saved or started."""

from __future__ import annotations

import streamlit as st

from recognizer.network import bundles
from recognizer.room import limits
from recognizer.room.limits import Pace
from recognizer.training import runs
from recognizer.ui import shared, visitor


@st.cache_resource
def _pace() -> Pace:
    """How fast each visitor saves drawings."""
    return Pace()


def check_saving() -> None:
    """Before this visitor saves a drawing.

    Raises:
        LimitReached: if they may not now.
    """
    limits.check_pace(_pace(), visitor.current().mark, shared.settings().limits)
    check_importing()


def check_importing() -> None:
    """Before drawings are added to the collection.

    Raises:
        LimitReached: if it may not grow now.
    """
    settings = shared.settings()
    limits.check_collection(shared.collection().size_bytes(), settings.limits)
    limits.check_disk(settings.data, settings.limits)


def check_model() -> None:
    """Before a model is imported.

    Raises:
        LimitReached: if there may be no more now.
    """
    settings = shared.settings()
    own = bundles.names([settings.data / "models"])
    limits.check_models(len(own), settings.limits)
    limits.check_disk(settings.data, settings.limits)


def check_training() -> None:
    """Before a training is started, which ends in a model.

    Raises:
        LimitReached: if there may be no more now.
    """
    settings = shared.settings()
    active = [run for run in runs.all_runs(settings.runs) if run.state().is_active]
    limits.check_runs(len(active), settings.limits)
    check_model()
