"""Real databases: SQLite files, and a PostgreSQL server that the tests start."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from tests import postgresql

_numbers = itertools.count()


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """What makes an empty database at each call, and says where."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path}/drawings-{next(_numbers)}.sqlite"
    server = request.getfixturevalue("postgresql_server")
    return lambda: postgresql.new(server, f"drawings_{next(_numbers)}")


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    """An empty database."""
    return new_url()


@pytest.fixture
def collection(url: str) -> Iterator[Collection]:
    """An empty collection, on each kind of database."""
    database = Database(url)
    yield Collection(database)
    database.close()
