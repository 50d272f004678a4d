"""What one visitor's session keeps, all keys in one place."""

from __future__ import annotations

from typing import Any

import streamlit as st

LANGUAGE = "app.language"
PAGE = "app.page"
DRAWING = "draw.drawing"
INITIAL = "draw.initial"
VERSION = "draw.version"
PEN_WIDTH = "draw.pen_width"
SOURCE = "draw.source"
EXAMPLE = "draw.example"
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
SERIES = "own.series"
PRESSED = "own.pressed"
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


def enter(page: str) -> None:
    """Note which page is shown; on coming to one, its canvas is set up anew.

    The browser forgets a canvas when its page is left, so a page that is come back
    to gets a new one with the drawing as it was.
    """
    if st.session_state.get(PAGE) != page:
        st.session_state[PAGE] = page
        put(drawing())


def drawing() -> dict[str, Any]:
    """The canvas's JSON as it was last sent, or a blank one."""
    found: dict[str, Any] = st.session_state.get(DRAWING, BLANK)
    return found


def put(json_data: dict[str, Any]) -> None:
    """Show another drawing: a canvas with a new key that begins with it."""
    st.session_state[DRAWING] = st.session_state[INITIAL] = json_data
    st.session_state[VERSION] = st.session_state.get(VERSION, 0) + 1


def undo() -> None:
    """Take the last stroke away."""
    put({**drawing(), "objects": drawing()["objects"][:-1]})


def clear() -> None:
    """Take all strokes away."""
    put(BLANK)


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
