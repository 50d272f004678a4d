"""The lesson on softmax and cross-entropy, on one's own drawing."""

from __future__ import annotations

import numpy as np
import streamlit as st

from recognizer.lessons import cross_entropy, experiments
from recognizer.lessons.cross_entropy import Steps
from recognizer.lessons.network import Measurement
from recognizer.ui import shared, state
from recognizer.ui.learn import data, plots
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.formats import decimal
from recognizer.ui.widgets.tables import Row, table
from recognizer.ui.widgets.texts import heading

NETWORK = "softmax-regression"
PASSES = 5
BATCHES = (1, 5, 10, 20, 50, 100, 200, 500, 1_000)
FULL = BATCHES[-1]


def softmax_and_cross_entropy() -> None:
    """Every step from the logits to the loss; then the size of a batch."""
    answer = shared.recognizer(NETWORK).recognize(data.drawing())
    logits = answer.logits.astype(np.float64)
    truth = st.segmented_control(
        _("The true digit"),
        range(10),
        default=int(logits.argmax()),
        required=True,
        key=state.TRUTH,
    )
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=170):
            data.show_drawing()
        with st.container(width=560):
            _show_steps(cross_entropy.steps(logits, int(truth)), int(truth))
    heading(_("Mini-batch against full batch"))
    st.markdown(
        _(
            "The loss can be made small in many steps on a few images each, or in few "
            "steps on all of them."
        )
    )
    _compare_batches()


def _show_steps(steps: Steps, truth: int) -> None:
    columns = (
        (_("logit"), steps.logits, 2),
        (_("softmax"), steps.probabilities, 4),
        (_("log"), steps.logs, 3),
        (_("label"), steps.label, 0),
        (_("log × label"), steps.products, 3),
    )
    rows = [
        Row(
            str(digit),
            [decimal(values[digit], places) for _title, values, places in columns],
            "best" if digit == truth else "",
        )
        for digit in range(10)
    ]
    st.html(table(["", *(title for title, *_rest in columns)], rows))
    text = _("Sum: {total}. With the sign flipped: loss = {loss}")
    heading(text.format(total=decimal(steps.total, 3), loss=decimal(steps.loss, 3)))


def _compare_batches() -> None:
    size = st.select_slider(_("Batch size"), BATCHES, 50, key=state.BATCH)
    curves = {
        name: (
            [point["step"] * each / FULL for point in points],
            [point["loss"] for point in points],
        )
        for name, each in (
            (_("batches of {size}").format(size=size), size),
            (_("full batch: all {size}").format(size=f"{FULL:,}"), FULL),
        )
        if (points := _in_batches(each))
    }
    plots.lines(
        curves,
        _("passes over the {count} digits").format(count=f"{FULL:,}"),
        _("Loss"),
    )
    st.caption(
        _(
            "Softmax regression on scikit-learn's 8 × 8 digits, learning rate 0.5: "
            "{small} steps in batches, {full} with the full batch."
        ).format(small=f"{PASSES * (FULL // size):,}", full=PASSES)
    )


@st.cache_data(max_entries=len(BATCHES), show_spinner=False)
def _in_batches(size: int) -> list[Measurement]:
    return experiments.in_batches(data.small_digits(), size, PASSES)
