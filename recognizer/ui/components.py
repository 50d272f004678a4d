"""The parts of the pages that are plain HTML: fast, fixed in place, easy to read.

Streamlit's own elements cost 40 to 60 ms a chart and a round trip a picture; these
are one element each, whatever they show.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st

from recognizer.engine import LayerOutput, Prediction
from recognizer.preprocessing import Preprocessed
from recognizer.ui import pictures, state, translation
from recognizer.ui.pictures import Array
from recognizer.ui.translation import gettext as _

_STYLE = """
<style>
.st-key-canvas { border: 2px solid #7d8896; border-radius: 10px; overflow: hidden;
  background: #fff; line-height: 0; }
.block-container, [data-testid="stMainBlockContainer"] {
  padding-top: 4.4rem; padding-bottom: 3rem; max-width: 1320px; }
.hr-title { font-size: 1.55rem; font-weight: 700; letter-spacing: -0.02em; margin: 0; }
.hr-digit { font-size: 15rem; line-height: 15rem; font-weight: 700; text-align: center;
  font-variant-numeric: tabular-nums; height: 15rem; }
.hr-message { font-size: 1.9rem; line-height: 1.3; font-weight: 600; height: 15rem;
  display: flex; align-items: center; justify-content: center; text-align: center; }
.hr-under { font-size: 1.1rem; height: 3.4rem; text-align: center; }
.hr-bars { display: grid; grid-template-columns: 1.6rem 1fr 4.6rem; gap: 0.28rem 0.6rem;
  align-items: center; font-variant-numeric: tabular-nums; font-size: 1.12rem; }
.hr-bars .track { height: 1.3rem; border-radius: 4px;
  background: color-mix(in srgb, currentColor 8%, transparent); }
.hr-bars .bar { height: 100%; border-radius: 4px;
  background: color-mix(in srgb, currentColor 45%, transparent); }
.hr-bars .best { font-weight: 700; }
.hr-bars .bar.best { background: var(--hr-accent); }
.hr-bars .share { text-align: right; }
.hr-stages { display: flex; flex-wrap: wrap; gap: 0.4rem 1.1rem; align-items: end; }
.hr-stages figure { margin: 0; width: 132px; }
.hr-stages .box { width: 112px; height: 112px; background: #000; display: flex;
  align-items: center; justify-content: center; border-radius: 6px; overflow: hidden; }
.hr-stages img { image-rendering: pixelated; }
.hr-stages figcaption { font-size: 0.92rem; line-height: 1.25; padding-top: 0.3rem;
  min-height: 2.6rem; }
.hr-maps { display: grid; gap: 0.7rem 0.9rem;
  grid-template-columns: repeat(auto-fill, minmax(var(--hr-cell), 1fr)); }
.hr-maps figure { margin: 0; display: grid; gap: 3px; align-items: center;
  grid-template-columns: var(--hr-columns); }
.hr-maps figcaption { grid-column: 1 / -1; font-size: 0.82rem; opacity: 0.75;
  font-variant-numeric: tabular-nums; }
.hr-maps i { display: block; aspect-ratio: 1; image-rendering: pixelated;
  background-repeat: no-repeat; border-radius: 3px; }
.hr-legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.6rem; font-size: 0.95rem;
  align-items: center; margin-bottom: 0.6rem; font-variant-numeric: tabular-nums; }
