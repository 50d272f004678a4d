"""What is looked for once in a while, by any number of threads."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from recognizer.ui.recent import kept_for


class Clock:
    """Goes on only when it is told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_answer_is_kept_for_a_while_for_each_argument() -> None:
    clock, count = Clock(), itertools.count()
    look = kept_for(2.0, lambda name: (name, next(count)), clock)
    assert [look("a"), look("b"), look("a")] == [("a", 0), ("b", 1), ("a", 0)]
    clock.now = 1.9
    assert look("a") == ("a", 0)
    clock.now = 2.1
    assert look("a") == ("a", 2)


def test_it_is_looked_for_again_when_it_grows_old_between_two_looks_at_the_clock() -> (
    None
):
    clock, count = itertools.count(step=0.7), itertools.count()
    look = kept_for(1.0, lambda: next(count), lambda: next(clock))
    found = [look() for _ in range(20)]
    assert found == sorted(found)
    assert found[-1] > found[0]


def test_many_threads_ask_once() -> None:
    count, together = itertools.count(), Barrier(16)
    look = kept_for(60.0, lambda: next(count))

    def ask(_: int) -> int:
        together.wait()
        return look()

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(ask, range(16))) == {0}


def test_an_error_is_not_kept() -> None:
    is_reached = iter([False, True])

    def find() -> int:
        if not next(is_reached):
            raise ValueError("out of reach")
        return 7

    look = kept_for(60.0, find)
    with pytest.raises(ValueError, match="out of reach"):
        look()
    assert look() == 7
