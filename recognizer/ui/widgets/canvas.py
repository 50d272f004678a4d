"""The canvas: white paper and black ink in both themes."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from streamlit_drawable_canvas import st_canvas

from recognizer.ink import strokes
from recognizer.ink.strokes import Drawing
from recognizer.synthesis import digits, figures
from recognizer.ui import state

SIDE = 280
PEN_WIDTHS = (8, 26)
PEN_WIDTH = 16
INK = "#111111"
PAPER = "#ffffff"
EXAMPLE_SIDE = 170


def canvas(pen_width: int) -> Drawing:
    """Show the canvas with the visitor's drawing.

    Returns:
        What is drawn, as strokes.

    Raises:
        InvalidDrawing: if the browser sent something else.
    """
    json_data = surface(
        f"canvas-{st.session_state.get(state.VERSION, 0)}",
        pen_width,
        st.session_state.get(state.INITIAL, state.BLANK),
    )
    drawing = strokes.parse(json_data)
    if json_data is not None:
        st.session_state[state.DRAWING] = json_data
    return drawing


def surface(key: str, pen_width: int, initial: dict[str, Any]) -> Any:
    """Show a canvas; one with another key is a new one and begins with `initial`.

    Returns:
        Its `json_data`, unchecked; None before the first stroke.
    """
    with st.container(key="canvas", width="content"):
        return st_canvas(
            stroke_width=pen_width,
            stroke_color=INK,
            background_color=PAPER,
            width=SIDE,
            height=SIDE,
            initial_drawing=initial,
            key=key,
        ).json_data


def show_example() -> None:
    """Put one of our own digits on the canvas, another one each time."""
    number = st.session_state.get(state.EXAMPLE, 6) + 1
    st.session_state[state.EXAMPLE] = number
    rng = np.random.default_rng(number)
    form = digits.choose(number % 10, rng)
    lines = [line * EXAMPLE_SIDE for line in figures.write(form, rng)]
    low = np.min([line.min(axis=0) for line in lines], axis=0)
    high = np.max([line.max(axis=0) for line in lines], axis=0)
    moved = [line + (SIDE - low - high) / 2 for line in lines]
    width = st.session_state.get(state.PEN_WIDTH, PEN_WIDTH)
    state.put(strokes.to_json(Drawing.from_points(moved, width)))
