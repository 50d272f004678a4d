"""The HTTP interface: requests a second beside a bare route, and malformed bodies.

Clients and server share this machine; each request has a digit as the canvas's JSON,
and every client sends its next one when the last was answered.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

import numpy as np
import psutil

from benchmarks import fuzz
from benchmarks.canvas_digits import write_digits
from recognizer.settings import ROOT
from tests.browser import chromium
from tests.browser.chromium import Server

OURS = "/api/v1/predict"
PEERS = {"FastAPI, in a thread": "/predict", "FastAPI, on the loop": "/blocking"}
CLIENTS = (1, 8)
REQUESTS, WARMING = 2_000, 200
ROUNDS = 3
MALFORMED, BATCH = 10_000, 100
NO_LIMIT = {"RECOGNIZER_MAX_REQUESTS_A_MINUTE": "100000000"}
MIB = 2**20


@dataclass(frozen=True)
class Figures:
    """What many requests took.

    Attributes:
        per_s: requests answered a second.
        p50_ms, p95_ms: from sent to answered.
        server_ms: processor time of the server for each.
    """

    per_s: float
    p50_ms: float
    p95_ms: float
    server_ms: float


def run() -> None:
    """Print the table, and what 10,000 malformed bodies did."""
    print("| | clients | requests a second | p50, ms | p95, ms | server, ms each |")
    print("|---|---|---|---|---|---|")
    bodies = digits(100)
    found: dict[tuple[str, int], list[Figures]] = {}
    with _app() as ours, _bare() as (bare, bare_process):
        served = {"`/api/v1/predict`": (ours.address, OURS, ours.process.pid)}
        served |= {name: (bare, path, bare_process) for name, path in PEERS.items()}
        for _ in range(ROUNDS):  # in turn, so that other work is shared fairly
            for clients in CLIENTS:
                for name, (address, path, pid) in served.items():
                    taken = asyncio.run(_measure(address, path, bodies, clients, pid))
                    found.setdefault((name, clients), []).append(taken)
    for (name, clients), rounds in sorted(found.items(), key=lambda each: each[0][1]):
        cells = [
            f"{statistics.median(getattr(each, field) for each in rounds):,.{places}f}"
            for field, places in (
                ("per_s", 0),
                ("p50_ms", 1),
                ("p95_ms", 1),
                ("server_ms", 2),
            )
        ]
        print(f"| {name} | {clients} | {' | '.join(cells)} |")
    print()
    with _app() as ours:
        asyncio.run(_print_malformed(ours))


def digits(count: int) -> list[bytes]:
    """Digits as a pen draws them, as the canvas's JSON."""
    drawn = islice(write_digits(np.random.default_rng(0)), count)
    return [json.dumps({"objects": each}).encode() for each in drawn]


def malformed(count: int) -> Iterator[tuple[str, bytes]]:
    """Content types and bodies: good ones that were damaged, and noise."""
    good = [("application/json", files[0]) for files in fuzz.good("canvas")]
    good += [("application/octet-stream", files[0]) for files in fuzz.good("picture")]
    good += [("application/json", b"[" + b",".join(digits(3)) + b"]")]
    for number in range(count):
        rng = np.random.default_rng([17, number])
        kind, body = good[number % len(good)]
        if number % 20 == 19:
            yield kind, rng.bytes(int(rng.integers(1, 5_000)))
        else:
            yield kind, fuzz.damage([body], rng)[0]


@contextmanager
def _app() -> Iterator[Server]:
    with (
        tempfile.TemporaryDirectory() as data,
        patch.dict(os.environ, NO_LIMIT),
        chromium.serving("app.py", Path(data)) as server,
    ):
        yield server


@contextmanager
def _bare() -> Iterator[tuple[str, int]]:
    """The peer's address, and the process that serves it."""
    port = str(chromium.free_port())
    command = [sys.executable, "-m", "uvicorn", "benchmarks.bare_route:app"]
    options = ["--port", port, "--no-access-log"]
    options += ["--log-level", "warning"]
    process = subprocess.Popen([*command, *options], cwd=ROOT)
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_until_up(f"{address}docs", process)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_until_up(address: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            urllib.request.urlopen(address).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the bare route could not be served")


async def _measure(
    address: str, path: str, bodies: Sequence[bytes], clients: int, pid: int
) -> Figures:
    process = psutil.Process(pid)
    hosts = urlsplit(address).netloc
    lines = [await Line.open(hosts) for _ in range(clients)]
    await asyncio.gather(
        *(_ask(line, path, bodies, WARMING // clients) for line in lines)
    )
    before, begin = _cpu_s(process), time.perf_counter()
    asked = await asyncio.gather(
        *(_ask(line, path, bodies, REQUESTS // clients) for line in lines)
    )
    seconds, worked = time.perf_counter() - begin, _cpu_s(process) - before
    for line in lines:
        line.close()
    times = np.array([each for one in asked for each in one]) * 1000
    p50, p95 = np.percentile(times, [50, 95])
    return Figures(len(times) / seconds, p50, p95, 1000 * worked / len(times))


async def _ask(
    line: Line, path: str, bodies: Sequence[bytes], count: int
) -> list[float]:
    """Seconds to each answer."""
    times = []
    for number in range(count):
        begin = time.perf_counter()
        status, _ = await line.post(path, bodies[number % len(bodies)])
        times.append(time.perf_counter() - begin)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
    return times


async def _print_malformed(server: Server) -> None:
    process = psutil.Process(server.process.pid)
    host = urlsplit(server.address).netloc
    line = await Line.open(host)
    for body in digits(50):
        await line.post(OURS, body)
    start = process.memory_info().rss
    statuses: Counter[int] = Counter()
    again = 0
    most = start
    for number, (kind, body) in enumerate(malformed(MALFORMED)):
        try:
            status, is_open = await line.post(OURS, body, kind)
        except (asyncio.IncompleteReadError, ConnectionError):
            # The server hangs up on who is silent for 5 s, which a busy machine causes.
            line = await Line.open(host)
            again += 1
            status, is_open = await line.post(OURS, body, kind)
        statuses[status] += 1
        if not is_open:
            line.close()
            line = await Line.open(host)
        if number % BATCH == 0:
            most = max(most, process.memory_info().rss)
    line.close()
    end = process.memory_info().rss
    told = ", ".join(
        f"{status}: {count:,}" for status, count in sorted(statuses.items())
    )
    tracebacks = "".join(server.output).count("Traceback")
    failed = sum(count for status, count in statuses.items() if status >= 500)
    print(f"{MALFORMED:,} malformed bodies, answered with {told}")
    print(
        f"5xx: {failed}, tracebacks: {tracebacks}, sent twice: {again}, "
        f"resident before {start / MIB:.0f} MiB, after {end / MIB:.0f} MiB, "
        f"most {max(most, end) / MIB:.0f} MiB"
    )


class Line:
    """A connection that stays open, with as little work of its own as can be."""

    def __init__(
        self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._host = host.encode()
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, host: str) -> Line:
        """Connect."""
        name, port = host.split(":")
        return cls(host, *await asyncio.open_connection(name, int(port)))

    def close(self) -> None:
        """Hang up."""
        self._writer.close()

    async def post(
        self, path: str, body: bytes, kind: str = "application/json"
    ) -> tuple[int, bool]:
        """Send a body; returns the status, and whether the connection stays open."""
        self._writer.write(
            b"POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\n"
            b"Content-Length: %d\r\n\r\n%s"
            % (path.encode(), self._host, kind.encode(), len(body), body)
        )
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
        await self._reader.readexactly(int(length))
        return int(head[9:12]), b"connection: close" not in head


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
