"""A kernel of 5 × 5 numbers that can be typed.

`st.data_editor` was tried in its place: its number cells open a keypad that has no
minus sign on an iPhone, each number takes two taps, and its toolbar, which cannot be
turned off, covers the buttons above it on a touch screen.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import streamlit as st

from recognizer.explanations.filters import LARGEST, SIDE
from recognizer.network.engine import FloatArray
from recognizer.ui import state
from recognizer.ui.translation import gettext as _

_component = st.components.v2.component(
    "recognizer.kernel",
    js=Path(__file__).with_suffix(".js").read_text("utf-8"),
    isolate_styles=False,
)


def put(kernel: FloatArray) -> None:
    """Let the grid hold other numbers."""
    st.session_state[state.KERNEL] = [_typed(float(each)) for each in kernel.flat]
    st.session_state[state.KERNEL_VERSION] = (
        st.session_state.get(state.KERNEL_VERSION, 0) + 1
    )


def show(default: FloatArray) -> FloatArray | None:
    """Show the grid.

    Returns:
        (5, 5) float32, or None if something in it is no weight.
    """
    if state.KERNEL not in st.session_state:
        put(default)
    version = st.session_state[state.KERNEL_VERSION]
    key = "inside-kernel-grid"

    def keep() -> None:
        typed = (st.session_state.get(key) or {}).get("numbers")
        if isinstance(typed, list) and len(typed) == SIDE**2:
            st.session_state[state.KERNEL] = [str(each)[:12] for each in typed]

    text = _("Row {row}, column {column}")
    labels = [
        text.format(row=row + 1, column=column + 1)
        for row, column in np.ndindex(SIDE, SIDE)
    ]
    values = st.session_state[state.KERNEL]
    data = {"values": values, "labels": labels, "id": str(version)}
    _component(data=data, key=key, on_numbers_change=keep)
    return read(values)


def read(typed: list[str]) -> FloatArray | None:
    """Typed numbers as a kernel; None unless each is one and none is too large."""
    found = []
    for text in typed:
        try:
            value = float(text.strip().replace("−", "-").replace(",", ".") or 0)
        except ValueError:
            return None
        if not math.isfinite(value) or abs(value) > LARGEST:
            return None
        found.append(value)
    return np.array(found, np.float32).reshape(SIDE, SIDE)


def _typed(value: float) -> str:
    return f"{value:g}"
