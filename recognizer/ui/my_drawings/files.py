"""Drawings as files: export them, import them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from recognizer.collection import exports, imports
from recognizer.collection.collection import Choice
from recognizer.collection.entries import Entry
from recognizer.collection.importing import Importing, Outcome
from recognizer.errors import RecognizerError
from recognizer.room import rights
from recognizer.room.rights import NOBODY, Action, Visitor
from recognizer.ui import shared, state, uploads, visitor
from recognizer.ui.my_drawings import classes, consent
from recognizer.ui.translation import explain, sentence
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.texts import note, plain

PROBLEMS_SHOWN = 20
AT_ONCE_S = 0.5
"""A file that takes no longer is waited for."""


def show() -> None:
    """Export drawings, a visitor the own ones; import them."""
    collection, who = shared.collection(), visitor.current()
    is_everybodys = visitor.may(Action.EXPORT_DRAWINGS, NOBODY)
    owner = None if is_everybodys else who.mark
    class_id = classes.choose()
    everything = Choice(owner=owner, class_id=class_id)
    training = Choice(for_training=True, owner=owner, class_id=class_id)
    title = _("Export") if is_everybodys else _("Export your own drawings")
    st.markdown("## " + title)
    if owner is not None and not collection.count(everything):
        note(_("You have not saved any drawings yet."))
        return
    with st.container(horizontal=True, gap="small"):
        for name, pack, choice, text in (
            ("drawings.zip", exports.pack_zip, everything, _("All: zip (JSON, PNG)")),
            ("drawings.npz", exports.pack_npz, training, _("To train on: .npz")),
            ("drawings-idx.zip", exports.pack_idx, training, _("To train on: IDX")),
        ):
            st.download_button(
                text,
                partial(export, who, pack, choice),
                name,
                icon=":material/download:",
                disabled=not collection.count(choice),
                on_click="ignore",
                key=f"export-{name.replace('.', '-')}",
            )
    if visitor.may(Action.IMPORT_DRAWINGS):
        st.markdown("## " + _("Import"))
        import_drawings()


def export(who: Visitor, pack: Callable[[list[Entry]], bytes], choice: Choice) -> bytes:
    """The file, written when it is asked for.

    Raises:
        NotAllowed: if somebody else's drawings are asked for.
    """
    rights.check(who, Action.EXPORT_DRAWINGS, choice.owner or NOBODY)
    return pack(shared.collection().find(choice))


@dataclass(frozen=True)
class Imported:
    """The last import, and the number of the uploader for the next.

    Attributes:
        refusal: why none was begun, or "".
    """

    number: int = 0
    outcome: Outcome | None = None
    refusal: str = ""


def import_drawings() -> None:
    """Drawings from a file: good ones are kept, bad ones listed."""
    if state.IMPORTING in st.session_state:
        follow()
        return
    last = st.session_state.get(state.IMPORTED, Imported())
    files = st.file_uploader(
        _("A zip, .json or .npz, or two IDX files"),
        accept_multiple_files=True,
        key=state.variant(state.FILES, last.number),
    )
    if files:
        try:
            st.session_state[state.IMPORTING] = begin(
                [each.getvalue() for each in files]
            )
        except RecognizerError as error:
            begun = Imported(last.number + 1, refusal=explain(error))
        else:
            begun = Imported(last.number + 1)
        st.session_state[state.IMPORTED] = begun
        uploads.forget(files)
        st.rerun()
    if last.refusal:
        st.error(plain(last.refusal))
    if last.outcome is not None:
        show_outcome(last.outcome)


def begin(files: list[bytes]) -> Importing:
    """Import files; what takes little time is done when this returns.

    Raises:
        RecognizerError: if that cannot be.
    """
    visitor.check(Action.IMPORT_DRAWINGS)
    shared.saving().check_room()
    importing = Importing(files, shared.collection(), consent.person())
    importing.wait(AT_ONCE_S)
    return importing


@st.fragment(run_every=1.0)
def follow() -> None:
    """How far the import is; at its end, the page with what came of it."""
    importing: Importing | None = st.session_state.get(state.IMPORTING)
    if importing is None:
        return  # another run of the page has shown its end
    if importing.outcome is not None:
        number = st.session_state[state.IMPORTED].number
        st.session_state[state.IMPORTED] = Imported(number, importing.outcome)
        del st.session_state[state.IMPORTING]
        st.rerun()
    told = _("Drawings checked: {checked}, saved: {saved}. You can leave this page.")
    st.text(told.format(checked=f"{importing.checked:,}", saved=f"{importing.saved:,}"))


def show_outcome(outcome: Outcome) -> None:
    """What came of an import."""
    if outcome.error is not None:
        st.error(plain(explain(outcome.error)))
    if outcome.contents is not None:
        show_taken(outcome.contents, outcome)


def show_taken(contents: imports.Contents, outcome: Outcome) -> None:
    """How many drawings were taken, and what is wrong with others."""
    text = _("{count} drawings were imported; {duplicates} duplicates were skipped.")
    st.success(text.format(count=outcome.count, duplicates=outcome.skipped))
    if not contents.problems:
        return
    lines = [
        f"{problem.number}: {sentence(problem.error)}"
        for problem in contents.problems[:PROBLEMS_SHOWN]
    ]
    more = len(contents.problems) - PROBLEMS_SHOWN
    if more > 0:
        lines.append(_("and {count} more").format(count=more))
    st.warning(
        _("{count} could not be imported, by line or number:").format(
            count=len(contents.problems)
        )
    )
    st.text("\n".join(lines))
