"""What one visitor's session keeps, all keys in one place."""

from __future__ import annotations

from typing import Any

import streamlit as st

LANGUAGE = "app.language"
SESSION = "app.session"
DRAWING = "draw.drawing"
ANSWERED = "draw.answered"
STALE = "draw.stale"
SHOWN = "draw.shown"
EXAMPLE = "draw.example"
PEN_WIDTH = "draw.pen_width"
SOURCE = "draw.source"
MODEL = "app.model"
OTHER_MODEL = "draw.other"
JUDGED_MODEL = "gallery.model"
TAKEN = "models.taken"
RUN = "retrain.run"
CONSENT = "own.consent"
NAME = "own.name"
GUEST = "own.guest"
CANDIDATE = "own.candidate"
KEPT = "own.kept"
RELABEL = "own.relabel"
SERIES = "own.series"
WRITTEN = "own.written"
CHOICE = "own.choice"
DELETED = "own.deleted"
IMPORTED = "own.imported"
PRESET = "retrain.preset"
LESSON = "learn.lesson"
VIEW = "inside.view"
KERNEL = "inside.kernel"
KERNEL_VERSION = "inside.kernel_version"
OFF = "inside.off"

BLANK: dict[str, Any] = {"objects": []}


def drawing() -> dict[str, Any]:
    """The canvas's JSON as it was last sent, or a blank one."""
    found: dict[str, Any] = st.session_state.get(DRAWING, BLANK)
    return found


def answered() -> set[str]:
    """Networks, by SHA-256, with which the browser answers by itself."""
    return set(st.session_state.get(ANSWERED, ()))


def choose_model(name: str) -> None:
    """Let another model answer this visitor."""
    st.session_state[MODEL] = name


def chosen_model() -> str | None:
    """Name of the model that this visitor chose, if they did."""
    name: str | None = st.session_state.get(MODEL)
    return name


def prepare_training(preset: str, filters_of: str | None = None) -> None:
    """Let the Retrain page open with a preset.

    Args:
        preset: name of a recipe.
        filters_of: name of a model for transfer learning: its filters are kept and
            the dense layers learn anew. None leaves the preset as it is.
    """
    st.session_state[PRESET] = preset
    if filters_of is not None:
        st.session_state[f"retrain.{preset}.start"] = filters_of
        st.session_state[f"retrain.{preset}.keeps_filters"] = True
        st.session_state[f"retrain.{preset}.dense_anew"] = True
