"""A training started on the page, in a real browser: what it takes, and from whom."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
from playwright.sync_api import Browser, BrowserContext, expect

from benchmarks.page import answers_ms
from benchmarks.tables import table
from recognizer.training import runs
from recognizer.training.recipes import FAST
from recognizer.training.runs import Run
from tests.browser import chromium
from tests.browser.chromium import Server
from tests.browser.visitor import Visitor
from tests.waiting import wait_until

STARTS = 5
ROUNDS = 2
RUNS = 50
_HAS_CHART_OF = """
heading => {
  const output = document.querySelector('.st-key-output');
  return output.querySelector('h4')?.innerText.startsWith(heading)
    && output.querySelector('.vega-embed') !== null;
}
"""
WARM_UP_S = 15
"""The time a person takes to choose; TensorFlow is loaded meanwhile."""


@dataclass(frozen=True)
class Room:
    """An app and a visitor on its Retrain page."""

    server: Server
    visitor: Visitor
    runs: Path

    def newest(self) -> Run:
        """The run that was planned last."""
        return runs.all_runs(self.runs)[-1]

    def train(self) -> Run:
        """Press Train, and wait for the run to be there."""
        self.visitor.press("train")
        self.visitor.settle()
        return self.newest()

    def wait_for_end(self, run: Run) -> None:
        """Wait until a run has ended; one whose worker still loads has not."""
        while run.state().status not in ("finished", "stopped", "failed"):
            time.sleep(0.2)


def run() -> None:
    """Print the tables: warm process, first point, speed, drawing beside it, memory."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(chromium.serving("app.py", data))
        browser = stack.enter_context(chromium.launched())
        visitor = Visitor(_window(browser), server.address)
        visitor.go_to("retrain")
        room = Room(server, visitor, data / "runs")
        _print_warm(room)
        _print_first_point(room)
        _print_speed(room, data)
        _print_drawing(room, browser)
        _print_memory(room)
        visitor.leave()


def _window(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 1280, "height": 720}, locale="en-GB")


def _print_warm(room: Room) -> None:
    """What the process holds that opening Retrain starts."""
    room.visitor.page.wait_for_timeout(WARM_UP_S * 1000)
    (worker,) = psutil.Process(room.server.process.pid).children()
    print(f"warm training process: {worker.memory_info().rss / 2**20:.0f} MiB resident")
    print(f"web process beside it: {_resident_mib(room.server):.0f} MiB\n")


def _print_first_point(room: Room) -> None:
    """From the press to the first point of the curve in the browser."""
    page = room.visitor.page
    times = []
    for _ in range(STARTS):
        page.wait_for_timeout(WARM_UP_S * 1000)
        button = page.locator(".st-key-train button")
        button.click(trial=True)
        number = len(runs.all_runs(room.runs)) + 1
        started = time.perf_counter()
        button.click()
        page.locator(".st-key-output h4", has_text=f"{number} ·").wait_for()
        run = room.newest()
        # A chart of the training before may still be there: the new one has points.
        while not any("loss" in point for point in run.progress()):
            time.sleep(0.02)
        page.wait_for_function(_HAS_CHART_OF, arg=f"{number} ·")
        times.append(time.perf_counter() - started)
        run.ask_to_stop()
        room.wait_for_end(run)
    listed = ", ".join(f"{each:.2f}" for each in times)
    print(f"Train pressed to first point: median {statistics.median(times):.2f} s")
    print(f"({listed})\n")


def _print_speed(room: Room, data: Path) -> None:
    """Images per second of `fast`, from the page and from the command line."""
    speeds: dict[str, list[float]] = {"the page": [], "the command line": []}
    for number in range(ROUNDS):
        room.visitor.page.wait_for_timeout(WARM_UP_S * 1000)
        run = room.train()
        room.wait_for_end(run)
        speeds["the page"].append(run.progress()[-1]["images_per_s"])
        command = [sys.executable, "-m", "recognizer", "train", "--recipe", FAST.name]
        done = subprocess.run(
            [*command, "--name", f"by-command-{number}"],
            env={**os.environ, "RECOGNIZER_DATA": str(data)},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            check=True,
        )
        shown = re.findall(r"([\d,]+) images/s", done.stderr)
        speeds["the command line"].append(float(shown[-1].replace(",", "")))
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    print(table(medians, "images/s, fast", "the command line"), "\n")


def _print_drawing(room: Room, browser: Browser) -> None:
    """Pen up to answer for another visitor, with and without a training."""
    idle, training = "idle", "while a network trains"
    rows = answers_ms(browser, {idle: room.server})
    room.visitor.page.get_by_text("Settings", exact=True).first.click()
    _set_length(room, 10_000_000)
    run = room.train()
    wait_until(lambda: run.state().status == "training")
    rows |= answers_ms(browser, {training: room.server})
    run.ask_to_stop()
    room.wait_for_end(run)
    print(table(rows, "ms, pen up to the server's answer", idle), "\n")


def _print_memory(room: Room) -> None:
    """The web process before and after many short trainings."""
    page = room.visitor.page
    page.locator(".st-key-retrain-preset input").click()
    page.keyboard.type("8 × 8")
    page.keyboard.press("Enter")
    name = page.locator("input[aria-label=Name]").first
    expect(name).to_have_value("digits-1", timeout=20_000)
    _set_length(room, 1_000)
    resident = [_resident_mib(room.server)]
    for _ in range(RUNS):
        room.wait_for_end(room.train())
        resident.append(_resident_mib(room.server))
    print(
        f"{RUNS} trainings: {resident[0]:.0f} MiB resident before, {resident[-1]:.0f}"
        f" after ({resident[-1] - resident[0]:+.0f}; after the first {resident[1]:.0f})"
    )


def _set_length(room: Room, images: int) -> None:
    label = "Training samples (total)"
    length = room.visitor.page.locator(f'input[aria-label="{label}"]').first
    length.fill(str(images))
    length.press("Enter")


def _resident_mib(server: Server) -> float:
    return float(psutil.Process(server.process.pid).memory_info().rss / 2**20)
