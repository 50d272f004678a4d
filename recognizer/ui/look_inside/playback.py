"""Stroke by stroke: the drawing played back, and how the shares grow."""

from __future__ import annotations

import base64
from html import escape

import numpy as np
import streamlit as st

from recognizer.errors import NoInk
from recognizer.explanations import playback
from recognizer.explanations.patches import DoubleArray
from recognizer.ink import mnist_format
from recognizer.ink.mnist_format import SIZE
from recognizer.network.engine import Answers
from recognizer.ui.look_inside.subject import Subject
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import answer, figures

STEPS = 24
WIDTH, HEIGHT = 620, 250
LEFT, TOP = 52, 12
NAMED = 0.15
"""Digits are named whose share comes above it."""


@st.fragment
def show(subject: Subject) -> None:
    """A slider over the way of the pen."""
    figures.note(
        _(
            "Move the slider: the drawing grows as your pen drew it, and the network "
            "is asked at every step."
        )
    )
    step = st.slider(
        _("Share of the ink drawn, in per cent"),
        0,
        100,
        100,
        key="inside.share",
        width=620,
    )
    shares = np.linspace(0, 1, STEPS + 1)
    parts_of_it = [playback.first_part(subject.drawing, share) for share in shares]
    now = playback.first_part(subject.drawing, min(max(step, 0), 100) / 100)
    images = []
    for drawing in [*parts_of_it, now]:
        try:
            images.append(mnist_format.to_image(drawing))
        except NoInk:  # a single dot so far
            images.append(np.zeros((SIZE, SIZE), np.uint8))
    answers = subject.recognizer.answer(np.stack(images))
    with st.container(horizontal=True, gap="large"):
        with st.container(width=240):
            text = _("What the network is given")
            st.html(
                figures.picture(images[-1], "pixels", text, limit=255, side="15rem")
            )
        with st.container(width=330):
            title = _("Probability of each digit")
            is_digit = bool(answers.is_digit[-1]) and bool(images[-1].any())
            probabilities = answers.probabilities[-1]
            best = int(probabilities.argmax()) if is_digit else None
            st.html(figures.figure(title, figures.bars(probabilities, best, title)))
            if not is_digit:
                figures.note(_("This does not look like a digit."))
        with st.container(width=640):
            st.html(_curves(answers, shares, step / 100, subject.best))


def _curves(answers: Answers, shares: DoubleArray, now: float, best: int) -> str:
    """Ten curves over the share of ink, the answer's own standing out."""
    is_dark = answer.theme() == "dark"
    text, accent = ("#f2f5f9", "#5ba4ff") if is_dark else ("#10151d", "#0b62d6")
    right, bottom = WIDTH - 30, HEIGHT - 40
    values = answers.probabilities[: len(shares)]
    across = LEFT + shares * (right - LEFT)
    down = TOP + (1 - values) * (bottom - TOP)
    lines = []
    for share in (0, 50, 100):
        y = bottom - share / 100 * (bottom - TOP)
        lines.append(
            f'<line x1="{LEFT}" x2="{right}" y1="{y}" y2="{y}" stroke="{text}" '
            f'opacity="0.25"/><text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">'
            f"{share} %</text>"
        )
    for digit in sorted(range(10), key=lambda each: each == best):
        points = " L".join(
            f"{x:.1f} {y:.1f}" for x, y in zip(across, down[:, digit], strict=True)
        )
        colour, width, opacity = (accent, 3.5, 1) if digit == best else (text, 2, 0.4)
        lines.append(
            f'<path d="M{points}" fill="none" stroke="{colour}" '
            f'stroke-width="{width}" opacity="{opacity}"/>'
        )
        top = int(values[:, digit].argmax())
        if values[top, digit] > NAMED:
            lines.append(
                f'<text x="{across[top] + 5:.1f}" y="{down[top, digit] + 14:.1f}" '
                f'font-weight="{700 if digit == best else 500}">{digit}</text>'
            )
    x = LEFT + now * (right - LEFT)
    below = escape(_("share of the ink drawn"))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="Inter, sans-serif" font-size="14" fill="{text}">'
        f"{''.join(lines)}"
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{bottom}" stroke="{text}" '
        f'stroke-width="2"/><text x="{right}" y="{HEIGHT - 12}" text-anchor="end">'
        f"{below} →</text></svg>"
    )
    title = _("Probability of each digit while the drawing grows")
    uri = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
    image = f'<img class="hi-curves" src="{uri}" alt="{escape(title)}">'
    return figures.figure(title, image)
