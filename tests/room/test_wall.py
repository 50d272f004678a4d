"""The wall shows what it should, whatever happens on it in whatever order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from recognizer.room.tiles import Read, Tile
from recognizer.room.wall import MOST, MOST_OF_ONE, Wall

VISITORS = st.sampled_from(["a", "b", "c"])
DIGITS = st.integers(0, 9)


def read(answer: int) -> Read:
    """An image that tells its answer by its one bright pixel."""
    image = np.zeros((28, 28), np.uint8)
    image[answer + 1, answer + 1] = 255
    return Read(image, answer)


def draw(wall: Wall, visitor: str, stroke: object, answer: int = 1) -> None:
    wall.draw(visitor, "", stroke, lambda: read(answer))


def answers(wall: Wall) -> list[int]:
    """What is read on the wall, newest first."""
    return [tile.read.answer for tile in wall.seen().tiles if tile.read is not None]


@dataclass
class Drawn:
    """What the model knows of one drawing."""

    visitor: str
    stroke: int
    answer: int
    number: int
    label: int | None = None
    entry: str | None = None
    is_hidden: bool = False


class Walls(RuleBasedStateMachine):
    """A wall beside a list of drawings, oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self.wall = Wall()
        self.drawn: list[Drawn] = []
        self.frozen: list[Drawn] | None = None
        self.is_open = False
        self.count = 0
        self.deleted: set[str] = set()

    @rule(is_open=st.booleans())
    def open(self, is_open: bool) -> None:
        self.wall.open(is_open)
        self.is_open = is_open
        if not is_open:
            self.keep_only(lambda each: each.entry is not None)

    @rule(visitor=VISITORS)
    def withdraw(self, visitor: str) -> None:
        self.wall.withdraw(visitor)
        self.keep_only(lambda each: each.entry is not None or each.visitor != visitor)

    def keep_only(self, stays: Callable[[Drawn], bool]) -> None:
        self.drawn = list(filter(stays, self.drawn))
        if self.frozen is not None:
            self.frozen = list(filter(stays, self.frozen))

    @rule(visitor=VISITORS, stroke=st.integers(0, 1), answer=DIGITS)
    def draw(self, visitor: str, stroke: int, answer: int) -> None:
        self.wall.draw(visitor, "", stroke, lambda: read(answer))
        if not self.is_open:
            return
        self.count += 1
        new = Drawn(visitor, stroke, answer, self.count)
        last = self.newest(visitor)
        if last and last.entry is None and last.stroke == stroke:
            new.is_hidden, new.number = last.is_hidden, last.number
            self.drawn[self.place(last)] = new
        else:
            self.add(new)

    @rule(
        visitor=VISITORS,
        label=DIGITS,
        answer=DIGITS,
        stroke=st.none() | st.integers(0, 1),
    )
    def keep(self, visitor: str, label: int, answer: int, stroke: int | None) -> None:
        self.count += 1
        entry = str(self.count)
        self.wall.keep(visitor, "", label, entry, read(answer), stroke)
        new = Drawn(visitor, -1, answer, self.count, label, entry)
        last = self.newest(visitor)
        if last and last.entry is None and last.stroke == stroke:
            new.is_hidden, new.number = last.is_hidden, last.number
            self.drawn[self.place(last)] = new
            for each in self.frozen or []:
                if each.number == last.number:
                    each.entry = entry
        else:
            self.add(new)

    def newest(self, visitor: str) -> Drawn | None:
        own = [each for each in self.drawn if each.visitor == visitor]
        return own[-1] if own else None

    def place(self, drawn: Drawn) -> int:
        return next(i for i, each in enumerate(self.drawn) if each is drawn)

    def add(self, new: Drawn) -> None:
        self.drawn.append(new)
        own = [each for each in self.drawn if each.visitor == new.visitor]
        if len(own) > MOST_OF_ONE:
            self.drawn.remove(own[0])

    @rule(data=st.data())
    def hide_what_is_seen(self, data: st.DataObject) -> None:
        shown = self.shown()
        if self.frozen is None and shown:
            number = data.draw(st.integers(0, len(shown) - 1))
            self.wall.hide(self.wall.seen().tiles[number].number)
            shown[number].is_hidden = True

    @rule()
    def show_hidden(self) -> None:
        self.wall.show_hidden()
        for each in [*self.drawn, *(self.frozen or [])]:
            each.is_hidden = False

    @rule(data=st.data())
    def delete_or_restore(self, data: st.DataObject) -> None:
        kept = [each.entry for each in self.drawn if each.entry]
        if kept:
            chosen = data.draw(st.sampled_from(kept))
            is_deleted = chosen in self.deleted
            (self.wall.restore if is_deleted else self.wall.remove)([chosen])
            self.deleted ^= {chosen}

    @rule(is_paused=st.booleans())
    def pause(self, is_paused: bool) -> None:
        self.wall.pause(is_paused)
        self.frozen = list(self.drawn) if is_paused else None

    @rule()
    def clear_and_put_back(self) -> None:
        if self.frozen is None:
            taken = self.wall.clear()
            assert answers(self.wall) == []
            self.wall.put_back(taken)

    def shown(self) -> list[Drawn]:
        now = self.drawn if self.frozen is None else self.frozen
        return [
            each
            for each in reversed(now)
            if not each.is_hidden and each.entry not in self.deleted
        ]

    @invariant()
    def the_wall_shows_what_the_model_does(self) -> None:
        if self.frozen is not None:
            shown = sorted(each.answer for each in self.shown())
            assert sorted(answers(self.wall)) == shown
            return
        assert answers(self.wall) == [each.answer for each in self.shown()]
        judged = [each for each in self.shown() if each.label is not None]
        seen = self.wall.seen()
        assert seen.judged == len(judged)
        assert seen.right == sum(each.label == each.answer for each in judged)


