"""A room full of visitors: what one process of the app carries.

Each visitor draws a digit once a second, and waits for the answer before the next.
Visitors and server share this machine; the visitors' processor time is printed too.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from benchmarks.visitors import Lost, Visitor, fetch, write_digits
from recognizer.api import addresses
from recognizer.network import bundles
from recognizer.network.bundles import WEIGHTS
from recognizer.settings import SHIPPED_WEIGHTS
from tests.browser import chromium
from tests.browser.chromium import Server

MODEL = "two-layer-cnn"
ROOMS = (30, 100)
SECONDS = 60
ARRIVE_S = 10.0
"""All open the page within this time."""
STROKES, SESSIONS, ROUNDS = 2_000, 200, 4


@dataclass(frozen=True)
class Lesson:
    """What a room of visitors saw, and what it took.

    Attributes:
        opening_s: from the first file to the page's script finished, for each visitor;
            each fetches what a browser that was never here fetches.
        answer_s: from drawing sent to run finished, for each drawing.
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
    """

    title: str
    script: str
    answered: tuple[str, ...] = ()


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
    with _serving(kind) as server:
        asyncio.run(_print_downloads(server))
        asyncio.run(_print_memory(server, kind))


def kinds() -> tuple[Kind, ...]:
    """The app with the network in the browser, before it is there, and the peer."""
    bundle = bundles.find(MODEL, [SHIPPED_WEIGHTS])
    return (
        Kind("the browser answers", "app.py", (bundle.card.sha256[bundles.NETWORK],)),
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
