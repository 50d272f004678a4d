"""Several processes behind nginx: what two and four carry beside one.

The load is that of `room`'s class: each visitor draws once a second for the wall, saves
every third drawing, to which all have agreed before, and asks for the room's news; a
presenter watches the wall. First as many come as one process carries, then more than
two can. All, nginx and PostgreSQL too, share this machine, so that their processor time
is printed. At the end one of two processes is killed half way.
"""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

from benchmarks.canvas_digits import write_digits
from benchmarks.room import (
    KEEPS_EVERY,
    SECONDS,
    Wall,
    draw_and_keep,
    kinds,
    listen,
    open_wall,
)
from benchmarks.visitors import Lost, Visitor
from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from tests import postgresql
from tests.serving.served import Served, serving

CLASS, CROWD = 100, 300
PROCESSES = {CLASS: (1, 2, 4), CROWD: (1, 2)}
HEADINGS = (
    *("visitors", "processes", "drawings a second", "saved after p50", "p95", "lost"),
    *("app, ms a drawing", "app, cores", "nginx, cores", "visitors, cores"),
    *("acknowledged", "in PostgreSQL"),
)


@dataclass(frozen=True)
class Times:
    """Processor time so far, in seconds: of the app, of nginx, of the visitors."""

    app: float
    nginx: float
    visitors: float


@dataclass(frozen=True)
class Drawn:
    """What visitors saw.

    Attributes:
        shown_ms: from pen lifted to taken for the wall.
        saved_ms: from pressed to acknowledged.
        lost: drawings that were neither.
        kept: drawings in the database at the end.
        spent: processor time meanwhile.
    """

    shown_ms: NDArray[np.float64]
    saved_ms: NDArray[np.float64]
    lost: int
    kept: int
    spent: Times


def run() -> None:
    """Print what one, two and four processes carry, and what a kill loses."""
    print(f"| {' | '.join(HEADINGS)} |\n{'|---' * len(HEADINGS)}|")
    carried = []
    for visitors, processes in PROCESSES.items():
        for count in processes:
            with _served(count) as (served, url):
                drawn = asyncio.run(_class(served, url, visitors))
            print(f"| {visitors} | {count} | {_cells(drawn)} |", flush=True)
            carried.append(drawn)
    print(f"\n{_ratio(*carried[-2:])}\n", flush=True)
    with _served(2) as (served, url):
        asyncio.run(_print_kill(served, url))


@contextmanager
def _served(count: int) -> Iterator[tuple[Served, str]]:
    """The app, and the address of its database."""
    with postgresql.serving() as place, tempfile.TemporaryDirectory() as data:
        url = postgresql.new(place, "scale")
        with serving(Path(data), url, count) as served:
            yield served, url


def _ratio(one: Drawn, two: Drawn) -> str:
    """What two processes carry beside one, also if the visitors were elsewhere.

    One process leaves the visitors a core; two share both with them.
    """
    cores = os.cpu_count() or 1
    ratio = len(two.shown_ms) / len(one.shown_ms)
    free = cores - two.spent.visitors / SECONDS
    return (
        f"Two carry {ratio:.2f} times as much as one; {ratio * cores / free:.2f} times "
        f"if the visitors did not take {cores - free:.2f} of the {cores} cores"
    )


def _cells(drawn: Drawn) -> str:
    p50, p95 = np.percentile(drawn.saved_ms, (50, 95))
    count = len(drawn.shown_ms)
    return " | ".join(
        (
            f"{count / SECONDS:.1f}",
            f"{p50:,.0f} ms",
            f"{p95:,.0f} ms",
            f"{drawn.lost}",
            f"{1000 * drawn.spent.app / count:.1f}",
            f"{drawn.spent.app / SECONDS:.2f}",
            f"{drawn.spent.nginx / SECONDS:.2f}",
            f"{drawn.spent.visitors / SECONDS:.2f}",
            f"{len(drawn.saved_ms):,}",
            f"{drawn.kept:,}",
        )
    )


def _visitors(served: Served, count: int) -> list[Visitor]:
    """Each with a cookie of their own, by which nginx leads them."""
    answered = kinds()[0].answered
    return [
        Visitor(served.address, answered, served.headers(f"visitor-{number}"))
        for number in range(count)
    ]


async def _class(served: Served, url: str, count: int) -> Drawn:
    visitors, wall = _visitors(served, count), Wall()
    await open_wall(served.server, visitors, served.headers("p", is_presenter=True))
    for visitor in visitors:
        await visitor.open()
        await visitor.agree()
    before, begin = _times(served), time.perf_counter()
    listening = [
        asyncio.create_task(
            listen(served.server, number, wall, served.headers(f"visitor-{number}"))
        )
        for number in range(count)
    ]
    drawn = await asyncio.gather(
        *(
            draw_and_keep(visitor, number, begin + number / count, wall)
            for number, visitor in enumerate(visitors)
        )
    )
    spent = _times(served)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    for visitor in visitors:
        await visitor.close()
    return Drawn(
        1000 * np.concatenate([shown for shown, _, _ in drawn]),
        1000 * np.concatenate([saved for _, saved, _ in drawn]),
        sum(lost for _, _, lost in drawn),
        _kept(url),
        Times(
            spent.app - before.app,
            spent.nginx - before.nginx,
            spent.visitors - before.visitors,
        ),
    )


async def _print_kill(served: Served, url: str) -> None:
    """Print how much was acknowledged by two processes, one of which is killed."""
    victim = served.processes()[0]
    begin = time.perf_counter()
    acknowledged = returned = 0

    async def visit(number: int, visitor: Visitor) -> None:
        nonlocal acknowledged, returned
        digits = write_digits(np.random.default_rng(number))
        for second in range(SECONDS):
            await asyncio.sleep(max(0.0, begin + second - time.perf_counter()))
            try:
                if not visitor.page.script:
                    await visitor.open()
                await visitor.draw(next(digits))
                if second % KEEPS_EVERY == 0:
                    await visitor.keep(second % 10)
                    acknowledged += 1
            except Lost:
                returned += 1
                await visitor.close()
                visitor = Visitor(
                    served.address, headers=served.headers(f"visitor-{number}")
                )
        await visitor.close()

    async def kill() -> None:
        await asyncio.sleep(SECONDS / 2)
        victim.send_signal(signal.SIGKILL)

    visitors = _visitors(served, CLASS)
    await asyncio.gather(kill(), *map(visit, range(CLASS), visitors))
    print(
        f"One of two processes killed after {SECONDS // 2} s: {returned} visits ended "
        f"and began again, {acknowledged:,} drawings were acknowledged, {_kept(url):,} "
        "are in PostgreSQL"
    )


def _kept(url: str) -> int:
    database = Database(url)
    count = Collection(database).count()
    database.close()
    return count


def _times(served: Served) -> Times:
    front = [
        child
        for child in psutil.Process(served.server.process.pid).children(recursive=True)
        if child.name() == "nginx"
    ]
    return Times(
        _cpu_s(served.processes()), _cpu_s(front), _cpu_s([psutil.Process(os.getpid())])
    )


def _cpu_s(processes: list[psutil.Process]) -> float:
    times = [process.cpu_times() for process in processes]
    return float(sum(each.user + each.system for each in times))
