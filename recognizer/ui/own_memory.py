"""What this visitor's browser remembers, and what the class taught it.

The browser goes by both itself; here they are for the answers that the server gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing
from recognizer.network import memory
from recognizer.network.bundles import NETWORK
from recognizer.network.engine import Prediction, Recognizer
from recognizer.network.memory import Correction, Keys
from recognizer.network.remembered import Remembered, from_text
from recognizer.ui import shared, state
from recognizer.ui.widgets.browser import Component

_CACHED = 4
"""Networks whose keys are held for a visitor, and for the class."""


_KEY = "own-memory"
_component = Component("memory")


def listen() -> None:
    """Hear from the browser what it remembers; shows nothing."""

    def note() -> None:
        told = (st.session_state.get(_KEY) or {}).get("told")
        st.session_state[state.MEMORY] = from_text(told)
        st.session_state.pop(state.KEYS, None)

    _component(
        key=_KEY,
        data={"session": state.session()},
        on_told_change=note,
    )


def remembered() -> tuple[Remembered, ...]:
    """What the class taught, and what this visitor has corrected, the newest last."""
    found = shared.class_memory()
    return (*(found.remembered if found else ()), *own())


def own() -> tuple[Remembered, ...]:
    """What this visitor has corrected, the newest last."""
    found: tuple[Remembered, ...] = st.session_state.get(state.MEMORY, ())
    return found


@dataclass(frozen=True)
class Answer:
    """What the server answers this visitor.

    Attributes:
        prediction: with the memory's correction.
        own: the network's alone.
        correction: what lies between them; None if nothing is remembered.
        speaking: the remembered drawing that corrects; None if none does.
    """

    prediction: Prediction
    own: Prediction
    correction: Correction | None = None
    speaking: Remembered | None = None


def recognize(image: Image, drawing: Drawing | None, recognizer: Recognizer) -> Answer:
    """Recognise one image.

    Args:
        drawing: that it was made of; None for a picture.
    """
    own = recognizer.recognize(image)
    known = keys(recognizer)
    if known is None:
        return Answer(own, own)
    prediction, found = memory.corrected(own, drawing, known, recognizer)
    nearest = int(found.nearest[0])
    speaking = None if nearest < 0 else remembered()[nearest]
    return Answer(prediction, own, found, speaking)


def keys(recognizer: Recognizer) -> Keys | None:
    """What is remembered, to a network; None if nothing is."""
    found = shared.class_memory()
    own = _own_keys(recognizer)
    if found is None or not found.remembered:
        return own
    version = recognizer.card.sha256[NETWORK]
    of_class = _class_keys(version, found.version, recognizer, found.remembered)
    return of_class if own is None else memory.join(of_class, own)


@st.cache_resource(max_entries=_CACHED, show_spinner=False)
def _class_keys(
    network: str,
    version: str,
    _recognizer: Recognizer,
    _remembered: tuple[Remembered, ...],
) -> Keys:
    return memory.keys(_remembered, _recognizer)


def _own_keys(recognizer: Recognizer) -> Keys | None:
    if not own():
        return None
    known: dict[str, Keys] = st.session_state.setdefault(state.KEYS, {})
    version = recognizer.card.sha256[NETWORK]
    if version not in known:
        while len(known) >= _CACHED:
            del known[next(iter(known))]
        known[version] = memory.keys(own(), recognizer)
    return known[version]
