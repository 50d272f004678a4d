"""What all tests share."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import fsspec
import hypothesis
import pytest
from playwright.sync_api import Browser

from recognizer.datasets import by_name
from recognizer.datasets.labelled import LabelledImages
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS, Settings, read_settings
from tests import machine, postgresql
from tests.browser import camera, chromium
from tests.node import Node

MODEL = "two-layer-cnn"

hypothesis.settings.register_profile("untimed", deadline=None)  # busy is no fault
hypothesis.settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update-pictures, which retakes the README's pictures."""
    parser.addoption("--update-pictures", action="store_true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a browser, and begin with what takes longest.

    Files that train take turns with those that open a browser: the former keep a
    processor busy, the latter wait half of the time. All others come last, so that
    none of these is the last, with one processor at work and the other idle.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    training, browser = (
        _numbered(item.path for item in items if item.get_closest_marker(name))
        for name in ("training", "browser")
    )

    def place(item: pytest.Item) -> tuple[float, bool]:
        file = item.path
        turn = training.get(file, browser.get(file, math.inf))
        return turn, file not in training

    items.sort(key=place)


def _numbered(files: Iterable[Path]) -> dict[Path, int]:
    return {file: number for number, file in enumerate(dict.fromkeys(files))}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose data sets are not on this machine."""
    for mark in item.iter_markers("needs"):
        for data in mark.args:
            if not machine.has(data):
                pytest.skip(f"{data} is not on this machine, see docs/data.md")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line for each reason what was skipped."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2] for report in skipped)
    for reason, count in reasons.items():
        terminalreporter.write_line(
            f"{count} skipped: {reason.removeprefix('Skipped: ')}"
        )


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    """The shipped two-layer network; tests do not change it."""
    return Recognizer.from_bundle(bundles.find(MODEL, [SHIPPED_WEIGHTS]))


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """The browser's modules, run without one."""
    return Node(tmp_path_factory.mktemp("node"))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, Chrome or Edge, whichever is installed; its camera sees a seven.

    One for all folders: Playwright does not start twice in a thread.
    """
    if chromium.installed() is None:
        pytest.skip(f"none of {', '.join(chromium.NAMES)} is installed")
    place = tmp_path_factory.mktemp("camera") / "seven.y4m"
    place.write_bytes(camera.film(camera.seven_on_paper()))
    with chromium.launched(place) as browser:
        yield browser


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Folder of the socket of a PostgreSQL server that the tests start."""
    pytest.importorskip("psycopg")
    if postgresql.installed() is None:
        pytest.skip("PostgreSQL is not installed: sudo apt-get install postgresql")
    with postgresql.serving() as place:
        yield place


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of an S3 server that the tests start."""
    from moto.server import ThreadedMotoServer  # two seconds

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_url(s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty store in a bucket of its own."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tester")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tester")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    bucket = tmp_path.name.replace("_", "-").strip("-").lower()
    fsspec.filesystem("s3", skip_instance_cache=True).mkdir(bucket)
    return f"s3://{bucket}/models"


@pytest.fixture(params=["folder", "s3"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store of each kind, for `ObjectStore`."""
    if request.param == "s3":
        return str(request.getfixturevalue("s3_url"))
    return f"file://{tmp_path}/store"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with an empty data folder, and the data sets of this machine."""
    return read_settings(machine.variables(tmp_path / "data"))


@pytest.fixture(scope="session")
def data_set() -> Callable[[str], LabelledImages]:
    """Read a data set of this machine by name, each once; tests do not change it."""
    return cache(lambda name: by_name.named(name, machine.MACHINE))
