"""Drawings as files: export them, import them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from recognizer.collection import exports, imports
from recognizer.collection.collection import Choice
from recognizer.collection.entries import Entry
from recognizer.errors import RecognizerError
from recognizer.room import rights
from recognizer.room.rights import NOBODY, Action, Visitor
from recognizer.ui import shared, state, uploads, visitor
from recognizer.ui.my_drawings import classes, consent
from recognizer.ui.translation import explain, sentence
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.texts import note, plain

PROBLEMS_SHOWN = 20


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
    """What came of the last import, and the number of the uploader for the next.

    Attributes:
        contents: of the files; None if they were refused.
        count: how many drawings were taken.
        refusal: why the files were refused, or "".
    """

    number: int = 0
    contents: imports.Contents | None = None
    count: int = 0
    refusal: str = ""


def import_drawings() -> None:
    """Drawings from a file: good ones are kept, bad ones listed."""
    last = st.session_state.get(state.IMPORTED, Imported())
    files = st.file_uploader(
        _("A zip, .json or .npz, or two IDX files"),
        accept_multiple_files=True,
        key=state.variant(state.FILES, last.number),
    )
    if files:
        with st.spinner(_("Checking every drawing")):
            done = take([file.getvalue() for file in files], last.number + 1)
        uploads.forget(files)
        st.session_state[state.IMPORTED] = done
        st.rerun()
    if last.refusal:
        st.error(plain(last.refusal))
    if last.contents is not None:
        show_taken(last.contents, last.count)


def take(files: list[bytes], number: int) -> Imported:
    """Check files and keep what is new in them."""
    try:
        visitor.check(Action.IMPORT_DRAWINGS)
        shared.saving().check_room()
        contents = imports.unpack(files)
        count = shared.collection().import_entries(contents.entries, consent.person())
    except RecognizerError as error:
        return Imported(number, refusal=explain(error))
    return Imported(number, contents, count)


def show_taken(contents: imports.Contents, count: int) -> None:
    """What came of an import."""
    text = _("{count} drawings were imported; {duplicates} duplicates were skipped.")
    st.success(text.format(count=count, duplicates=len(contents.entries) - count))
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
