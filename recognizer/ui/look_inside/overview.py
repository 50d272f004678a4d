"""The whole network in one picture, left to right; any part of it can be picked."""

from __future__ import annotations

from html import escape

import streamlit as st

from recognizer.network.engine import LayerOutput
from recognizer.ui.look_inside import one_value
from recognizer.ui.look_inside.subject import Subject, layer_name
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import answer, colours
from recognizer.ui.widgets.figures import place, sprites
from recognizer.ui.widgets.picker import picker

HEIGHT = 16.0
"""Height of a column of maps, in rem."""


def show(subject: Subject, view_key: str, view: str) -> None:
    """Everything from the drawing to the answer.

    Args:
        view_key, view: where the page keeps its view, and the one that takes a value
            apart; it is opened when a part is picked.
    """

    def pick(chosen: list[str]) -> None:
        if one_value.choose(subject, chosen):
            st.session_state[view_key] = view

    styles: list[str] = []
    figures = [_drawing(subject), _image(subject)]
    for number, layer in enumerate(subject.prediction.layers):
        name = layer_name(subject, number)
        if layer.kind == "dense":
            figures.append(_units(layer, number, name))
            continue
        figures.append(_maps(layer, number, name, "conv", styles))
        figures.append(_maps(layer, number, name, "pool", styles))
    figures += [_shares(subject), _answer(subject)]
    html = "".join(figures)
    picker(
        f'<style>{"".join(styles)}</style><div class="hi-flow">{html}</div>',
        "inside-overview",
        pick,
    )


def _stage(title: str, text: str, html: str, css: str = "") -> str:
    return (
        f'<figure class="{css}"><figcaption><b>{escape(title)}</b>{escape(text)}'
        f"</figcaption>{html}</figure>"
    )


def _drawing(subject: Subject) -> str:
    uri = colours.grey(subject.steps.cropped)
    text = _("Your ink")
    image = f'<img src="{uri}" alt="{escape(text)}">'
    html = f'<div class="hi-picture" style="--side:4.6rem">{image}</div>'
    return _stage(text, "", html, "small")


def _image(subject: Subject) -> str:
    uri = colours.grey(subject.steps.image)
    text = _("What the network was given")
    image = f'<img src="{uri}" alt="{escape(text)}">'
    html = f'<div class="hi-picture" style="--side:6rem">{image}</div>'
    return _stage("28 × 28", "", html, "small")


def _maps(
    layer: LayerOutput, number: int, name: str, stage: str, styles: list[str]
) -> str:
    maps = layer.after if stage == "conv" or layer.pooled is None else layer.pooled
    count = maps.shape[-1]
    css = f"hi-{stage}{number}"
    styles.append(sprites(css, maps, "active", float(layer.after.max())))
    columns = 8 if count > 32 else 4 if count > 8 else 1
    rows = -(-count // columns)
    tall = HEIGHT if stage == "conv" else HEIGHT * 0.62
    cell = min(tall / rows, 4.5 if stage == "conv" else 2.8) - 0.19
    text = _("Filter {number}")
    cells = "".join(
        f'<button class="hi-map {css}" data-pick="{stage}.{number}.{filter_}" '
        f'style="{place(filter_, count)}" '
        f'title="{escape(text.format(number=filter_ + 1))}" '
        f'aria-label="{escape(name)}: {escape(text.format(number=filter_ + 1))}">'
        "</button>"
        for filter_ in range(count)
    )
    size = f"{maps.shape[0]} × {maps.shape[1]}"
    below = _("{count} maps of {size}") if stage == "conv" else "{size}"
    wide = " wide" if count > 8 else ""
    return _stage(
        name if stage == "conv" else _("Pooling"),
        below.format(count=count, size=size),
        f'<div class="hi-maps{wide}" style="--columns:{columns};--cell:{cell:.2f}rem">'
        f"{cells}</div>",
    )


def _units(layer: LayerOutput, number: int, name: str) -> str:
    width = 16
    rows = layer.after.reshape(-1, width) if not layer.after.size % width else None
    values = layer.after[:, None] if rows is None else rows
    uri = colours.sequential(values, float(layer.after.max()))
    text = _("Activations of {count} units").format(count=f"{layer.after.size:,}")
    html = (
        f'<button class="hi-pixels" data-pick="unit.{number}" '
        f'data-rows="{values.shape[0]}" data-columns="{values.shape[1]}">'
        f'<img class="hi-units" src="{uri}" alt="{escape(text)}"></button>'
    )
    units = _("{count} units").format(count=f"{layer.after.size:,}")
    return _stage(name, units, html, "small")


def _shares(subject: Subject) -> str:
    shares = subject.prediction.probabilities
    rows = "".join(
        f'<span>{digit}</span><i class="{"best" if digit == subject.best else ""}" '
        f'style="width:{share:.1%}"></i>'
        for digit, share in enumerate(shares)
    )
    label = escape(_("Probability of each digit"))
    html = (
        f'<button class="hi-shares" data-pick="softmax" aria-label="{label}">'
        f"{rows}</button>"
    )
    return _stage(_("Softmax"), _("10 shares"), html, "small")


def _answer(subject: Subject) -> str:
    prediction = subject.prediction
    sure = answer.percent(prediction.confidence)
    if prediction.digit is None:
        text = escape(_("This does not look like a digit."))
        html = f'<div class="hi-digit none">{text}</div>'
    else:
        html = (
            '<button class="hi-digit" data-pick="softmax" '
            f'aria-label="{prediction.digit}">{prediction.digit}</button>'
        )
    return _stage(_("Answer"), _("{share} sure").format(share=sure), html, "small")
