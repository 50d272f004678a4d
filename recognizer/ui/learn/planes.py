"""Lessons in the plane: a straight line, gradient descent, XOR, a memory."""

from __future__ import annotations

import numpy as np
import streamlit as st

from recognizer.lessons import descent, hidden_layer, logistic, memory
from recognizer.lessons.descent import Bowl
from recognizer.lessons.network import Weights
from recognizer.ui.learn import live
from recognizer.ui.learn.live import Scene, Slider, Steps, Toggle
from recognizer.ui.translation import gettext as _

SEED = 3
STYLE = 12
STEPS = 30
UNITS, SEEDS = 8, 8
START = (-0.6, -1.0)
RATES = (0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.15, 0.2, 0.25, 0.28, 0.29, 0.3, 0.35)


def straight_line() -> Scene:
    """Turn and shift a line between two clouds; its likelihood answers."""
    return Scene(
        [
            Slider("angle", _("Turn the line (degrees)"), -180, 180, 120),
            Slider("shift", _("Shift the line"), -2.5, 2.5, 0.8, 0.1),
            Toggle("best", _("Show the best line")),
        ],
        {
            "plane": _("Two clouds of points and a line between them"),
            "right": _("On the right side"),
            "of": _("{right} of {count}"),
            "likelihood": _("Log-likelihood"),
            "highest": _("Log-likelihood of the best line"),
            "mean": _("Likelihood per point (geometric mean)"),
        },
        {"examples": live.examples(logistic.clouds(60, SEED))},
    )


def memory_and_training() -> Scene:
    """Correct points of a new style: remembered, or trained on."""
    return Scene(
        [
            Slider("corrected", _("Corrected points"), 0, STYLE, 2),
            Slider("reach", _("Reach of a remembered point"), 0.1, 2.0, 0.5, 0.1),
        ],
        {
            "plane": _("Two clouds, a line, and points of a new style"),
            "others": _("Other new points"),
            "old": _("Old points"),
            "line": _("Line alone"),
            "memory": _("With the memory"),
            "trained": _("Trained on them (dashed)"),
        },
        {
            "examples": live.examples(logistic.clouds(60, SEED)),
            "style": live.examples(memory.new_style(STYLE, SEED)),
        },
    )


def learning_rate() -> Scene:
    """Several learning rates at once, and one's own."""
    found = bowl()
    fixed = {
        _("crawls: {rate}"): 0.003,
        _("converges: {rate}"): 0.1,
        _("zigzags: {rate}"): 0.27,
        _("diverges: {rate}"): 0.31,
    }
    diverging = descent.descend(found, np.array(START), 0.31, STEPS)
    rings = [found.floor + 0.05 * 4**power for power in range(5)]
    limit = _("Beyond a rate of {limit} this bowl lets no descent converge.")
    return Scene(
        [
            Steps(
                "rate",
                _("Your learning rate"),
                RATES,
                0.05,
                [f"{each:g}" for each in RATES],
            )
        ],
        {
            "axes": [_("slope"), _("intercept")],
            "plane": _("The way down the bowl, seen from above"),
            "steps": _("steps"),
            "error": _("mean squared error"),
            "yours": _("yours: {rate}"),
            "limit": limit.format(limit=f"{found.largest_rate:.3f}"),
        },
        {
            "start": START,
            "bowl": {
                "lowest": found.lowest.tolist(),
                "floor": found.floor,
                "curvature": found.curvature.tolist(),
            },
            "rings": [found.contour(ring).tolist() for ring in rings],
            "fixed": [
                (text.format(rate=f"{each:g}"), each) for text, each in fixed.items()
            ],
            "loss": (0.9 * found.floor, float(found.loss(diverging).max())),
        },
    )


def bowl() -> Bowl:
    """The error of lines through 30 points."""
    rng = np.random.default_rng(2)
    x = rng.uniform(0, 3, 30)
    return descent.bowl(x, 0.8 * x + 0.5 + rng.normal(0, 0.3, 30))


def xor() -> Scene:
    """Units of a hidden layer, from none to eight."""
    return Scene(
        [
            Slider("units", _("Hidden units"), 0, UNITS, 0),
            Slider("seed", _("Random starting weights"), 1, SEEDS, 1),
        ],
        {
            "plane": _("Four clouds; opposite corners belong together"),
            "right": _("On the right side"),
            "of": _("{right} of {count}"),
            "loss": _("Loss"),
            "parameters": _("Parameters"),
        },
        {
            "examples": live.examples(hidden_layer.xor(40, seed=1)),
            "starts": _starts(),
            "steps": hidden_layer.CONFIG.steps,
            "rate": hidden_layer.CONFIG.rate,
        },
    )


@st.cache_resource(show_spinner=False)
def _starts() -> list[list[list[tuple[list[float], list[float]]]]]:
    """Weights to begin with, by units and seed: each layer's kernel, flat, and bias."""

    def flat(weights: Weights) -> list[tuple[list[float], list[float]]]:
        return [(kernel.ravel().tolist(), bias.tolist()) for kernel, bias in weights]

    return [
        [flat(hidden_layer.start(units, seed)) for seed in range(1, SEEDS + 1)]
        for units in range(UNITS + 1)
    ]
