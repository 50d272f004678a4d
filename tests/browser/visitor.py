"""A person with a browser: opens the app, draws, reads what it says."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Error,
    FloatRect,
    Locator,
    Request,
    expect,
)

# A busy machine takes its time; what is wrong is as wrong after half a minute.
expect.set_options(timeout=30_000)

Line = Sequence[tuple[float, float]]
SEVEN: Line = [(70, 60), (210, 62), (120, 230)]
BAR: Line = [(110, 150), (200, 145)]
ONE: Line = [(140, 50), (138, 230)]


class Visitor:
    """One visitor's page.

    Attributes:
        complaints: errors in the browser's console and in the page's scripts.
        hosts: that the browser asked for anything.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page = context.new_page()
        self.complaints: list[str] = []
        self.hosts: set[str | None] = set()
        self.page.on("pageerror", self._note_error)
        self.page.on("console", self._note_message)
        self.page.on("request", self._note_request)
        self._context = context
        self.page.goto(address)
        self.canvas.wait_for()

    def _note_error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _note_request(self, request: Request) -> None:
        self.hosts.add(urlsplit(request.url).hostname)

    @property
    def canvas(self) -> Locator:
        """The canvas that takes the pen."""
        return self.page.locator(".st-key-canvas canvas").last

    @property
    def answer(self) -> Locator:
        """What stands where the digit does."""
        return self.page.locator(".st-key-answer")

    def box(self, css: str) -> FloatRect:
        """Place and size of an element, in CSS pixels."""
        found = self.page.locator(css).first.bounding_box()
        assert found is not None
        return found

    def _canvas_box(self) -> FloatRect:
        # Clear and Undo set up a new canvas; a person waits until it is there.
        for _ in range(50):
            canvas = self.canvas.element_handle()
            self.page.wait_for_timeout(300)
            box = canvas.bounding_box()  # None once it is another one
            if box is not None:
                return box
        raise AssertionError("the canvas does not come to rest")

    def draw(self, *lines: Line) -> None:
        """Draw with the mouse, in canvas pixels."""
        for line in lines:
            box = self._canvas_box()
            places = [(box["x"] + x, box["y"] + y) for x, y in line]
            self.page.mouse.move(*places[0])
            self.page.mouse.down()
            for place in places[1:]:
                self.page.mouse.move(*place, steps=6)
            self.page.mouse.up()

    def draw_with_finger(self, line: Line) -> None:
        """Draw by touch, in canvas pixels."""
        box = self._canvas_box()
        session = self._context.new_cdp_session(self.page)
        for number, (x, y) in enumerate(_dense(line)):
            point = {"x": box["x"] + x, "y": box["y"] + y}
            kind = "touchMove" if number else "touchStart"
            session.send(
                "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]}
            )
        session.send(
            "Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []}
        )

    def press(self, key: str) -> None:
        """Press the button with this key, once the page has settled."""
        self.page.wait_for_timeout(800)
        button = self.page.locator(f".st-key-{key} button")
        expect(button).to_have_count(1)
        button.click()

    def choose_source(self, number: int) -> None:
        """Canvas 0, file 1 or camera 2."""
        self.page.locator(".st-key-draw-source button").nth(number).click()

    def go_to(self, page: str) -> None:
        """Go to a page by its address, such as "retrain"."""
        address = "" if page == "draw" else page
        self.page.locator(f'.st-key-header a[href="{address}"]').click()

    def sees(self, text: str) -> None:
        """Wait until just this stands where the digit does."""
        expect(self.answer).to_have_text(text)

    def eventually(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        for _ in range(60):
            if holds():
                return
            self.page.wait_for_timeout(300)
        raise AssertionError("it did not come to hold")

    def leave(self) -> None:
        """Close the browser's window."""
        self._context.close()


def _dense(line: Line, steps: int = 8) -> list[tuple[float, float]]:
    points = [line[0]]
    for (x0, y0), (x1, y1) in itertools.pairwise(line):
        for step in range(1, steps + 1):
            share = step / steps
            points.append((x0 + (x1 - x0) * share, y0 + (y1 - y0) * share))
    return points
