"""A person with a browser: opens the app, draws, reads what it says.

Whatever a visitor does waits until the app has answered what came before, and shows
it: then there is one of everything, none of it about to be replaced.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Error,
    FloatRect,
    Locator,
    Request,
    expect,
)

from tests.browser.conversation import Conversation
from tests.waiting import PATIENCE_S

PATIENCE_MS = 1000 * PATIENCE_S
expect.set_options(timeout=PATIENCE_MS)

SIDE = 280
"""How high the canvas is, in its own units."""

Line = Sequence[tuple[float, float]]
SEVEN: Line = [(70, 60), (210, 62), (120, 230)]
BAR: Line = [(110, 150), (200, 145)]
ONE: Line = [(140, 50), (138, 230)]

# What the page has begun to do, in an event or a short timer, is done after this.
TURN = "() => new Promise(resolve => setTimeout(resolve, 20))"

AT_REST = """() => {
  const app = document.querySelector("[data-testid=stApp]");
  const passing = "[data-stale=true], [data-testid=stSkeleton]";
  return app?.dataset.testScriptState === "notRunning"
      && !document.querySelector(passing);
}"""

# The camera's film shows ink on grey paper; before it begins, nothing.
CAMERA_SEES = """() => {
  const video = document.querySelector("video");
  if (!video?.videoWidth) return false;
  const picture = new OffscreenCanvas(32, 32).getContext("2d");
  picture.drawImage(video, 0, 0, 32, 32);
  const grey = picture.getImageData(0, 0, 32, 32).data.filter((_, n) => n % 4 === 0);
  return Math.max(...grey) - Math.min(...grey) > 50;
}"""
STREAMLIT_KNOWS_ITS_WIDTH = "document.querySelector('video').width > 0"

# A browser on a busy machine lays a page out for another size after a while.
# Its measures are known at once, its styles later, and what follows them in a frame.
IS_AS_LARGE = """([width, height]) => innerWidth === width && innerHeight === height
  && matchMedia(`(width: ${width}px) and (height: ${height}px)`).matches"""
TWO_FRAMES = """() => new Promise(resolve =>
  requestAnimationFrame(() => requestAnimationFrame(resolve)))"""

# A canvas takes the pen once its paper is painted.
PAPER_IS_THERE = """canvas => {
  return canvas.getContext("2d").getImageData(0, 0, 1, 1).data[3] === 255;
}"""


class Visitor:
    """One visitor's page.

    Attributes:
        complaints: errors in the console and the scripts, but for those expected.
        hosts: that the browser asked for anything.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        context.set_default_timeout(PATIENCE_MS)
        self.page = context.new_page()
        self.page.emulate_media(reduced_motion="reduce")
        self.complaints: list[str] = []
        self._expected: tuple[str, ...] = ()
        self.hosts: set[str | None] = set()
        self.page.on("pageerror", self._note_error)
        self.page.on("console", self._note_message)
        self.page.on("request", self._note_request)
        self._address = address
        self._context = context
        self._conversation = Conversation(self.page)
        self.open()

    def _note_error(self, error: Error) -> None:
        self._complain(str(error))

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._complain(f"{message.text} ({message.location['url']})")

    def _complain(self, text: str) -> None:
        if not any(part in text for part in self._expected):
            self.complaints.append(text)

    def _note_request(self, request: Request) -> None:
        self.hosts.add(urlsplit(request.url).hostname)

    def open(self) -> None:
        """Load the app: a new session."""
        self._conversation.start_over()
        self.page.goto(self._address)
        self.settle()

    def open_without_weights(self) -> None:
        """Load the app in a browser that is kept from the network's weights."""
        self._expected = ("weights", "ERR_FAILED")
        self.page.route("**/weights.safetensors", lambda route: route.abort())
        self.open()

    def settle(self) -> None:
        """Wait until the app has answered all that it was asked, and shows it."""
        self.page.evaluate(TURN)  # what was pressed has been asked
        self._conversation.wait_until_answered()
        self.page.evaluate(TURN)  # what was answered is being shown
        self.page.wait_for_function(AT_REST)

    @contextmanager
    def saying(self, text: str) -> Iterator[None]:
        """Do something, and wait until the browser has told the app this text."""
        with self._conversation.saying(text):
            yield

    def resize(self, size: tuple[int, int]) -> None:
        """Make the window larger or smaller, in CSS pixels."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.wait_for_function(IS_AS_LARGE, arg=size)
        self.page.evaluate(TWO_FRAMES)
        self.settle()

    @property
    def asked(self) -> int:
        """How often the app was asked for anything."""
        return self._conversation.asked

    @property
    def canvas(self) -> Locator:
        """The canvas that takes the pen."""
        return self.page.locator(".st-key-canvas canvas")

    @property
    def answer(self) -> Locator:
        """What stands where the digit does."""
        return self.page.locator(".st-key-answer")

    def box(self, css: str) -> FloatRect:
        """Place and size of an element, in CSS pixels."""
        found = self.page.locator(css).first.bounding_box()
        assert found is not None
        return found

    def _ready_canvas(self) -> Locator:
        """The canvas, once it takes the pen and stays where it is."""
        self.settle()
        expect(self.canvas).to_have_count(1)
        self.page.wait_for_function(PAPER_IS_THERE, arg=self.canvas.element_handle())
        self.canvas.scroll_into_view_if_needed()
        return self.canvas

    def ink(self) -> float:
        """How much of the canvas is dark, 0 to 1."""
        with Image.open(io.BytesIO(self._ready_canvas().screenshot())) as picture:
            return float((np.asarray(picture.convert("L")) < 100).mean())

    def draw(self, *lines: Line) -> None:
        """Draw with the mouse, in its units."""
        for line in lines:
            self.move_pen(line, self._ready_canvas())
        self.settle()

    def scribble(self, *lines: Line) -> None:
        """Draw with the mouse, in the canvas's units, and do not wait for the app."""
        canvas = self._ready_canvas()
        for line in lines:
            self.move_pen(line, canvas)

    def move_pen(self, line: Line, canvas: Locator, lift: bool = True) -> None:
        """Draw a line on a canvas at once, without waiting for anything."""
        box = canvas.bounding_box()
        assert box is not None
        places = _on_screen(line, box)
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*place, steps=6)
        if lift:
            self.page.mouse.up()

    def draw_with_finger(self, line: Line) -> None:
        """Draw by touch, in the canvas's units."""
        box = self._ready_canvas().bounding_box()
        assert box is not None
        session = self._context.new_cdp_session(self.page)
        for number, (x, y) in enumerate(_on_screen(_dense(line), box)):
            point = {"x": x, "y": y}
            kind = "touchMove" if number else "touchStart"
            session.send(
                "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]}
            )
        session.send(
            "Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []}
        )

    def press(self, key: str) -> None:
        """Press the button with this key."""
        self.press_one_of(key, 0, of=1)

    def confirm(self, key: str) -> None:
        """Press a button that asks back, and then the one with this key."""
        self.press(f"{key}-menu")
        self.press(key)

    def press_one_of(self, key: str, number: int, of: int | None = None) -> None:
        """Press one of the buttons with this key, the first is 0."""
        self.settle()
        buttons = self.page.locator(f".st-key-{key} button")
        if of is not None:
            expect(buttons).to_have_count(of)
        buttons.nth(number).click()

    def open_expert(self) -> None:
        """Open what the Retrain page shows to experts."""
        self.page.locator(".st-key-retrain-expert summary").first.click()
        self.settle()

    def field(self, label: str) -> Locator:
        """The one input with this label."""
        self.settle()
        found = self.page.locator(f'input[aria-label="{label}"]')
        expect(found).to_have_count(1)
        return found

    def enter(self, label: str, text: str) -> None:
        """Type a text into the one input with this label, in place of another."""
        field = self.field(label)
        field.fill(text)
        field.press("Enter")

    def choose(self, key: str, words: str) -> None:
        """Choose from the list with this key what holds these words."""
        self.settle()
        self.page.locator(f".st-key-{key} input").click()
        self.page.get_by_role("option", name=words).click()

    def choose_source(self, number: int) -> None:
        """Canvas 0, file 1 or camera 2."""
        self.press_one_of("draw-source", number)

    def open_camera(self) -> None:
        """Choose the camera, and wait until it sees something."""
        self.choose_source(2)
        self.page.wait_for_function(CAMERA_SEES)

    def go_to(self, page: str) -> None:
        """Go to a page by its link, such as "retrain"."""
        address = "" if page == "draw" else page
        self.settle()
        self.page.locator(f'.st-key-header a[href="{address}"]').click()

    def sees(self, text: str) -> None:
        """Wait until just this stands where the digit does."""
        expect(self.answer).to_have_text(text)

    def seen(self) -> str:
        """The page's address and texts, and what the browser complained of."""
        try:
            texts = self.page.locator("body").inner_text(timeout=1_000)
        except Error as error:
            texts = str(error)
        shown = [line for line in texts.splitlines() if line]
        return "\n".join([self.page.url, *shown, *self.complaints])

    def leave(self) -> None:
        """Close the browser's window."""
        self._context.close()


def _on_screen(line: Line, box: FloatRect) -> list[tuple[float, float]]:
    """Places of a line's points, given in the canvas's own units."""
    scale = box["height"] / SIDE
    return [(box["x"] + x * scale, box["y"] + y * scale) for x, y in line]


def _dense(line: Line, steps: int = 8) -> list[tuple[float, float]]:
    points = [line[0]]
    for (x0, y0), (x1, y1) in itertools.pairwise(line):
        for step in range(1, steps + 1):
            fraction = step / steps
            points.append((x0 + (x1 - x0) * fraction, y0 + (y1 - y0) * fraction))
    return points
