"""Lessons on filters: hand-designed, learned, and in two layers."""

from __future__ import annotations

from typing import Any

from recognizer.network.engine import FloatArray, LayerOutput
from recognizer.ui import shared
from recognizer.ui.learn import data, live
from recognizer.ui.learn.live import Scene, Slider
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import feature_maps


def edges_by_hand() -> Scene:
    """Two hand-designed filters, with a threshold to move."""
    network = shared.recognizer("edge-filters")
    own = next(each.threshold for each in network.card.layers if each.kind == "edges")
    image = data.drawing()
    layer = network.recognize(image).layers[0]
    return Scene(
        [Slider("threshold", _("Threshold"), 0, 1, round(own, 2), 0.05)],
        {
            "directions": [_("Horizontal edges"), _("Vertical edges")],
            "input": _("input"),
            "kernel": _("hand-designed kernel"),
            "before": _("before the threshold"),
            "left": _("after the threshold: {count} of 784 pixels left"),
            "scales": _scales(layer),
        },
        {
            "image": live.packed(image / 255),
            "kernels": live.packed(_kernels(layer)[:, :, 0]),
            "responses": live.packed(layer.pre_activation),
            "largest": float(layer.activation.max()),
        },
    )


def learned_filters() -> Scene:
    """One learned filter after the other."""
    image = data.drawing()
    layer = shared.recognizer("one-layer-cnn").recognize(image).layers[0]
    kernels = _kernels(layer)[:, :, 0]
    count = kernels.shape[-1]
    return Scene(
        [Slider("filter", _("Filter"), 1, count, 1)],
        {
            "input": _("input"),
            "kernel": _("learned kernel"),
            "before": _("before ReLU"),
            "largest": _("after ReLU: largest {value}, rank {rank} of {count}"),
            "pooled": _("pooled"),
            "all": _("All {count} kernels").format(count=count),
            "scales": _scales(layer),
        },
        {
            "image": live.packed(image / 255),
            "kernels": live.packed(kernels),
            "responses": live.packed(layer.pre_activation),
        },
    )


def two_layers() -> Scene:
    """What a map of the second layer is made of."""
    network = shared.recognizer("two-layer-cnn")
    first, second = network.recognize(data.drawing()).layers[:2]
    kernels = _kernels(second)
    most = int(second.activation.max(axis=(0, 1)).argmax()) + 1
    return Scene(
        [Slider("map", _("Map of layer 2"), 1, kernels.shape[-1], most)],
        {
            "strongest": _("The four of 32 maps of layer 1 that contribute most to it"),
            "name": _("map {number} of layer 1, pooled"),
            "kernel": _("its kernel"),
            "adds": _("adds {sum} in total"),
            "together": _("All 32 together"),
            "sum": _("sum of 32 and the bias {bias}"),
            "after": _("after ReLU"),
            "scales": _scales(second),
        },
        {
            "inputs": live.packed(_pooled(first)),
            "kernels": live.packed(kernels),
            "responses": live.packed(second.pre_activation),
        },
    )


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


def _scales(layer: LayerOutput) -> list[Any]:
    return [_("kernel"), *feature_maps.names(layer)]
