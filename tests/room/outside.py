"""What an app notes for everybody, seen and changed from outside of it."""

from __future__ import annotations

from pathlib import Path

from recognizer.collection import schema
from recognizer.collection.database import Database
from recognizer.collection.notices import Notices
from recognizer.room.choices import Choices
from recognizer.settings import read_settings


def choices(data: Path) -> Choices:
    """What is chosen for everybody in an app with this data folder."""
    return Choices(lambda: Notices(_database(data)))


def forget_choices(data: Path) -> None:
    """Choose nothing any more; the app knows it within a second."""
    with _database(data).writing() as connection:
        connection.execute(schema.notices.delete())


def _database(data: Path) -> Database:
    return Database(read_settings({"RECOGNIZER_DATA": str(data)}).notices_url)
