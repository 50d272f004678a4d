"""Lessons on filters: hand-designed, learned, and in two layers."""

from __future__ import annotations

import numpy as np
import streamlit as st

from recognizer.ink.mnist_format import Image
from recognizer.lessons import filters
from recognizer.network.engine import FloatArray, LayerOutput
from recognizer.ui import shared, state
from recognizer.ui.learn import data
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours, feature_maps
from recognizer.ui.widgets.legends import Scale, legend
from recognizer.ui.widgets.style import theme
from recognizer.ui.widgets.texts import heading
from recognizer.ui.widgets.tiles import Tile, tile, tiles

STRONGEST = 4


def edges_by_hand() -> None:
    """Two hand-designed filters, with a threshold to move."""
    network = shared.recognizer("edge-filters")
    own = next(each.threshold for each in network.card.layers if each.kind == "edges")
    threshold = st.slider(
        _("Threshold"), 0.0, 1.0, round(own, 2), 0.05, key=state.THRESHOLD
    )
    image = data.drawing()
    layer = network.recognize(image).layers[0]
    kernels = _kernels(layer)[:, :, 0]
    after = filters.edge_strength(layer.pre_activation, threshold)
    left = _("after the threshold: {count} of 784 pixels left")
    for number, name in enumerate((_("Horizontal edges"), _("Vertical edges"))):
        count = int((after[..., number] > 0).sum())
        heading(name)
        _row(
            _pixels(_("input"), image),
            _signed(_("hand-designed kernel"), kernels[..., number], kernels),
            _signed(
                _("before the threshold"),
                layer.pre_activation[..., number],
                layer.pre_activation,
            ),
            _active(left.format(count=count), after[..., number], layer.activation),
        )
    _legend(kernels, layer)
    data.tell_whose_drawing()


def learned_filters() -> None:
    """One learned filter after the other."""
    layer = shared.recognizer("one-layer-cnn").recognize(data.drawing()).layers[0]
    kernels = _kernels(layer)[:, :, 0]
    count = kernels.shape[-1]
    chosen = st.slider(_("Filter"), 1, count, 1, key=state.FILTER) - 1
    peaks = layer.activation.max(axis=(0, 1))
    rank = int((peaks > peaks[chosen]).sum()) + 1
    text = _("after ReLU: largest {value}, rank {rank} of {count}")
    largest = text.format(value=f"{peaks[chosen]:.2f}", rank=rank, count=count)
    _row(
        _pixels(_("input"), data.drawing()),
        _signed(_("learned kernel"), kernels[..., chosen], kernels),
        _signed(
            _("before ReLU"), layer.pre_activation[..., chosen], layer.pre_activation
        ),
        _active(largest, layer.activation[..., chosen], layer.activation),
        _active(_("pooled"), _pooled(layer)[..., chosen], layer.activation),
    )
    _legend(kernels, layer)
    heading(_("All {count} kernels").format(count=count))
    st.html(feature_maps.kernels(kernels))
    data.tell_whose_drawing()


def two_layers() -> None:
    """What a map of the second layer is made of."""
    network = shared.recognizer("two-layer-cnn")
    first, second = network.recognize(data.drawing()).layers[:2]
    inputs = _pooled(first)
    kernels = _kernels(second)
    count = kernels.shape[-1]
    most = int(second.activation.max(axis=(0, 1)).argmax()) + 1
    chosen = st.slider(_("Map of layer 2"), 1, count, most, key=state.MAP) - 1
    kernel = kernels[..., chosen]
    contributions = filters.contributions(inputs, kernel)
    order = np.abs(contributions).sum(axis=(0, 1)).argsort()[::-1]
    heading(_("The four of 32 maps of layer 1 that contribute most to it"))
    strongest = order[:STRONGEST].tolist()
    name, gives = _("map {number} of layer 1, pooled"), _("adds {sum} in total")
    rows = (
        [
            _active(name.format(number=number + 1), inputs[..., number], inputs)
            for number in strongest
        ],
        [_signed(_("its kernel"), kernel[..., number], kernel) for number in strongest],
        [
            _signed(
                gives.format(sum=f"{contributions[..., number].sum():+.1f}"),
                contributions[..., number],
                contributions,
            )
            for number in strongest
        ],
    )
    for row in rows:
        _row(*row, on_a_phone=STRONGEST)
    heading(_("All 32 together"))
    bias = float(
        (second.pre_activation[..., chosen] - contributions.sum(axis=-1)).mean()
    )
    text = _("sum of 32 and the bias {bias}").format(bias=f"{bias:+.3f}")
    _row(
        _signed(text, second.pre_activation[..., chosen], second.pre_activation),
        _active(_("after ReLU"), second.activation[..., chosen], second.activation),
    )
    _legend(kernel, second)
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


def _pixels(text: str, image: Image) -> Tile:
    return tile(colours.grey(image), text)


def _signed(text: str, values: FloatArray, among: FloatArray) -> Tile:
    """A picture on the diverging scale that holds all of `among`."""
    limit = colours.reach(among)
    return tile(colours.encode(values, "signed", limit, theme()), text)


def _active(text: str, values: FloatArray, among: FloatArray) -> Tile:
    """A picture on the sequential scale that holds all of `among`."""
    limit = float(among.max())
    return tile(colours.encode(values, "activation", limit, theme()), text)


def _row(*pictures: Tile, on_a_phone: int = 2) -> None:
    """Pictures side by side, at most so many on a phone."""
    width = f"min(9.4rem, {100 / on_a_phone - 6:.0f}%)"
    st.html(tiles(pictures, width, fills=False))


def _legend(kernels: FloatArray, layer: LayerOutput) -> None:
    before, after = feature_maps.names(layer)
    st.html(
        legend(
            Scale(_("kernel"), colours.reach(kernels), "signed"),
            Scale(before, colours.reach(layer.pre_activation), "signed"),
            Scale(after, float(layer.activation.max()), "activation"),
        )
    )
