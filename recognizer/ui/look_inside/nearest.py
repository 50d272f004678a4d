"""The training digits that the network takes to be most like the drawing."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from recognizer.errors import RecognizerError
from recognizer.explanations import neighbours
from recognizer.explanations.neighbours import Index
from recognizer.ui.look_inside import known_digits
from recognizer.ui.look_inside.known_digits import IndexBuilder
from recognizer.ui.look_inside.subject import Subject
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours, figures
from recognizer.ui.widgets.texts import note, plain
from recognizer.ui.widgets.tiles import tile, tiles

SHOWN = 15


def show(subject: Subject) -> None:
    """The nearest digits; an index of them is made on first use."""
    if not neighbours.has_dense_layer(subject.network):
        note(
            _(
                "This network has no dense layer: it goes from the pixels straight to "
                "the logits, so there is no space in which to look for neighbours."
            )
        )
        return
    try:
        index = known_digits.of(subject.recognizer.card, subject.network)
    except RecognizerError as error:
        st.warning(plain(explain(error)))
        return
    if isinstance(index, IndexBuilder):
        _show_progress(index)
    elif index is None:
        note(
            _(
                "MNIST is not on this machine, so there are no training digits "
                "to search. Training a network on the Retrain page downloads "
                "it."
            )
        )
    else:
        _show_nearest(subject, index)


@st.fragment(run_every=0.5)
def _show_progress(builder: IndexBuilder) -> None:
    st.progress(
        builder.progress, _("Running the training digits through the network, once")
    )
    if builder.is_done:
        st.rerun()


def _show_nearest(subject: Subject, index: Index) -> None:
    vector = subject.prediction.layers[-1].activation
    found = neighbours.nearest(index, vector, SHOWN)
    labels = Counter(each.label for each in found)
    label, votes = labels.most_common(1)[0]
    note(
        _(
            "The dense layer turns every image into {units} numbers. Among the first "
            "{count} training images of MNIST, these have the numbers nearest to those "
            "of your drawing. {votes} of {shown} are a {label}."
        ).format(
            units=f"{vector.size:,}",
            count=f"{len(index.labels):,}",
            votes=votes,
            shown=len(found),
            label=label,
        )
    )
    text = _("a {label}, distance {distance}")
    pictures = [
        tile(
            colours.grey(each.image),
            text.format(label=each.label, distance=f"{each.distance:.2f}"),
            is_best=each.label == subject.best,
        )
        for each in found
    ]
    image = subject.prediction.image
    st.html(figures.picture(image, "pixels", _("What the network sees"), side="9rem"))
    st.html(tiles(pictures, width="7rem"))
