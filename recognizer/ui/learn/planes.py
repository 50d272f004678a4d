"""Lessons in the plane: a straight line, gradient descent, XOR."""

from __future__ import annotations

import numpy as np
import streamlit as st

from recognizer.lessons import descent, hidden_layer, logistic, memory, network
from recognizer.lessons.descent import Bowl
from recognizer.lessons.network import FloatArray
from recognizer.ui import state
from recognizer.ui.learn import plots
from recognizer.ui.learn.plots import Dot, Path, Plane
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.colours import TEXT
from recognizer.ui.widgets.style import theme
from recognizer.ui.widgets.tables import Row, pairs, table

SEED = 3
STYLE = 12
STEPS = 30
RATES = (0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.15, 0.2, 0.25, 0.28, 0.29, 0.3, 0.35)


def straight_line() -> None:
    """Turn and shift a line between two clouds; its likelihood answers."""
    examples = logistic.clouds(60, SEED)
    best = logistic.fit(examples)
    steepness = logistic.place(best)[2]
    angle = st.slider(
        _("Turn the line (degrees)"), -180, 180, 120, key=state.LINE_ANGLE
    )
    shift = st.slider(_("Shift the line"), -2.5, 2.5, 0.8, 0.1, key=state.LINE_SHIFT)
    shows_best = st.toggle(_("Show the best line"), key=state.SHOWS_BEST_LINE)
    weights = logistic.line(angle, shift, steepness)
    plane = Plane((-3, -3), 6, ("x₁", "x₂"))
    sure = 2 * logistic.probability(logistic.evidence(weights, plane.grid)) - 1
    marks: list[Dot | Path] = [*plane.points(examples)]
    marks += [plane.path(_ends(weights), 0.9)]
    if shows_best:
        marks.append(plane.path(_ends(best), 0.9, "3 2"))
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=400):
            plane.show(_("Two clouds of points and a line between them"), marks, sure)
        with st.container(width=340):
            found = logistic.log_likelihood(weights, examples)
            highest = logistic.log_likelihood(best, examples)
            count = len(examples)
            text = _("{right} of {count}")
            right = logistic.right(weights, examples)
            st.html(
                pairs(
                    [
                        (_("On the right side"), text.format(right=right, count=count)),
                        (_("Log-likelihood"), f"{found:.1f}"),
                        (_("Log-likelihood of the best line"), f"{highest:.1f}"),
                        (
                            _("Likelihood per point (geometric mean)"),
                            f"{np.exp(found / count):.3f}",
                        ),
                    ]
                )
            )


def memory_and_training() -> None:
    """Correct points of a new style: remembered, or trained on."""
    examples = logistic.clouds(60, SEED)
    style = memory.new_style(STYLE, SEED)
    count = st.slider(_("Corrected points"), 0, STYLE, 2, key=state.CORRECTED)
    reach = st.slider(
        _("Reach of a remembered point"), 0.1, 2.0, 0.5, 0.1, key=state.REACH
    )
    corrected = style[:count]
    weights = logistic.fit(examples)
    trained = memory.train(examples, corrected)
    plane = Plane((-3, -3), 6, ("x₁", "x₂"))
    evidence = memory.remember(weights, corrected, reach, plane.grid)
    marks: list[Dot | Path] = [*plane.points(examples), *plane.points(style)]
    marks += [plane.dot(place, TEXT[theme()]) for place in corrected.inputs]
    marks += [plane.path(_ends(weights), 0.9), plane.path(_ends(trained), 0.9, "3 2")]
    rows = []
    for name, line, said in (
        (_("Line alone"), weights, style[:0]),
        (_("With the memory"), weights, corrected),
        (_("Trained on them (dashed)"), trained, style[:0]),
    ):
        cells = []
        for each in (style[count:], examples):
            found = memory.right(memory.remember(line, said, reach, each.inputs), each)
            cells.append(f"{found} / {len(each)}")
        rows.append(Row(name, cells))
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=400):
            plane.show(
                _("Two clouds, a line, and points of a new style"),
                marks,
                2 * logistic.probability(evidence) - 1,
            )
        with st.container(width=420):
            head = ("", _("Other new points"), _("Old points"))
            st.html(table(head, rows))


