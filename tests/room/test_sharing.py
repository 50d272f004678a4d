"""Rooms in several processes become one: what one is told, the others show."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recognizer.collection.database import Database
from recognizer.collection.notices import Notices
from recognizer.room.choices import FRESH_S, Choices
from recognizer.room.room import Room
from recognizer.room.sharing import PREFIX, Sharing, sharing
from recognizer.room.wall import MOST_OF_ONE
from tests import postgresql
from tests.room.clock import Clock
from tests.room.test_wall import draw, read
from tests.waiting import wait_until


class Process:
    """A room that tells and hears when the test says so."""

    def __init__(self, url: str) -> None:
        self.room = Room()
        self.room.outbox.open()
        self.database = Database(url)
        self._sharing = Sharing(self.room, Notices(self.database))
        self.exchange()

    def exchange(self) -> None:
        self._sharing.exchange()

    def shown(self) -> list[tuple[str, int, int | None, str | None]]:
        """What hangs on its wall, in an order that every process has."""
        shown = [
            (tile.visitor, tile.read.answer, tile.label, tile.entry)
            for tile in self.room.wall.seen().tiles
            if tile.read is not None
        ]
        return sorted(shown, key=str)


@pytest.fixture
def start(url: str) -> Iterator[Callable[[], Process]]:
    """Start another process of the same app."""
    found: list[Process] = []

    def start() -> Process:
        found.append(Process(url))
        return found[-1]

    yield start
    for process in found:
        process.database.close()


@pytest.fixture
def processes(start: Callable[[], Process]) -> list[Process]:
    """Two of one app."""
    return [start(), start()]


def settle(processes: list[Process]) -> None:
    """Let each hear what all have told."""
    for process in [*processes, *processes]:
        process.exchange()


def test_a_task_and_a_call_reach_everybody(processes: list[Process]) -> None:
    here, there = processes
    here.room.calls.ask("fool", 4, seconds=60)
    here.room.calls.lead("learn", "xor", "one-layer-cnn")
    here.room.address = "http://10.0.0.7:8501/"
    version = there.room.calls.version
    settle(processes)
    said, heard = (process.room.calls.task for process in processes)
    assert said is not None
    assert heard is not None
    assert replace(heard, ends=said.ends) == said
    assert heard.left(time.monotonic()) == pytest.approx(60, abs=5)
    told, led = here.room.calls.look, there.room.calls.look
    assert told is not None
    assert led is not None
    assert replace(led, until=told.until) == told
    assert there.room.calls.asked_digit == 4
    assert there.room.calls.version > version
    assert there.room.address == "http://10.0.0.7:8501/"
    there.room.calls.end_task()
    there.room.address = None
    settle(processes)
    assert here.room.calls.task is None
    assert here.room.address is None
    versions = [process.room.calls.version for process in processes]
    settle(processes)
    assert [process.room.calls.version for process in processes] == versions


def test_the_later_of_two_changes_holds(processes: list[Process]) -> None:
    here, there = processes
    there.room.calls.ask("write", 1)
    there.exchange()
    here.room.calls.ask("write", 2)  # before it has heard
    settle(processes)
    for process in processes:
        assert process.room.calls.asked_digit == 2


def test_all_processes_count_all_who_are_here(start: Callable[[], Process]) -> None:
    processes = [start(), start(), start()]
    for number, process in enumerate(processes):
        for tab in range(number + 1):
            process.room.people.come(f"{number}-{tab}")
        process.room.people.call(f"{number}-0", "Aiko" if number else "Ben")
    processes[0].room.people.show_names(True, frozenset({"Ben"}))
    for process in processes:  # each says at its own pace that it lives
        process.room.outbox.add("people/" + process.room.outbox.process)
    settle(processes)
    for process in processes:
        assert process.room.people.here().count == 6
        assert process.room.people.here().names == ("Aiko",)
        assert process.room.people.names() == ("Aiko", "Ben")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *["draw", "keep", "exchange"] * 4,
                *["hide", "delete", "restore", "show hidden", "withdraw"],
                *["pause", "go on", "close", "open", "clear and put back", "clear"],
            ]
        ),
        st.integers(0, 1),
        st.integers(0, 9),
    ),
    max_size=20,
)


@settings(max_examples=20)
@given(steps=STEPS)
@example([("close", 0, 0), ("draw", 1, 0)])
@example([("keep", 1, 0), ("draw", 1, 0), ("clear and put back", 0, 0)])
def test_walls_that_have_heard_all_show_the_same(
    steps: list[tuple[str, int, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _compare_walls(f"sqlite:///{folder}/notices.sqlite", steps)


def _compare_walls(url: str, steps: list[tuple[str, int, int]]) -> None:
    processes = [Process(url), Process(url)]
    processes[0].room.wall.open(True)
    settle(processes)
    for number, (step, which, value) in enumerate(steps):
        process = processes[which]
        wall = process.room.wall
        visitor = f"{which}-{value % 3}"  # who is here is not there
        tiles = wall.seen().tiles
        match step:
            case "draw":
                draw(wall, visitor, value // 3, value)
            case "keep":
                wall.keep(visitor, "", value, str(number), read(value))
            case "hide" if tiles:
                wall.hide(tiles[value % len(tiles)].number)
            case "delete" | "restore":
                entries = [tile.entry or "" for tile in tiles[:3]]
                (wall.remove if step == "delete" else wall.restore)(entries)
            case "show hidden":
                wall.show_hidden()
            case "withdraw":
                wall.withdraw(visitor)
            case "pause" | "go on":
                settle(processes)
                wall.pause(step == "pause")
                settle(processes)
            case "close" | "open":
                settle(processes)
                wall.open(step == "open")
            case "clear and put back":
                settle(processes)
                taken = wall.clear()
                settle(processes)
                assert processes[0].shown() == processes[1].shown() == []
                wall.put_back(taken)
            case "clear":
                wall.clear()
            case "exchange":
                process.exchange()
    settle(processes)
    for process in processes:
        process.room.wall.pause(False)
    settle(processes)
    assert processes[0].shown() == processes[1].shown()
    assert Process(url).shown() == processes[0].shown()


def test_what_moves_out_of_one_wall_leaves_the_database(
    processes: list[Process],
) -> None:
    here, there = processes
    here.room.wall.open(True)
    for number in range(3 * MOST_OF_ONE):
        draw(here.room.wall, "loud", number, number % 10)
        here.exchange()
    settle(processes)
    assert there.shown() == here.shown()
    assert len(there.shown()) == MOST_OF_ONE
    names = Notices(here.database).hear("", PREFIX, 0).changed
    tiles = [name for name, said in names.items() if "tile/" in name and said]
    assert len(tiles) == MOST_OF_ONE


def test_a_drawing_whose_process_died_before_it_answered_hangs_once(
    processes: list[Process],
) -> None:
    here, there = processes
    here.room.wall.keep("a", "", 5, "entry", read(5))
    settle(processes)
    there.room.wall.keep("a", "", 5, "entry", read(5))  # nginx asks the other one
    settle(processes)
    assert here.shown() == there.shown() == [("a", 5, 5, "entry")]


def test_who_goes_on_in_another_process_moves_out_the_same_everywhere(
    processes: list[Process], start: Callable[[], Process]
) -> None:
    here, there = processes
    for number in range(MOST_OF_ONE):
        here.room.wall.keep("a", "", 1, f"here-{number}", read(1))
    settle(processes)
    there.room.wall.keep("a", "", 2, "there", read(2))
    there.exchange()
    assert len(there.shown()) == MOST_OF_ONE
    assert start().shown() == there.shown()
    here.exchange()
    assert here.shown() == there.shown()


def test_the_room_is_empty_again_once_no_process_has_lived(
    processes: list[Process], start: Callable[[], Process]
) -> None:
    here, _ = processes
    here.room.calls.ask("write", 7)
    settle(processes)
    assert start().room.calls.asked_digit == 7
    with here.database.writing() as connection:  # as if a night had passed
        connection.exec_driver_sql(
            "UPDATE notices SET noted_at = '2000-01-01T00:00:00.000000Z'"
        )
    assert start().room.calls.task is None


def test_who_has_not_heard_for_long_reads_everything_again(
    processes: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = processes
    here.room.wall.open(True)
    for number in range(4):
        draw(here.room.wall, "a", number, number)
    draw(there.room.wall, "b", 1, 9)
    settle(processes)
    draw(there.room.wall, "b", 1, 9)
    here.room.wall.withdraw("a")
    here.exchange()
    with here.database.writing() as connection:  # what was taken back is forgotten
        connection.exec_driver_sql("DELETE FROM notices WHERE content IS NULL")
    there.exchange()
    assert len(there.shown()) > len(here.shown())
    monkeypatch.setattr("recognizer.room.sharing.DEAF_AFTER_S", -1)
    there.exchange()
    assert there.shown() == [("b", 9, None, None)]


def test_threads_share_without_being_asked(postgresql_server: str) -> None:
    url = postgresql.url(postgresql_server, "postgres")
    rooms = [Room(), Room()]

    @contextmanager
    def shared(room: Room) -> Iterator[None]:
        database = Database(url)
        with sharing(room, lambda: Notices(database)):
            yield
        database.close()

    with ExitStack() as stack:
        for room in rooms:
            stack.enter_context(shared(room))
        rooms[0].people.come("a")
        rooms[1].calls.ask("write", 3)
        wait_until(lambda: rooms[0].calls.asked_digit == 3)
        wait_until(lambda: rooms[1].people.here().count == 1)
    assert not any(each.name == "sharing" for each in threading.enumerate())
    with shared(late := Room()):
        wait_until(lambda: late.calls.asked_digit is None)
        assert late.people.here().count == 0


def test_a_choice_holds_in_every_process_and_after_a_restart(url: str) -> None:
    clock = Clock()
    databases = [Database(url), Database(url)]
    here, there = (Choices(partial(Notices, database), clock) for database in databases)
    assert here.now().model is None
    assert not there.now().teaches
    here.choose(model="one-layer-cnn", teaches=True)
    assert here.now().model == "one-layer-cnn"
    clock.now += FRESH_S
    assert there.now() == here.now()
    there.choose(teaches=False)
    clock.now += FRESH_S
    assert here.now() == there.now()
    assert here.now().model == "one-layer-cnn"
    for database in databases:
        database.close()


def test_choices_hold_on_while_the_database_is_out_of_reach(url: str) -> None:
    clock, reachable = Clock(), Database(url)
    place = [reachable]
    choices = Choices(lambda: Notices(place[0]), clock)
    choices.choose(may_train=True)
    place[0] = Database("postgresql://nobody@127.0.0.1:1/none")
    clock.now += FRESH_S
    assert choices.now().may_train
    place[0] = reachable
    reachable.close()
