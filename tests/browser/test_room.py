"""A presenter, a projector and phones in one room, each with a browser of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from tests.browser import chromium
from tests.browser.chromium import Server
from tests.browser.visitor import BAR, ONE, SEVEN, Visitor

pytestmark = pytest.mark.browser
PHONE = (360, 640)
HOSTILE = "<img src=x onerror=alert(1)> **7** $x$ :red[a]"
TASK, LOOK, WALL, CLASS = range(4)
Come = Callable[..., Visitor]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with chromium.serving("app.py", tmp_path) as server:
        yield server
    written = "".join(server.output)
    assert "Traceback" not in written, written


@pytest.fixture
def come(browser: Browser, server: Server) -> Iterator[Come]:
    """Join the room: the presenter, or somebody from another machine."""
    here = []

    def come(
        leads: bool = False,
        language: str = "en-GB",
        size: tuple[int, int] = (1280, 720),
    ) -> Visitor:
        elsewhere = {"X-Forwarded-For": "192.0.2.7"}
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            extra_http_headers={} if leads else elsewhere,
        )
        here.append(Visitor(context, server.address))
        return here[-1]

    yield come
    for visitor in here:
        visitor.leave()


def lead(presenter: Visitor, part: int) -> None:
    """Go to a part of what the presenter can do."""
    presenter.go_to("room")
    presenter.press_one_of("room-view", 1)
    presenter.press_one_of("room-part", part)


def open_wall(presenter: Visitor) -> None:
    lead(presenter, WALL)
    presenter.settle()
    presenter.page.locator(".st-key-room-wall-open label").first.click()
    presenter.settle()


def tiles(visitor: Visitor) -> Locator:
    return visitor.page.locator(".hr-wall figure")


def test_a_drawing_appears_on_the_wall_and_can_be_taken_off(come: Come) -> None:
    presenter, phone = come(leads=True), come(size=PHONE)
    told = phone.page.locator(".hr-told")
    expect(told).to_be_hidden()
    phone.draw(ONE)  # before the wall is open
    open_wall(presenter)
    expect(told).to_be_visible()
    phone.press("clear")
    phone.draw(SEVEN)
    expect(tiles(presenter)).to_have_text(["7"])
    phone.draw(BAR)  # the same drawing goes on
    phone.press("clear")
    phone.draw(ONE)
    expect(tiles(presenter)).to_have_text(["1", "7"])

    told.get_by_role("button").click()
    expect(tiles(presenter)).to_have_count(0)
    expect(told).to_contain_text("not shown")
    phone.press("clear")
    phone.draw(SEVEN)
    told.get_by_role("button").click()
    expect(told).not_to_contain_text("not shown")
    phone.draw(BAR)
    expect(tiles(presenter)).to_have_text(["7"])


def test_what_fooled_the_network_is_marked_hidden_and_shown_again(come: Come) -> None:
    presenter, phone = come(leads=True), come(size=PHONE)
    lead(presenter, WALL)
    phone.draw(SEVEN)
    phone.press("relabel")
    phone.page.locator(".hr-choices button").nth(4).click()
    phone.press("save")
    phone.field("Nickname (optional)").fill(HOSTILE[:40])
    phone.press("agree")
    expect(tiles(presenter)).to_have_class("fooled")
    expect(tiles(presenter).locator(".said")).to_have_text("4 ≠ 7")
    expect(tiles(presenter).locator(".name")).to_have_text(HOSTILE[:40])
    expect(presenter.page.locator(".hr-here")).to_contain_text("0 of 1")
    expect(presenter.page.locator(".hr-names")).to_have_text(HOSTILE[:40])

    projector = come()
    projector.page.goto(projector.page.url + "room")
    projector.settle()
    expect(tiles(projector)).to_have_count(1)
    expect(tiles(projector).locator("button")).to_have_count(0)

    tiles(presenter).locator("button").click()
    for wall in (presenter, projector):
        expect(tiles(wall)).to_have_count(0)
    presenter.press_one_of("room-part", TASK)  # the count of hidden ones is new
    presenter.press_one_of("room-part", WALL)
    presenter.press("show-hidden")
    for wall in (presenter, projector):
        expect(tiles(wall)).to_have_count(1)

    presenter.press("pause")
    phone.press("take-back")
    phone.settle()
    expect(tiles(projector)).to_have_count(0)  # a deleted drawing goes at once


def test_a_task_stands_above_the_canvas_of_everybody(come: Come) -> None:
    presenter, phone = come(leads=True), come(size=PHONE)
    task = phone.page.locator(".hr-task")
    expect(task).to_be_hidden()
    lead(presenter, TASK)
    presenter.press_one_of("room-task-kind", 1)
    presenter.press_one_of("room-task-digit", 4)
    presenter.press("ask")
    expect(task).to_be_visible()
    expect(task.locator("b")).to_have_text("Write a 4 that the network gets wrong")
    first = task.locator("time").inner_text()
    expect(task.locator("time")).not_to_have_text(first)  # it counts down
    tools, answer = phone.box(".st-key-controls"), phone.box(".st-key-answer")
    assert answer["y"] + answer["height"] <= PHONE[1]
    assert phone.page.evaluate("scrollY") == 0
    assert phone.box(".hr-task")["y"] < phone.box(".st-key-canvas canvas")["y"]
    assert tools["y"] + tools["height"] <= PHONE[1]

    latecomer = come(language="ja-JP", size=PHONE)
    expect(latecomer.page.locator(".hr-task b")).to_contain_text("4")

    presenter.press_one_of("room-task-kind", 2)
    presenter.enter("Task", HOSTILE)
    presenter.press_one_of("room-task-time", 0)
    presenter.press("ask")
    expect(task.locator("b")).to_have_text(HOSTILE)
    expect(task.locator("time")).to_be_hidden()
    presenter.press("end-task")
    expect(task).to_be_hidden()


def test_everybody_is_led_but_who_declines(come: Come) -> None:
    presenter, phone, other = come(leads=True), come(size=PHONE), come(size=PHONE)
    main = other.page.get_by_test_id("stMain")
    assert main.evaluate("main => { main.scrollTop = 400; return main.scrollTop; }")
    lead(presenter, LOOK)
    presenter.choose("room-look-page", "Learn")
    presenter.choose("room-look-lesson", "XOR")
    presenter.choose("room-look-network", "softmax-regression")
    presenter.press("lead")
    called = other.page.locator(".hr-look")
    expect(called).to_be_in_viewport()
    called.get_by_role("button").click()
    expect(called).to_be_hidden()
    expect(phone.page.get_by_role("heading", name="XOR")).to_be_visible()
    assert "lesson=xor" in phone.page.url
    expect(presenter.page.locator(".hr-address")).to_be_visible()
    expect(other.canvas).to_be_visible()
    expect(called).to_be_hidden()

    phone.go_to("draw")
    network = phone.page.locator(".st-key-draw-network input")
    expect(network).to_have_value("softmax-regression")
    phone.settle()
    expect(phone.page.locator(".hr-look")).to_be_hidden()  # led once only
    default = other.page.locator(".st-key-draw-network input")
    expect(default).to_have_value("two-layer-cnn")


def test_the_next_class_finds_an_empty_room_and_the_last_one_comes_back(
    come: Come,
) -> None:
    presenter, phone = come(leads=True), come(size=PHONE)
    lead(presenter, TASK)
    presenter.press("ask")
    phone.draw(SEVEN)
    phone.press("right")
    phone.press("save")
    phone.press("agree")
    expect(tiles(presenter)).to_have_text(["7"])
    presenter.press_one_of("room-part", CLASS)
    presenter.enter("Name of this class", "2b")
    presenter.settle()
    presenter.page.get_by_role("button", name="Begin the next class").click()
    question = presenter.page.get_by_text("All 1 drawings are archived as “2b”")
    expect(question).to_be_visible()
    presenter.page.locator(".st-key-end-class button").click()
    expect(tiles(presenter)).to_have_count(0)
    task = phone.page.locator(".hr-task")
    expect(task).to_be_hidden()

    phone.go_to("my-drawings")
    phone.press_one_of("own-part", 1)
    expect(phone.page.get_by_text("No such drawing yet")).to_be_visible()
    phone.choose("own-class", "2b")
    expect(phone.page.locator(".st-key-grid button img")).to_have_count(1)

    presenter.press("resume-class")
    expect(tiles(presenter)).to_have_text(["7"])
    expect(task).to_be_visible()
    expect(presenter.page.locator(".st-key-resume-class")).to_have_count(0)
    phone.go_to("draw")
    phone.go_to("my-drawings")
    phone.press_one_of("own-part", 1)
    expect(phone.page.locator(".st-key-grid button img")).to_have_count(1)


def test_the_code_says_the_address_that_is_written_beside_it(come: Come) -> None:
    presenter = come(leads=True)
    presenter.go_to("room")
    address = presenter.page.locator(".hr-address")
    expect(address).to_be_visible()
    code = presenter.page.locator(".hr-code")
    assert code.get_attribute("alt") == f"http://{address.inner_text()}/"
    box = code.bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(box["height"], abs=1)
    assert box["height"] > 0.7 * 720
    assert box["y"] + box["height"] <= 720

    phone = come(leads=True, size=PHONE)
    phone.go_to("room")
    expect(phone.page.locator(".hr-code")).to_be_visible()
    assert phone.box(".hr-code")["width"] == PHONE[0] - 32
    assert phone.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_a_phone_finds_its_way_back_when_the_app_does(
    browser: Browser, tmp_path: Path
) -> None:
    """What was to be saved meanwhile is saved, and nobody is asked again."""
    with chromium.serving("app.py", tmp_path) as server:
        phone = Visitor(browser.new_context(locale="en-GB"), server.address)
        status = phone.page.locator(".hr-say .hr-status")
        phone.draw(SEVEN)
        phone.sees("7")
        painted = phone.page.locator(".st-key-feature-maps section").first
        expect(painted).to_be_attached()  # the browser has the network
        for key in ("right", "save", "agree"):
            phone.press(key)
        expect(status).to_have_text("Saved as 7")
        port = int(server.address.rstrip("/").rpartition(":")[2])
        server.process.kill()
        server.process.wait()
        lost = phone.page.locator(".hr-lost")
        expect(lost).to_be_visible()
        phone.page.locator(".st-key-clear button").click()
        phone.move_pen(ONE, phone.canvas)
        phone.sees("1")  # the browser answers by itself
        phone.page.locator(".st-key-right button").click()
        late = phone.page.locator(".hr-late")
        expect(late).to_contain_text("Not saved yet: 1.")
        phone.page.locator(".st-key-clear button").click()
        phone.move_pen(SEVEN, phone.canvas)
        phone.sees("7")
        phone.page.locator(".st-key-right button").click()
        expect(late).to_contain_text("Not saved yet: 2.")
    with chromium.serving("app.py", tmp_path, port):
        expect(lost).to_be_hidden()
        expect(status).to_have_text("Saved as 7")
        expect(late).to_be_hidden()
    phone.leave()
    collection = Collection(Database(f"sqlite:///{tmp_path}/drawings.sqlite"))
    assert [entry.label for entry in collection.find()] == [7, 1, 7]
