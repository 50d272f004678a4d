"""recognizer/browser/draw/canvas.js in a real browser: every stroke counts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, FloatRect, Page, Route

from recognizer.api import modules
from recognizer.ink import strokes

pytestmark = pytest.mark.browser

ADDRESS = "http://recognizer.test/"
PAGE = """<!doctype html>
<style>body { margin: 40px } canvas { width: 420px; height: 420px }</style>
<canvas></canvas><button disabled>Undo</button>
<script type="module">
  import * as canvas from "/draw/canvas.js";
  window.canvas = canvas;
  window.ended = 0;
  window.paper = new canvas.Paper(document.querySelector("canvas"),
    (isDone) => { if (isDone) window.ended++; });
  paper.paint();
</script>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with nothing but a canvas of 420 × 420 CSS pixels and a dead button."""
    context = browser.new_context(viewport={"width": 800, "height": 560})
    page = context.new_page()
    page.route(f"{ADDRESS}**", _answer)
    page.goto(ADDRESS)
    page.wait_for_function("window.paper")
    yield page
    context.close()


def _answer(route: Route) -> None:
    name = route.request.url.removeprefix(ADDRESS)
    if name:
        route.fulfill(path=modules.FOLDER / name, content_type="text/javascript")
    else:
        route.fulfill(body=PAGE, content_type="text/html")


def drawn(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("paper.drawing.strokes")
    return found


def box(page: Page) -> FloatRect:
    found = page.locator("canvas").bounding_box()
    assert found is not None
    return found


def touch(page: Page, points: list[tuple[float, float]]) -> None:
    session = page.context.new_cdp_session(page)
    for number, (x, y) in enumerate(points):
        kind = "touchMove" if number else "touchStart"
        touches = [{"x": x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("tool", ["mouse", "pen", "finger"])
def test_a_stroke_counts_wherever_it_begins_and_ends(page: Page, tool: str) -> None:
    place = box(page)
    grid = [place["width"] * (i + 0.5) / 10 for i in range(10)]
    session = page.context.new_cdp_session(page)
    ends = itertools.cycle([(-30.0, 200.0), (120.0, 452.0), (200.0, -35.0), (9.0, 9.0)])
    for count, (x, y) in enumerate(itertools.product(grid, grid), 1):
        start = (place["x"] + x, place["y"] + y)
        away = next(ends)
        end = (place["x"] + away[0], place["y"] + away[1])
        if tool == "finger":
            touch(page, [start, end])
        else:
            for kind, (px, py) in (
                ("mousePressed", start),
                ("mouseMoved", end),
                ("mouseReleased", end),
            ):
                session.send(
                    "Input.dispatchMouseEvent",
                    {
                        "type": kind,
                        "x": px,
                        "y": py,
                        "button": "left",
                        "buttons": 1,
                        "clickCount": 1,
                        "pointerType": tool,
                    },
                )
        assert page.evaluate("ended") == count
    points = [stroke["points"] for stroke in drawn(page)]
    assert len(points) == 100
    assert all(len(each) == 2 for each in points)
    for (x, y), each in zip(itertools.product(grid, grid), points, strict=True):
        assert each[0] == pytest.approx([x * 280 / 420, y * 280 / 420], abs=0.5)


def test_what_was_written_on_wide_paper_is_in_sight_on_a_square(page: Page) -> None:
    """Where the pen is put down there, it writes."""
    page.evaluate("document.querySelector('canvas').style.width = '735px'")
    place = box(page)
    for x in (500, 700):  # beyond the square, and not wider than it
        page.mouse.move(place["x"] + x, place["y"] + 100)
        page.mouse.down()
        page.mouse.move(place["x"] + x, place["y"] + 300)
        page.mouse.up()
    begun = [stroke["points"][0][0] for stroke in drawn(page)]
    assert begun == pytest.approx([500 / 1.5, 700 / 1.5], abs=0.5)
    for width, scale in ((420, 1.5), (210, 210 / (200 / 1.5 + 40))):
        page.evaluate(
            "async (width) => { document.querySelector('canvas').style.width = width;"
            " await new Promise(requestAnimationFrame); paper.paint(); }",
            f"{width}px",
        )
        place = box(page)
        half = 100 / 1.5 * scale
        middle = place["x"] + width / 2
        dark = page.evaluate(
            """(places) => places.map((x) => paper.element.getContext("2d")
              .getImageData(x, 210, 1, 1).data[0] < 100)""",
            [width / 2 - half, width / 2, width / 2 + half],
        )
        assert dark == [True, False, True]
        page.mouse.move(middle + half, place["y"] + 210)
        page.mouse.down()
        page.mouse.up()
        *_, last = drawn(page)
        assert last["points"][0] == pytest.approx([700 / 1.5, 140], abs=0.5)
        page.evaluate("paper.drawing.undo()")


def test_a_stroke_that_ends_on_a_dead_button_or_off_the_window_ends(page: Page) -> None:
    place = box(page)
    button = page.locator("button").bounding_box()
    assert button is not None
    for x, y in ((button["x"] + 5, button["y"] + 5), (-40, 300), (400, 900)):
        page.mouse.move(place["x"] + 200, place["y"] + 200)
        page.mouse.down()
        page.mouse.move(x, y, steps=4)
        page.mouse.up()
    assert len(drawn(page)) == page.evaluate("ended") == 3


def test_two_fingers_draw_two_strokes(page: Page) -> None:
    place = box(page)
    session = page.context.new_cdp_session(page)
    for kind, shift in (("touchStart", 0), ("touchMove", 90)):
        points = [
            {"x": place["x"] + 100 + shift, "y": place["y"] + 100, "id": 0},
            {"x": place["x"] + 100 + shift, "y": place["y"] + 300, "id": 1},
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert [len(stroke["points"]) for stroke in drawn(page)] == [2, 2]


def test_clear_put_and_strokes_are_steps_of_one_history(page: Page) -> None:
    counts = page.evaluate(
        """() => {
          const drawing = new canvas.Drawing(), counts = [];
          const dot = { points: [[1, 1]], width: 9 };
          const act = (name, ...given) => {
            drawing[name](...given);
            counts.push(drawing.strokes.length);
          };
          act("put", [dot]); act("put", [dot, dot]); act("put", []);
          act("undo"); act("undo"); act("redo"); act("undo"); act("undo"); act("undo");
          act("redo"); act("put", [dot, dot, dot]); act("redo");
          return counts;
        }"""
    )
    assert counts == [1, 2, 0, 2, 1, 2, 1, 0, 0, 1, 3, 3]


def test_the_server_reads_what_the_canvas_writes(page: Page) -> None:
    place = box(page)
    page.evaluate("paper.penWidth = 11")
    page.mouse.move(place["x"] + 60, place["y"] + 90)
    page.mouse.down()
    for x, y in ((300, 90), (150, 360), (140, 300)):
        page.mouse.move(place["x"] + x, place["y"] + y, steps=5)
    page.mouse.up()
    page.mouse.click(place["x"] + 210, place["y"] + 21)
    stroke, _dot = drawn(page)
    written = page.evaluate("canvas.toJson(paper.drawing.strokes)")
    read = strokes.parse(written)
    assert [each.width for each in read.strokes] == [11, 11]
    assert read.strokes[0].points[0] == pytest.approx(stroke["points"][0])
    assert read.strokes[0].points[-1] == pytest.approx(stroke["points"][-1])
    assert read.strokes[1].points[0] == pytest.approx([140, 14])


def test_a_stroke_begun_at_once_after_clear_counts(page: Page) -> None:
    place = box(page)
    for count in range(1, 201):
        page.evaluate("paper.drawing.put([])")
        page.mouse.move(place["x"] + 100, place["y"] + 100)
        page.mouse.down()
        page.mouse.move(place["x"] + 300, place["y"] + 310)
        page.mouse.up()
        assert page.evaluate("[ended, paper.drawing.strokes.length]") == [count, 1]


PARTS = """([strokes, parts]) => parts.map((part) => canvas.firstPart(strokes, part))"""


def length(strokes: list[dict[str, Any]]) -> float:
    lines = [np.array(stroke["points"], np.float64) for stroke in strokes]
    return float(sum(np.hypot(*np.diff(line, axis=0).T).sum() for line in lines))


def test_a_part_of_a_drawing_has_that_part_of_its_length(page: Page) -> None:
    rng = np.random.default_rng(0)
    strokes = [
        {"points": rng.uniform(0, 280, (count, 2)).tolist(), "width": 9}
        for count in (5, 1, 12, 2)
    ]
    parts = [*np.linspace(0, 1, 41).tolist(), None]
    found = page.evaluate(PARTS, [strokes, parts])
    assert found[-1] == strokes
    for part, shown in zip(parts[:-1], found, strict=False):
        assert length(shown) == pytest.approx(part * length(strokes), abs=1e-6)
        assert shown[:-1] == strokes[: len(shown) - 1]
        whole = strokes[len(shown) - 1]["points"]
        begun = shown[-1]["points"][:-1]
        assert begun == whole[: len(begun)]


def test_three_quarters_of_two_equal_strokes_are_one_and_a_half(page: Page) -> None:
    lines = [[[0, 0], [0, 50]], [[50, 0], [50, 25], [50, 50]]]
    strokes = [{"points": points, "width": 9} for points in lines]
    (found,) = page.evaluate(PARTS, [strokes, [0.75]])
    assert [stroke["points"] for stroke in found] == [lines[0], [[50, 0], [50, 25]]]
