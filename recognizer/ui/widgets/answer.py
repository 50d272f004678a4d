"""The parts of the pages that are plain HTML: fast, fixed in place, easy to read.

Streamlit's own elements cost 40 to 60 ms a chart and a round trip a picture; these
are one element each, whatever they show.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

import numpy as np
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from recognizer.ink.mnist_format import Preprocessed
from recognizer.network.engine import Prediction
from recognizer.ui import state, translation
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours
from recognizer.ui.widgets.colours import Array

_STYLE = (Path(__file__).parents[1] / "style.css").read_text("utf-8")


def theme() -> str:
    """ "light" or "dark"."""
    return "dark" if st.context.theme.type == "dark" else "light"


def style() -> None:
    """Lay down how the parts below look."""
    accent = "#5ba4ff" if theme() == "dark" else "#0b62d6"
    own = f":root {{ --hr-accent: {accent}; }}\n" + _translated_widgets()
    st.html(f"<style>{own}\n{_STYLE}</style>")


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
        horizontal=True, vertical_alignment="center", gap="xsmall", key="header"
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
        sure = _("{share} sure").format(share=percent(prediction.confidence))
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


def legend(text: str, low: float, high: float, signed: bool) -> str:
    """A scale from `low` to `high`, as HTML."""
    gradient = (
        colours.diverging_legend(theme()) if signed else colours.sequential_legend()
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
        f'<img src="{colours.grey(values)}" alt="" '
        f'style="width:{width * scale:.2f}%;height:{height * scale:.2f}%">'
    )


def percent(share: float) -> str:
    """A share in per cent: 99.8 %, never 100 % for less than all of it."""
    shown = min(share * 100, 99.9) if share < 1 else 100.0
    return f"{shown:.1f} %" if shown >= 0.05 else "0 %"
