"""Answers while the pen moves: pointer event to changed bars, in a real browser.

The ten example digits are drawn at a hand's speed, one after the other. Events are made
in the page, as many a second as a pen gives, so that the figures hold the page's own
work and not the driver's. The processor is slowed by the browser's
developer tools, which slows the page's one thread.
"""

from __future__ import annotations

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page

from recognizer.synthesis import examples
from recognizer.synthesis.examples import Line
from tests.browser import chromium
from tests.browser.visitor import Visitor

SECONDS = 8
POINTS_PER_S = 90
POINTS = 90
"""Of a digit, so that it is written within a second."""
_DRAW = """
async ([drawings, seconds, rate]) => {
  const canvas = document.querySelector(".st-key-canvas canvas");
  const clear = document.querySelector(".st-key-canvas button[name=clear]");
  const bars = document.querySelector(".st-key-probabilities .hr-bars");
  const box = canvas.getBoundingClientRect();
  let heard = null;
  const took = [];
  const watcher = new MutationObserver(() => {
    if (heard === null) return;
    took.push(performance.now() - heard);
    heard = null;
  });
  watcher.observe(bars, {subtree: true, childList: true, attributes: true});
  canvas.setPointerCapture = () => {};
  const send = (type, [x, y]) => {
    const event = new PointerEvent(type, {
      clientX: box.left + box.height * x, clientY: box.top + box.height * y,
      pointerId: 1, isPrimary: true, bubbles: true, buttons: 1,
    });
    if (type !== "pointerup") heard ??= performance.now();
    canvas.dispatchEvent(event);
  };
  const start = performance.now();
  let drawn = 0; // seconds with the pen down
  for (let i = 0; drawn < seconds; i++) {
    clear.click();
    for (const stroke of drawings[i % drawings.length]) {
      const down = performance.now();
      const lasts = 1000 * stroke.length / rate;
      send("pointerdown", stroke[0]);
      for (let t = 0; t < lasts; t = performance.now() - down) {
        send("pointermove", stroke[Math.floor(t / 1000 * rate)]);
        await new Promise(resolve => setTimeout(resolve, 1000 / rate));
      }
      send("pointerup", stroke.at(-1));
      drawn += (performance.now() - down) / 1000;
    }
    heard = null;
  }
  watcher.disconnect();
  return [took.slice(2), drawn];
}
"""


def run() -> None:
    """Print updates a second and the time from an event to changed bars."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(chromium.serving("app.py", data))
        browser = stack.enter_context(chromium.launched())
        page = _ready(browser, server.address)
        print("| | updates a second | median ms | p95 ms |\n|---|---|---|---|")
        for name, factor, maps in (
            ("bars, digit, image", 1, False),
            ("and all maps of layer 1 on the screen", 1, True),
            ("bars, digit, image, processor slowed four times", 4, False),
        ):
            figures = _measured(page, factor, maps)
            print(f"| {name} | " + " | ".join(f"{each:.1f}" for each in figures) + " |")


def _ready(browser: Browser, address: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = Visitor(context, address).page
    page.wait_for_function("document.querySelector('.hr-progress')?.hidden")
    return page


def _measured(page: Page, factor: int, maps: bool) -> tuple[float, float, float]:
    session = page.context.new_cdp_session(page)
    page.locator(".st-key-canvas button[name=clear]").click(force=True)
    if maps:  # as tall as they are, so that all are seen at once
        page.set_viewport_size({"width": 1280, "height": 2600})
    session.send("Emulation.setCPUThrottlingRate", {"rate": factor})
    took, drawn_s = page.evaluate(_DRAW, [_written(), SECONDS, POINTS_PER_S])
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.set_viewport_size({"width": 1280, "height": 720})
    p95 = float(np.percentile(took, 95))
    return len(took) / drawn_s, statistics.median(took), p95


def _written() -> list[list[Line]]:
    """Example digits as a pen at an even speed gives them, in the canvas's height."""
    drawings = []
    for lines in examples.examples():
        lengths = [_along(line)[-1] for line in lines]
        counts = [max(2, round(POINTS * each / sum(lengths))) for each in lengths]
        drawings.append([_even(*each) for each in zip(lines, counts, strict=True)])
    return drawings


def _along(line: Line) -> NDArray[np.float64]:
    """How far each point lies along its line."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    return np.concatenate([[0.0], np.cumsum(steps)])


def _even(line: Line, count: int) -> list[list[float]]:
    along = _along(line)
    places = np.linspace(0, along[-1], count)
    points = [np.interp(places, along, each) for each in np.transpose(line)]
    found: Line = (np.transpose(points) / examples.CANVAS_SIDE).tolist()
    return found
