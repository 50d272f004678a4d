"""The Draw page in a real browser, beside a bare page with the same canvas."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psutil
from playwright.sync_api import Browser

from benchmarks.tables import table
from recognizer.synthesis.digits import FORMS
from tests.browser import chromium
from tests.browser.chromium import Server
from tests.browser.visitor import Line, Visitor

APP, BARE = "Draw page", "bare page"
SCRIPTS = {APP: "app.py", BARE: "benchmarks/bare_page.py"}
STROKES = 20
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
        # A first visit each, so that files are read and modules loaded.
        for server in servers.values():
            _drawn_on(browser, server)
        starts = _alternating(servers, lambda server: _start_ms(browser, server))
        print(table(starts, "ms, page requested to canvas ready", BARE), "\n")
        answers = answers_ms(browser, servers)
        print(table(answers, "ms, pen up to new answer", BARE))
        print(f"\nThe Draw page takes {answers[APP] - answers[BARE]:+.0f} ms.\n")
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
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    started = time.perf_counter()
    page.goto(server.address, wait_until="commit")
    page.locator(".st-key-canvas canvas").last.wait_for()
    elapsed = (time.perf_counter() - started) * 1000
    context.close()
    return elapsed


def _drawn_on(browser: Browser, server: Server) -> Visitor:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    visitor = Visitor(context, server.address)
    visitor.answer.wait_for()
    _answer_ms(visitor, _digit(1))
    return visitor


def answers_ms(browser: Browser, servers: dict[str, Server]) -> dict[str, float]:
    """Median time from pen up to a new answer, both pages in turn.

    Each digit is one more stroke on the bare page, and the first on a cleared Draw
    page, so that every stroke changes what is shown.
    """
    visitors = {name: _drawn_on(browser, server) for name, server in servers.items()}
    figures: dict[str, list[float]] = {name: [] for name in servers}
    for number in range(STROKES):
        for name, visitor in visitors.items():
            if name != BARE:
                visitor.press("clear")
                visitor.sees("Draw a digit from 0 to 9.")
            visitor.page.wait_for_timeout(500)
            figures[name].append(_answer_ms(visitor, _digit(number)))
    for visitor in visitors.values():
        visitor.leave()
    return {name: statistics.median(values) for name, values in figures.items()}


def _answer_ms(visitor: Visitor, line: Line) -> float:
    visitor.page.evaluate(_WATCH)
    visitor.draw(line)
    return float(visitor.page.evaluate("window.answered"))


def _digit(number: int) -> Line:
    """A digit of one stroke, in canvas pixels."""
    names = ("0-round", "1-bar", "3-round", "6-curved", "7-plain")
    form = FORMS[names[number % len(names)]]
    return [(60 + 150 * float(x), 50 + 180 * float(y)) for x, y in form.strokes[0]]
