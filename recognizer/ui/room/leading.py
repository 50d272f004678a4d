"""What the presenter can do on the page Room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from recognizer.collection import timestamps
from recognizer.collection.entries import MAX_NAME
from recognizer.network import bundles
from recognizer.room.calls import MAX_TEXT, Kind
from recognizer.room.rights import Action
from recognizer.ui import navigation, shared, state, visitor
from recognizer.ui.room import joining, next_class
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import buttons, choices

SECONDS = (None, 30, 60, 120, 300)
"""How long a task may take."""


def led(action: Callable[..., None], *arguments: object) -> None:
    """Do something that is the presenter's.

    Raises:
        NotAllowed: if it is not the presenter who asks.
    """
    visitor.check(Action.LEAD_ROOM)
    action(*arguments)


def does(action: Callable[..., None]) -> Callable[..., None]:
    """What a press does: the action, if it is the presenter's, else a message."""
    return partial(buttons.attempt, led, action)


def choose_address() -> None:
    """Which of several addresses is shown to everybody."""
    known = joining.addresses()
    if len(known) < 2:
        return
    st.session_state[state.JOIN_ADDRESS] = joining.address()

    def choose() -> None:
        shared.room().address = st.session_state[state.JOIN_ADDRESS]

    st.selectbox(
        _("Address that is shown"),
        known,
        format_func=joining.in_words,
        on_change=does(choose),
        key=state.JOIN_ADDRESS,
    )


def give_task() -> None:
    """What everybody is to draw, and for how long."""
    calls = shared.room().calls
    kinds: dict[Kind, str] = {
        "write": _("Everybody writes a …"),
        "fool": _("Fool the network with a …"),
        "text": _("Own words"),
    }
    kind = choices.one_of(
        _("Kind of task"), list(kinds), state.TASK_KIND, kinds.__getitem__
    )
    if kind == "text":
        st.text_input(
            _("Task"), max_chars=MAX_TEXT, key=state.TASK_TEXT, persist_state="session"
        )
    else:
        st.pills(
            _("Digit"),
            list(range(10)),
            default=7,
            required=True,
            key=state.TASK_DIGIT,
            persist_state="session",
        )
    times = {seconds: _time(seconds) for seconds in SECONDS}
    st.segmented_control(
        _("Time"),
        SECONDS,
        format_func=times.__getitem__,
        default=60,
        required=True,
        key=state.TASK_TIME,
        persist_state="session",
    )

    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Ask everybody"),
            type="primary",
            icon=":material/campaign:",
            disabled=_task() is None,
            on_click=does(_ask),
            key="ask",
        )
        st.button(
            _("End the task"),
            disabled=calls.task is None,
            on_click=does(calls.end_task),
            key="end-task",
        )


def lead(lessons: Mapping[str, str]) -> None:
    """Where everybody is to look.

    Args:
        lessons: their titles by name.
    """
    titles = navigation.PAGES.items()
    pages = {name: _(title) for name, title in titles if name != "room"}
    page = st.selectbox(
        _("Page"),
        list(pages),
        format_func=pages.__getitem__,
        key=state.LOOK_PAGE,
        persist_state="session",
    )
    if page == "learn":
        st.selectbox(
            _("Lesson"),
            list(lessons),
            format_func=lessons.__getitem__,
            key=state.LOOK_LESSON,
            persist_state="session",
        )
    unchanged = _("the one that everybody has")
    st.selectbox(
        _("Network"),
        [None, *bundles.names(shared.settings().model_folders)],
        format_func=lambda name: name or unchanged,
        placeholder=unchanged,
        key=state.LOOK_NETWORK,
        persist_state="session",
    )
    st.button(
        _("Lead everybody there"),
        type="primary",
        icon=":material/visibility:",
        on_click=does(_lead),
        key="lead",
    )


def _task() -> tuple[Kind, int | None, str] | None:
    """What is asked for by the choices as they are now; None if they are not whole."""
    kind: Kind = st.session_state[state.TASK_KIND]
    digit: int | None = st.session_state.get(state.TASK_DIGIT)
    text: str = st.session_state.get(state.TASK_TEXT, "")
    is_whole = bool(text.strip()) if kind == "text" else digit is not None
    return (kind, digit, text) if is_whole else None


def _ask() -> None:
    if task := _task():
        shared.room().calls.ask(*task, st.session_state[state.TASK_TIME])


def _lead() -> None:
    chosen = st.session_state
    page = chosen[state.LOOK_PAGE]
    lesson = chosen.get(state.LOOK_LESSON) if page == "learn" else None
    shared.room().calls.lead(page, lesson, chosen[state.LOOK_NETWORK])


def run_wall() -> None:
    """What the wall takes and shows."""
    room = shared.room()
    wall, people = room.wall, room.people
    st.session_state[state.WALL_IS_OPEN] = wall.is_open
    st.toggle(
        _("Show every drawing while it is drawn"),
        key=state.WALL_IS_OPEN,
        on_change=does(lambda: wall.open(st.session_state[state.WALL_IS_OPEN])),
        help=_(
            "Otherwise only drawings that people save. Everybody is told on the page "
            "Draw and can take their own off; nothing of it is kept."
        ),
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Go on") if wall.is_paused else _("Pause"),
            icon=":material/play_arrow:" if wall.is_paused else ":material/pause:",
            on_click=does(wall.pause),
            args=(not wall.is_paused,),
            key="pause",
        )
        st.button(
            _("Show hidden again ({count})").format(count=wall.hidden),
            icon=":material/undo:",
            disabled=not wall.hidden,
            on_click=does(wall.show_hidden),
            key="show-hidden",
        )
    st.session_state[state.SHOWS_NAMES] = people.shows_names
    st.toggle(_("Show nicknames"), key=state.SHOWS_NAMES, on_change=does(_show_names))
    names = sorted({*people.names(), *people.hidden}, key=str.casefold)
    if people.shows_names and names:
        hidden = [name for name in names if name in people.hidden]
        st.session_state[state.HIDDEN_NAMES] = hidden
        st.multiselect(
            _("Hidden nicknames"),
            names,
            key=state.HIDDEN_NAMES,
            on_change=does(_show_names),
            placeholder=_("nobody"),
        )


def begin_next_class() -> None:
    """End this class, or bring the last one back."""
    name = st.text_input(
        _("Name of this class"),
        value=timestamps.now()[:10],
        max_chars=MAX_NAME,
        key=state.CLASS_NAME,
    )
    buttons.ask_back(
        _("Begin the next class"),
        ":material/archive:",
        _(
            "All {count} drawings are archived as “{name}”; wall, task and the queue "
            "of trainings are cleared. Models stay. It can be undone."
        ).format(count=shared.collection().count(), name=name),
        next_class.end_class,
        name,
        key="end-class",
    )
    for ended in shared.collection().classes()[:1]:
        st.button(
            _("Undo: bring the last class back"),
            icon=":material/undo:",
            on_click=buttons.attempt,
            args=(next_class.resume_class, ended),
            key="resume-class",
        )
        st.text(ended.name)


def _show_names() -> None:
    room = shared.room()
    hidden = st.session_state.get(state.HIDDEN_NAMES)
    known = room.people.hidden if hidden is None else frozenset(hidden)
    room.people.show_names(st.session_state[state.SHOWS_NAMES], known)
    room.wall.send_all()


def _time(seconds: int | None) -> str:
    if seconds is None:
        return _("no limit")
    if seconds < 60:
        return _("{seconds} s").format(seconds=seconds)
    return _("{minutes} min").format(minutes=seconds // 60)
