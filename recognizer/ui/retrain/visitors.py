"""Whether visitors train too, or watch."""

from __future__ import annotations

import streamlit as st

from recognizer.ui import state
from recognizer.ui.retrain import trainings
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import buttons
from recognizer.ui.widgets.texts import heading, note


def offer_to_open() -> None:
    """The presenter's switch that lets visitors train."""
    st.session_state[state.IS_OPEN] = trainings.are_open()
    st.toggle(
        _("Visitors may train"),
        key=state.IS_OPEN,
        on_change=lambda: buttons.attempt(
            trainings.open_to_visitors, st.session_state[state.IS_OPEN]
        ),
        help=_("Each one training at a time, and short presets only."),
    )


def ask_to_watch() -> None:
    """What a visitor reads who may not train."""
    heading(_("Watch the presenter train"))
    note(_("Your own trainings can start as soon as the presenter allows it."))
