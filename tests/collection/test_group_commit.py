"""Who writes at the same time shares a transaction, and its fate."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import pytest

from recognizer.collection.group_commit import GroupCommit
from tests.waiting import wait_until


class Disk:
    """Takes what is written to it once it is let; every batch is noted."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.gate = threading.Event()
        self.fails = False

    def write(self, items: Sequence[int]) -> None:
        self.batches.append(list(items))
        self.gate.wait()
        if self.fails:
            raise OSError("the disk is full")


def begun(group: GroupCommit[int], disk: Disk, pool: Executor) -> list[Future[None]]:
    """An item that is being written, and 19 that wait behind it."""
    first = pool.submit(group.add, 0)
    wait_until(lambda: disk.batches)
    others = [pool.submit(group.add, number) for number in range(1, 20)]
    wait_until(lambda: len(group._open.items) == 19)
    return [first, *others]


def test_what_comes_meanwhile_is_written_together() -> None:
    disk = Disk()
    group = GroupCommit(disk.write)
    with ThreadPoolExecutor(20) as pool:
        added = begun(group, disk, pool)
        assert not any(each.done() for each in added)
        disk.gate.set()
    assert disk.batches[0] == [0]
    assert sorted(disk.batches[1]) == list(range(1, 20))
    assert len(disk.batches) == 2


def test_nobody_is_told_that_it_was_written_when_it_was_not() -> None:
    disk = Disk()
    group = GroupCommit(disk.write)
    with ThreadPoolExecutor(20) as pool:
        added = begun(group, disk, pool)
        disk.fails = True
        disk.gate.set()
    for each in added:
        with pytest.raises(OSError, match="the disk is full"):
            each.result()
    disk.fails = False
    group.add(5)
    assert disk.batches[-1] == [5]


def test_every_item_is_written_once() -> None:
    written: list[int] = []
    group = GroupCommit(written.extend)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(group.add, range(2_000)))
    assert sorted(written) == list(range(2_000))
