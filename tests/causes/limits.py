"""Visitors who have as much as they may."""

from __future__ import annotations

from recognizer.room import limits
from recognizer.room.limits import MB, Pace
from recognizer.settings import Limits, read_settings
from tests.causes import Cause, Place

LIMITS = Limits()


def drawing_without_end(place: Place) -> None:
    pace = Pace()
    while True:
        limits.check_pace(pace, "a", LIMITS)


CAUSES = [
    Cause(
        "a drawing a moment",
        drawing_without_end,
        ("RECOGNIZER_MAX_DRAWINGS_A_MINUTE",),
    ),
    Cause(
        "a vast collection",
        lambda place: limits.check_collection(1_000 * MB, LIMITS),
        ("RECOGNIZER_MAX_COLLECTION_MB", "MB"),
    ),
    Cause(
        "a hundred models",
        lambda place: limits.check_models(100, LIMITS),
        ("RECOGNIZER_MAX_MODELS",),
    ),
    Cause(
        "twenty trainings",
        lambda place: limits.check_runs(20, LIMITS),
        ("RECOGNIZER_MAX_RUNS",),
    ),
    Cause(
        "five hundred pages",
        lambda place: limits.check_sessions(500, LIMITS),
        ("RECOGNIZER_MAX_SESSIONS",),
    ),
    Cause(
        "files that fill the memory",
        lambda place: limits.check_upload(401 * MB, 0, 0, LIMITS),
        ("RECOGNIZER_MAX_UPLOADS_MB", "MB"),
    ),
    Cause(
        "a disk with more on it than it may have",
        lambda place: limits.check_disk(place.folder, Limits(disk_percent=0)),
        ("RECOGNIZER_MAX_DISK_PERCENT",),
    ),
    Cause(
        "a word for a number",
        lambda place: read_settings({"RECOGNIZER_MAX_RUNS": "many"}),
        ("RECOGNIZER_MAX_RUNS", "many"),
    ),
]
