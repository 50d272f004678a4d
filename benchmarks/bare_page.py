"""The peer of the Draw page: the same canvas, which only counts the strokes."""

import streamlit as st
from streamlit_drawable_canvas import st_canvas

with st.container(key="canvas", width="content"):
    result = st_canvas(
        stroke_width=16,
        stroke_color="#111111",
        background_color="#ffffff",
        width=280,
        height=280,
        key="canvas-0",
    )
with st.container(key="answer"):
    st.write(str(len((result.json_data or {"objects": []})["objects"])))
