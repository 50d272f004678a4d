"""People's own drawings: collect, browse, count, export and import."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from recognizer.errors import CollectionDamaged, CollectionRemoved, RecognizerError
from recognizer.room.rights import Action
from recognizer.ui import shared, state, visitor
from recognizer.ui.my_drawings import (
    browse,
    changes,
    classes,
    compare,
    files,
    tiles,
    write,
)
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import buttons
from recognizer.ui.widgets.texts import note, plain


def explained(show: Callable[[], None]) -> Callable[[], None]:
    """Show a part of the page, or say in its place what is wrong."""

    def part() -> None:
        try:
            show()
        except RecognizerError as error:
            st.error(plain(explain(error)))
            if isinstance(error, CollectionDamaged | CollectionRemoved):
                st.button(_("Go on"), key="go-on")

    return part


def show_class() -> None:
    """Live: who wrote how many, and what fooled a network."""
    by_person, fooled = shared.class_now(classes.choose())
    collection = shared.collection()
    if not by_person:
        st.markdown(_("Nobody has drawn anything yet."))
        return
    tiles.counts(by_person, collection.people_left_out())
    st.markdown("## " + _("What the network got wrong"))
    if fooled:
        tiles.show(fooled)
    else:
        st.markdown(_("Nothing yet: every drawing was recognised correctly."))


def leave_people_out() -> None:
    """Whose drawings are not trained on."""
    collection = shared.collection()
    left_out = collection.people_left_out()
    people = sorted({*collection.counts(), *left_out}, key=str.casefold)
    key = state.LEFT_OUT
    st.session_state[key] = [person for person in people if person in left_out]

    def update() -> None:
        wanted = set(st.session_state[key])
        for person in wanted ^ left_out:
            buttons.attempt(changes.leave_person_out, person, person in wanted)

    st.multiselect(
        _("Excluded from training"),
        people,
        key=key,
        on_change=update,
        placeholder=_("nobody"),
    )


def share_memory() -> None:
    """Whether the class's corrections answer for everybody."""
    found = shared.class_memory()
    key = state.CLASS_MEMORY
    st.session_state[key] = found is not None
    st.toggle(
        _("What the class taught it answers for everybody"),
        key=key,
        on_change=lambda: buttons.attempt(
            changes.share_memory, bool(st.session_state[key])
        ),
    )
    if found is None:
        text = _(
            "The drawings above that the network got wrong then correct the answers to "
            "their like in every browser, at once and without training."
        )
        note(text)
    else:
        text = _("{count} corrected drawings answer for everybody.")
        note(text.format(count=len(found.remembered)))


parts = {
    "collect": _("Write"),
    "collection": _("Look through"),
    "class": _("Class"),
    "files": _("Files"),
    "networks": _("Networks"),
}
part = st.segmented_control(
    _("What to do"),
    list(parts),
    format_func=parts.__getitem__,
    default="collect",
    required=True,
    key=state.PART,
    label_visibility="collapsed",
)
if part == "collect":
    st.fragment(explained(write.show))()
elif part == "collection":
    st.fragment(explained(browse.show))()
elif part == "class":
    st.fragment(explained(show_class), run_every=2.0)()
    if visitor.may(Action.SHARE_MEMORY):
        st.fragment(explained(share_memory))()
    if visitor.may(Action.EXCLUDE_WRITER):
        st.fragment(explained(leave_people_out))()
elif part == "networks":
    st.fragment(explained(compare.show))()
else:
    explained(files.show)()
