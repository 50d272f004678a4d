"""What one visitor's session keeps, all keys in one place.

A key with a dot is of a value that is kept: what a widget holds, or what a page notes.
Keys without one, beside the code, name buttons and containers, which hold nothing.
"""

from __future__ import annotations

import secrets
from typing import Any, Literal

import streamlit as st

# All pages
LANGUAGE = "app.language"
SESSION = "app.session"
MODEL = "app.model"
MEMORY = "app.memory"
KEYS = "app.keys"
VISITOR = "app.visitor"
MARK = "app.mark"
FOLLOWED = "app.followed"
PRESENTS = "app.presents"
TOUR = "app.tour"
OFF_THE_WALL = "app.off-the-wall"

# Draw
DRAWING = "draw.drawing"
PLACES = "draw.places"
ANSWERED = "draw.answered"
PEN_WIDTH = "draw.pen_width"
SOURCE = "draw.source"
NETWORK = "draw.network"
OTHER_MODEL = "draw.other"
FILE = "draw.file"
PHOTO = "draw.camera"
FOUND = "draw.found"
MEANT = "draw.meant"
PICTURE = "draw.picture"
READS_PAGE = "draw.reads-page"
PAGE = "draw.page"
PAGE_CELL = "draw.page-cell"
PAGE_NUMBER = "draw.page-number"

# Look inside
VIEW = "inside.view"
FILTERS = "inside.filters"
REASONS = "inside.reasons"
EVIDENCE_FOR = "inside.for"
EVIDENCE_AGAINST = "inside.against"
OFF = "inside.off"
MOVED_RIGHT = "inside.right"
MOVED_DOWN = "inside.down"
TURNED = "inside.turn"
SIZE = "inside.size"
PEN = "inside.pen"
NOISE = "inside.noise"
IS_SCALED = "inside.scaled"
HAS_ONE_PEN = "inside.one_pen"
IS_CENTRED = "inside.centred"
WEIGHTS = "inside.weights"

# Retrain
EXPERT = "retrain.expert"
PRESET = "retrain.preset"
SEED = "retrain.seed"
NEW_NAME = "retrain.name"
TRIALS = "retrain.trials"
TRIED = "retrain.tried"
NEW_NOTE = "retrain.note"
RUN = "retrain.run"
RUN_ORDER = "retrain.order"
COMPARED_RUNS = "retrain.compared"
CHOSEN_AT = "retrain.chosen"
IS_OPEN = "retrain.open"
ASKED = "retrain.asked"

# Test gallery
JUDGED_MODEL = "gallery.model"
JUDGED_DATA = "gallery.data"
CELL = "gallery.cell"
EXAMPLES_KIND = "gallery.kind"
EXAMPLES_PAGE = "gallery.page"

# Models
MODELS = "models.looked-at"
MODEL_SHOWN = "models.shown"
MODEL_NAME = "models.name"
MODEL_NOTE = "models.note"
MODEL_ZIP = "models.zip"
TAKEN = "models.taken"

# My drawings
PART = "own.part"
CONSENT = "own.consent"
NAME = "own.name"
GUEST = "own.guest"
WAITING = "own.waiting"
RECALLED = "own.recalled"
PERMANENT = "own.permanent"
ASKED_DIGITS = "collect.digits"
ASKED_TIMES = "collect.times"
SERIES = "own.series"
WRITTEN = "own.written"
CLASS = "own.class"
PERSON = "own.person"
LABEL = "own.label"
FOOLED = "own.fooled"
ONLY_MINE = "own.mine"
PAGE_SHOWN = "own.page"
CHOICE = "own.choice"
CHOSEN = "own.grid"
RELABEL_MENU = "own.relabel-menu"
NEW_LABEL = "own.new-label"
CHANGED = "own.changed"
LEFT_OUT = "own.left-out"
CLASS_MEMORY = "own.class-memory"
FILES = "own.files"
IMPORTED = "own.imported"
IMPORTING = "own.importing"
COMPARED = "own.compared"
BEFORE = "own.before"
AFTER = "own.after"

# Room
ROOM_VIEW = "room.view"
ROOM_PART = "room.part"
JOIN_ADDRESS = "room.address"
TASK_KIND = "room.task-kind"
TASK_DIGIT = "room.task-digit"
TASK_TEXT = "room.task-text"
TASK_TIME = "room.task-time"
LOOK_PAGE = "room.look-page"
LOOK_LESSON = "room.look-lesson"
LOOK_NETWORK = "room.look-network"
WALL_IS_OPEN = "room.wall-open"
SHOWS_NAMES = "room.names"
CLASS_NAME = "room.class-name"
HIDDEN_NAMES = "room.hidden-names"

# Learn
LESSON = "learn.lesson"
CHOSEN_LESSON = "learn.chosen"

PICTURES = {"file": FILE, "camera": PHOTO}
"""The keys of what holds a picture, by where it comes from."""

BLANK: dict[str, Any] = {"objects": []}


RecipeSetting = Literal[
    "filters1",
    "filters2",
    "dense",
    "dropout",
    "data",
    "images",
    "optimizer",
    "rate",
    "batch",
    "distortion",
    "held_out",
    "patience",
    "start",
    "keeps_filters",
    "dense_anew",
]


def of_recipe(recipe: str, setting: RecipeSetting) -> str:
    """The key of a setting on the Retrain page; each recipe has its own."""
    return f"retrain.{recipe}.{setting}"


def variant(key: str, *parts: object) -> str:
    """A key for one of several: with another part, its widget begins afresh."""
    return "-".join([key, *map(str, parts)])


def session() -> str:
    """A token for this session, by which its browser tells it from one before."""
    if SESSION not in st.session_state:
        st.session_state[SESSION] = secrets.token_hex(4)
    token: str = st.session_state[SESSION]
    return token


def consents() -> bool:
    """Whether this visitor lets drawings be kept."""
    return bool(st.session_state.get(CONSENT))


def nickname() -> str:
    """The nickname that this visitor has given, to be shown to others; or ""."""
    return str(st.session_state.get(NAME) or "") if consents() else ""


def is_off_the_wall() -> bool:
    """Whether this visitor's drawings are not to be seen on the wall."""
    return bool(st.session_state.get(OFF_THE_WALL))


def drawing() -> dict[str, Any]:
    """The canvas's JSON as it was last sent, or a blank one."""
    found: dict[str, Any] = st.session_state.get(DRAWING, BLANK)
    return found


def chosen_digit() -> dict[str, Any]:
    """The drawing, or of a number the strokes of the digit that was chosen."""
    raw = drawing()
    objects = raw["objects"]
    places: tuple[int, ...] = st.session_state.get(PLACES, ())
    chosen = [objects[place] for place in places if place < len(objects)]
    return {**raw, "objects": chosen} if chosen else raw


def answered() -> frozenset[str]:
    """Networks, by SHA-256, with which the browser answers by itself."""
    found: frozenset[str] = st.session_state.get(ANSWERED, frozenset())
    return found


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
            the dense layers reinitialised. None leaves the preset as it is.
    """
    st.session_state[EXPERT] = True
    st.session_state[PRESET] = preset
    if filters_of is not None:
        st.session_state[of_recipe(preset, "start")] = filters_of
        st.session_state[of_recipe(preset, "keeps_filters")] = True
        st.session_state[of_recipe(preset, "dense_anew")] = True
