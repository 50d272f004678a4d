"""A room full of visitors: what one process of the app carries.

Each visitor draws a digit once a second, and waits until the server has dealt with it
before the next. Where the browser's network answers, the server is told of drawings
only for the wall, which takes all of them here. In a class, each also saves every third
drawing and asks for the room's news every two seconds, and a presenter watches the
wall, which asks every second. Visitors and server share this machine; the visitors'
processor time is printed too.
"""

from __future__ import annotations

import asyncio
import base64
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

from benchmarks.canvas_digits import write_digits
from benchmarks.connections import fetch
from benchmarks.listeners import Listener
from benchmarks.visitors import Lost, Visitor
from recognizer.api import addresses
from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.ink import mnist_format, strokes
from recognizer.network import bundles
from recognizer.network.bundles import WEIGHTS
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.ui import state
from tests.browser import chromium
from tests.browser.chromium import Server
from tests.room.forger import Forger, switched_on

MODEL = "two-layer-cnn"
ROOMS = (30, 100)
SECONDS = 60
ARRIVE_S = 10.0
"""All open the page within this time."""
STROKES, SESSIONS, ROUNDS = 2_000, 200, 4
KEEPS_EVERY = 3
NEWS_EVERY_S, WALL_EVERY_S = 2.0, 1.0
NOTHING: Mapping[str, str] = {}
POLLS = 2_000
WALL = ((state.ROOM_VIEW, 1), (state.ROOM_PART, 2))
"""What a presenter chooses on the page Room to come to the wall's switch."""


@dataclass(frozen=True)
class Lesson:
    """What a room of visitors saw, and what it took.

    Attributes:
        opening_s: from the first file to the page's script finished, for each visitor;
            each fetches what a browser that was never here fetches.
        answer_s: from drawing sent to the server finished with it, for each drawing.
        planned: drawings, if every answer came within a second.
        lost: drawings without an answer.
        server_s: processor time of the server while they drew.
        visitors_s: processor time of the visitors meanwhile.
        mib: resident memory of the server, the most that was seen.
    """

    opening_s: list[float]
    answer_s: list[float]
    planned: int
    lost: int
    server_s: float
    visitors_s: float
    mib: float


@dataclass(frozen=True)
class Kind:
    """A kind of page, and whose network answers on it: the browser's, or the server's.

    Attributes:
        answered: networks, by SHA-256, with which its visitors' browsers answer.
        shows: whether the wall takes every drawing.
    """

    title: str
    script: str
    answered: tuple[str, ...] = ()
    shows: bool = False


