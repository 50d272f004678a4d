"""Several processes that cannot be started."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from recognizer.errors import ServingFailed
from recognizer.serving import processes
from recognizer.settings import Settings
from tests.causes import Cause, Place, run


def shared(place: Place) -> Settings:
    """Settings with a database that several processes may have in common."""
    return replace(place.settings, database_url="postgresql://127.0.0.1/none")


def need_nginx() -> None:
    try:
        processes.nginx()
    except ServingFailed:
        pytest.skip("nginx is not installed: sudo apt-get install nginx")


def without_nginx(place: Place) -> None:
    place.monkeypatch.setenv("PATH", str(place.folder))
    place.monkeypatch.setattr(processes, "ELSEWHERE", "")
    processes.serve(shared(place), 2)


def on_a_taken_port(place: Place) -> None:
    need_nginx()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        processes.serve(shared(place), 1, taken.getsockname()[1], "127.0.0.1")


def with_a_broken_app(place: Place) -> None:
    need_nginx()
    place.file("streamlit.py", "raise SystemExit(1)")
    place.monkeypatch.setenv("PYTHONPATH", str(place.folder))
    (port,) = processes.free_ports(1)
    processes.serve(shared(place), 1, port, "127.0.0.1")


CAUSES = [
    Cause("no process", lambda place: run(place, "serve", "--processes", "0")),
    Cause(
        "two processes with a file",
        lambda place: run(place, "serve"),
        ("RECOGNIZER_DATABASE_URL",),
    ),
    Cause("no nginx", without_nginx),
    Cause("a port that another program has", on_a_taken_port),
    Cause("an app that does not start", with_a_broken_app),
]
