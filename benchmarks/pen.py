"""Answers while the pen moves: pointer event to changed bars, in a real browser.

Events are made in the page, as many a second as a pen gives, so that the figures hold
the page's own work and not the driver's. The processor is slowed by the browser's
developer tools, which slows the page's one thread.
"""

from __future__ import annotations

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.browser.visitor import Visitor

SECONDS = 6
POINTS_PER_S = 90
_DRAW = """
async ([seconds, rate]) => {
  const canvas = document.querySelector(".st-key-canvas canvas");
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
  const send = (type, t) => {
    const x = box.left + box.width * (0.5 + 0.3 * Math.sin(2.1 * t));
    const y = box.top + box.height * (0.5 + 0.32 * Math.sin(3.4 * t + 1));
    const event = new PointerEvent(type, {
      clientX: x, clientY: y, pointerId: 1, isPrimary: true, bubbles: true, buttons: 1,
    });
    heard ??= performance.now();
    canvas.dispatchEvent(event);
  };
  canvas.setPointerCapture = () => {};
  const start = performance.now();
  send("pointerdown", 0);
  for (let t = 0; t < seconds; t = (performance.now() - start) / 1000) {
    send("pointermove", t);
    await new Promise(resolve => setTimeout(resolve, 1000 / rate));
  }
  send("pointerup", seconds);
  watcher.disconnect();
  return took.slice(2);
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
    took: list[Any] = page.evaluate(_DRAW, [SECONDS, POINTS_PER_S])
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.set_viewport_size({"width": 1280, "height": 720})
    p95 = float(np.percentile(took, 95))
    return len(took) / SECONDS, statistics.median(took), p95
