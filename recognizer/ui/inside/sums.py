"""A weighted sum written out: products, the sums of sub-filters, the equation."""

from __future__ import annotations

from html import escape

import numpy as np

from recognizer.explanations.patches import WeightedSum
from recognizer.ui.inside import parts
from recognizer.ui.translation import gettext as _

TYPED = 7
"""Largest side of a kernel whose numbers are written out."""


def products(value: WeightedSum, sub: int, kind: parts.Kind) -> str:
    """Patch × kernel = products of one sub-filter, written out."""
    inputs, kernel = value.inputs[sub], value.kernel[sub]
    products = value.products[sub]
    if max(kernel.shape) > TYPED:
        return ""
    limit = 1.0 if kind == "pixels" else float(value.inputs.max())
    return parts.row(
        parts.numbers(inputs, kind, _("Patch"), limit),
        parts.sign("×"),
        parts.numbers(kernel, "signed", _("Kernel"), parts.reach(value.kernel)),
        parts.sign("="),
        parts.numbers(products, "signed", _("Products"), parts.reach(value.products)),
    )


def sub_filters(value: WeightedSum, sub: int, css: str) -> str:
    """Every sub-filter with its patch, kernel and sum; any can be picked."""
    count = len(value.sums)
    patch, kernel = (np.moveaxis(a, 0, -1) for a in (value.inputs, value.kernel))
    style = parts.sprites(f"{css}-p", patch, "active", parts.reach(patch))
    style += parts.sprites(f"{css}-k", kernel, "signed", parts.reach(kernel))
    text = _("Sub-filter {number}")
    cells = "".join(
        f'<button class="hi-sub{" chosen" if each == sub else ""}" '
        f'data-pick="sub.{each}" aria-label="{escape(text.format(number=each + 1))}">'
        f'<span class="pair"><i class="{css}-p" style="{parts.place(each, count)}"></i>'
        f'<i class="{css}-k" style="{parts.place(each, count)}"></i></span>'
        f"<small>{each + 1}</small> {parts.number(total)}</button>"
        for each, total in enumerate(value.sums)
    )
    title = escape(_("Patch, kernel and sum of every sub-filter"))
    return (
        f"<style>{style}</style><p class='hi-note'>{title}</p>"
        f'<div class="hi-subs">{cells}</div>'
    )


def equation(value: WeightedSum, computed: float, is_cut: bool = True) -> str:
    """Sum + bias → cut-off, and what the network itself computed."""
    if len(value.sums) > 1:
        total = _("sum of the {count} sums").format(count=len(value.sums))
    else:
        total = _("sum of the products")
    before, after = parts.number(value.before), parts.number(value.after)
    bias = escape(_("bias"))
    text = (
        f"<small>{escape(total)}</small>{parts.number(value.total)} "
        f"+ <small>{bias}</small>{parts.number(value.bias)} "
        f"= <b>{before}</b>"
    )
    if value.cut_off > 0:
        taken = parts.number(value.cut_off)
        text += f" → max(0, |{before}| − {taken}) = <b>{after}</b>"
    elif is_cut:
        text += f" → max(0, {before}) = <b>{after}</b>"
    there = _("The network itself computed {value} here.")
    shown = escape(there.format(value=parts.number(computed)))
    return f'<p class="hi-sum">{text}</p><p class="hi-note">{shown}</p>'
