"""People's own drawings: collect, browse, count, export and import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from recognizer.collection import exports, imports
from recognizer.collection.collection import Choice
from recognizer.collection.entries import Entry
from recognizer.errors import CollectionDamaged, CollectionRemoved, RecognizerError
from recognizer.ui import shared, state
from recognizer.ui.my_drawings import browse, compare, consent, tiles, write
from recognizer.ui.translation import explain, sentence
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import buttons

PROBLEMS_SHOWN = 20


def explained(show: Callable[[], None]) -> Callable[[], None]:
    """Show a part of the page, or say in its place what is wrong."""

    def part() -> None:
        try:
            show()
        except RecognizerError as error:
            st.error(explain(error))
            if isinstance(error, CollectionDamaged | CollectionRemoved):
                st.button(_("Go on"), key="go-on")

    return part


def show_class() -> None:
    """Live: who wrote how many, and what fooled a network."""
    by_person, fooled = shared.class_now()
    collection = shared.collection()
    if not by_person:
        st.markdown(_("Nobody has drawn anything yet."))
        return
    tiles.counts(by_person, collection.people_left_out())
    st.markdown("#### " + _("What the network got wrong"))
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
            buttons.attempt(collection.leave_person_out, person, person in wanted)

    st.multiselect(
        _("Excluded from training"),
        people,
        key=key,
        on_change=update,
        placeholder=_("nobody"),
    )


def show_files() -> None:
    """Give the collection away, and take one over."""
    collection = shared.collection()
    everything, training = Choice(), Choice(for_training=True)
    st.markdown("#### " + _("Export"))
    with st.container(horizontal=True, gap="small"):
        for name, pack, choice, text in (
            ("drawings.zip", exports.pack_zip, everything, _("All: zip (JSON, PNG)")),
            ("drawings.npz", exports.pack_npz, training, _("To train on: .npz")),
            ("drawings-idx.zip", exports.pack_idx, training, _("To train on: IDX")),
        ):
            st.download_button(
                text,
                partial(export, pack, choice),
                name,
                icon=":material/download:",
                disabled=not collection.count(choice),
                on_click="ignore",
                key=f"export-{name.replace('.', '-')}",
            )
    st.markdown("#### " + _("Import"))
    import_drawings()


def export(pack: Callable[[list[Entry]], bytes], choice: Choice) -> bytes:
    """The file, written when it is asked for."""
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
        st.session_state[state.IMPORTED] = done
        st.rerun()
    if last.refusal:
        st.error(last.refusal)
    if last.contents is not None:
        show_taken(last.contents, last.count)


def take(files: list[bytes], number: int) -> Imported:
    """Check files and keep what is new in them."""
    try:
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
    st.fragment(explained(leave_people_out))()
elif part == "networks":
    st.fragment(explained(compare.show))()
else:
    explained(show_files)()
