"""Learn: from a slider's input to the frame that shows it, in a real browser.

Every slider of every lesson is moved step by step through its whole range. A time ends
with a message that is sent in the frame in which the lesson works, and heard once the
browser has painted that frame. Beside it stands what the page's thread works for an
input, in processor time, which other work on the machine does not change much.
"""

from __future__ import annotations

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from playwright.sync_api import CDPSession, Page

from recognizer.ui.learn.contents import LESSONS
from tests.browser import chromium
from tests.browser.visitor import SEVEN, Visitor

STEPS = 40
SLOWED = 4
LIMIT_MS = 50
_MOVE = """
async (steps) => {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now());
    port2.postMessage(null);
  }));
  const took = [];
  const count = document.querySelectorAll(".hr-lesson input[type=range]").length;
  for (let k = 0; k < count; k++) {
    const slider = document.querySelectorAll(".hr-lesson input[type=range]")[k];
    const [low, high] = [Number(slider.min), Number(slider.max)];
    for (let i = 0; i <= steps; i++) {
      await painted();
      slider.value = low + ((high - low) * i) / steps;
      const heard = performance.now();
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      took.push(await painted() - heard);
    }
  }
  return took;
}
"""


def run() -> None:
    """Print a row for each lesson with sliders, and the slowest."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(chromium.serving("app.py", data))
        browser = stack.enter_context(chromium.launched())
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        visitor = Visitor(context, server.address)
        visitor.draw(SEVEN)
        visitor.go_to("learn")
        print(f"ms from input to painted frame; at most {LIMIT_MS} are wanted\n")
        print("| lesson | work | median | p95 | slowed four times: median | p95 |")
        print("|---|---|---|---|---|---|")
        slowest = 0.0
        for number, lesson in enumerate(LESSONS):
            if number:
                visitor.press("lesson-next")
            visitor.settle()
            visitor.page.locator(".hr-lesson .hr-parts").wait_for()
            found = [_measured(visitor.page, factor) for factor in (1, SLOWED)]
            (took, work), (slowed, _) = found
            if not took:
                continue
            cells = [*_figures(took), *_figures(slowed)]
            slowest = max(slowest, cells[1])
            shown = " | ".join(f"{each:.1f}" for each in (work, *cells))
            print(f"| {lesson.title} | {shown} |")
        print(f"\nThe slowest lesson's p95 is {slowest:.0f} ms.")


def _measured(page: Page, factor: int) -> tuple[list[float], float]:
    """Milliseconds of each input, none where nothing slides, and of work for one."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    session.send("Emulation.setCPUThrottlingRate", {"rate": factor})
    before = _worked_s(session)
    took: list[float] = page.evaluate(_MOVE, STEPS)
    worked = _worked_s(session) - before
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    session.detach()
    return took, 1000 * worked / max(1, len(took))


def _worked_s(session: CDPSession) -> float:
    """Processor time of the page's thread so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(
        next(each["value"] for each in metrics if each["name"] == "TaskDuration")
    )


def _figures(took: list[float]) -> tuple[float, float]:
    return statistics.median(took), float(np.percentile(took, 95))