.hr-legend span.scale { display: inline-block; width: 7rem; height: 0.8rem;
  border-radius: 3px; margin: 0 0.45rem; vertical-align: middle;
  outline: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.hr-strip { width: 100%; max-width: 1280px; image-rendering: pixelated;
  border-radius: 4px; display: block; }
.hr-card { border-collapse: collapse; font-size: 1.05rem;
  font-variant-numeric: tabular-nums; }
.hr-card td { padding: 0.3rem 1.4rem 0.3rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
@media (max-width: 640px) {
  .hr-digit, .hr-message { height: 9rem; }
  .hr-digit { font-size: 9rem; line-height: 9rem; }
  .hr-message { font-size: 1.5rem; }
  .hr-under { height: auto; }
  .hr-stages figure { width: 44%; }
}
</style>
"""


def theme() -> str:
    """ "light" or "dark"."""
    return "dark" if st.context.theme.type == "dark" else "light"


def style() -> None:
    """Lay down how the parts below look."""
    accent = "#5ba4ff" if theme() == "dark" else "#0b62d6"
    st.html(_STYLE.replace("<style>", f"<style>:root {{ --hr-accent: {accent}; }}"))


def header() -> None:
    """The title, and a button for the other language."""
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key="header",
    ):
        st.html(
            '<p class="hr-title">' + escape(_("Handwriting Recognizer")) + "</p>",
            width="content",
        )
        st.button(
            translation.LANGUAGES[translation.other_language()],
            on_click=translation.switch_language,
            icon=":material/translate:",
            key="language",
        )


def answer(prediction: Prediction | None, message: str | None) -> None:
    """The digit, very large, or a message in its place; below it how sure it is."""
    sure = ""
    with st.container(key="answer"):
        if prediction is None:
            st.html(f'<div class="hr-message">{escape(message or "")}</div>')
        elif prediction.digit is None:
            text = _("This does not look like a digit.")
            st.html(f'<div class="hr-message" role="status">{escape(text)}</div>')
        else:
            st.html(f'<div class="hr-digit" role="status">{prediction.digit}</div>')
    if prediction is not None:
        best = int(prediction.probabilities.argmax())
        if prediction.digit is None:
            sure = _("It is closest to a {digit}.").format(digit=best)
        else:
            share = _percent(prediction.confidence)
            sure = _("{share} sure").format(share=share)
    st.html(f'<div class="hr-under">{escape(sure)}</div>')


def probabilities(prediction: Prediction | None) -> None:
    """Ten bars; the largest stands out, unless it is no digit."""
    shares = np.zeros(10) if prediction is None else prediction.probabilities
    best = -1
    if prediction is not None and prediction.digit is not None:
        best = prediction.digit
    rows = []
    for digit, share in enumerate(shares):
        mark = " best" if digit == best else ""
        shown = "" if prediction is None else _percent(float(share))
        rows.append(
            f'<span class="{mark}">{digit}</span>'
            f'<span class="track"><div class="bar{mark}" style="width:{share:.2%}">'
            f'</div></span><span class="share{mark}">{shown}</span>'
        )
    with st.container(key="probabilities"):
        label = escape(_("Probability of each digit"))
        bars = "".join(rows)
        st.html(f'<div class="hr-bars" role="img" aria-label="{label}">{bars}</div>')


def stages(steps: Preprocessed, is_drawn: bool) -> None:
    """The pictures from the ink to what the network was given."""
    scaled = (
        _("3. Drawn again, 20 px long, with one pen")
        if is_drawn
        else _("3. Made smaller: 20 px long")
    )
    margins = [(side // 3, side // 3) for side in steps.cropped.shape]
    whole = np.pad(steps.cropped, margins)
    placed = _("4. Moved by its centre of mass into 28 × 28")
    figures = [
        (_("1. Your ink"), _fitted(whole, 112)),
        (_("2. Cut out"), _fitted(steps.cropped, 112)),
        (scaled, _fitted(steps.scaled, 80)),
        (placed, _fitted(steps.image, 112)),
    ]
    html = "".join(
        f'<figure><div class="box">{image}</div><figcaption>{escape(text)}</figcaption>'
        "</figure>"
        for text, image in figures
    )
    st.html(f'<div class="hr-stages">{html}</div>')


def feature_maps(layer: LayerOutput, number: int) -> None:
    """Every filter of a layer: kernel, before and after the cut-off, pooled."""
    ground = theme()
    count = layer.before.shape[-1]
    signed = float(np.abs(layer.before).max())
    active = float(layer.after.max())
    parts = []
    legends = []
    if layer.kernels is not None and layer.kernels.shape[2] == 1:
        kernels = layer.kernels[:, :, 0]
        limit = float(np.abs(kernels).max())
        parts.append(pictures.diverging(pictures.strip(kernels), limit, ground))
        legends.append(_legend(_("kernel"), -limit, limit, signed=True))
    parts.append(pictures.diverging(pictures.strip(layer.before), signed, ground))
    legends.append(_legend(_("before the cut-off"), -signed, signed, signed=True))
    parts.append(pictures.sequential(pictures.strip(layer.after), active))
    if layer.pooled is not None:
        parts.append(pictures.sequential(pictures.strip(layer.pooled), active))
    legends.append(_legend(_("after it, and pooled"), 0, active, signed=False))
    name = f"l{number}"
    css = "".join(
        f".{name} .p{index}{{background-image:url({uri});"
        f"background-size:{count * 100}% 100%}}"
        for index, uri in enumerate(parts)
    )
    columns = "1fr " * (len(parts) - 1) + "0.6fr"
    if len(parts) == 4:
        columns = "0.5fr 1fr 1fr 0.6fr"
    cells = []
    for index in range(count):
        place = f"background-position:{100 * index / max(count - 1, 1):.4f}% 0"
        images = "".join(
            f'<i class="p{part}" style="{place}"></i>' for part in range(len(parts))
        )
        label = escape(_("Filter {number}").format(number=index + 1))
        cells.append(
            f'<figure role="img" aria-label="{label}">'
            f"<figcaption>{index + 1}</figcaption>{images}</figure>"
        )
    cell = 215 if len(parts) == 4 else 140
    st.html(
        f"<style>{css}.{name}{{--hr-columns:{columns};--hr-cell:{cell}px}}</style>"
        f'<div class="hr-legend">{"".join(legends)}</div>'
        f'<div class="hr-maps {name}">{"".join(cells)}</div>'
    )


def units(layer: LayerOutput) -> None:
    """A dense layer's units as a strip of 8 rows."""
    active = float(layer.after.max())
    rows = layer.after.reshape(8, -1)
    uri = pictures.sequential(rows, active)
    legend = _legend(_("after the cut-off"), 0, active, signed=False)
    label = escape(_("Activations of {count} units").format(count=layer.after.size))
    st.html(
        f'<div class="hr-legend">{legend}</div>'
        f'<img class="hr-strip" src="{uri}" alt="{label}">'
    )


def table(rows: Sequence[tuple[str, str]]) -> None:
    """Names and values in two columns."""
    body = "".join(
        f"<tr><td>{escape(name)}</td><td><b>{escape(value)}</b></td></tr>"
        for name, value in rows
    )
    st.html(f'<table class="hr-card">{body}</table>')


def drawing_controls() -> None:
    """Undo and Clear, ready when there is something to undo."""
    is_blank = not state.drawing()["objects"]
    st.button(
        _("Undo"),
        on_click=state.undo,
        icon=":material/undo:",
        disabled=is_blank,
        key="undo",
    )
    st.button(
        _("Clear"),
        on_click=state.clear,
        icon=":material/delete:",
        disabled=is_blank,
        key="clear",
    )


def _legend(text: str, low: float, high: float, signed: bool) -> str:
    gradient = (
        pictures.diverging_legend(theme()) if signed else pictures.sequential_legend()
    )
    return (
        f"<span>{escape(text)}: {low:.2g}"
        f'<span class="scale" style="background:{gradient}"></span>{high:.2g}</span>'
    )


def _fitted(values: Array, side: int) -> str:
    """A picture as <img>, its long side `side` CSS pixels."""
    height, width = values.shape
    scale = side / max(height, width)
    return (
        f'<img src="{pictures.grey(values)}" alt="" width="{width * scale:.0f}" '
        f'height="{height * scale:.0f}">'
    )


def _percent(share: float) -> str:
    """A share in per cent: 99.8 %, never 100 % for less than all of it."""
    shown = min(share * 100, 99.9) if share < 1 else 100.0
    return f"{shown:.1f} %" if shown >= 0.05 else "0 %"
