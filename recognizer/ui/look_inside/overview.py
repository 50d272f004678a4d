"""The whole network in one picture, left to right; any part of it can be picked."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from recognizer.datasets.labelled import NO_DIGIT
from recognizer.network.engine import LayerOutput
from recognizer.network.memory import Remembered
from recognizer.ui.look_inside import one_value
from recognizer.ui.look_inside.subject import Subject, layer_name
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours, labels
from recognizer.ui.widgets.answer import no_digit, sure
from recognizer.ui.widgets.bars import bars
from recognizer.ui.widgets.feature_maps import units_label
from recognizer.ui.widgets.figures import bare_picture
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.map_buttons import map_buttons
from recognizer.ui.widgets.picker import picker
from recognizer.ui.widgets.sprites import sprites
from recognizer.ui.widgets.style import theme

HEIGHT = 16.0
"""Height of a column of maps, in rem."""


@dataclass(frozen=True)
class Stage:
    """One stage of the way from the drawing to the answer.

    Attributes:
        title, text: its caption.
        html: what it shows.
        is_small: whether others find room beside it on a phone.
    """

    title: str
    text: str
    html: Markup
    is_small: bool = True


def show(subject: Subject, view_key: str, view: str) -> None:
    """Everything from the drawing to the answer.

    Args:
        view_key, view: where the page keeps its view, and the one that takes a value
            apart; it is opened when a part is picked.
    """

    def pick(chosen: list[str]) -> None:
        if one_value.choose(subject, chosen):
            st.session_state[view_key] = view

    stages = [*_images(subject)]
    for number, layer in enumerate(subject.prediction.layers):
        name = layer_name(subject, number)
        if layer.kind == "dense":
            stages.append(_units(layer, number, name))
        else:
            stages.append(_maps(layer, number, name))
            stages.append(_pooled(layer, number))
    speaking = subject.answer.speaking
    if speaking is not None:
        stages.append(_remembered(subject, speaking))
    stages += [_probabilities(subject), _answer(subject)]
    html = render("look_inside/overview.html", stages=stages)
    picker(html, "inside-overview", pick)


def _images(subject: Subject) -> list[Stage]:
    ink, seen = _("Your ink"), _("What the network sees")
    return [
        Stage(ink, "", bare_picture(subject.steps.cropped, "pixels", ink, 1, "4.6rem")),
        Stage(
            "28 × 28",
            "",
            bare_picture(subject.steps.image, "pixels", seen, 255, "6rem"),
        ),
    ]


def _maps(layer: LayerOutput, number: int, name: str) -> Stage:
    height, width, count = layer.activation.shape
    text = _("{count} maps of {size}")
    size = f"{height} × {width}"
    active = float(layer.activation.max())
    columns, rows = _columns_and_rows(count)
    side = min(HEIGHT / rows, 4.5) - 0.19
    sheet = sprites(layer.activation, "activation", active)
    buttons = map_buttons(sheet, f"conv.{number}", name, columns, f"{side:.2f}rem")
    return Stage(name, text.format(count=count, size=size), buttons, is_small=False)


def _pooled(layer: LayerOutput, number: int) -> Stage:
    maps = layer.activation if layer.pooled is None else layer.pooled
    height, width, count = maps.shape
    active = float(layer.activation.max())
    columns, rows = _columns_and_rows(count)
    side = min(HEIGHT * 0.62 / rows, 2.8) - 0.19
    sheet = sprites(maps, "activation", active)
    name = _("Pooling")
    buttons = map_buttons(sheet, f"pool.{number}", name, columns, f"{side:.2f}rem")
    return Stage(name, f"{height} × {width}", buttons, is_small=False)


def _columns_and_rows(count: int) -> tuple[int, int]:
    columns = 8 if count > 32 else 4 if count > 8 else 1
    return columns, -(-count // columns)


def _units(layer: LayerOutput, number: int, name: str) -> Stage:
    values = layer.activation.reshape(-1, one_value.units_in_a_row(layer))
    html = render(
        "look_inside/units.html",
        pick=f"unit.{number}",
        rows=values.shape[0],
        columns=values.shape[1],
        uri=colours.encode(
            values, "activation", float(layer.activation.max()), theme()
        ),
        label=units_label(layer),
    )
    return Stage(
        name, _("{count} units").format(count=f"{layer.activation.size:,}"), html
    )


def _remembered(subject: Subject, speaking: Remembered) -> Stage:
    """The drawing that the memory goes by, and what it adds."""
    name = labels.label(speaking.label, _)
    added = subject.answer.prediction.logits - subject.answer.own.logits
    if speaking.label == NO_DIGIT:
        text, push = _("{push} on each logit"), added[0]
    else:
        text, push = _("{push} on the logit"), added[speaking.label]
    shown = text.format(push=f"{float(push):+.1f}".replace("-", "−"))
    picture = bare_picture(speaking.image, "pixels", name, 255, "4.6rem")
    return Stage(_("Memory"), f"{name}: {shown}", picture)


def _probabilities(subject: Subject) -> Stage:
    probabilities = subject.answer.prediction.probabilities
    html = render(
        "look_inside/softmax.html",
        label=_("Probability of each digit"),
        bars=bars(probabilities, int(probabilities.argmax()), is_small=True),
    )
    return Stage(_("Softmax"), _("10 probabilities"), html)


def _answer(subject: Subject) -> Stage:
    prediction = subject.answer.prediction
    html = render("look_inside/digit.html", digit=prediction.digit, no_digit=no_digit())
    return Stage(_("Answer"), sure(prediction.confidence), html)
