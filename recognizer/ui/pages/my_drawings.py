"""People's own drawings: collect, look through, count, give away and take over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from recognizer.errors import CollectionDamaged, CollectionLost, RecognizerError
from recognizer.store import exports, imports
from recognizer.store.drawings import Choice
from recognizer.store.entries import LABELS, Entry
from recognizer.ui import collecting, gallery, keeping, services, state
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _

PAGE = 60
PROBLEMS_SHOWN = 20


def explained(show: Callable[[], None]) -> Callable[[], None]:
    """Show a part of the page, or say in its place what is wrong."""

    def part() -> None:
        try:
            show()
        except RecognizerError as error:
            st.error(explain(error))
            if isinstance(error, CollectionDamaged | CollectionLost):
                st.button(_("Go on"), key="go-on")

    return part


def change(action: Callable[..., None], *arguments: object) -> None:
    """Change the collection; what went wrong is shown by the next run."""
    try:
        action(*arguments)
    except RecognizerError as error:
        st.session_state[state.PROBLEM] = explain(error)


def show_collection() -> None:
    """A grid to look through, to find, relabel, leave out and delete."""
    collection = services.collection()
    finding = st.container(horizontal=True, gap="small", vertical_alignment="bottom")
    with finding:
        choice, place = find()
    total = collection.count(choice)
    show_problem()
    if not total:
        restore_button()
        st.markdown(_("No such drawing yet: write some, or correct an answer."))
        return
    page, pages = 0, -(-total // PAGE)
    if pages > 1:
        with finding:
            page = st.pills(
                _("Page"),
                list(range(pages)),
                format_func=lambda number: str(number + 1),
                default=0,
                required=True,
                key=f"own.page-{place}-{pages}",
            )
    entries = collection.find(choice, PAGE, PAGE * int(page or 0))
    actions = st.container(horizontal=True, gap="small", vertical_alignment="bottom")
    grid_key = f"own.grid-{place}-{page}-{st.session_state.get(state.CHOICE, 0)}"
    chosen = gallery.choose(entries, grid_key)
    by_id = {entry.id: entry for entry in entries}
    with actions:
        act_on([by_id[each] for each in chosen], total)
    st.html(
        '<p class="hr-note">'
        + _("4 ≠ 9: meant as 4, read as 9. –: no digit. Struck through: left out.")
        + "</p>"
    )


def find() -> tuple[Choice, str]:
    """Which drawings are looked for, and a key for what depends on it."""
    people = list(services.collection().counts())
    person = st.selectbox(
        _("Person"),
        [None, *people],
        format_func=lambda name: _("everyone") if name is None else name,
        key="own.person",
        width=220,
    )
    label = st.selectbox(
        _("Digit"),
        [None, *LABELS],
        format_func=lambda label: (
            _("all") if label is None else keeping.label_name(label)
        ),
        key="own.label",
        width=140,
    )
    fooled = st.toggle(_("Only those that fooled the network"), key="own.fooled")
    return Choice(label, person, fooled), f"{person}-{label}-{fooled}"


def act_on(chosen: list[Entry], total: int) -> None:
    """What can be done with the chosen drawings; in a fixed place."""
    collection = services.collection()
    ids = [entry.id for entry in chosen]
    is_out = bool(chosen) and all(entry.is_left_out for entry in chosen)

    def do(action: Callable[..., None], *arguments: object) -> None:
        change(action, ids, *arguments)
        st.session_state[state.CHOICE] = st.session_state.get(state.CHOICE, 0) + 1

    def delete() -> None:
        st.session_state[state.DELETED] = ids
        do(collection.delete)

    def relabel() -> None:
        label = st.session_state.pop("own.new-label", None)
        if label is not None:
            do(collection.relabel, label)

    with st.popover(
        _("It is a …"), icon=":material/edit:", disabled=not ids, key="relabel"
    ):
        st.pills(
            _("What should it be?"),
            LABELS,
            format_func=keeping.label_name,
            key="own.new-label",
            on_change=relabel,
        )
    st.button(
        _("Let in again") if is_out else _("Leave out"),
        icon=":material/visibility:" if is_out else ":material/visibility_off:",
        disabled=not ids,
        on_click=do,
        args=(collection.leave_out, not is_out),
        key="leave-out",
    )
    st.button(
        _("Delete"),
        icon=":material/delete:",
        disabled=not ids,
        on_click=delete,
        key="delete",
    )
    restore_button()
    st.text(describe(chosen, total))


def describe(chosen: list[Entry], total: int) -> str:
    """How many there are, how many are chosen; of one, who wrote it when."""
    if len(chosen) == 1:
        (entry,) = chosen
        when = entry.created_at[:16].replace("T", " ")
        return f"{entry.person} · {when} UTC · {entry.model}".removesuffix(" · ")
    if chosen:
        return _("{count} of {total} chosen").format(count=len(chosen), total=total)
    return _("{total} drawings").format(total=total)


def restore_button() -> None:
    """Bring back what was deleted last."""
    deleted = st.session_state.get(state.DELETED)

    def restore() -> None:
        change(services.collection().restore, deleted)
        st.session_state.pop(state.DELETED)

    if deleted:
        st.button(
            _("Undo: bring back {count}").format(count=len(deleted)),
            icon=":material/undo:",
            on_click=restore,
            key="restore",
        )


def show_class() -> None:
    """Live: who wrote how many, and what fooled a network."""
    by_person, fooled = services.class_now()
    collection = services.collection()
    if not by_person:
        st.markdown(_("Nobody has written anything yet."))
        return
    gallery.counts(by_person, collection.people_left_out())
    st.markdown("#### " + _("What fooled the network"))
    if fooled:
        gallery.tiles(fooled)
    else:
        st.markdown(_("Nothing yet: every drawing was read as it was meant."))


def leave_people_out() -> None:
    """Whose drawings are not trained on."""
    collection = services.collection()
    left_out = collection.people_left_out()
    people = sorted({*collection.counts(), *left_out}, key=str.casefold)
    key = "own.left-out"
    st.session_state[key] = [person for person in people if person in left_out]

    def update() -> None:
        wanted = set(st.session_state[key])
        for person in wanted ^ left_out:
            change(collection.leave_person_out, person, person in wanted)

    st.multiselect(
        _("Left out of training"),
        people,
        key=key,
        on_change=update,
        placeholder=_("nobody"),
    )
    show_problem()


def show_files() -> None:
    """Give the collection away, and take one over."""
    entries = services.collection().find()
    training = services.collection().find(Choice(for_training=True))
    st.markdown("#### " + _("Export"))
    with st.container(horizontal=True, gap="small"):
        for name, pack, chosen, text in (
            (
                "drawings.zip",
                exports.pack_zip,
                entries,
                _("All: zip (JSON, PNG)"),
            ),
            ("drawings.npz", exports.pack_npz, training, _("To train on: .npz")),
            ("drawings-idx.zip", exports.pack_idx, training, _("To train on: IDX")),
        ):
            st.download_button(
                text,
                partial(pack, chosen),
                name,
                icon=":material/download:",
                disabled=not chosen,
                on_click="ignore",
                key=f"export-{name.replace('.', '-')}",
            )
    st.markdown("#### " + _("Import"))
    take_over()


def take_over() -> None:
    """Drawings from a file: good ones are kept, bad ones listed."""
    files = st.file_uploader(
        _("A zip, .json or .npz, or two IDX files"),
        accept_multiple_files=True,
        key="own.files",
    )
    names = ",".join(file.file_id for file in files)
    if files and (st.session_state.get(state.IMPORTED) or ("",))[0] != names:
        with st.spinner(_("Every drawing is checked")):
            contents = imports.unpack([file.getvalue() for file in files])
            count = services.collection().take_over(contents.entries, keeping.person())
        st.session_state[state.IMPORTED] = (names, contents, count)
    if files:
        _names, contents, count = st.session_state[state.IMPORTED]
        show_taken(contents, count)


def show_taken(contents: imports.Contents, count: int) -> None:
    """What came of an import."""
    st.success(
        _("{count} drawings were taken; {doubles} were here already.").format(
            count=count, doubles=len(contents.entries) - count
        )
    )
    if not contents.problems:
        return
    lines = [
        _("{number}: {problem}").format(
            number=problem.number, problem=explain(problem.error)
        )
        for problem in contents.problems[:PROBLEMS_SHOWN]
    ]
    more = len(contents.problems) - PROBLEMS_SHOWN
    if more > 0:
        lines.append(_("and {count} more").format(count=more))
    st.warning(_("{count} could not be taken:").format(count=len(contents.problems)))
    st.text("\n".join(lines))


def show_problem() -> None:
    """What went wrong with the last change."""
    problem = st.session_state.pop(state.PROBLEM, None)
    if problem:
        st.error(problem)


gallery.style()
parts = {
    "collect": _("Write"),
    "collection": _("Look through"),
    "class": _("Class"),
    "files": _("Files"),
}
part = st.segmented_control(
    _("What to do"),
    list(parts),
    format_func=parts.__getitem__,
    default="collect",
    required=True,
    key="own.part",
    label_visibility="collapsed",
)
if part == "collect":
    st.fragment(explained(collecting.show))()
elif part == "collection":
    st.fragment(explained(show_collection))()
elif part == "class":
    st.fragment(explained(show_class), run_every=2.0)()
    st.fragment(explained(leave_people_out))()
else:
    explained(show_files)()