def _ends(weights: FloatArray) -> FloatArray:
    """Two places on a line, far apart."""
    across = weights[:2] / np.hypot(*weights[:2])
    on_it = -weights[2] / np.hypot(*weights[:2]) * across
    along = np.array([-across[1], across[0]])
    return np.stack([on_it - 9 * along, on_it + 9 * along])


def learning_rate() -> None:
    """Several learning rates at once, and one's own."""
    bowl, start = _bowl(), np.array([-0.6, -1.0])
    rate = st.select_slider(_("Your learning rate"), RATES, 0.05, key=state.RATE)
    fixed = {
        _("crawls: {rate}"): 0.003,
        _("converges: {rate}"): 0.1,
        _("zigzags: {rate}"): 0.27,
        _("diverges: {rate}"): 0.31,
    }
    curves = {
        text.format(rate=f"{each:g}"): _losses(bowl, start, each)
        for text, each in fixed.items()
    }
    yours = descent.descend(bowl, start, rate, STEPS)
    curves[_("yours: {rate}").format(rate=f"{rate:g}")] = _losses(bowl, start, rate)
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=400):
            plane = Plane((-1.5, -1.5), 4, (_("slope"), _("intercept")))
            rings = [bowl.floor + 0.05 * 4**power for power in range(5)]
            marks: list[Dot | Path] = [
                plane.path(bowl.contour(ring), 0.3) for ring in rings
            ]
            marks += [plane.path(yours, 0.7)]
            marks += [plane.dot(place, "#8a8f98") for place in yours]
            plane.show(_("The way down the bowl, seen from above"), marks)
        with st.container(width=350):
            plots.lines(curves, _("steps"), _("mean squared error"), logarithmic=True)
    limit = f"{bowl.largest_rate:.3f}"
    st.caption(
        _("Beyond a rate of {limit} this bowl lets no descent converge.").format(
            limit=limit
        )
    )


def _bowl() -> Bowl:
    rng = np.random.default_rng(2)
    x = rng.uniform(0, 3, 30)
    return descent.bowl(x, 0.8 * x + 0.5 + rng.normal(0, 0.3, 30))


def _losses(
    bowl: Bowl, start: FloatArray, rate: float
) -> tuple[list[float], list[float]]:
    losses = bowl.loss(descent.descend(bowl, start, rate, STEPS))
    return list(range(STEPS + 1)), losses.tolist()


def xor() -> None:
    """Units of a hidden layer, from none to eight."""
    units = st.slider(_("Hidden units"), 0, 8, 0, key=state.HIDDEN_UNITS)
    seed = st.slider(_("Random starting weights"), 1, 8, 1, key=state.HIDDEN_SEED)
    examples = hidden_layer.xor(40, seed=1)
    weights = hidden_layer.learn(examples, units, seed)
    plane = Plane((-2.2, -2.2), 4.4, ("x₁", "x₂"))
    found = hidden_layer.evidence(weights, plane.grid)
    ground = 2 * logistic.probability(found) - 1
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=400):
            plane.show(
                _("Four clouds; opposite corners belong together"),
                plane.points(examples),
                ground,
            )
        with st.container(width=340):
            right = round(network.accuracy(weights, examples) * len(examples))
            text = _("{right} of {count}")
            parameters = sum(kernel.size + bias.size for kernel, bias in weights)
            st.html(
                pairs(
                    [
                        (
                            _("On the right side"),
                            text.format(right=right, count=len(examples)),
                        ),
                        (_("Loss"), f"{network.loss(weights, examples):.3f}"),
                        (_("Parameters"), str(parameters)),
                    ]
                )
            )
