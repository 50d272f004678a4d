"""A weighted sum written out: products, the sums of sub-filters, the equation."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from recognizer.explanations.patches import WeightedSum
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours, figures
from recognizer.ui.widgets.colours import Kind
from recognizer.ui.widgets.formats import decimal
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.sprites import sprites

TYPED = 7
"""Largest side of a kernel whose numbers are written out."""


def products(value: WeightedSum, sub: int, kind: Kind) -> Markup:
    """Patch × kernel = products of one sub-filter, written out."""
    inputs, kernel = value.inputs[sub], value.kernel[sub]
    if max(kernel.shape) > TYPED:
        return Markup()
    limit = 1.0 if kind == "pixels" else float(value.inputs.max())
    weights, sums = colours.reach(value.kernel), colours.reach(value.products)
    return figures.row(
        figures.numbers(inputs, kind, _("Patch"), limit),
        figures.sign("×"),
        figures.numbers(kernel, "signed", _("Kernel"), weights),
        figures.sign("="),
        figures.numbers(value.products[sub], "signed", _("Products"), sums),
    )


def sub_filters(value: WeightedSum, chosen: int | None = None) -> Markup:
    """Every sub-filter with its patch, kernel and sum; any can be picked."""
    patches, kernels = (np.moveaxis(a, 0, -1) for a in (value.inputs, value.kernel))
    text = _("Kernel {number}")
    return render(
        "look_inside/sub_filters.html",
        title=_("Patch, weights and sum of every kernel"),
        patches=sprites(patches, "activation", colours.reach(patches)),
        kernels=sprites(kernels, "signed", colours.reach(kernels)),
        names=[text.format(number=index + 1) for index in range(len(value.sums))],
        sums=[decimal(total) for total in value.sums],
        chosen=chosen,
    )


def equation(value: WeightedSum, computed: float, has_relu: bool = True) -> Markup:
    """Sum + bias → ReLU, and what the network itself computed."""
    total = _("sum of the products")
    if len(value.sums) > 1:
        total = _("sum of the {count} sums").format(count=len(value.sums))
    computed_text = _("The network itself computed {value} here.")
    return render(
        "look_inside/equation.html",
        terms=[(total, decimal(value.total)), (_("bias"), decimal(value.bias))],
        before=decimal(value.pre_activation),
        threshold=decimal(value.threshold) if value.threshold > 0 else None,
        after=decimal(value.activation),
        has_relu=has_relu,
        note=computed_text.format(value=decimal(computed)),
    )
