"""Keep a visitor's drawings: only with consent, under the name that was given."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from recognizer.collection.entries import (
    GUEST,
    MAX_NAME,
    Entry,
    clean_name,
    new_entry,
)
from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing
from recognizer.network.bundles import NETWORK, ModelCard
from recognizer.network.engine import Prediction
from recognizer.room.rights import Action
from recognizer.room.wall import Read
from recognizer.ui import limits, shared, state, visitor
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import labels

NO_DIGIT = -1


@dataclass(frozen=True)
class Candidate:
    """A drawing with the network's answer, not kept yet.

    Attributes:
        image: (28, 28) uint8.
        drawing: None for a picture.
        answer: 0 to 9, or -1.
        model: name of the network.
        model_version: SHA-256 of the network.
        label: what it should be; None until a person has said so.
        mark: what the browser knows the correction by.
    """

    image: Image
    drawing: Drawing | None
    answer: int
    model: str
    model_version: str
    label: int | None = None
    mark: int = 0


def candidate(
    prediction: Prediction, drawing: Drawing | None, card: ModelCard
) -> Candidate:
    """What could be kept of a drawing that was just recognised."""
    return Candidate(
        image=prediction.image,
        drawing=drawing,
        answer=NO_DIGIT if prediction.digit is None else prediction.digit,
        model=card.name,
        model_version=card.sha256[NETWORK],
    )


def is_allowed() -> bool:
    """Whether this visitor lets drawings be kept."""
    return state.consents()


def allow(is_allowed: bool = True) -> None:
    """Note what this visitor decided."""
    st.session_state[state.CONSENT] = is_allowed


def terms() -> None:
    """What is kept, who sees it, and a place for a nickname."""
    st.markdown(
        _(
            "Each drawing is saved as **strokes and image**, with its "
            "correct digit, the network's answer, the time and, if you "
            "like, a nickname."
        )
    )
    st.markdown(
        _(
            "**Everyone who opens this app** can see the drawings and train networks "
            "with them; the presenter can download and change them. You can delete "
            "yours on the page My drawings."
        )
    )
    st.markdown(
        _(
            "This tab remembers your answer until it is closed; you can "
            "withdraw it on the page My drawings."
        )
    )
    nickname()


def nickname() -> None:
    """A place for the nickname; it may stay empty."""
    st.text_input(
        _("Nickname (optional)"),
        max_chars=MAX_NAME,
        key=state.NAME,
        persist_state="session",
        placeholder=guest(),
    )


def guest() -> str:
    """What a visitor is called who gave no nickname."""
    name: str = st.session_state.setdefault(
        state.GUEST, f"{GUEST}{secrets.token_hex(2)}"
    )
    return name


def person() -> str:
    """Under which name this visitor's drawings are kept.

    Raises:
        InvalidEntry: if the nickname is too long.
    """
    return clean_name(st.session_state.get(state.NAME) or "") or guest()


def keep(given: Candidate, label: int) -> Entry:
    """Keep a drawing; when this returns, it is on the disk.

    Raises:
        RecognizerError: if it cannot be kept.
    """
    visitor.check(Action.SAVE_DRAWING)
    entry = new_entry(
        given.image,
        label,
        person(),
        given.drawing,
        given.answer,
        given.model,
        given.model_version,
        visitor.current().mark,
    )
    limits.check_saving()
    shared.collection().add(entry)
    shared.room().wall.keep(
        state.session(),
        state.nickname(),
        label,
        entry.id,
        Read(entry.image, given.answer),
    )
    return entry


def keep_all(given: Sequence[Candidate]) -> None:
    """Keep corrected drawings; those that this person has saved before are skipped.

    Raises:
        RecognizerError: if they cannot be kept.
    """
    visitor.check(Action.SAVE_DRAWING)
    name, mark = person(), visitor.current().mark
    entries = [
        new_entry(
            each.image,
            each.label,
            name,
            each.drawing,
            each.answer,
            each.model,
            each.model_version,
            mark,
        )
        for each in given
        if each.label is not None
    ]
    limits.check_importing()
    shared.collection().import_entries(entries, name)


def label_name(label: int) -> str:
    """A label as text."""
    return labels.label(label, _)
