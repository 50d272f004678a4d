"""A running app and visitors with a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from recognizer.collection import schema
from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from tests.browser import chromium
from tests.browser.chromium import Server
from tests.browser.visitor import Visitor
from tests.room.outside import forget_choices


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """The app that all tests visit but those that end it, and its data folder."""
    data = tmp_path_factory.mktemp("data")
    with chromium.serving("app.py", data) as server:
        yield server, data


@pytest.fixture
def data(running: tuple[Server, Path]) -> Path:
    """The app's data folder, with nothing in it that another test has made."""
    _, data = running
    for made in ("models", "runs"):
        shutil.rmtree(data / made, ignore_errors=True)
    forget_choices(data)
    file = data / "drawings.sqlite"
    if file.exists():  # removed, it would be missed
        with Database(f"sqlite:///{file}").writing() as connection:
            for table in schema.metadata.sorted_tables:
                connection.execute(table.delete())
    return data


@pytest.fixture
def collection(data: Path) -> Collection:
    """What the app keeps, seen from outside."""
    return Collection(Database(f"sqlite:///{data}/drawings.sqlite"))


@pytest.fixture
def app(running: tuple[Server, Path], data: Path) -> Iterator[str]:
    """The address of the app; at the end no script may have broken off."""
    server, _ = running
    before = len(server.output)
    yield server.address
    written = "".join(server.output[before:])
    assert "Traceback" not in written, written


VISITORS = pytest.StashKey[list[Visitor]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell of a failed test what its visitors see."""
    report = yield
    if report.when == "call" and report.failed:
        for visitor in item.stash.get(VISITORS, []):
            report.sections.append(("What a visitor sees", visitor.seen()))
    return report


@pytest.fixture
def visit(
    browser: Browser, app: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """Open the app as a new visitor; at the end nothing may have gone wrong."""
    visitors = request.node.stash[VISITORS] = []

    def visit(
        language: str = "en",
        theme: Literal["light", "dark"] = "light",
        size: tuple[int, int] = (1280, 720),
        finger: bool = False,
    ) -> Visitor:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale={"en": "en-GB", "ja": "ja-JP"}[language],
            color_scheme=theme,
            has_touch=finger,
        )
        visitors.append(Visitor(context, app))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.leave()
    for visitor in visitors:
        assert visitor.complaints == []
        assert {host for host in visitor.hosts if host} == {"127.0.0.1"}
