"""One value taken apart: patch × kernel, sum, bias, ReLU; pooling; softmax."""

from __future__ import annotations

import numpy as np
import streamlit as st

from recognizer.explanations import patches
from recognizer.explanations.forward import is_dense
from recognizer.network.engine import FloatArray, LayerOutput
from recognizer.ui import state
from recognizer.ui.look_inside import sums
from recognizer.ui.look_inside.subject import Subject, layer_name
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import choices, colours, figures
from recognizer.ui.widgets.colours import Kind
from recognizer.ui.widgets.formats import decimal
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.picker import picker, whole_numbers
from recognizer.ui.widgets.tables import Row, table
from recognizer.ui.widgets.texts import note


def choose(subject: Subject, chosen: list[str]) -> bool:
    """Go to what was picked: "conv", "pool" or "unit" with its numbers, or "softmax".

    Returns:
        Whether there is such a thing.
    """
    if chosen == ["softmax"]:
        st.session_state[state.STEP] = "softmax"
        return True
    kind, *rest = chosen
    layers = subject.prediction.layers
    picked = whole_numbers(rest[:1], len(layers))
    if kind not in ("conv", "pool", "unit") or picked is None:
        return False
    (number,) = picked
    layer = layers[number]
    if (kind == "unit") != (layer.kind == "dense"):
        return False
    if kind == "unit":
        width = units_in_a_row(layer)
        place = whole_numbers(rest[1:], layer.activation.size // width, width)
        unit = None if place is None else place[0] * width + place[1]
    else:
        filters = whole_numbers(rest[1:], layer.pre_activation.shape[-1])
        unit = None if filters is None else filters[0]
    if unit is None:
        return False
    st.session_state[state.STEP] = f"{kind}.{number}"
    st.session_state[state.UNIT] = unit + 1
    if kind != "unit":
        _go_to_the_largest(layer.activation if kind == "conv" else layer.pooled, unit)
    return True


def units_in_a_row(layer: LayerOutput) -> int:
    """How many of a dense layer's units the overview shows beside each other."""
    return 16 if layer.activation.size % 16 == 0 else 1


def _go_to_the_largest(maps: FloatArray | None, unit: int) -> None:
    """Begin where there is something to see: at the map's largest value."""
    if maps is not None:
        place = np.unravel_index(int(maps[..., unit].argmax()), maps.shape[:2])
        st.session_state[state.ROW], st.session_state[state.COLUMN] = map(int, place)


@st.fragment
def show(subject: Subject) -> None:
    """Choose a value and see every number that makes it."""
    steps = _steps(subject)
    chosen = choices.one_of(
        _("What to take apart"), list(steps), state.STEP, steps.__getitem__
    )
    kind, __, layer = chosen.partition(".")
    if kind == "softmax":
        _show_softmax(subject)
    elif kind == "pool":
        _show_pooling(subject, int(layer))
    elif kind == "conv":
        _show_convolution(subject, int(layer))
    else:
        _show_dense(subject, int(layer))


def _steps(subject: Subject) -> dict[str, str]:
    """What can be taken apart, by key."""
    steps = {}
    for number, layer in enumerate(subject.layers):
        name = layer_name(subject, number)
        if is_dense(layer):
            steps[f"unit.{number}"] = name
        else:
            steps[f"conv.{number}"] = name
            steps[f"pool.{number}"] = _("{layer}: pooling").format(layer=name)
    steps["softmax"] = _("Softmax")
    return steps


def _choose_place(maps: FloatArray, *labels: str) -> tuple[int, tuple[int, int]]:
    """Filter, row and column, as whole numbers from 0."""
    height, width, count = maps.shape
    if state.ROW not in st.session_state:
        _go_to_the_largest(maps, 0)
    with st.container(horizontal=True, gap="small"):
        unit = choices.whole(_("Filter"), 1, count, state.UNIT) - 1
        row = choices.whole(_("Row"), 0, height - 1, state.ROW)
        column = choices.whole(_("Column"), 0, width - 1, state.COLUMN)
    return unit, (row, column)


def _pick_place(chosen: list[str]) -> None:
    place = whole_numbers(chosen[1:], 28, 28)
    if chosen[0] == "place" and place is not None:
        st.session_state[state.ROW], st.session_state[state.COLUMN] = place
    sub = whole_numbers(chosen[1:], 1024)
    if chosen[0] == "sub" and sub is not None:
        st.session_state[state.SUB_FILTER] = sub[0] + 1


def _show_convolution(subject: Subject, number: int) -> None:
    layer = subject.prediction.layers[number]
    unit, place = _choose_place(layer.pre_activation)
    value = patches.at(subject.network, subject.prediction, number, unit, place)
    count, side, __ = value.kernel.shape
    sub = 0
    if count > 1:
        note(
            _(
                "A filter of this layer has {count} kernels, one for each map "
                "of the layer before. Each gives a sum; the sums are added. "
                "Choose one to see its numbers."
            ).format(count=count)
        )
        if state.SUB_FILTER not in st.session_state:
            st.session_state[state.SUB_FILTER] = int(np.abs(value.sums).argmax()) + 1
        sub = choices.whole(_("Kernel"), 1, count, state.SUB_FILTER) - 1
    else:
        note(
            _(
                "The kernel is placed over a patch of the image; each number "
                "is multiplied by the one below it; the products are added. "
                "Click on the map to choose another position."
            )
        )
    inputs = patches.inputs_of(subject.prediction, number)
    row, column = place
    box = (row - side // 2, column - side // 2, side, side)
    seen = _("What the filter looks at") if number == 0 else _("Input map {number}")
    kind: Kind = "pixels" if number == 0 else "activation"
    signed = colours.reach(layer.pre_activation)
    pictures = figures.row(
        figures.picture(
            inputs[..., sub],
            kind,
            seen.format(number=sub + 1),
            limit=1.0 if number == 0 else float(inputs.max()),
            box=box,
        ),
        figures.picture(
            layer.pre_activation[..., unit],
            "signed",
            _("Map before ReLU"),
            limit=signed,
            box=(row, column, 1, 1),
            pick="place",
        ),
        figures.picture(
            layer.activation[..., unit],
            "activation",
            _("Map after ReLU"),
            limit=float(layer.activation.max()),
            box=(row, column, 1, 1),
            pick="place",
        ),
    )
    html = pictures + sums.products(value, sub, kind)
    if count > 1:
        html += sums.sub_filters(value, sub)
    html += sums.equation(value, float(layer.pre_activation[(*place, unit)]))
    picker(html, f"inside-conv-{number}", _pick_place)


def _show_pooling(subject: Subject, number: int) -> None:
    layer = subject.prediction.layers[number]
    if layer.pooled is None:
        return
    unit, place = _choose_place(layer.pooled)
    note(
        _(
            "Of every 2 × 2 values the largest is kept: where exactly a pattern was "
            "found matters less, and the next layer has a quarter of the work."
        )
    )
    found = patches.pooling(layer.activation, unit, place)
    row, column = place
    limit = float(layer.activation.max())
    html = figures.row(
        figures.picture(
            layer.activation[..., unit],
            "activation",
            _("Map after ReLU"),
            limit=limit,
            side="14rem",
            box=(2 * row, 2 * column, 2, 2),
        ),
        figures.sign("→"),
        figures.numbers(
            found.values,
            "activation",
            _("Four values and the winner"),
            limit,
            found.winner,
            "9rem",
        ),
        figures.sign("→"),
        figures.picture(
            layer.pooled[..., unit],
            "activation",
            _("Pooled map"),
            limit=limit,
            side="14rem",
            box=(row, column, 1, 1),
            pick="place",
        ),
        middle=True,
    )
    html += render(
        "look_inside/largest.html",
        values=[decimal(float(each)) for each in found.values.flat],
        largest=decimal(found.value),
    )
    picker(html, f"inside-pool-{number}", _pick_place)


def _show_dense(subject: Subject, number: int) -> None:
    layer = subject.layers[number]
    is_logit = layer.kind == "logits"
    if is_logit:
        if state.LOGIT not in st.session_state:
            st.session_state[state.LOGIT] = subject.best
        unit = choices.whole(_("Digit"), 0, 9, state.LOGIT)
        computed = float(subject.prediction.logits[unit])
    else:
        values = subject.prediction.layers[number].pre_activation
        unit = choices.whole(_("Unit"), 1, values.size, state.UNIT) - 1
        computed = float(values[unit])
    value = patches.at(subject.network, subject.prediction, number, unit)
    count = len(value.sums)
    note(
        _(
            "Each of the {count} values before it is multiplied by a weight of its "
            "own; the products are added."
        ).format(count=f"{value.inputs.size:,}")
    )
    kind: Kind = "pixels" if number == 0 else "activation"
    if count > 1:
        html = sums.sub_filters(value)
    else:
        html = figures.row(
            figures.picture(value.inputs[0], kind, _("Input values")),
            figures.sign("×"),
            figures.picture(value.kernel[0], "signed", _("Weights")),
            figures.sign("="),
            figures.picture(value.products[0], "signed", _("Products")),
            middle=True,
        )
    html += sums.equation(value, computed, has_relu=not is_logit)
    picker(html, f"inside-unit-{number}", lambda chosen: None)


def _show_softmax(subject: Subject) -> None:
    temperature = subject.recognizer.card.temperature
    answer = subject.answer.prediction
    found = patches.softmax(answer.logits, temperature)
    note(
        _(
            "Each logit is divided by the temperature ({temperature}), found after "
            "training so that the network is as sure as it is right. The exponential "
            "makes it positive; divided by the sum of all ten it is the probability."
        ).format(temperature=f"{temperature:.3f}")
    )
    head = (
        _("Digit"),
        _("Logit"),
        _("÷ temperature"),
        _("Exponential"),
        _("Probability"),
        "",
    )
    rows = [
        Row(
            str(digit),
            (
                decimal(found.logits[digit]),
                decimal(found.scaled[digit]),
                _exponential(found.exponentials[digit]),
                f"{found.probabilities[digit] * 100:.4f} %",
            ),
            "best" if digit == answer.probabilities.argmax() else "",
            bar=found.probabilities[digit],
        )
        for digit in range(10)
    ]
    total = Row(_("Sum"), ("", "", _exponential(found.total), "100 %"))
    st.html(table(head, [*rows, total]))


def _exponential(value: float) -> str:
    if 1e-3 <= value < 1e7 or value == 0:
        return f"{value:,.4f}"
    return f"{value:.3e}"
