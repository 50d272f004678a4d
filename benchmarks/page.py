"""The Draw page in a real browser, beside a bare page with the same canvas."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Browser, Page

from benchmarks.tables import table
from recognizer.network.bundles import WEIGHTS
from recognizer.synthesis.digits import FORMS
from tests.browser import chromium
from tests.browser.chromium import Server
from tests.browser.visitor import Line, Visitor

APP, BARE = "Draw page", "bare page"
SCRIPTS = {APP: "app.py", BARE: "benchmarks/bare_page.py"}
STROKES = 20
POINTS = 12
"""Of a digit's line, between which the pen moves."""
VISITS = 8
_WATCH = """
() => {
  window.answered = new Promise(resolve => {
    let up = 0;
    const shown = () => document.querySelector('.st-key-answer')?.innerText;
    const before = shown();
    addEventListener('pointerup', () => { up = performance.now(); },
                     {capture: true, once: true});
    const watcher = new MutationObserver(() => {
      if (up && shown() && shown() !== before) {
        watcher.disconnect();
        resolve(performance.now() - up);
      }
    });
    watcher.observe(document.body,
                    {childList: true, subtree: true, characterData: true});
  });
}
"""


def run() -> None:
    """Print what the page costs: memory, start, and the time to an answer."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {
            name: stack.enter_context(chromium.serving(script, data))
            for name, script in SCRIPTS.items()
        }
        browser = stack.enter_context(chromium.launched())
        answers = answers_ms(browser, servers)
        print(table(answers, "ms, pen up to the server's answer", BARE), "\n")
        starts = _alternating(servers, lambda server: _start_ms(browser, server))
        print(table(starts, "ms, page requested to canvas ready", BARE), "\n")
        live = [_live_ms(browser, servers[APP]) for _ in range(VISITS)]
        print(f"canvas ready to live view ready: {statistics.median(live):.0f} ms\n")
        memory = {
            name: psutil.Process(server.process.pid).memory_info().rss / 2**20
            for name, server in servers.items()
        }
        print(table(memory, "MiB resident, visitors have drawn", BARE))
        maps = Path(f"/proc/{servers[APP].process.pid}/maps").read_text()
        print(f"\nTensorFlow mapped into the Draw page: {'tensorflow' in maps}")


def _alternating(
    servers: dict[str, Server], measure: Callable[[Server], float]
) -> dict[str, float]:
    """Median of each server's figures, taken in turn."""
    figures: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(VISITS):
        for name, server in servers.items():
            figures[name].append(measure(server))
    return {name: statistics.median(values) for name, values in figures.items()}


def _start_ms(browser: Browser, server: Server) -> float:
    with _new_page(browser) as page:
        started = time.perf_counter()
        page.goto(server.address, wait_until="commit")
        page.locator(".st-key-canvas canvas").last.wait_for()
        return (time.perf_counter() - started) * 1000


def _live_ms(browser: Browser, server: Server) -> float:
    """From the canvas to the network, in a browser that was never here."""
    with _new_page(browser) as page:
        page.goto(server.address, wait_until="commit")
        page.locator(".st-key-canvas canvas").wait_for()
        started = time.perf_counter()
        page.wait_for_function("document.querySelector('.hr-progress')?.hidden")
        return (time.perf_counter() - started) * 1000


@contextmanager
def _new_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    yield context.new_page()
    context.close()


def answers_ms(browser: Browser, servers: dict[str, Server]) -> dict[str, float]:
    """Median time from pen up to the server's answer, all pages in turn.

    No browser gets the network, so the server answers. Each digit is one more stroke
    on the bare page, and the first on a cleared Draw page, so that every stroke changes
    what is shown.
    """
    visitors = {name: _visitor(browser, server) for name, server in servers.items()}
    figures: dict[str, list[float]] = {name: [] for name in servers}
    for number in range(STROKES + 1):
        for name, visitor in visitors.items():
            if name != BARE and number:
                visitor.press("clear")
                visitor.sees("Draw a digit from 0 to 9.")
            visitor.settle()
            figures[name].append(_answer_ms(visitor, _digit(number)))
    for visitor in visitors.values():
        visitor.leave()
    return {name: statistics.median(values[1:]) for name, values in figures.items()}


def _visitor(browser: Browser, server: Server) -> Visitor:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.route(f"**/{WEIGHTS}", lambda route: route.abort())
    return Visitor(context, server.address)


def _answer_ms(visitor: Visitor, line: Line) -> float:
    # The bare page's canvas is three: one for the ink, one for the pen, a hidden one.
    canvas = visitor.page.locator(".st-key-canvas canvas").last
    visitor.page.evaluate(_WATCH)
    visitor.move_pen(line, canvas)
    return float(visitor.page.evaluate("window.answered"))


def _digit(number: int) -> Line:
    """A digit of one stroke, in canvas pixels."""
    names = ("0-round", "1-bar", "3-round", "6-curved", "7-plain")
    form = FORMS[names[number % len(names)]]
    line = form.strokes[0]
    # Each move of the mouse waits for a frame in the headless shell.
    few = line[np.linspace(0, len(line) - 1, POINTS).astype(int)]
    return [(60 + 150 * float(x), 50 + 180 * float(y)) for x, y in few]
