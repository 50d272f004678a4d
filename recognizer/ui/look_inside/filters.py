"""Every filter before and after ReLU, hand-designed ones, and one's own."""

from __future__ import annotations

import streamlit as st

from recognizer.explanations import filters
from recognizer.explanations.forward import pool
from recognizer.network.architecture import edge_kernels
from recognizer.network.engine import LayerOutput
from recognizer.ui import state
from recognizer.ui.look_inside.subject import Subject, layer_name
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import choices, colours, labels
from recognizer.ui.widgets.browser import Component
from recognizer.ui.widgets.feature_maps import feature_maps
from recognizer.ui.widgets.style import theme
from recognizer.ui.widgets.texts import heading, note

_kernel = Component("kernel")


@st.fragment
def show(subject: Subject) -> None:
    """Choose a layer, the hand-designed edge filters, or a filter of one's own."""
    names = {
        str(number): layer_name(subject, number) for number in subject.filter_layers
    }
    names |= {"edges": _("Hand-designed"), "own": _("Your own filter")}
    chosen = choices.one_of(
        _("Which filters"), list(names), state.FILTERS, names.__getitem__, "filters"
    )
    if chosen == "own":
        _show_own(subject)
    elif chosen == "edges":
        _show_edges(subject)
    else:
        _show_learned(subject, int(chosen))


def _show_learned(subject: Subject, number: int) -> None:
    layer = subject.prediction.layers[number]
    note(
        _(
            "Each filter responds where its pattern is found: red where it "
            "is, blue where the opposite is. ReLU keeps the positive "
            "values and sets the rest to zero; pooling makes the map "
            "smaller."
        )
    )
    st.html(feature_maps(layer))
    if layer.kernels is not None and layer.kernels.shape[2] == 1:
        heading(_("Compare with hand-designed edge filters"))
        st.html(feature_maps(_edges(subject)))


def _show_edges(subject: Subject) -> None:
    note(
        _(
            "Before networks learned their filters, people designed them. "
            "These two find horizontal and vertical edges; here a "
            "threshold is subtracted from the absolute value, so that both "
            "sides of a stroke count."
        )
    )
    st.html(feature_maps(_edges(subject)))
    if not subject.filter_layers:
        note(_("This network has no filters to compare them with."))


def _edges(subject: Subject) -> LayerOutput:
    before, after = filters.edge_maps(subject.prediction.image)
    pooled = pool(after[None])[0]
    return LayerOutput("edges", "edges", edge_kernels(), before, after, pooled)


def _show_own(subject: Subject) -> None:
    note(
        _(
            "Type 25 numbers, paint them, or begin with one of these, and see what "
            "such a filter finds in your drawing."
        )
    )
    beginnings = [
        {"name": name, "weights": kernel.ravel().tolist()}
        for name, kernel in filters.presets().items()
    ]
    _kernel(
        key="live-kernel",
        data={
            **subject.to_browser(),
            "labels": labels.kernel(_, filters.LARGEST),
            "colours": colours.scales(theme()),
            "beginnings": beginnings,
            "largest": filters.LARGEST,
        },
    )
