"""Look inside: from the visitor's own drawing to the answer, every step in numbers."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from recognizer.errors import BlankDrawing, RecognizerError
from recognizer.ui import navigation, state
from recognizer.ui.look_inside import (
    ablation,
    filters,
    nearest,
    one_value,
    overview,
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
from recognizer.ui.widgets import answer, choices
from recognizer.ui.widgets.canvas import show_example
from recognizer.ui.widgets.texts import note


def views() -> dict[str, tuple[str, Callable[[Subject], None]]]:
    """The views below the overview: name, and what shows it."""
    return {
        "value": (_("One value"), one_value.show),
        "filters": (_("Filters"), filters.show),
        "why": (_("Why this digit"), why.show),
        "switches": (_("Switch off"), ablation.show),
        "pushes": (_("Move and distort"), transform.show),
        "likeness": (_("Nearest digits"), nearest.show),
        "growth": (_("Stroke by stroke"), playback.show),
        "weights": (_("Weights"), weights.show),
        "memory": (_("Memory"), remembered.show),
    }


@st.fragment
def look() -> None:
    """The overview and the chosen view; only what is on screen is computed."""
    try:
        found = subject.read()
    except BlankDrawing:
        invite(_("Draw a digit first: everything here is about your own drawing."))
        return
    except RecognizerError as error:
        invite(explain(error))
        return
    overview.show(found, state.VIEW, "value")
    note(
        _(
            "Click any feature map, unit or probability to see how it was computed, or "
            "choose a view below."
        )
    )
    known = views()
    chosen = choices.one_of(
        _("What to look at"), list(known), state.VIEW, lambda view: known[view][0]
    )
    with st.container(key=f"view-{chosen}"):
        known[chosen][1](found)


def invite(message: str) -> None:
    """What to do when there is nothing to look into."""
    with st.container(key="answer"):
        st.html(answer.message(message))
    with st.container(
        horizontal=True,
        horizontal_alignment="center",
        vertical_alignment="center",
        gap="small",
    ):
        st.page_link(navigation.script("draw"), label=_("Draw"), icon=":material/draw:")
        st.button(
            _("Example"), on_click=show_example, icon=":material/casino:", key="example"
        )


look()
