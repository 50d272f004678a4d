"""Who is here, and whose nickname is shown."""

from __future__ import annotations

from recognizer.room.people import MOST, STAYS_S, People
from tests.room.clock import Clock


def test_who_asks_is_here_and_who_does_not_is_gone() -> None:
    clock = Clock()
    people = People(clock)
    people.come("a")
    people.come("b")
    people.come("a")
    assert people.here().count == 2
    clock.now = STAYS_S - 1
    people.come("b")
    clock.now = STAYS_S + 1
    assert people.here().count == 1


def test_nicknames_are_shown_unless_they_are_hidden() -> None:
    people = People(Clock())
    for token, name in (("a", "Zoe"), ("b", "rude"), ("c", "aiko"), ("d", "")):
        people.come(token)
        people.call(token, name)
    people.call("nobody", "Ghost")
    assert people.here().names == ("aiko", "rude", "Zoe")
    people.show_names(True, frozenset({"rude"}))
    assert people.here().names == ("aiko", "Zoe")
    assert people.names() == ("aiko", "rude", "Zoe")
    assert people.shown("rude") == ""
    people.show_names(False, frozenset())
    assert people.here().names == ()
    assert people.shown("Zoe") == ""


def test_made_up_tabs_do_not_fill_the_memory() -> None:
    clock = Clock()
    people = People(clock)
    for number in range(3 * MOST):
        people.come(str(number))
    assert people.here().count == MOST
    clock.now = STAYS_S + 1
    people.come("a real one")
    assert people.here().count == 1
