"""Start a PostgreSQL server of the tests' own, as Debian's package brings it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

FOLDERS = [*Path("/usr/lib/postgresql").glob("*/bin"), Path("/usr/local/bin")]


def installed() -> Path | None:
    """Folder with initdb and pg_ctl."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else FOLDERS
    there = [folder for folder in folders if (folder / "pg_ctl").is_file()]
    return there[-1] if there else None


def url(place: str, name: str) -> str:
    """The address of a database, for `Database`.

    Args:
        place: folder of the server's socket.
    """
    return f"postgresql://tester@/{name}?host={place}"


def new(place: str, name: str) -> str:
    """Make an empty database; returns its address.

    Args:
        place: folder of the server's socket.
    """
    maintenance = url(place, "postgres").replace("sql:", "sql+psycopg:", 1)
    engine = create_engine(maintenance, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url(place, name)


@contextmanager
def serving() -> Iterator[str]:
    """A server that nobody else can reach; yields its socket's folder.

    It refuses to be run by root, who lends it Debian's user instead.
    """
    programs = installed()
    assert programs is not None
    user = "postgres" if os.geteuid() == 0 else None
    place = tempfile.mkdtemp(prefix="recognizer-postgresql-")
    if user:
        shutil.chown(place, user)
    data = f"{place}/data"

    def run(*command: str) -> None:
        subprocess.run(
            [str(programs / command[0]), "--pgdata", data, *command[1:]],
            check=True,
            user=user,
            cwd=place,
            stdout=subprocess.DEVNULL,
        )

    try:
        run("initdb", "--auth=trust", "--username=tester", "--encoding=UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories='{place}'"
        run("pg_ctl", "--wait", f"--log={place}/log", f"--options={options}", "start")
        try:
            yield place
        finally:
            run("pg_ctl", "--wait", "--mode=immediate", "stop")
    finally:
        shutil.rmtree(place)
