"""Drawings that browsers save by themselves: real requests to a real server."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.connections import Http
from benchmarks.visitors import Visitor
from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.ink import mnist_format, strokes
from recognizer.room.identity import MARK_COOKIE, mark_of
from tests.browser import chromium
from tests.causes.drawings import SEVEN
from tests.coroutines import in_a_thread


@dataclass(frozen=True)
class Browser:
    """One that has a page of the app, and what this gave it."""

    address: str
    given: Mapping[str, Any]

    async def ask(
        self,
        method: str,
        path: str,
        content: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Ask; the status, and what the answer says."""
        sent = {"X-Recognizer-Pass": self.given["pass"], "Accept-Language": "en"}
        body = b"" if content is None else json.dumps(content).encode()
        http = Http(self.address)
        try:
            status, answer = await http.ask(
                method, path, {**sent, **(headers or {})}, body
            )
        finally:
            http.close()
        return status, json.loads(answer) if answer else None

    def asks(self, *asked: Any) -> tuple[int, Any]:
        """The same without waiting."""
        return in_a_thread(self.ask(*asked))

    def at(self, entry: str) -> str:
        return f"{self.given['drawings']}/{entry}"

    def save(self, entry: str, **changed: Any) -> tuple[int, Any]:
        return self.asks("PUT", self.at(entry), {**CONTENT, **changed})

    def take_back(self, entry: str) -> tuple[int, Any]:
        return self.asks("DELETE", self.at(entry))


CONTENT = {"label": 7, "model": "", "drawing": SEVEN}


@dataclass(frozen=True)
class Served:
    """A running app."""

    address: str
    data: Path

    @property
    def collection(self) -> Collection:
        return Collection(Database(f"sqlite:///{self.data}/drawings.sqlite"))

    def visit(self, mark: str, agrees: bool = True) -> Browser:
        """Open the page, and save a drawing there if that is agreed to."""

        async def visit() -> Mapping[str, Any]:
            visitor = Visitor(self.address, headers={"Cookie": f"{MARK_COOKIE}={mark}"})
            await visitor.open()
            if agrees:
                await visitor.draw(SEVEN["objects"])
                await visitor.keep(7)
            given = visitor.page.given
            await visitor.close()
            return given

        return Browser(self.address, in_a_thread(visit()))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("data")
    with chromium.serving("app.py", data) as server:
        yield Served(server.address, data)


@pytest.fixture(scope="module")
def browser(served: Served) -> Browser:
    return served.visit("hers")


def new() -> str:
    return secrets.token_hex(16)


def test_a_drawing_is_saved_once_however_often_it_is_sent(
    served: Served, browser: Browser
) -> None:
    before, entry = served.collection.count(), new()
    assert browser.save(entry, label=4) == (204, None)
    assert browser.save(entry, label=5) == (204, None)  # its answer had been lost
    (saved,) = [each for each in served.collection.find() if each.id == entry]
    assert served.collection.count() == before + 1
    drawing = strokes.parse(SEVEN)
    assert saved.strokes_text == replace(saved, drawing=drawing).strokes_text
    assert (saved.image == mnist_format.to_image(drawing)).all()
    assert (saved.label, saved.answer, saved.model) == (4, 7, "two-layer-cnn")
    assert saved.owner == mark_of("hers")
    assert saved.person.startswith("guest-")


def test_a_picture_is_saved_as_the_page_has_it(
    served: Served, browser: Browser
) -> None:
    image = mnist_format.to_image(strokes.parse(SEVEN))
    entry, encoded = new(), base64.b64encode(image.tobytes()).decode()
    assert browser.save(entry, image=encoded) == (204, None)
    (saved,) = [each for each in served.collection.find() if each.id == entry]
    assert saved.drawing is None
    assert (saved.image == image).all()


def test_only_whoever_saved_it_takes_a_drawing_back(
    served: Served, browser: Browser
) -> None:
    entry, other = new(), served.visit("his")
    browser.save(entry)
    before = served.collection.count()
    status, said = other.take_back(entry)
    assert (status, served.collection.count()) == (403, before)
    assert "Only the presenter can delete other people's drawings." in said["detail"]
    assert browser.take_back(entry) == (204, None)
    assert served.collection.count() == before - 1
    assert browser.take_back(new()) == (204, None)  # it had never arrived


def test_nothing_is_saved_without_consent(served: Served) -> None:
    before = served.collection.count()
    status, said = served.visit("theirs", agrees=False).save(new())
    assert (status, served.collection.count()) == (403, before)
    assert "only if its writer has agreed" in said["detail"]


def forged(signed: str) -> Iterator[str]:
    """Passes that no page has signed."""
    content, _, signature = signed.partition(".")
    claims = json.loads(base64.urlsafe_b64decode(content))
    changed = json.dumps({**claims, "mark": "0" * 64}).encode()
    yield from ("", "nonsense", ".", content, f"{content}.", "A" * 20_000)
    yield from (f"{content}.{signature[:-1]}", f"{content}.{signature}0")
    yield from (f"{content[:-4]}.{signature}", f"%ff%fe.{signature}")
    yield f"{base64.urlsafe_b64encode(changed).decode()}.{signature}"


def test_a_pass_that_no_page_has_signed_opens_nothing(
    served: Served, browser: Browser
) -> None:
    entry = new()
    browser.save(entry)
    before = served.collection.count()
    for signed in forged(browser.given["pass"]):
        forger = replace(browser, given={**browser.given, "pass": signed})
        for status, said in (
            forger.save(new()),
            forger.take_back(entry),
            forger.asks("POST", browser.given["wall"], CONTENT),
        ):
            assert (status, said["type"]) == (403, "#PassOutdated")
    assert served.collection.count() == before


def test_another_sites_page_saves_nothing(served: Served, browser: Browser) -> None:
    before = served.collection.count()
    for name, value, status in (
        ("Sec-Fetch-Site", "cross-site", 403),
        ("Sec-Fetch-Site", "same-site", 403),
        ("Content-Type", "text/plain", 415),
    ):
        asked = ("PUT", browser.at(new()), CONTENT, {name: value})
        assert browser.asks(*asked)[0] == status
    assert served.collection.count() == before


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (422, {"label": 12}),
        (422, {"label": None}),
        (422, {"drawing": {"objects": []}}),
        (422, {"drawing": {"objects": "7"}}),
        (422, {"image": "AA=="}),
        (404, {"model": "../../etc/passwd"}),
        (413, {"drawing": "7" * 2**20}),
    ],
)
def test_what_is_no_drawing_is_told(
    served: Served, browser: Browser, status: int, content: dict[str, Any]
) -> None:
    before = served.collection.count()
    found, said = browser.save(new(), **content)
    assert (found, served.collection.count()) == (status, before)
    assert said["detail"]


def test_it_is_told_in_the_visitors_language(browser: Browser) -> None:
    asked = ("PUT", browser.at(new()), {"label": 12}, {"Accept-Language": "ja"})
    assert "ラベル" in browser.asks(*asked)[1]["detail"]


def test_a_class_that_saves_at_once_loses_nothing(
    served: Served, browser: Browser
) -> None:
    """Each drawing is sent twice, both within what is written at a time."""
    entries = [new() for _ in range(20)]
    before = served.collection.count()

    async def save_all() -> list[tuple[int, Any]]:
        asked = (browser.ask("PUT", browser.at(each), CONTENT) for each in 2 * entries)
        return await asyncio.gather(*asked)

    assert {status for status, _ in in_a_thread(save_all())} == {204}
    assert served.collection.count() == before + len(entries)
