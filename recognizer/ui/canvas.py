"""The canvas: white paper and black ink in both themes."""

from __future__ import annotations

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from recognizer import strokes
from recognizer.strokes import Drawing
from recognizer.ui import state

SIDE = 280
PEN_WIDTHS = (8, 26)
PEN_WIDTH = 16
INK = "#111111"
PAPER = "#ffffff"


def canvas(pen_width: int) -> Drawing:
    """Show the canvas with the visitor's drawing.

    Returns:
        What is drawn, as strokes.

    Raises:
        InvalidDrawing: if the browser sent something else.
    """
    with st.container(key="canvas", width="content"):
        result = st_canvas(
            stroke_width=pen_width,
            stroke_color=INK,
            background_color=PAPER,
            width=SIDE,
            height=SIDE,
            initial_drawing=st.session_state.get(state.INITIAL, state.BLANK),
            key=f"canvas-{st.session_state.get(state.VERSION, 0)}",
        )
    drawing = strokes.parse(result.json_data)
    if result.json_data is not None:
        st.session_state[state.DRAWING] = result.json_data
    return drawing
