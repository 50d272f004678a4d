"""Look inside: from the visitor's own drawing to the answer, every step in numbers."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from recognizer.errors import BlankDrawing, RecognizerError
from recognizer.ui import shared, state
from recognizer.ui.draw import sources
from recognizer.ui.draw.views import Views
from recognizer.ui.look_inside import (
    ablation,
    cuts,
    filters,
    nearest,
    network,
    playback,
    remembered,
    subject,
    transform,
    weights,
    why,
)
from recognizer.ui.look_inside.subject import Subject
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import choices
from recognizer.ui.widgets.texts import note


def views() -> dict[str, tuple[str, Callable[[Subject], None]]]:
    """The views below the network: name, and what shows it."""
    return {
        "why": (_("Why this digit"), why.show),
        "filters": (_("Filters"), filters.show),
        "switches": (_("Switch off"), ablation.show),
        "pushes": (_("Move and distort"), transform.show),
        "likeness": (_("Nearest digits"), nearest.show),
        "growth": (_("Stroke by stroke"), playback.show),
        "cuts": (_("Cuts"), cuts.show),
        "weights": (_("Weights"), weights.show),
        "memory": (_("Memory"), remembered.show),
    }


@st.fragment
def look() -> None:
    """The ink, the network and the chosen view; only what is on screen is computed."""
    with st.container(horizontal=True, gap="medium", key="look"):
        with st.container(gap="small", key="pen"):
            source = sources.choose(has_icons=False)
            if source == "pen":
                sources.show_canvas()
                given = sources.Subject()
            else:
                given = sources.read_picture(source)
        with st.container(gap="small", key="inside"):
            look_into(given, source)


def look_into(given: sources.Subject, source: str) -> None:
    """The network, and the chosen view of it."""
    try:
        layers = shared.network().layers
    except RecognizerError as error:
        note(explain(error))
        return
    network.show(Views(given, source, shared.answering_model()).data, layers)
    known = views()
    chosen = choices.one_of(
        _("What to look at"),
        list(known),
        state.VIEW,
        lambda view: known[view][0],
        parameter="view",
    )
    try:
        found = subject.read(given.steps)
    except BlankDrawing:
        note(given.message or _("Draw a digit: all that you see here is about it."))
    except RecognizerError as error:
        note(given.message or explain(error))
    else:
        if given.message is None:
            with st.container(key=f"view-{chosen}"):
                known[chosen][1](found)


look()
