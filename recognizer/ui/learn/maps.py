"""Lessons on filters: made by hand, learned, and in two layers."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st

from recognizer.lessons import filters
from recognizer.network.engine import FloatArray, LayerOutput
from recognizer.ui import shared
from recognizer.ui.learn import data
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours, sprites
from recognizer.ui.widgets.answer import heading, legend, theme
from recognizer.ui.widgets.colours import Array

STRONGEST = 4

_STYLE = """<style>
.hr-row { display: grid; gap: 0.8rem; max-width: 62rem; margin-bottom: 0.6rem;
  grid-template-columns: repeat(var(--columns), minmax(0, 9.4rem)); }
.hr-row figure { margin: 0; }
.hr-row img { width: 100%; aspect-ratio: 1; image-rendering: pixelated; display: block;
  border-radius: 6px;
  outline: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
.hr-row figcaption { font-size: 0.95rem; line-height: 1.3; padding-top: 0.3rem;
  text-wrap: balance; }
@media (max-width: 640px) { .hr-row { gap: 0.6rem;
  grid-template-columns: repeat(var(--narrow), minmax(0, 9.4rem)); } }
</style>"""


def edges_by_hand() -> None:
    """Two filters made by hand, with a cut-off to move."""
    network = shared.recognizer("edge-filters")
    own = next(each.cut_off for each in network.card.layers if each.kind == "edges")
    threshold = st.slider(
        _("Cut-off"), 0.0, 1.0, round(own, 2), 0.05, key="learn.cut_off"
    )
    image = data.drawing()
    layer = network.recognize(image).layers[0]
    kernels = _kernels(layer)[:, :, 0]
    after = filters.cut_off(layer.before, threshold)
    names = (_("Horizontal edges"), _("Vertical edges"))
    for number, name in enumerate(names):
        heading(name)
        _row(
            [
                (_("what it is given"), colours.grey(image)),
                (_("kernel, made by hand"), _signed(kernels[..., number], kernels)),
                (
                    _("before the cut-off"),
                    _signed(layer.before[..., number], layer.before),
                ),
                (
                    _("after it: {count} of 784 pixels left").format(
                        count=int((after[..., number] > 0).sum())
                    ),
                    colours.sequential(after[..., number], float(layer.after.max())),
                ),
            ]
        )
    _legends(kernels, layer.before, float(layer.after.max()))
    data.tell_whose_drawing()


def learned_filters() -> None:
    """One learned filter after the other."""
    layer = shared.recognizer("one-layer-cnn").recognize(data.drawing()).layers[0]
    kernels = _kernels(layer)[:, :, 0]
    count = kernels.shape[-1]
    chosen = st.slider(_("Filter"), 1, count, 1, key="learn.filter") - 1
    peaks = layer.after.max(axis=(0, 1))
    rank = int((peaks > peaks[chosen]).sum()) + 1
    text = _("after it: largest {value}, place {rank} of {count}")
    largest = text.format(value=f"{peaks[chosen]:.2f}", rank=rank, count=count)
    active = float(layer.after.max())
    _row(
        [
            (_("what it is given"), colours.grey(data.drawing())),
            (_("kernel, learned"), _signed(kernels[..., chosen], kernels)),
            (_("before the cut-off"), _signed(layer.before[..., chosen], layer.before)),
            (largest, colours.sequential(layer.after[..., chosen], active)),
            (_("pooled"), colours.sequential(_pooled(layer)[..., chosen], active)),
        ]
    )
    _legends(kernels, layer.before, active)
    heading(_("All {count} kernels").format(count=count))
    sprites.kernels(kernels)
    data.tell_whose_drawing()


def two_layers() -> None:
    """What a map of the second layer is made of."""
    network = shared.recognizer("two-layer-cnn")
    first, second = network.recognize(data.drawing()).layers[:2]
    inputs = _pooled(first)
    kernels = _kernels(second)
    count = kernels.shape[-1]
    most = int(second.after.max(axis=(0, 1)).argmax()) + 1
    chosen = st.slider(_("Map of layer 2"), 1, count, most, key="learn.map") - 1
    kernel = kernels[..., chosen]
    parts = filters.parts(inputs, kernel)
    order = np.abs(parts).sum(axis=(0, 1)).argsort()[::-1]
    heading(_("The four of 32 maps of layer 1 that say most to it"))
    strongest = order[:STRONGEST].tolist()
    name, gives = _("map {number} of layer 1, pooled"), _("gives {share} in all")
    for row in (
        [
            (
                name.format(number=number + 1),
                colours.sequential(inputs[..., number], float(inputs.max())),
            )
            for number in strongest
        ],
        [
            (_("its slice of the kernel"), _signed(kernel[..., number], kernel))
            for number in strongest
        ],
        [
            (
                gives.format(share=f"{parts[..., number].sum():+.1f}"),
                _signed(parts[..., number], parts),
            )
            for number in strongest
        ],
    ):
        _row(row, on_a_phone=STRONGEST)
    heading(_("All 32 together"))
    bias = float((second.before[..., chosen] - parts.sum(axis=-1)).mean())
    text = _("sum of 32 and the bias {bias}")
    before = second.before[..., chosen]
    after, active = second.after[..., chosen], float(second.after.max())
    _row(
        [
            (text.format(bias=f"{bias:+.3f}"), _signed(before, second.before)),
            (_("after the cut-off"), colours.sequential(after, active)),
        ]
    )
    _legends(kernel, second.before, active)
    data.tell_whose_drawing()


def _kernels(layer: LayerOutput) -> FloatArray:
    """The kernels that every layer but a dense one has."""
    if layer.kernels is None:
        raise TypeError(f"{layer.name} has no kernels")
    return layer.kernels


def _pooled(layer: LayerOutput) -> FloatArray:
    """The pooled maps that every layer but a dense one has."""
    if layer.pooled is None:
        raise TypeError(f"{layer.name} has no pooled maps")
    return layer.pooled


def _signed(values: Array, among: Array) -> str:
    """A picture on the diverging scale that all of `among` shares."""
    return colours.diverging(values, float(np.abs(among).max()), theme())


def _row(parts: Sequence[tuple[str, str]], on_a_phone: int = 2) -> None:
    """Pictures with a line of text each, side by side, at most so many on a phone."""
    figures = "".join(
        f'<figure><img src="{uri}" alt="{escape(text)}">'
        f"<figcaption>{escape(text)}</figcaption></figure>"
        for text, uri in parts
    )
    columns = f"--columns:{len(parts)};--narrow:{on_a_phone}"
    st.html(f'{_STYLE}<div class="hr-row" style="{columns}">{figures}</div>')


def _legends(kernels: Array, before: Array, active: float) -> None:
    weight, value = (float(np.abs(each).max()) for each in (kernels, before))
    scales = (
        legend(_("kernel"), -weight, weight, signed=True)
        + legend(_("before the cut-off"), -value, value, signed=True)
        + legend(_("after the cut-off"), 0, active, signed=False)
    )
    st.html(f'<div class="hr-legend">{scales}</div>')
