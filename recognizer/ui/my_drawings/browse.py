"""Look through the collection: find, relabel, leave out, delete, bring back."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from recognizer.collection.collection import Choice
from recognizer.collection.entries import LABELS, Entry
from recognizer.ui import shared, state, visitor
from recognizer.ui.my_drawings import changes, classes, consent, tiles
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import buttons, times
from recognizer.ui.widgets.texts import note

PAGE = 60


def show() -> None:
    """A grid to look through, to find, relabel, leave out and delete."""
    collection = shared.collection()
    finding = st.container(horizontal=True, gap="small", vertical_alignment="bottom")
    with finding:
        choice, place = _find()
    total = collection.count(choice)
    if not total:
        _offer_undo()
        st.markdown(_("No such drawing yet: draw some digits, or correct an answer."))
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
                key=state.variant(state.PAGE_SHOWN, place, pages),
            )
    entries = collection.find(choice, PAGE, PAGE * int(page or 0))
    actions = st.container(horizontal=True, gap="small", vertical_alignment="bottom")
    choice_number = st.session_state.get(state.CHOICE, 0)
    grid_key = state.variant(state.CHOSEN, place, page, choice_number)
    chosen = tiles.choose(entries, grid_key)
    by_id = {entry.id: entry for entry in entries}
    with actions:
        _act_on([by_id[each] for each in chosen], total)
    note(
        _(
            "4 ≠ 9: a 4 that was read as a 9. –: not a digit. Struck "
            "through: excluded from training."
        )
    )


def _find() -> tuple[Choice, str]:
    """Which drawings are looked for, and a key for what depends on it."""
    class_id = classes.choose()
    people = list(shared.collection().counts(class_id))
    person = st.selectbox(
        _("Person"),
        [None, *people],
        format_func=lambda name: _("everyone") if name is None else name,
        key=state.PERSON,
        width=220,
    )
    label = st.selectbox(
        _("Digit"),
        [None, *LABELS],
        format_func=lambda label: (
            _("all") if label is None else consent.label_name(label)
        ),
        key=state.LABEL,
        width=140,
    )
    fooled = st.toggle(_("Only those that were read wrong"), key=state.FOOLED)
    owner = None
    if st.toggle(_("Only mine"), key=state.ONLY_MINE):
        owner = visitor.current().mark
    choice = Choice(label, person, fooled, owner=owner, class_id=class_id)
    return choice, f"{class_id}-{person}-{label}-{fooled}-{owner is not None}"


def _act_on(chosen: list[Entry], total: int) -> None:
    """What can be done with the chosen drawings; in a fixed place."""
    ids = [entry.id for entry in chosen]
    is_out = bool(chosen) and all(entry.is_left_out for entry in chosen)
    can_change = bool(chosen) and changes.may_change(chosen)
    number = st.session_state.get(state.CHOICE, 0)

    def do(action: Callable[..., None], *arguments: object) -> None:
        def change() -> None:
            action(ids, *arguments)
            st.session_state[state.CHANGED] = chosen

        st.session_state[state.CHOICE] = number + 1  # nothing is chosen any more
        buttons.attempt(change)

    def relabel() -> None:
        key = state.variant(state.NEW_LABEL, number)
        do(changes.relabel, st.session_state[key])

    with (
        st.container(width="content", key="relabel"),
        st.popover(
            _("It's a …"),
            icon=":material/edit:",
            disabled=not can_change,
            # Another number is another menu, so that it is closed again.
            key=state.variant(state.RELABEL_MENU, number),
        ),
    ):
        st.pills(
            _("What should it be?"),
            LABELS,
            format_func=consent.label_name,
            key=state.variant(state.NEW_LABEL, number),
            on_change=relabel,
        )
    st.button(
        _("Include") if is_out else _("Exclude"),
        icon=":material/visibility:" if is_out else ":material/visibility_off:",
        disabled=not can_change,
        on_click=do,
        args=(changes.leave_out, not is_out),
        key="leave-out",
    )
    st.button(
        _("Delete"),
        icon=":material/delete:",
        disabled=not can_change,
        on_click=do,
        args=(changes.delete,),
        key="delete",
    )
    _offer_undo()
    st.text(_describe(chosen, total))
    if chosen and not can_change:
        note(_("Only the presenter can change what others have drawn."))


def _describe(chosen: list[Entry], total: int) -> str:
    """How many there are, how many are chosen; of one, who wrote it when."""
    if len(chosen) == 1:
        (entry,) = chosen
        when = times.minute(entry.created_at)
        # Isolated: a name that runs from right to left turns nothing else round.
        person = f"\N{FIRST STRONG ISOLATE}{entry.person}\N{POP DIRECTIONAL ISOLATE}"
        return f"{person} · {when} · {entry.model}".removesuffix(" · ")
    if chosen:
        return _("{count} of {total} chosen").format(count=len(chosen), total=total)
    return _("{total} drawings").format(total=total)


def _offer_undo() -> None:
    """Undo the last change of this visitor."""
    changed: list[Entry] = st.session_state.get(state.CHANGED, [])

    def undo() -> None:
        changes.put_back(changed)
        del st.session_state[state.CHANGED]

    if changed:
        st.button(
            _("Undo: {count} drawings").format(count=len(changed)),
            icon=":material/undo:",
            on_click=buttons.attempt,
            args=(undo,),
            key="restore",
        )
