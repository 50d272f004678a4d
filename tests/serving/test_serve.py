"""Two processes behind nginx are one app, also when one of them is killed."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import psutil
import pytest
from playwright.sync_api import Browser

from benchmarks.canvas_digits import write_digits
from benchmarks.visitors import Lost, Visitor
from recognizer.collection.collection import Choice, Collection
from recognizer.collection.database import Database
from recognizer.errors import ServingFailed
from recognizer.room.identity import MARK_COOKIE, mark_of
from recognizer.serving import processes
from tests import postgresql
from tests.browser.visitor import BAR, SEVEN
from tests.browser.visitor import Visitor as Person
from tests.coroutines import in_a_thread
from tests.room.forger import Forger, pressed
from tests.serving.served import Served, serving
from tests.waiting import wait_until

VISITORS, DRAWINGS = 4, 3


@pytest.fixture(scope="module")
def database_url(postgresql_server: str) -> str:
    try:
        processes.nginx()
    except ServingFailed:
        pytest.skip("nginx is not installed: sudo apt-get install nginx")
    return postgresql.new(postgresql_server, "served")


@pytest.fixture(scope="module")
def app(
    tmp_path_factory: pytest.TempPathFactory, database_url: str
) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("data"), database_url, 2) as served:
        yield served
        written = "".join(served.server.output)
        assert "Traceback" not in written, written
        assert "ScriptRunContext" not in written, written


def test_a_browser_stays_with_one_process_and_both_have_some(app: Served) -> None:
    visitors = [f"visitor-{number}" for number in range(24)]
    first = {visitor: app.process_of(visitor) for visitor in visitors}
    assert {visitor: app.process_of(visitor) for visitor in visitors} == first
    counts = Counter(first.values())
    assert len(counts) == 2
    assert min(counts.values()) >= 4


def test_what_the_presenter_asks_is_heard_in_both_processes(app: Served) -> None:
    async def ask() -> None:
        presenter = Forger(app.address, app.headers("p", is_presenter=True))
        await presenter.open(page="room")
        await presenter.choose("room.view", 1)
        await presenter.choose("room.part", 0)
        await presenter.send(pressed(presenter.ids["ask"]))
        assert presenter.said == []
        await presenter.close()

    in_a_thread(ask())
    here, there = of_each(app, 1)
    for visitor in (here, there):
        wait_until(partial(has_task, app, visitor))
    assert app.news(here)["task"]["digit"] == app.news(there)["task"]["digit"] == 7


def has_task(app: Served, visitor: str) -> bool:
    """Whether a visitor's page hears of one."""
    return app.news(visitor)["task"] is not None


DOCS = Path(__file__).resolve().parents[2] / "docs" / "deployment.md"


def test_with_the_lines_of_the_docs_nginx_speaks_tls(
    app: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    (port,) = processes.free_ports(1)
    lines = DOCS.read_text("utf-8").partition("## TLS")[2].split("```")[1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"),
                *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
                *("-keyout", key, "-out", certificate),
            ],
            check=True,
            capture_output=True,
        )
        processes.write_configuration(folder, app.ports(), port, None)
        told = re.sub(r"(ssl_certificate_key\s+)\S+;", rf"\1{key};", lines)
        told = re.sub(r"(ssl_certificate\s+)\S+;", rf"\1{certificate};", told)
        told = re.sub(r"\b443\b", f"127.0.0.1:{port}", told)
        (folder / "listen.conf").write_text(told.removeprefix("nginx"))
        front = [processes.nginx(), "-p", name, "-c", "nginx.conf", "-e", "stderr"]
        server = subprocess.Popen([*front, "-g", "daemon off;"])
        try:
            wait_until(lambda: listens(port))
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
            address = f"https://127.0.0.1:{port}/"
            with urlopen(address) as page:
                (cookie,) = page.headers.get_all("Set-Cookie")
            assert "; secure" in cookie.lower()
            with urlopen(app.address) as page:
                assert "; secure" not in page.headers["Set-Cookie"].lower()

            async def visit() -> None:
                visitor = Visitor(address, headers=app.headers("tls"))
                await visitor.open()
                assert visitor.page.canvas
                await visitor.close()

            in_a_thread(visit())
        finally:
            server.terminate()
            server.wait()


def listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def of_each(app: Served, count: int) -> list[str]:
    """So many visitors of each process, once both answer."""
    candidates = [str(number) for number in range(100)]

    def by_process() -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for name in candidates:
            found.setdefault(app.process_of(name), []).append(name)
        return [each[:count] for each in found.values()]

    wait_until(lambda: len(by_process()) == 2)
    return [name for names in by_process() for name in names]


def test_a_killed_process_loses_nothing_that_was_acknowledged(
    app: Served, database_url: str
) -> None:
    acknowledged: Counter[str] = Counter()
    afterwards: Counter[str] = Counter()
    victim = app.processes()[0]
    reconnected = 0

    async def visit(name: str) -> None:
        nonlocal reconnected
        digits = write_digits(np.random.default_rng(int(name)))
        visitor = Visitor(app.address, headers=app.headers(name))
        while afterwards[name] < DRAWINGS:
            is_afterwards = not victim.is_running()
            try:
                if not visitor.page.script:
                    await visitor.open()
                await visitor.draw(next(digits))
                await visitor.keep(acknowledged[name] % 10)
                acknowledged[name] += 1
                afterwards[name] += is_afterwards
            except Lost:
                reconnected += 1
                await visitor.close()
                visitor = Visitor(app.address, headers=app.headers(name))
                await asyncio.sleep(0.2)
            if len(acknowledged) == VISITORS and victim.is_running():
                victim.send_signal(signal.SIGKILL)
                await asyncio.to_thread(psutil.wait_procs, [victim])
        await visitor.close()

    async def visit_all() -> None:
        await asyncio.gather(*map(visit, of_each(app, VISITORS // 2)))

    in_a_thread(visit_all())
    assert reconnected
    database = Database(database_url)
    kept = Collection(database).find(Choice())
    database.close()
    by_owner = Counter(entry.owner for entry in kept)
    for name, count in acknowledged.items():
        assert by_owner[mark_of(name)] >= count
    # Whoever was with the killed process sees the task and the wall in the other one.
    here, there = of_each(app, 1)
    for visitor in (here, there):
        wait_until(partial(has_task, app, visitor))
    wait_until(partial(see_one_wall, app, here, there))


def see_one_wall(app: Served, here: str, there: str) -> bool:
    """Whether two visitors see the same tiles, and some of each visitor's."""
    wall = tiles(app, here)
    return wall.total() >= VISITORS and wall == tiles(app, there)


def tiles(app: Served, visitor: str) -> Counter[str]:
    """The pixels on the wall that this visitor sees."""
    return Counter(tile["pixels"] for tile in app.news(visitor, wall="")["tiles"])


def test_a_drawing_stays_on_its_page_when_its_process_is_killed(
    app: Served, browser: Browser
) -> None:
    context = browser.new_context(locale="en-GB")
    person = Person(context, app.address)
    person.draw(SEVEN)
    person.sees("7")
    mark = next(each for each in context.cookies() if each["name"] == MARK_COOKIE)
    first = app.process_of(mark["value"])
    app.asked_by(mark["value"]).send_signal(signal.SIGKILL)
    wait_until(lambda: app.process_of(mark["value"]) != first)
    person.draw(BAR)
    person.sees("7")
    # What was asked just then gets no answer, and Chromium notes that by itself.
    lost = ("Failed to load resource", "WebSocket connection to")
    assert [each for each in person.complaints if not each.startswith(lost)] == []
    person.leave()


def test_all_end_together(tmp_path: Path, database_url: str) -> None:
    with serving(tmp_path, database_url, 1) as served:
        children = psutil.Process(served.server.process.pid).children(recursive=True)
        assert len(children) >= 2
    assert not any(child.is_running() for child in children)
    assert served.server.process.returncode == 0
