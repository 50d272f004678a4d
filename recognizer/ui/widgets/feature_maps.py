"""Every filter of a layer with what it made of the drawing; kernels alone."""

from __future__ import annotations

from markupsafe import Markup

from recognizer.network.engine import LayerOutput
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours
from recognizer.ui.widgets.colours import Array, Kind
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.legends import Scale, legend
from recognizer.ui.widgets.sprites import sprites


def feature_maps(layer: LayerOutput) -> Markup:
    """Every filter: its kernel, and its map before ReLU, after ReLU and pooled."""
    before, after = names(layer)
    parts: list[tuple[Array, Kind, float]] = []
    scales = []
    if layer.kernels is not None and layer.kernels.shape[2] == 1:
        kernels = layer.kernels[:, :, 0]
        limit = colours.reach(kernels)
        parts.append((kernels, "signed", limit))
        scales.append(Scale(_("kernel"), limit, "signed"))
    signed, active = colours.reach(layer.pre_activation), float(layer.activation.max())
    parts.append((layer.pre_activation, "signed", signed))
    parts.append((layer.activation, "activation", active))
    scales.append(Scale(before, signed, "signed"))
    scales.append(Scale(after, active, "activation"))
    if layer.pooled is not None:
        parts.append((layer.pooled, "activation", active))
    sheets = [sprites(*part) for part in parts]
    columns, cell = "1fr " * (len(sheets) - 1) + "0.6fr", 130
    if len(sheets) == 4:
        columns, cell = "0.5fr 1fr 1fr 0.6fr", 260
    count = layer.pre_activation.shape[-1]
    text = _("Filter {number}")
    return render(
        "widgets/feature_maps.html",
        legend=legend(*scales),
        sheets=sheets,
        names=[text.format(number=index + 1) for index in range(count)],
        columns=columns,
        cell=cell,
    )


def names(layer: LayerOutput) -> tuple[str, str]:
    """What its maps are called before and after."""
    if layer.kind == "edges":
        return _("before the threshold"), _("after the threshold, and pooled")
    return _("before ReLU"), _("after ReLU, and pooled")


def kernels(weights: Array) -> Markup:
    """A layer's kernels, (height, width, n), on one diverging scale."""
    limit = colours.reach(weights)
    sheet = sprites(weights, "signed", limit)
    return render(
        "widgets/kernels.html",
        legend=legend(Scale(_("weight"), limit, "signed")),
        sheet=sheet,
    )
