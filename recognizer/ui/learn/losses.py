"""The lesson on softmax and cross-entropy, on one's own drawing."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st

from recognizer.lessons import cross_entropy, experiments
from recognizer.lessons.cross_entropy import Steps
from recognizer.lessons.network import Measurement
from recognizer.ui import shared
from recognizer.ui.learn import data, plots
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.answer import heading

NETWORK = "softmax-regression"
PASSES = 5
BATCHES = (1, 5, 10, 20, 50, 100, 200, 500, 1_000)
FULL = BATCHES[-1]

_STYLE = """<style>
.hr-steps { border-collapse: collapse; font-variant-numeric: tabular-nums;
  font-size: clamp(0.72rem, 2.6vw, 1.05rem); }
.hr-steps th, .hr-steps td { padding: 0.18rem clamp(0.15rem, 1vw, 0.9rem);
  text-align: right; border-bottom: 1px solid
  color-mix(in srgb, currentColor 14%, transparent); }
.hr-steps th { white-space: nowrap; }
.hr-steps .true { font-weight: 700; color: var(--hr-accent); }
</style>"""


def softmax_and_cross_entropy() -> None:
    """Every step from the logits to the loss; then the size of a batch."""
    answer = shared.recognizer(NETWORK).recognize(data.drawing())
    logits = answer.logits.astype(np.float64)
    truth = st.segmented_control(
        _("The digit that was meant"),
        range(10),
        default=int(logits.argmax()),
        required=True,
        key="learn.truth",
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
        ("", np.arange(10), 0),
        (_("logit"), steps.logits, 2),
        (_("softmax"), steps.shares, 4),
        (_("log"), steps.logs, 3),
        (_("label"), steps.label, 0),
        (_("log × label"), steps.products, 3),
    )
    head = "".join(f"<th>{escape(title)}</th>" for title, *_rest in columns)
    rows = "".join(
        f"<tr{' class=true' if digit == truth else ''}>"
        + "".join(
            f"<td>{_shown(values[digit], places)}</td>"
            for _title, values, places in columns
        )
        + "</tr>"
        for digit in range(10)
    )
    st.html(f'{_STYLE}<table class="hr-steps"><tr>{head}</tr>{rows}</table>')
    text = _("Sum: {total}. Its sign turned: loss = {loss}")
    heading(text.format(total=_shown(steps.total, 3), loss=_shown(steps.loss, 3)))


def _shown(value: float, places: int) -> str:
    """A number with so many decimal places, never -0."""
    return f"{round(float(value), places) + 0.0:.{places}f}"


def _compare_batches() -> None:
    size = st.select_slider(_("Batch size"), BATCHES, 50, key="learn.batch")
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
