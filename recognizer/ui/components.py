"""The parts of the pages that are plain HTML: fast, fixed in place, easy to read.

Streamlit's own elements cost 40 to 60 ms a chart and a round trip a picture; these
are one element each, whatever they show.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from recognizer.engine import LayerOutput, Prediction
from recognizer.preprocessing import Preprocessed
from recognizer.ui import pictures, state, translation
from recognizer.ui.pictures import Array
from recognizer.ui.translation import gettext as _

_STYLE = """
<style>
.st-key-canvas { border: 2px solid #7d8896; border-radius: 10px; overflow: hidden;
  background: #fff; line-height: 0; }
[data-testid="stMainBlockContainer"] {
  padding: 0.9rem 2.5rem 3rem; max-width: 1360px; }
[data-testid="stHeader"] { background: none; pointer-events: none; }
.st-key-header p { white-space: nowrap; }
.st-key-header .stPageLink p { font-size: 1.05rem; }
.hr-title { font-size: 1.5rem; font-weight: 700; letter-spacing: -0.02em; margin: 0;
  white-space: nowrap; }
:has(> .st-key-input) { flex: 0 0 auto; }
:has(> .st-key-output) { flex: 1 1 30rem; min-width: min(30rem, 100%); }
:has(> .st-key-reading) { flex: 0 0 17rem; }
:has(> .st-key-shares) { flex: 1 1 17rem; }
:has(> .st-key-first), :has(> .st-key-second) { flex: 1 1 17rem; }
.hr-digit { font-size: 17rem; line-height: 14.6rem; font-weight: 700;
  font-variant-numeric: tabular-nums; height: 15.8rem; text-align: center;
  pointer-events: none; }
.hr-message { font-size: 1.75rem; line-height: 1.35; font-weight: 600; height: 15.8rem;
  display: flex; align-items: center; justify-content: center; text-align: center;
  text-wrap: balance; word-break: auto-phrase; }
.hr-message.long { font-size: 1.2rem; font-weight: 500; }
.hr-under { font-size: 1.2rem; height: 2.4rem; text-align: center; }
.hr-heading { font-size: 1.05rem; font-weight: 650; margin: 0; }
.hr-bars { display: grid; grid-template-columns: 1.6rem 1fr 4.6rem; gap: 0.36rem 0.7rem;
  align-items: center; font-variant-numeric: tabular-nums; font-size: 1.15rem;
  line-height: 1.4rem; }
.hr-bars .track { height: 1.4rem; border-radius: 4px;
  background: color-mix(in srgb, currentColor 8%, transparent); }
.hr-bars .bar { height: 100%; border-radius: 4px;
  background: color-mix(in srgb, currentColor 45%, transparent); }
.hr-bars .best { font-weight: 700; }
.hr-bars .bar.best { background: var(--hr-accent); }
.hr-bars .share { text-align: right; }
.hr-stages { display: grid; grid-template-columns: repeat(4, minmax(0, 10.2rem));
  justify-content: space-between; gap: 0.6rem 2.4rem; max-width: 56rem; }
.hr-stages figure { margin: 0; position: relative; }
.hr-stages figure + figure::before { content: "→"; position: absolute; top: 3.6rem;
  left: -1.5rem; transform: translateX(-50%);
  font-size: 1.3rem; opacity: 0.6; }
.hr-stages .box { aspect-ratio: 1; background: #000; display: flex; padding: 4%;
  align-items: center; justify-content: center; border-radius: 8px;
  outline: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
.hr-stages .box img { image-rendering: pixelated; }
.hr-stages figcaption { font-size: 0.95rem; line-height: 1.3; padding-top: 0.4rem;
  text-wrap: balance; }
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
.hr-kernels { display: grid; gap: 5px;
  grid-template-columns: repeat(auto-fill, minmax(44px, 1fr)); }
.hr-kernels i { display: block; aspect-ratio: 1; image-rendering: pixelated;
  background-repeat: no-repeat; border-radius: 3px; }
.hr-wide { overflow-x: auto; }
.hr-confusion { border-collapse: collapse; font-variant-numeric: tabular-nums;
  font-size: 0.95rem; }
.hr-confusion th, .hr-confusion td { padding: 0.25rem 0.2rem; min-width: 2.7rem;
  text-align: center;
  border: 1px solid color-mix(in srgb, currentColor 10%, transparent);
  background: color-mix(in srgb, #de2d26 calc(var(--share, 0) * 60%), transparent); }
.hr-confusion .right { font-weight: 650; }
.hr-card { border-collapse: collapse; font-size: 1.05rem;
  font-variant-numeric: tabular-nums; }
.hr-card td { padding: 0.3rem 1.4rem 0.3rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 0.6rem 1rem 2rem; }
  .st-key-header { position: relative; row-gap: 0.2rem; }
  .st-key-header > :first-child { flex: 0 0 100%; }
  .st-key-language { position: absolute; top: -0.3rem; right: 0; width: auto; }
  .st-key-workspace, .st-key-result { row-gap: 0.4rem; }
  .hr-title { font-size: 1.25rem; }
  .hr-digit, .hr-message { height: 8.5rem; }
  .hr-digit { font-size: 10rem; line-height: 8.5rem; }
  .hr-message { font-size: 1.4rem; }
  .hr-stages { grid-template-columns: repeat(2, minmax(0, 8.5rem)); gap: 1rem 2.2rem; }
  .hr-stages figure + figure::before { left: -1.2rem; top: 3rem; }
  .hr-stages figure:nth-child(3)::before { content: none; }
}
</style>
"""


def theme() -> str:
    """ "light" or "dark"."""
    return "dark" if st.context.theme.type == "dark" else "light"


def style() -> None:
    """Lay down how the parts below look."""
    accent = "#5ba4ff" if theme() == "dark" else "#0b62d6"
    own = f":root {{ --hr-accent: {accent}; }}\n" + _translated_widgets()
    st.html(_STYLE.replace("<style>", f"<style>{own}"))


def _translated_widgets() -> str:
    """CSS that puts our texts over those that Streamlit has in English only."""
    upload, camera = '[data-testid^="stFileUploader"]', '[data-testid="stCameraInput"]'
    texts = {
        f"{upload} button p": _("Choose a file"),
        f"{upload} [data-testid$=Instructions] span": _("At most 32 MB"),
        f"{camera} button:not(:has(svg))": _("Take the photo"),
        f"{camera} button span": _("Take another"),
        f"{camera} p:has(> a)": _("Allow the browser to use the camera."),
    }
    rules = [f"{camera} p > a {{ display: none; }}"]
    for selector, text in texts.items():
        content = json.dumps(text, ensure_ascii=False)
        rules.append(
            f"{selector} {{ font-size: 0; }}\n"
            f"{selector}::after {{ content: {content}; font-size: 1rem; }}"
        )
    return "\n".join(rules)


def header(pages: Sequence[StreamlitPage]) -> None:
    """The title, the pages, and a button for the other language."""
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="header"
    ):
        title = escape(_("Handwriting Recognizer"))
        st.html(f'<h1 class="hr-title">{title}</h1>', width="content")
        for page in pages:
            st.page_link(page, width="content")
        st.space("stretch")
        st.button(
            translation.LANGUAGES[translation.other_language()],
            on_click=translation.switch_language,
            icon=":material/translate:",
            type="tertiary",
            key="language",
        )


def heading(text: str) -> None:
    """A heading within the first screen, small beside the answer."""
    st.html(f'<h2 class="hr-heading">{escape(text)}</h2>')


def answer(
    prediction: Prediction | None, message: str | None, key: str = "answer"
) -> None:
    """The digit, very large, or a message in its place; below it how sure it is."""
    sure = ""
    if prediction is not None and prediction.digit is None:
        message = _("This does not look like a digit.")
        best = int(prediction.probabilities.argmax())
        sure = _("It is closest to a {digit}.").format(digit=best)
    elif prediction is not None:
        sure = _("{share} sure").format(share=_percent(prediction.confidence))
    with st.container(key=key):
        if message is None and prediction is not None:
            st.html(f'<div class="hr-digit" role="status">{prediction.digit}</div>')
        else:
            _message(message or "")
    st.html(f'<div class="hr-under">{escape(sure)}</div>')


def _message(text: str) -> None:
    long = " long" if len(text) > 45 else ""
    language = st.session_state[state.LANGUAGE]
    st.html(
        f'<div class="hr-message{long}" role="status" lang="{language}">'
        f"{escape(text)}</div>"
    )


def probabilities(prediction: Prediction | None, key: str = "probabilities") -> None:
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
    with st.container(key=key):
        label = escape(_("Probability of each digit"))
        bars = "".join(rows)
        st.html(f'<div class="hr-bars" role="img" aria-label="{label}">{bars}</div>')


def stages(steps: Preprocessed | None, is_drawn: bool) -> None:
    """The pictures from the ink to what the network was given; black before that."""
    scaled = (
        _("Drawn anew: 20 px long, one pen")
        if is_drawn
        else _("Made smaller: 20 px long")
    )
    texts = (_("Your ink"), _("Cut out"), scaled, _("Centred by mass in 28 × 28"))
    images = [""] * 4
    if steps is not None:
        margins = [(side // 4, side // 4) for side in steps.cropped.shape]
        whole = np.pad(steps.cropped, margins)
        images = [
            _fitted(whole, 100),
            _fitted(steps.cropped, 100),
            _fitted(steps.scaled, 100 * 20 / 28),
            _fitted(steps.image, 100),
        ]
    html = "".join(
        f'<figure><div class="box">{image}</div><figcaption>{escape(text)}</figcaption>'
        "</figure>"
        for text, image in zip(texts, images, strict=True)
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
    cell = 260 if len(parts) == 4 else 130
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


def kernels(weights: Array) -> None:
    """A layer's weights as pictures, (height, width, n), on one diverging scale."""
    ground = theme()
    limit = float(np.abs(weights).max())
    count = weights.shape[-1]
    uri = pictures.diverging(pictures.strip(weights), limit, ground)
    legend = _legend(_("weight"), -limit, limit, signed=True)
    cells = "".join(
        f'<i class="kernel" style="background-position:'
        f'{100 * index / max(count - 1, 1):.4f}% 0"></i>'
        for index in range(count)
    )
    st.html(
        f"<style>.kernel{{background-image:url({uri});"
        f"background-size:{count * 100}% 100%}}</style>"
        f'<div class="hr-legend">{legend}</div><div class="hr-kernels">{cells}</div>'
    )


def confusion(counts: Sequence[Sequence[int]]) -> None:
    """Rows are true digits, columns answers; mistakes stand out by their number."""
    table = np.array(counts)
    mistakes = table - np.diag(np.diag(table))
    most = max(1, int(mistakes.max()))
    head = "".join(f"<th>{digit}</th>" for digit in range(10))
    rows = []
    for digit, row in enumerate(table):
        cells = "".join(
            f'<td style="--share:{0 if answer == digit else count / most:.3f}"'
            f"{' class=right' if answer == digit else ''}>{count or '·'}</td>"
            for answer, count in enumerate(row.tolist())
        )
        rows.append(f"<tr><th>{digit}</th>{cells}</tr>")
    body = "".join(rows)
    st.html(
        '<div class="hr-wide"><table class="hr-confusion">'
        f"<tr><th></th>{head}</tr>{body}</table></div>"
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


def _fitted(values: Array, share: float) -> str:
    """A picture as <img>, its long side `share` per cent of the box round it."""
    height, width = values.shape
    scale = share / max(height, width)
    return (
        f'<img src="{pictures.grey(values)}" alt="" '
        f'style="width:{width * scale:.2f}%;height:{height * scale:.2f}%">'
    )


def _percent(share: float) -> str:
    """A share in per cent: 99.8 %, never 100 % for less than all of it."""
    shown = min(share * 100, 99.9) if share < 1 else 100.0
    return f"{shown:.1f} %" if shown >= 0.05 else "0 %"
