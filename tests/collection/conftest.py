"""Real databases: SQLite files, and a PostgreSQL server that the tests start."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from tests.collection import postgresql

_numbers = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Folder of the server's socket."""
    pytest.importorskip("psycopg")
    if postgresql.installed() is None:
        pytest.skip("PostgreSQL is not installed: sudo apt-get install postgresql")
    with postgresql.serving() as place:
        yield place


def postgresql_url(server: str, name: str) -> str:
    return f"postgresql://tester@/{name}?host={server}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/drawings.sqlite"
    server = request.getfixturevalue("server")
    name = f"drawings_{next(_numbers)}"
    maintenance = postgresql_url(server, "postgres").replace("sql:", "sql+psycopg:", 1)
    engine = create_engine(maintenance, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return postgresql_url(server, name)


@pytest.fixture
def collection(url: str) -> Iterator[Collection]:
    """An empty collection, on each kind of database."""
    database = Database(url)
    yield Collection(database)
    database.close()