def run() -> None:
    """Print what rooms of visitors see, and what memory does in the long run."""
    print("| | visitors | pages opened in 10 s, p95 | answer p50 | p95 | ", end="")
    print("drawings answered | lost | server, ms a drawing | MiB | visitors, cores |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for kind in kinds():
        for visitors in ROOMS:
            with _serving(kind) as server:
                lesson = asyncio.run(_lesson(server, kind, visitors))
            print(f"| {kind.title} | {visitors} | {_cells(lesson)} |", flush=True)
    print()
    kind = kinds()[0]
    with tempfile.TemporaryDirectory() as data:
        with chromium.serving(kind.script, Path(data)) as server:
            kept = asyncio.run(_print_class(server, kind))
        found = Collection(Database(f"sqlite:///{data}/drawings.sqlite")).count()
        print(f"{kept:,} drawings were acknowledged, {found:,} are in the collection\n")
    with _serving(kind) as server:
        asyncio.run(_print_downloads(server))
        asyncio.run(_print_memory(server, kind))


def kinds() -> tuple[Kind, ...]:
    """The app with the network in the browser, before it is there, and the peer."""
    bundle = bundles.find(MODEL, [SHIPPED_WEIGHTS])
    return (
        Kind(
            "the browser answers",
            "app.py",
            (bundle.card.sha256[bundles.NETWORK],),
            shows=True,
        ),
        Kind("the server answers", "app.py"),
        Kind("bare page", "benchmarks/bare_page.py"),
    )


@contextmanager
def _serving(kind: Kind) -> Iterator[Server]:
    with (
        tempfile.TemporaryDirectory() as data,
        chromium.serving(kind.script, Path(data)) as server,
    ):
        yield server


def _cells(lesson: Lesson) -> str:
    answers = np.array(lesson.answer_s) * 1000
    return " | ".join(
        (
            f"{np.percentile(lesson.opening_s, 95):.2f} s",
            f"{np.percentile(answers, 50):,.0f} ms",
            f"{np.percentile(answers, 95):,.0f} ms",
            f"{len(answers):,} of {lesson.planned:,}",
            f"{lesson.lost}",
            f"{lesson.server_s / len(answers) * 1000:.1f}",
            f"{lesson.mib:.0f}",
            f"{lesson.visitors_s / SECONDS:.2f}",
        )
    )


async def _lesson(server: Server, kind: Kind, count: int) -> Lesson:
    """Have visitors come, and draw for a minute."""
    files = await asyncio.to_thread(_files, server)
    visitors = [Visitor(server.address, kind.answered) for _ in range(count)]
    if kind.shows:
        await open_wall(server, visitors)
    opening = await asyncio.gather(
        *(
            _open_after(number / count * ARRIVE_S, visitor, files)
            for number, visitor in enumerate(visitors)
        )
    )
    process, own = psutil.Process(server.process.pid), psutil.Process(os.getpid())
    server_s, visitors_s = _cpu_s(process), _cpu_s(own)
    watching = asyncio.create_task(_most_mib(process))
    begin = time.perf_counter()
    drawn = await asyncio.gather(
        *(
            _draw(visitor, number, begin + number / count)
            for number, visitor in enumerate(visitors)
        )
    )
    server_s, visitors_s = _cpu_s(process) - server_s, _cpu_s(own) - visitors_s
    mib = await watching
    for visitor in visitors:
        await visitor.close()
    answers = [value for each in drawn for value in each if value is not None]
    lost = sum(len(each) for each in drawn) - len(answers)
    return Lesson(opening, answers, count * SECONDS, lost, server_s, visitors_s, mib)


async def open_wall(
    server: Server, visitors: Iterable[Visitor], headers: Mapping[str, str] = NOTHING
) -> None:
    """Have the wall take every drawing; the visitors know of it from the news.

    Args:
        headers: of the presenter, who needs none on this machine.
    """
    presenter = Forger(server.address, headers)
    await presenter.open(page="room")
    for key, number in WALL:
        await presenter.choose(key, number)
    await presenter.send(switched_on(presenter.ids[state.WALL_IS_OPEN]))
    await presenter.close()
    for visitor in visitors:
        visitor.shows = True


async def _open_after(seconds: float, visitor: Visitor, files: list[str]) -> float:
    await asyncio.sleep(seconds)
    return await visitor.open(files)


def _files(server: Server) -> list[str]:
    """What a real browser fetches to show the page; the first visit, too.

    The network's weights are not among them: they come while people draw.
    """
    with chromium.launched() as browser:
        page = browser.new_page()
        found: list[str] = []
        page.on("request", lambda request: found.append(request.url))
        page.goto(server.address)
        page.locator(".st-key-canvas canvas").last.wait_for()
        page.wait_for_load_state("networkidle")
    local = [address for address in found if address.startswith(server.address)]
    return [address for address in local if not address.endswith(bundles.WEIGHTS)]


async def _draw(visitor: Visitor, seed: int, begin: float) -> list[float | None]:
    """Draw once a second; later where the answer before is still awaited.

    Returns:
        Seconds to each answer; None for one that never came.
    """
    digits = write_digits(np.random.default_rng(seed))
    answers: list[float | None] = []
    for second in range(SECONDS):
        now = time.perf_counter() - begin
        if now >= second + 1:
            continue
        await asyncio.sleep(max(0.0, second - now))
        try:
            answers.append(await visitor.draw(next(digits)))
        except Lost:
            answers.append(None)
    return answers


@dataclass
class Wall:
    """When pens were lifted, and when the presenter saw it; by the drawings' pixels."""

    drawn: dict[str, float] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)


async def _print_class(server: Server, kind: Kind) -> int:
    """Print what a class sees that saves drawings, and its presenter.

    Returns:
        How many drawings the app said that it has kept.
    """
    count, wall = max(ROOMS), Wall()
    visitors = [Visitor(server.address, kind.answered) for _ in range(count)]
    await open_wall(server, visitors)
    for visitor in visitors:
        await visitor.open()
    process = psutil.Process(server.process.pid)
    server_s, begin = _cpu_s(process), time.perf_counter()
    listening = [
        asyncio.create_task(listen(server, number, wall)) for number in range(count)
    ]
    drawn = await asyncio.gather(
        *(
            draw_and_keep(visitor, number, begin + number / count, wall)
            for number, visitor in enumerate(visitors)
        )
    )
    await asyncio.sleep(2 * NEWS_EVERY_S)  # what came last is asked for
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    server_s = _cpu_s(process) - server_s
    for visitor in visitors:
        await visitor.close()
    shown = 1000 * np.concatenate([shown for shown, _, _ in drawn])
    saved = 1000 * np.concatenate([saved for _, saved, _ in drawn])
    lost = sum(lost for _, _, lost in drawn)
    delays = [
        wall.seen[each] - when for each, when in wall.drawn.items() if each in wall.seen
    ]
    print(
        f"{count} visitors who save every {KEEPS_EVERY}rd drawing: {len(shown):,} of "
        f"{count * SECONDS:,} shown, {_percentiles(shown)}; {len(saved):,} saved, "
        f"{_percentiles(saved)}; {lost} lost; server "
        f"{server_s / len(shown) * 1000:.1f} ms a drawing"
    )
    p50, p95 = np.percentile(delays, (50, 95))
    print(
        f"on the wall {len(delays):,} of {len(wall.drawn):,}, after "
        f"p50 {p50:.2f} s, p95 {p95:.2f} s, at most {max(delays):.2f} s"
    )
    await _print_polls(server)
    return len(saved)


