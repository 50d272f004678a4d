"""Lessons on small networks: dropout, overfitting, early stopping, transfer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from recognizer.lessons import experiments
from recognizer.lessons.network import Measurement
from recognizer.ui import state
from recognizer.ui.learn import data, plots
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.formats import PERCENT_LABEL, percent
from recognizer.ui.widgets.tables import pairs

RATES = (0.0, 0.25, 0.5, 0.75, 0.9)
COUNTS = (20, 50, 100, 200, 400, 800)
FEW = (5, 10, 20, 50, 100, 200, 400)
EVERY = 10
"""Steps between two measurements."""


def dropout() -> None:
    """A random part of the hidden units switched off."""
    rate = st.select_slider(
        _("Dropout"),
        RATES,
        0.0,
        format_func=lambda s: percent(s, 0),
        key=state.DROPOUT,
    )
    with_it, without = _with_dropout(rate), _with_dropout(0.0)
    text = _("validation set, dropout {rate}")
    curves = {
        text.format(rate=percent(each, 0)): _curve(points, "held_out_loss")
        for each, points in ((0.0, without), (rate, with_it))
    }
    curves[_("training set, dropout {rate}").format(rate=percent(rate, 0))] = _curve(
        with_it, "loss"
    )
    plots.lines(curves, _("steps"), _("Loss"))
    _show_last(with_it)
    st.caption(
        _(
            "64 hidden units, 200 of scikit-learn's 8 × 8 digits; 15 % of "
            "the training labels were replaced at random, so that there is "
            "something wrong to memorise. Measured on 500 digits with "
            "correct labels."
        )
    )


def overfitting() -> None:
    """The gap between the curves, by the number of training digits."""
    count = st.select_slider(_("Training digits"), COUNTS, 50, key=state.DIGITS_TRAINED)
    points = _by_heart(count)
    plots.lines(
        {
            _("training set"): _curve(points, "accuracy"),
            _("validation set"): _curve(points, "held_out_accuracy"),
        },
        _("steps"),
        _("Accuracy"),
        y_label=PERCENT_LABEL,
    )
    _show_last(points)
    st.caption(
        _("64 hidden units, scikit-learn's 8 × 8 digits; 500 of them for validation.")
    )


def early_stopping() -> None:
    """How long to wait for a better value."""
    patience = EVERY * st.slider(
        _("Patience, in measurements (one every 10 steps)"),
        1,
        40,
        5,
        key=state.PATIENCE,
    )
    points = _with_dropout(0.0)
    losses = [point["held_out_loss"] for point in points]
    stop = experiments.stops_at(losses, patience // EVERY)
    best = int(np.argmin(losses[: stop + 1]))
    marks = {_("best"): best * EVERY, _("stopped"): stop * EVERY}
    plots.lines(
        {
            _("training set"): _curve(points, "loss"),
            _("validation set"): _curve(points, "held_out_loss"),
        },
        _("steps"),
        _("Loss"),
        marks=marks,
    )
    steps = _("{loss} at step {step}")
    st.html(
        pairs(
            [
                (
                    _("Validation loss of the best weights"),
                    steps.format(loss=f"{losses[best]:.3f}", step=best * EVERY),
                ),
                (_("Stopped after step"), f"{stop * EVERY:,}"),
                (
                    _("Validation loss without early stopping"),
                    steps.format(
                        loss=f"{losses[-1]:.3f}", step=f"{points[-1]['step']:,}"
                    ),
                ),
            ]
        )
    )


def transfer() -> None:
    """Learned weights kept for another question, by the number of examples."""
    count = st.select_slider(
        _("Digits with an answer to the new question"),
        FEW,
        10,
        key=state.DIGITS_TRANSFERRED,
    )
    kept, fresh = _transfer(count)
    steps = [5.0 * number for number in range(len(kept))]
    plots.lines(
        {
            _("hidden layer frozen"): (steps, kept),
            _("trained from scratch"): (steps, fresh),
        },
        _("steps"),
        _("Validation accuracy"),
        y_label=PERCENT_LABEL,
    )
    st.html(
        pairs(
            [
                (_("Hidden layer frozen"), percent(kept[-1])),
                (_("Trained from scratch"), percent(fresh[-1])),
            ]
        )
    )
    st.caption(
        _(
            "The hidden layer learned to name 700 other digits. The new question: odd "
            "or even? Mean of five trainings."
        )
    )


def _curve(points: Sequence[Measurement], name: str) -> tuple[list[float], list[float]]:
    return [point["step"] for point in points], [point[name] for point in points]


def _show_last(points: Sequence[Measurement]) -> None:
    last = points[-1]
    gap = (last["accuracy"] - last["held_out_accuracy"]) * 100
    st.html(
        pairs(
            [
                (_("Training accuracy"), percent(last["accuracy"])),
                (_("Validation accuracy"), percent(last["held_out_accuracy"])),
                (_("Gap"), _("{gap} points").format(gap=f"{gap:.1f}")),
                (_("Validation loss"), f"{last['held_out_loss']:.3f}"),
            ]
        )
    )


@st.cache_data(max_entries=len(RATES), show_spinner=False)
def _with_dropout(rate: float) -> list[Measurement]:
    return experiments.with_dropout(data.small_digits(), rate)


@st.cache_data(max_entries=len(COUNTS), show_spinner=False)
def _by_heart(count: int) -> list[Measurement]:
    return experiments.by_heart(data.small_digits(), count)


@st.cache_data(max_entries=len(FEW), show_spinner=False)
def _transfer(count: int) -> tuple[list[float], list[float]]:
    return experiments.transfer(data.small_digits(), count)
