"""Lessons on small networks: dropout, overfitting, early stopping, transfer.

Each slider has a few places; what is measured at each is computed once for all.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from recognizer.lessons import experiments
from recognizer.ui.learn import data, live
from recognizer.ui.learn.live import Scene, Slider, Steps
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.formats import percent

RATES = (0.0, 0.25, 0.5, 0.75, 0.9)
COUNTS = (20, 50, 100, 200, 400, 800)
FEW = (5, 10, 20, 50, 100, 200, 400)
EVERY = 10
"""Steps between two measurements of `experiments.transfer`."""

Curves = list[list[float]]


def dropout() -> Scene:
    """A random part of the hidden units switched off."""
    measured = _with_dropout()
    return Scene(
        [
            Steps(
                "dropout",
                _("Dropout"),
                RATES,
                0.0,
                [percent(rate, 0) for rate in RATES],
            )
        ],
        {
            **_names(),
            "trained": _("training set, dropout {rate}"),
            "held": _("validation set, dropout {rate}"),
            "axis": _("Loss"),
            "about": _(
                "64 hidden units, 200 of scikit-learn's 8 × 8 digits; 15 % of "
                "the training labels were replaced at random, so that there is "
                "something wrong to memorise. Measured on 500 digits with "
                "correct labels."
            ),
        },
        {"measured": measured, "range": _losses(measured.values())},
    )


def overfitting() -> Scene:
    """The gap between the curves, by the number of training digits."""
    return Scene(
        [Steps("count", _("Training digits"), COUNTS, 50, list(map(str, COUNTS)))],
        {
            **_names(),
            "trained": _("training set"),
            "held": _("validation set"),
            "axis": _("Accuracy"),
            "about": _(
                "64 hidden units, scikit-learn's 8 × 8 digits; 500 of them for "
                "validation."
            ),
        },
        {"measured": _by_heart(), "range": (0, 1)},
    )


def early_stopping() -> Scene:
    """How long to wait for a better value."""
    measured = _with_dropout()["0"]
    return Scene(
        [
            Slider(
                "patience",
                _("Patience, in measurements (one every 10 steps)"),
                1,
                40,
                5,
            )
        ],
        {
            "steps": _("steps"),
            "trained": _("training set"),
            "held": _("validation set"),
            "axis": _("Loss"),
            "best": _("best"),
            "stopped": _("stopped"),
            "at": _("{loss} at step {step}"),
            "lowest": _("Validation loss of the best weights"),
            "stoppedAfter": _("Stopped after step"),
            "without": _("Validation loss without early stopping"),
        },
        {"measured": measured, "range": _losses([measured])},
    )


def transfer() -> Scene:
    """Learned weights kept for another question, by the number of examples."""
    measured = _transfer()
    lowest = min(min(curve) for curves in measured.values() for curve in curves)
    return Scene(
        [
            Steps(
                "count",
                _("Digits with an answer to the new question"),
                FEW,
                10,
                list(map(str, FEW)),
            )
        ],
        {
            "steps": _("steps"),
            "axis": _("Validation accuracy"),
            "names": [_("hidden layer frozen"), _("trained from scratch")],
            "ends": [_("Hidden layer frozen"), _("Trained from scratch")],
            "about": _(
                "The hidden layer learned to name 700 other digits. The new question: "
                "odd or even? Mean of five trainings."
            ),
        },
        {"measured": measured, "every": EVERY, "range": (lowest, 1)},
    )


def _names() -> dict[str, str]:
    return {
        "steps": _("steps"),
        "training": _("Training accuracy"),
        "validation": _("Validation accuracy"),
        "gap": _("Gap"),
        "points": _("{gap} points"),
        "loss": _("Validation loss"),
    }


def _losses(measured: Iterable[Curves]) -> tuple[float, float]:
    """From nothing to the largest loss."""
    return 0, max(max(point[1], point[3]) for points in measured for point in points)


@st.cache_resource(show_spinner=False)
def _with_dropout() -> dict[str, Curves]:
    digits = data.small_digits()
    return {
        f"{rate:g}": live.measured(experiments.with_dropout(digits, rate))
        for rate in RATES
    }


@st.cache_resource(show_spinner=False)
def _by_heart() -> dict[str, Curves]:
    digits = data.small_digits()
    return {
        str(count): live.measured(experiments.by_heart(digits, count))
        for count in COUNTS
    }


@st.cache_resource(show_spinner=False)
def _transfer() -> dict[str, Curves]:
    digits = data.small_digits()
    named = experiments.naming(digits)
    return {
        str(count): [
            [live.rounded(accuracy) for accuracy in curve]
            for curve in experiments.transfer(digits, count, named)
        ]
        for count in FEW
    }
