"""Choose a network, data and settings, and watch it learn."""

from __future__ import annotations

import streamlit as st

from recognizer.errors import RecognizerError
from recognizer.training.recipes import RECIPES
from recognizer.ui import shared, state, visitor
from recognizer.ui.retrain import start, trainings, visitors
from recognizer.ui.retrain.form import choose_and_train
from recognizer.ui.retrain.history import bring_into_sight, past_runs
from recognizer.ui.retrain.watch import (
    is_training,
    statuses,
    watch,
    watch_until_begun,
    watch_while,
)
from recognizer.ui.translation import gettext as _


def open_asked() -> None:
    """Open with the preset that the address names, when it is new there."""
    preset, filters = (st.query_params.get(name) for name in ("preset", "filters"))
    asked = (preset, filters)
    if asked != st.session_state.get(state.ASKED) and preset in RECIPES:
        state.prepare_training(preset, filters if fits(filters, preset) else None)
    st.session_state[state.ASKED] = asked


def fits(model: str | None, preset: str) -> bool:
    """Whether a preset can start from a model."""
    if model is None:
        return False
    try:
        found = shared.bundle(model).card.architecture
    except RecognizerError:
        return False
    return RECIPES[preset].architecture.takes_weights_of(found)


open_asked()
may_train = trainings.may_train()
if may_train:
    shared.launcher().warm_up()
with st.container(horizontal=True, gap="large", key="workspace"):
    with st.container(width=320, gap="small", key="input"):
        if may_train:
            start.offer()
        else:
            visitors.ask_to_watch()
        if visitor.is_presenter():
            with st.expander(
                _("Expert"),
                icon=":material/science:",
                key=state.EXPERT,
                on_change="rerun",
            ):
                choose_and_train()
            visitors.offer_to_open()
    with st.container(gap="small", key="output"):
        bring_into_sight()
        if is_training():
            every = 1.0 if visitor.is_presenter() else 2.0
            st.fragment(watch_while, run_every=every)(statuses())
        elif may_train:
            watch()
        else:
            st.fragment(watch_until_begun, run_every=4.0)()
past_runs()
