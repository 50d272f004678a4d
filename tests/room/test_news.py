"""A tab that keeps up by the news knows what the room does."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recognizer.room.news import news
from recognizer.room.room import Room
from tests.room.test_wall import draw, read


class Tab:
    """What browser/room/room.js keeps of the news."""

    def __init__(self, room: Room, token: str = "tab") -> None:
        self.room, self.token = room, token
        self.known: dict[str, Any] = {"version": "", "wallVersion": ""}
        self.tiles: dict[int, dict[str, Any]] = {}

    def ask(self) -> bool:
        """Ask for news; whether there were any."""
        versions = self.known["version"], self.known["wallVersion"]
        found = news(self.room, self.token, *versions)
        if found is None:
            return False
        self.known |= json.loads(found)
        self.tiles |= {tile["number"]: tile for tile in self.known.pop("tiles", [])}
        self.tiles = {number: self.tiles[number] for number in self.known["order"]}
        return True

    def shown(self) -> list[dict[str, Any]]:
        return [self.tiles[number] for number in self.known["order"]]


def test_a_poll_that_finds_nothing_new_says_nothing() -> None:
    room = Room()
    tab = Tab(room)
    assert tab.ask()
    assert not tab.ask()
    room.calls.ask("write", 7, seconds=60)
    assert tab.ask()
    assert tab.known["task"] | {"left": 60} == {
        "kind": "write",
        "digit": 7,
        "text": "",
        "left": 60,
    }
    assert 59 < tab.known["task"]["left"] <= 60
    assert not tab.ask()
    room.calls.end_task()
    assert tab.ask()
    assert tab.known["task"] is None


def test_who_shows_no_wall_hears_nothing_of_it() -> None:
    room = Room()
    room.wall.open(True)
    first = json.loads(news(room, "tab", "") or b"")
    draw(room.wall, "a", 1)
    assert news(room, "tab", first["version"]) is None
    assert "order" not in first


def test_what_the_class_taught_is_news() -> None:
    room = Room()
    first = json.loads(news(room, "tab", "") or b"")
    assert first["taught"] is None
    taught = json.loads(news(room, "tab", first["version"], taught="a.json") or b"")
    assert taught["taught"] == "a.json"
    assert news(room, "tab", taught["version"], taught="a.json") is None
    assert json.loads(news(room, "tab", taught["version"]) or b"")["taught"] is None


def test_a_tile_says_what_was_read_and_what_was_meant() -> None:
    room = Room()
    room.people.come("a")
    room.wall.keep("a", "<i>Aiko</i>", 4, "entry", read(9))
    tab = Tab(room)
    tab.ask()
    (tile,) = tab.shown()
    assert (tile["answer"], tile["label"], tile["name"]) == (9, 4, "<i>Aiko</i>")
    image = np.frombuffer(base64.b64decode(tile["pixels"]), np.uint8).reshape(28, 28)
    assert (image == read(9).image).all()
    assert (tab.known["right"], tab.known["judged"], tab.known["count"]) == (0, 1, 2)
    room.people.show_names(True, frozenset({"<i>Aiko</i>"}))
    room.wall.send_all()
    tab.ask()
    assert tab.shown()[0]["name"] == ""


def test_another_process_begins_anew() -> None:
    room = Room()
    draw(room.wall, "a", 1)
    known = json.loads(news(room, "tab", "", "") or b"")
    for made_up in ("", "x", "00000000.99.0", "..", known["wallVersion"] + "x"):
        found = json.loads(news(room, "tab", made_up, made_up) or b"{}")
        assert found["wallVersion"] == known["wallVersion"]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("draw"), st.integers(0, 4), st.integers(0, 9)),
            st.tuples(st.just("keep"), st.integers(0, 4), st.integers(0, 9)),
            st.tuples(
                st.sampled_from(["hide", "delete", "restore"]),
                st.integers(0, 10),
                st.just(0),
            ),
            st.tuples(
                st.sampled_from(
                    ["show", "pause", "go on", "close", "open", "clear", "ask", "ask"]
                ),
                st.just(0),
                st.just(0),
            ),
        ),
        max_size=40,
    )
)
@example([("draw", 1, 1), ("hide", 1, 0), ("ask", 0, 0), ("show", 0, 0)])
@example([("keep", 1, 1), ("delete", 0, 0), ("ask", 0, 0), ("restore", 0, 0)])
@example([("pause", 0, 0), ("draw", 1, 1), ("ask", 0, 0), ("go on", 0, 0)])
def test_a_tab_that_asked_now_and_then_sees_what_a_new_one_does(
    steps: list[tuple[str, int, int]],
) -> None:
    room = Room()
    room.wall.open(True)
    old = Tab(room)
    taken = room.wall.clear()
    for number, (step, which, answer) in enumerate(steps):
        match step:
            case "draw":
                draw(room.wall, str(which), which, answer)
            case "keep":
                room.wall.keep(str(which), "", 1, str(number), read(answer))
            case "hide":
                room.wall.hide(which)
            case "show":
                room.wall.show_hidden()
            case "delete":
                room.wall.remove([str(which)])
            case "restore":
                room.wall.restore([str(which)])
            case "pause" | "go on":
                room.wall.pause(step == "pause")
            case "open" | "close":
                room.wall.open(step == "open")
            case "clear":
                room.wall.put_back(taken)
                taken = room.wall.clear()
            case "ask":
                old.ask()
    old.ask()
    new = Tab(room)
    new.ask()
    assert old.shown() == new.shown()
