"""A weighted sum written out: products, the sums of sub-filters, the equation."""

from __future__ import annotations

from html import escape

import numpy as np

from recognizer.explanations.patches import WeightedSum
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import figures

TYPED = 7
"""Largest side of a kernel whose numbers are written out."""


def products(value: WeightedSum, sub: int, kind: figures.Kind) -> str:
    """Patch × kernel = products of one sub-filter, written out."""
    inputs, kernel = value.inputs[sub], value.kernel[sub]
    products = value.products[sub]
    if max(kernel.shape) > TYPED:
        return ""
    limit = 1.0 if kind == "pixels" else float(value.inputs.max())
    return figures.row(
        figures.numbers(inputs, kind, _("Patch"), limit),
        figures.sign("×"),
        figures.numbers(kernel, "signed", _("Kernel"), figures.reach(value.kernel)),
        figures.sign("="),
        figures.numbers(
            products, "signed", _("Products"), figures.reach(value.products)
        ),
    )


def sub_filters(value: WeightedSum, sub: int, css: str) -> str:
    """Every sub-filter with its patch, kernel and sum; any can be picked."""
    count = len(value.sums)
    patch, kernel = (np.moveaxis(a, 0, -1) for a in (value.inputs, value.kernel))
    style = figures.sprites(f"{css}-p", patch, "active", figures.reach(patch))
    style += figures.sprites(f"{css}-k", kernel, "signed", figures.reach(kernel))
    text = _("Sub-filter {number}")
    cells = "".join(
        f'<button class="hi-sub{" chosen" if each == sub else ""}" '
        f'data-pick="sub.{each}" aria-label="{escape(text.format(number=each + 1))}">'
        f'<span class="pair">'
        f'<i class="{css}-p" style="{figures.place(each, count)}"></i>'
        f'<i class="{css}-k" style="{figures.place(each, count)}"></i></span>'
        f"<small>{each + 1}</small> {figures.number(total)}</button>"
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
    before, after = figures.number(value.before), figures.number(value.after)
    bias = escape(_("bias"))
    text = (
        f"<small>{escape(total)}</small>{figures.number(value.total)} "
        f"+ <small>{bias}</small>{figures.number(value.bias)} "
        f"= <b>{before}</b>"
    )
    if value.cut_off > 0:
        taken = figures.number(value.cut_off)
        text += f" → max(0, |{before}| − {taken}) = <b>{after}</b>"
    elif is_cut:
        text += f" → max(0, {before}) = <b>{after}</b>"
    there = _("The network itself computed {value} here.")
    shown = escape(there.format(value=figures.number(computed)))
    return f'<p class="hi-sum">{text}</p><p class="hi-note">{shown}</p>'
