"""Presenter and visitors of an app behind a proxy, where only the key counts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from recognizer.room.identity import MARK_COOKIE, PRESENTER_COOKIE
from recognizer.settings import SHIPPED_WEIGHTS
from tests.browser import chromium
from tests.browser.chromium import Server
from tests.browser.visitor import SEVEN, Visitor

Come = Callable[..., Visitor]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("data")
    shutil.copytree(SHIPPED_WEIGHTS / "softmax-regression", data / "models" / "mine")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("RECOGNIZER_BEHIND_PROXY", "yes")
        with chromium.serving("app.py", data) as server:
            yield server


@pytest.fixture
def come(browser: Browser, server: Server) -> Iterator[Come]:
    """Open the app by a path, as somebody new."""
    visitors = []

    def come(path: str = "") -> Visitor:
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        visitors.append(Visitor(context, server.address + path))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.leave()
        assert visitor.complaints == []


def cookies(visitor: Visitor) -> dict[str, bool]:
    """The cookies, and whether scripts cannot read them."""
    return {
        cookie["name"]: cookie["httpOnly"] for cookie in visitor.page.context.cookies()
    }


def test_the_link_makes_a_presenter_and_leaves_the_address_bar(
    come: Come, server: Server
) -> None:
    key = server.presenter_key()
    presenter, visitor = come(f"?lang=en&presenter={key}"), come()
    assert presenter.page.url == f"{server.address}?lang=en"
    assert {MARK_COOKIE: True, PRESENTER_COOKIE: True}.items() <= (
        cookies(presenter).items()
    )
    assert PRESENTER_COOKIE not in cookies(visitor)
    for somebody in (presenter, visitor):
        somebody.go_to("models")
        readable = somebody.page.evaluate("document.cookie")
        assert MARK_COOKIE not in readable
        assert PRESENTER_COOKIE not in readable
        assert key not in somebody.page.content()
    for_all = ".st-key-use-for-all-menu"
    expect(presenter.page.locator(for_all)).to_have_count(1)
    expect(visitor.page.get_by_text("In use").first).to_be_visible()
    expect(visitor.page.locator(for_all)).to_have_count(0)
    presenter.page.goto(server.address)
    presenter.go_to("models")
    expect(presenter.page.locator(for_all)).to_have_count(1)


def test_an_outdated_link_says_so_and_gives_nothing(come: Come, server: Server) -> None:
    visitor = come("?presenter=of-yesterday")
    told = visitor.page.get_by_test_id("stToast")
    expect(told).to_contain_text("This presenter's link is no longer valid")
    visitor.page.wait_for_url(server.address)
    visitor.go_to("models")
    expect(visitor.page.get_by_text("In use").first).to_be_visible()
    assert PRESENTER_COOKIE not in cookies(visitor)
    expect(visitor.page.locator(".st-key-use-for-all-menu")).to_have_count(0)


def test_a_drawing_is_the_browsers_own_in_its_next_session_too(
    come: Come, server: Server
) -> None:
    writer, other = come(), come()
    writer.draw(SEVEN)
    writer.sees("7")
    writer.press("right")
    writer.press("save")
    writer.press("agree")
    told = writer.page.locator(".hr-say .hr-status")
    expect(told).to_have_text("Saved as 7")
    for somebody, may in ((writer, True), (other, False)):
        somebody.open()
        somebody.go_to("my-drawings")
        somebody.press_one_of("own-part", 1)
        tiles = somebody.page.locator(".st-key-grid button")
        tiles.last.click()
        delete = somebody.page.locator(".st-key-delete button")
        if may:
            expect(delete).to_be_enabled()
        else:
            told = somebody.page.get_by_text("Only the presenter can change what")
            expect(told).to_be_visible()
            expect(delete).to_be_disabled()
    writer.press("delete")
    expect(writer.page.locator(".st-key-grid button")).to_have_count(0)
    writer.press("restore")
    expect(writer.page.locator(".st-key-grid button")).to_have_count(1)


@pytest.mark.needs("MNIST")
def test_a_waiting_visitor_sees_when_visitors_may_train_and_when_one_begins(
    come: Come, server: Server
) -> None:
    visitor, presenter = come(), come(f"?presenter={server.presenter_key()}")
    waits = visitor.page.get_by_text("Watch the presenter train")
    switch = presenter.page.locator(".st-key-retrain-open label").first
    visitor.go_to("retrain")
    expect(waits).to_be_visible()
    presenter.go_to("retrain")
    switch.click()
    expect(visitor.page.locator(".st-key-train-quick")).to_have_count(1)
    expect(waits).to_have_count(0)

    switch.click()
    presenter.settle()
    visitor.open()
    visitor.go_to("retrain")
    expect(waits).to_be_visible()
    presenter.press("train-quick")
    output = visitor.page.locator(".st-key-output")
    expect(output).to_contain_text("1 · quick-1")
    expect(visitor.page.locator(".st-key-stop")).to_have_count(0)
    presenter.press("stop")
