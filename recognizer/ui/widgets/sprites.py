"""Many small pictures at once: one image that holds them all side by side, and cells.

Ninety-six pictures of their own would be ninety-six requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st

from recognizer.network.engine import LayerOutput
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours
from recognizer.ui.widgets.answer import legend, theme
from recognizer.ui.widgets.colours import Array


@dataclass(frozen=True)
class Sheet:
    """Pictures side by side in one image.

    Attributes:
        name: a CSS class, its own on the page.
        uri: the image.
        count: of the pictures in it.
    """

    name: str
    uri: str
    count: int

    @property
    def css(self) -> str:
        """What lays the image under the cells."""
        return (
            f".{self.name}{{background-image:url({self.uri});"
            f"background-size:{self.count * 100}% 100%}}"
        )

    def cell(self, index: int) -> str:
        """One of the pictures."""
        place = 100 * index / max(self.count - 1, 1)
        style = f"background-position:{place:.4f}% 0"
        return f'<i class="{self.name}" style="{style}"></i>'


def feature_maps(layer: LayerOutput, number: int) -> None:
    """Every filter of a layer: kernel, before and after the cut-off, pooled."""
    ground = theme()
    count = layer.before.shape[-1]
    signed = float(np.abs(layer.before).max())
    active = float(layer.after.max())
    images = []
    legends = []
    if layer.kernels is not None and layer.kernels.shape[2] == 1:
        kernels = layer.kernels[:, :, 0]
        limit = float(np.abs(kernels).max())
        images.append(colours.diverging(colours.strip(kernels), limit, ground))
        legends.append(legend(_("kernel"), -limit, limit, signed=True))
    images.append(colours.diverging(colours.strip(layer.before), signed, ground))
    legends.append(legend(_("before the cut-off"), -signed, signed, signed=True))
    images.append(colours.sequential(colours.strip(layer.after), active))
    if layer.pooled is not None:
        images.append(colours.sequential(colours.strip(layer.pooled), active))
    legends.append(legend(_("after it, and pooled"), 0, active, signed=False))
    name = f"l{number}"
    sheets = [Sheet(f"{name}p{k}", uri, count) for k, uri in enumerate(images)]
    columns, cell = "1fr " * (len(sheets) - 1) + "0.6fr", 130
    if len(sheets) == 4:
        columns, cell = "0.5fr 1fr 1fr 0.6fr", 260
    figures = []
    for index in range(count):
        label = escape(_("Filter {number}").format(number=index + 1))
        cells = "".join(sheet.cell(index) for sheet in sheets)
        figures.append(
            f'<figure role="img" aria-label="{label}">'
            f"<figcaption>{index + 1}</figcaption>{cells}</figure>"
        )
    css = "".join(sheet.css for sheet in sheets)
    st.html(
        f"<style>{css}.{name}{{--hr-columns:{columns};--hr-cell:{cell}px}}</style>"
        f'<div class="hr-legend">{"".join(legends)}</div>'
        f'<div class="hr-maps {name}">{"".join(figures)}</div>'
    )


def kernels(weights: Array) -> None:
    """A layer's weights as pictures, (height, width, n), on one diverging scale."""
    limit = float(np.abs(weights).max())
    uri = colours.diverging(colours.strip(weights), limit, theme())
    sheet = Sheet("kernel", uri, weights.shape[-1])
    cells = "".join(sheet.cell(index) for index in range(sheet.count))
    scale = legend(_("weight"), -limit, limit, signed=True)
    st.html(
        f'<style>{sheet.css}</style><div class="hr-legend">{scale}</div>'
        f'<div class="hr-kernels">{cells}</div>'
    )


def digits(images: Array, captions: Sequence[str]) -> None:
    """Digits with a line of text each: (n, 28, 28) uint8, n captions."""
    uri = colours.grey(colours.strip(images.transpose(1, 2, 0)))
    sheet = Sheet("digit", uri, len(images))
    figures = "".join(
        f'<figure role="img" aria-label="{escape(text)}">{sheet.cell(index)}'
        f"<figcaption>{escape(text)}</figcaption></figure>"
        for index, text in enumerate(captions)
    )
    st.html(f'<style>{sheet.css}</style><div class="hr-digits">{figures}</div>')
