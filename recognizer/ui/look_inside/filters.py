"""Every filter before and after ReLU, hand-designed ones, and one's own."""

from __future__ import annotations

import numpy as np
import streamlit as st

from recognizer.explanations import filters
from recognizer.explanations.forward import pool
from recognizer.network.architecture import edge_kernels
from recognizer.network.engine import LayerOutput
from recognizer.ui import state
from recognizer.ui.look_inside import kernel_grid
from recognizer.ui.look_inside.subject import Subject, layer_name
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import choices, figures
from recognizer.ui.widgets.feature_maps import feature_maps
from recognizer.ui.widgets.formats import decimal
from recognizer.ui.widgets.texts import heading, note


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
    presets = filters.presets()
    names = {
        "edge_top": _("Upper edge"),
        "edge_left": _("Left edge"),
        "diagonal": _("Diagonal"),
        "dot": _("Dot"),
        "blur": _("Blur"),
        "bell": _("Soft blur"),
        "same": _("Unchanged"),
    }
    note(
        _(
            "Type 25 numbers, or begin with one of these, and see what such a filter "
            "finds in your drawing."
        )
    )
    with st.container(horizontal=True, gap="xsmall"):
        for name, preset in presets.items():
            st.button(
                names[name],
                on_click=kernel_grid.put,
                args=(preset,),
                key=f"inside-kernel-{name}",
            )
    with st.container(horizontal=True, gap="large"):
        with st.container(width=300):
            kernel = kernel_grid.show(presets["edge_top"])
        if kernel is None:
            limit = f"{filters.LARGEST:.0f}"
            text = _("A weight is a number from −{limit} to {limit}.")
            st.warning(text.format(limit=limit))
            return
        before = filters.respond(subject.prediction.image, kernel[:, :, None, None])
        after = np.maximum(before, 0)
        with st.container(width="content"):
            st.html(
                figures.row(
                    figures.picture(kernel, "signed", _("Your kernel"), side="13rem"),
                    figures.picture(
                        before[..., 0],
                        "signed",
                        _("Map before ReLU"),
                        side="13rem",
                    ),
                    figures.picture(
                        after[..., 0],
                        "activation",
                        _("Map after ReLU"),
                        side="13rem",
                    ),
                )
            )
            low, high = (decimal(float(end), 2) for end in (before.min(), before.max()))
            text = _("The smallest value of the map is {low}, the largest {high}.")
            note(text.format(low=low, high=high))
