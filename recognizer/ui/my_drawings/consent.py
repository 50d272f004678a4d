"""Keep a visitor's drawings: only with consent, under the name that was given."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from recognizer.collection.entries import MAX_NAME, new_entry
from recognizer.room import saving
from recognizer.room.rights import Action
from recognizer.room.saving import Candidate
from recognizer.ui import shared, state, visitor
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import labels


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
        placeholder=visitor.guest(),
    )


def person() -> str:
    """Under which name this visitor's drawings are kept.

    Raises:
        InvalidEntry: if the nickname is too long.
    """
    return saving.person(visitor.to_pass())


def keep_all(given: Sequence[tuple[Candidate, int]]) -> None:
    """Keep corrected drawings with their labels.

    Those that this person has saved before are skipped.

    Raises:
        RecognizerError: if they cannot be kept.
    """
    visitor.check(Action.SAVE_DRAWING)
    name, mark = person(), visitor.current().mark
    entries = [
        new_entry(
            each.image,
            label,
            name,
            each.drawing,
            each.answer,
            each.model,
            each.model_version,
            mark,
        )
        for each, label in given
    ]
    shared.saving().check_room()
    shared.collection().import_entries(entries, name)


def label_name(label: int) -> str:
    """A label as text."""
    return labels.label(label, _)
