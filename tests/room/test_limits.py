"""Limits: what is beyond one is told which it is, and how it is raised."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.errors import InvalidSetting, LimitReached
from recognizer.room import limits
from recognizer.room.limits import MB, Pace
from recognizer.room.passes import Pass
from recognizer.room.room import Room
from recognizer.room.saving import Candidate, Saving
from recognizer.settings import Limits, read_settings
from tests import postgresql

FEW = Limits(
    drawings_a_minute=3,
    collection_mb=2,
    uploads_mb=16,
    models=4,
    runs=5,
    sessions=6,
)


@pytest.mark.parametrize(
    ("check", "most", "setting"),
    [
        (lambda n: limits.check_collection(n * MB, FEW), 2, "COLLECTION_MB"),
        (lambda n: limits.check_models(n, FEW), 4, "MODELS"),
        (lambda n: limits.check_runs(n, FEW), 5, "RUNS"),
        (lambda n: limits.check_sessions(n, FEW), 6, "SESSIONS"),
    ],
)
def test_one_more_is_let_through_until_there_are_as_many_as_may_be(
    check: Callable[[int], None], most: int, setting: str
) -> None:
    check(most - 1)
    with pytest.raises(LimitReached, match=rf"[Uu]p to {most} .* {most}") as reached:
        check(most)
    assert f"RECOGNIZER_MAX_{setting}" in reached.value.hint


def test_each_visitor_has_a_pace_of_their_own() -> None:
    now = 0.0
    pace = Pace(lambda: now)
    for _ in range(3):
        limits.check_pace(pace, "a", FEW)
    with pytest.raises(LimitReached, match="up to 3 drawings a minute"):
        limits.check_pace(pace, "a", FEW)
    limits.check_pace(pace, "b", FEW)
    now = 59.9
    with pytest.raises(LimitReached):
        limits.check_pace(pace, "a", FEW)
    now = 60.0
    limits.check_pace(pace, "a", FEW)


def test_a_pace_holds_over_all_processes(postgresql_server: str) -> None:
    url = postgresql.new(postgresql_server, "pace")
    settings = replace(read_settings({}), limits=FEW)
    databases = [Database(url), Database(url)]
    here, there = (
        Saving(settings, partial(Collection, database), Room())
        for database in databases
    )
    blank = Candidate(np.full((28, 28), 9, np.uint8), None, 1, "model", "ab" * 32)
    somebody, another = (
        Pass("tab", mark * 64, "", "guest-1", has_agreed=True) for mark in "ab"
    )
    here.save(somebody, blank, 1)
    there.save(somebody, blank, 1)
    there.take_back(somebody, here.save(somebody, blank, 1).id)
    for process in (here, there):
        with pytest.raises(LimitReached, match="up to 3 drawings a minute"):
            process.save(somebody, blank, 1)
    there.save(another, blank, 1)
    for database in databases:
        database.close()


def test_one_visitors_files_take_an_eighth_and_all_together_the_whole() -> None:
    limits.check_upload(2 * MB, 0, 0, FEW)
    limits.check_upload(MB, MB, 15 * MB, FEW)
    with pytest.raises(LimitReached, match=r"up to 2 MB .* take 3"):
        limits.check_upload(MB, 2 * MB, 2 * MB, FEW)
    with pytest.raises(LimitReached, match=r"up to 16 MB .* take 17") as reached:
        limits.check_upload(MB, 0, 16 * MB, FEW)
    assert "RECOGNIZER_MAX_UPLOADS_MB" in reached.value.hint


def test_the_disk_is_never_filled_beyond_its_share(tmp_path: Path) -> None:
    usage = shutil.disk_usage(tmp_path)
    used = 100 * usage.used / (usage.used + usage.free)
    limits.check_disk(tmp_path / "not" / "there", Limits(disk_percent=int(used) + 2))
    with pytest.raises(LimitReached, match="The disk may be filled"):
        limits.check_disk(tmp_path, Limits(disk_percent=max(1, int(used))))


def test_limits_are_settings() -> None:
    assert read_settings({}).limits == Limits()
    given = {"RECOGNIZER_MAX_RUNS": "7", "RECOGNIZER_MAX_DISK_PERCENT": "50"}
    assert read_settings(given).limits == Limits(runs=7, disk_percent=50)
    for wrong in ("0", "-1", "many", "1.5", "1e3", " 7"):
        with pytest.raises(InvalidSetting, match="must be a whole number above 0"):
            read_settings({"RECOGNIZER_MAX_RUNS": wrong})
