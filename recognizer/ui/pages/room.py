"""The room: how to join, who is here, the wall, and what the presenter can do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from recognizer.api import addresses
from recognizer.errors import RecognizerError
from recognizer.ui import shared, state, visitor
from recognizer.ui.learn.contents import LESSONS
from recognizer.ui.room import joining, kept, leading
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import choices, projector
from recognizer.ui.widgets.browser import Component
from recognizer.ui.widgets.texts import line, note, plain

WALL = "wall"
_wall = Component("wall")


def show_address() -> None:
    """The address in large type, or why there is none."""
    address = joining.address()
    if address is None:
        note(_("This machine is in no network, so nobody else can join."))
        return
    st.html(line("p", "address", joining.in_words(address)))
    if joining.is_for_this_machine_only():
        note(
            _(
                "The app was started for this machine alone, so nobody else can join: "
                "start it without “--address localhost”."
            )
        )


def show_code() -> None:
    """The QR code, if there is an address."""
    address = joining.address()
    if address is not None:
        st.html(joining.code(address))


def show_wall() -> None:
    """Who is here, and what they draw."""
    kept.hang_up()
    can_hide = visitor.is_presenter()
    _wall(
        key=WALL,
        data={
            "address": addresses.ROOM,
            "tab": state.session(),
            "canHide": can_hide,
            "labels": {
                "here": _("{count} here"),
                "right": _("{right} of {count} read correctly"),
                "none": _("no digit"),
                "hide": _("Hide this drawing"),
                "empty": _("Drawings appear here as people save them."),
            },
        },
        on_hidden_change=_hide,
    )


def _hide() -> None:
    number = (st.session_state.get(WALL) or {}).get("hidden")
    if isinstance(number, str) and number.isdecimal():
        leading.does(shared.room().wall.hide)(int(number))


@st.fragment
def show_controls() -> None:
    """What only the presenter can do."""
    lessons = {lesson.name: _(lesson.title) for lesson in LESSONS}
    parts: dict[str, tuple[str, Callable[[], None]]] = {
        "task": (_("Task"), leading.give_task),
        "look": (_("Look here"), partial(leading.lead, lessons)),
        "wall": (_("Wall"), leading.run_wall),
        "class": (_("Next class"), leading.begin_next_class),
    }
    part = choices.one_of(
        _("What to do"), list(parts), state.ROOM_PART, lambda name: parts[name][0]
    )
    try:
        parts[part][1]()
    except RecognizerError as error:
        st.error(plain(explain(error)))


def join() -> None:
    """The code as large as the screen allows."""
    with st.container(horizontal=True, gap="large", key="room-join"):
        with st.container(key="room-code"):
            show_code()
        with st.container(gap="small", key="room-side"):
            show_address()
            if visitor.is_presenter():
                leading.choose_address()
            show_wall()


def watch() -> None:
    """The wall as large as the screen allows."""
    with st.container(horizontal=True, gap="large", key="room-wall"):
        with st.container(gap="small", key="room-lead"):
            with st.container(
                horizontal=True, vertical_alignment="center", key="room-small"
            ):
                show_code()
                with st.container(key="room-place"):
                    show_address()
            if visitor.is_presenter():
                with st.container(key="room-controls"):
                    show_controls()
        with st.container(key="room-side"):
            show_wall()


def present() -> None:
    """Lead into projector mode."""
    st.button(
        _("Present"),
        icon=":material/present_to_all:",
        help=_("Projector mode, on every page: Shift + P turns it on and off."),
        type="tertiary",
        on_click=projector.turn,
        args=(True,),
        key="present",
    )


views = {"join": _("Join"), "wall": _("Wall")}
with st.container(horizontal=True, gap="small", key="room-head"):
    view = choices.one_of(
        _("What to show"), list(views), state.ROOM_VIEW, views.__getitem__
    )
    present()
if view == "join":
    join()
else:
    watch()
