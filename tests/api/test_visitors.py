"""The presenter's link and the cookies, asked for over real HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

import pytest

from recognizer.room.identity import MARK_COOKIE, PRESENTER_COOKIE
from tests.api.app import App
from tests.browser import chromium
from tests.browser.chromium import Server

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with chromium.serving("app.py", tmp_path_factory.mktemp("data")) as server:
        yield server


@pytest.fixture(scope="module")
def app(server: Server) -> App:
    return App(urlsplit(server.address).netloc)


def cookies(app: App, path: str, **headers: str) -> SimpleCookie:
    found = SimpleCookie()
    for field in app.get(path, {**PAGE, **headers}).headers.get_all("Set-Cookie", []):
        found.load(field)
    return found


def test_a_browser_gets_a_mark_with_its_first_page_and_no_other(app: App) -> None:
    first, second = (cookies(app, "/")[MARK_COOKIE] for _ in range(2))
    assert first.value != second.value
    assert len(first.value) == 43
    assert first["httponly"]
    assert first["samesite"] == "lax"
    assert not first["secure"]  # over http it would never come back
    again = cookies(app, "/retrain", Cookie=f"{MARK_COOKIE}={first.value}")
    assert MARK_COOKIE not in again
    script = re.search(r'"\./(static/[^"]+\.js)"', app.get("/").body.decode())
    assert script is not None
    assert MARK_COOKIE not in cookies(app, f"/{script[1]}")
    assert MARK_COOKIE not in cookies(app, "/_stcore/health")


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/", "/"),
        ("/retrain", "/retrain"),
        ("/learn?lesson=dropout&lang=ja", "/learn?lesson=dropout&lang=ja"),
        ("/?lang=%E6%97%A5", "/?lang=%E6%97%A5"),
        ("//elsewhere.example", "/elsewhere.example"),
        ("/%5Celsewhere.example", "/%5Celsewhere.example"),
        ("/a%0D%0ASet-Cookie:b", "/a%0D%0ASet-Cookie%3Ab"),
    ],
)
def test_the_key_leaves_the_address_and_becomes_a_cookie(
    server: Server, app: App, path: str, to: str
) -> None:
    key = server.presenter_key()
    asked = f"{path}{'&' if '?' in path else '?'}presenter={key}"
    reply = app.get(asked, PAGE)
    assert reply.status == 303
    place = urlsplit(urljoin(f"http://{app.host}{asked}", reply.headers["Location"]))
    assert place.netloc == app.host
    whole = place._replace(scheme="", netloc="").geturl()
    assert "/" + whole.lstrip("/") == to
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    (field,) = reply.headers.get_all("Set-Cookie", [])
    cookie = SimpleCookie(field)[PRESENTER_COOKIE]
    assert cookie.value == key
    assert cookie["httponly"]
    assert cookie["samesite"] == "lax"
    assert not cookie["max-age"]  # it goes with the browser's window
    assert key.encode() not in reply.body


@pytest.mark.parametrize("key", ["", "wrong", "%FF", "%E9%8D%B5", "a&presenter=b"])
def test_a_wrong_key_gives_nothing_and_leaves_the_address_too(
    app: App, key: str
) -> None:
    reply = app.get(f"/retrain?lang=ja&presenter={key}", PAGE)
    assert reply.status == 303
    assert reply.headers["Location"] == "./retrain?lang=ja&presenter=outdated"
    assert "Set-Cookie" not in reply.headers
    assert app.get("/retrain?lang=ja&presenter=outdated", PAGE).status == 200


def test_over_https_the_cookies_are_sent_over_https_only(
    server: Server, app: App
) -> None:
    """A proxy on this machine says how it was asked; uvicorn believes it."""
    https = {"X-Forwarded-Proto": "https"}
    key = server.presenter_key()
    assert cookies(app, "/", **https)[MARK_COOKIE]["secure"]
    link = cookies(app, f"/?presenter={key}", **https)
    assert link[PRESENTER_COOKIE]["secure"]


def test_the_link_is_the_only_place_that_has_the_key(server: Server, app: App) -> None:
    key = server.presenter_key()
    cookies(app, f"/?presenter={key}")
    written = "".join(server.output)
    assert written.count(key) == 1
    assert f"{server.address}?presenter={key}" in written