def _percentiles(milliseconds: NDArray[np.float64]) -> str:
    p50, p95 = np.percentile(milliseconds, (50, 95))
    return f"p50 {p50:,.0f} ms, p95 {p95:,.0f} ms"


async def draw_and_keep(
    visitor: Visitor, seed: int, begin: float, wall: Wall
) -> tuple[list[float], list[float], int]:
    """Draw once a second, save every third drawing.

    Returns:
        Seconds until each drawing was taken for the wall, until each was saved, and
        how many were not.
    """
    digits = write_digits(np.random.default_rng(seed))
    shown: list[float] = []
    saved: list[float] = []
    lost = 0
    for second in range(SECONDS):
        now = time.perf_counter() - begin
        if now >= second + 1:
            continue
        await asyncio.sleep(max(0.0, second - now))
        objects = next(digits)
        try:
            started = time.perf_counter()
            shown.append(await visitor.draw(objects))
            wall.drawn[_pixels(objects)] = started
            if second % KEEPS_EVERY == 0:
                saved.append(await visitor.keep(second % 10))
        except Lost:
            lost += 1
    return shown, saved, lost


async def listen(
    server: Server, number: int, wall: Wall, headers: Mapping[str, str] = NOTHING
) -> None:
    """Ask for news as room.js does; the first visitor is the presenter."""
    listener = Listener(server.address, f"tab-{number}", number == 0, headers)
    pause = WALL_EVERY_S if number == 0 else NEWS_EVERY_S
    await asyncio.sleep(NEWS_EVERY_S * number / max(ROOMS))
    try:
        while True:
            for tile in (await listener.ask()).get("tiles", ()):
                wall.seen.setdefault(tile["pixels"], time.perf_counter())
            await asyncio.sleep(pause)
    finally:
        listener.close()


def _pixels(objects: list[object]) -> str:
    """A drawing as the news of the wall have it."""
    image = mnist_format.to_image(strokes.parse({"objects": objects}))
    return base64.b64encode(image.tobytes()).decode()


async def _print_polls(server: Server) -> None:
    """Print what it costs to ask for news when there are none."""
    process = psutil.Process(server.process.pid)
    for title, shows_wall in (("a visitor's page", False), ("the wall", True)):
        listener = Listener(server.address, "poll", shows_wall)
        await listener.ask()
        before = _cpu_s(process)
        for _ in range(POLLS):
            await listener.ask()
        cost = (_cpu_s(process) - before) / POLLS * 1000
        listener.close()
        print(f"{title} asks for news: {cost:.2f} ms of server time")


async def _most_mib(process: psutil.Process) -> float:
    most = 0.0
    for _ in range(SECONDS):
        most = max(most, _mib(process))
        await asyncio.sleep(1)
    return most


async def _print_downloads(server: Server) -> None:
    """Print how long a class waits that fetches the network at once."""
    process = psutil.Process(server.process.pid)
    bundle = bundles.find(MODEL, [SHIPPED_WEIGHTS])
    address = server.address + addresses.model(bundle) + WEIGHTS
    server_s, started = _cpu_s(process), time.perf_counter()
    await asyncio.gather(*(fetch([address]) for _ in range(max(ROOMS))))
    elapsed = time.perf_counter() - started
    mb = bundle.weights.stat().st_size / 1e6
    print(
        f"{max(ROOMS)} downloads of {mb:.1f} MB at once, the first among them: ", end=""
    )
    print(f"{elapsed:.1f} s, {_cpu_s(process) - server_s:.1f} s of server time\n")


async def _print_memory(server: Server, kind: Kind) -> None:
    """Print resident memory over many strokes, then over many visits."""
    process = psutil.Process(server.process.pid)
    visitor = Visitor(server.address, kind.answered)
    await visitor.open()
    digits = write_digits(np.random.default_rng(0))
    mib = []
    for number in range(STROKES + 1):
        if number % (STROKES // ROUNDS) == 0:
            mib.append(_mib(process))
        await visitor.draw(next(digits))
    print(f"MiB resident, {STROKES:,} drawings in one session, each", end=" ")
    print(f"{STROKES // ROUNDS}: {_series(mib)}\n")
    await visitor.close()
    mib = [_mib(process)]
    for _ in range(ROUNDS):
        for _ in range(SESSIONS):
            visitor = Visitor(server.address, kind.answered)
            await visitor.open()
            await visitor.draw(next(digits))
            await visitor.close()
        mib.append(_mib(process))
    print(
        f"MiB resident, each {SESSIONS} sessions opened, drawn in and closed: ", end=""
    )
    print(_series(mib))


def _series(values: list[float]) -> str:
    return ", ".join(f"{value:.0f}" for value in values)


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _mib(process: psutil.Process) -> float:
    return float(process.memory_info().rss / 2**20)