def test_what_is_hidden_stays_hidden_on_a_wall_that_stands_still() -> None:
    wall = Wall()
    wall.open(True)
    draw(wall, "a", 0)
    wall.hide(wall.seen().tiles[0].number)
    wall.pause(True)
    wall.keep("a", "", 1, "entry", read(1), 0)
    assert answers(wall) == []
    wall.pause(False)
    assert answers(wall) == []
    wall.show_hidden()
    assert answers(wall) == [1]


def test_what_is_saved_while_the_wall_stands_still_is_known_as_saved() -> None:
    wall = Wall()
    wall.open(True)
    draw(wall, "a", 0)
    wall.pause(True)
    before = answers(wall)
    wall.keep("a", "", 1, "entry", read(1), 0)
    wall.open(False)
    assert answers(wall) == before
    wall.remove(["entry"])
    assert answers(wall) == []
    wall.restore(["entry"])
    assert answers(wall) == before


TestWalls = Walls.TestCase
TestWalls.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_nothing_is_looked_at_before_somebody_looks_and_then_once() -> None:
    wall = Wall()
    wall.open(True)
    looks = []

    def look() -> Read:
        looks.append(1)
        return read(3)

    wall.draw("a", "", 1, look)
    assert looks == []
    wall.seen()
    wall.hide(99)  # nothing is there to hide
    wall.open(True)
    wall.pause(True)
    wall.pause(False)
    wall.seen()
    assert looks == [1]


def test_what_cannot_be_read_is_not_shown() -> None:
    wall = Wall()
    wall.open(True)
    wall.draw("a", "", 1, lambda: None)
    draw(wall, "b", 1, 5)
    assert answers(wall) == [5]


def test_a_paused_wall_shows_afterwards_what_came_meanwhile() -> None:
    wall = Wall()
    wall.open(True)
    draw(wall, "a", "first", 1)
    wall.pause(True)
    draw(wall, "a", "first", 2)  # the same drawing goes on
    draw(wall, "b", "second", 3)
    assert answers(wall) == [1]
    wall.pause(False)
    assert answers(wall) == [3, 2]


def test_one_visitor_moves_out_nobody_elses_drawings() -> None:
    wall = Wall()
    wall.open(True)
    draw(wall, "quiet", 0, 1)
    for number in range(2 * MOST):
        draw(wall, "loud", number, 2)
    assert answers(wall) == [2] * MOST_OF_ONE + [1]


def test_many_visitors_move_out_the_oldest() -> None:
    wall = Wall()
    wall.open(True)
    for number in range(MOST + 5):
        draw(wall, str(number), 0, number % 10)
    assert answers(wall) == [number % 10 for number in range(MOST + 4, 4, -1)]


def test_what_was_hidden_is_hidden_when_the_wall_is_put_back() -> None:
    wall = Wall()
    wall.open(True)
    draw(wall, "a", 1, 1)
    wall.keep("b", "", 2, "deleted", read(2))
    draw(wall, "c", 1, 3)
    wall.hide(wall.seen().tiles[0].number)
    wall.remove(["deleted"])
    taken = wall.clear()
    draw(wall, "d", 1, 4)
    assert wall.hidden == 0
    wall.put_back(taken)
    assert answers(wall) == [4, 1]
    wall.show_hidden()
    wall.restore(["deleted"])
    assert answers(wall) == [4, 3, 2, 1]


def test_what_was_kept_before_is_older_than_what_is_there() -> None:
    wall = Wall()
    wall.keep("a", "", 5, "now", read(5))

    def kept(entry: str, answer: int) -> Tile:
        return Tile(0, 0, "x", "", 1, entry, lambda: read(answer))

    old = [kept(str(number), number % 10) for number in range(MOST)]
    wall.fill([*old, kept("now", 5)])
    numbers = [tile.number for tile in wall.seen().tiles]
    assert numbers == sorted(set(numbers), reverse=True)
    assert answers(wall) == [5] + [number % 10 for number in range(MOST - 1, 0, -1)]
    wall.remove(["299"])
    wall.hide(numbers[2])
    assert answers(wall) == [5] + [number % 10 for number in range(MOST - 3, 0, -1)]


def test_a_drawing_that_is_saved_a_second_time_hangs_once() -> None:
    wall = Wall()
    for _ in range(2):  # the first answer was lost
        wall.keep("a", "", 5, "entry", read(5), "stroke")
        wall.keep("a", "", 6, "other", read(6))
    assert answers(wall) == [6, 5]


def test_many_threads_draw_and_look() -> None:
    wall = Wall()
    wall.open(True)
    strokes_each = 40

    def visit(number: int) -> None:
        for stroke in range(strokes_each):
            draw(wall, str(number), stroke, number)
            entry = f"{number}-{stroke}"
            wall.keep(str(number), "", number, entry, read(number), stroke)
            wall.seen()

    threads = [threading.Thread(target=visit, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = wall.seen()
    assert seen.judged == seen.right == len(seen.tiles) == 8 * MOST_OF_ONE
    numbers = [tile.number for tile in seen.tiles]
    assert numbers == sorted(set(numbers), reverse=True)
