"""Programs that ask over HTTP for what cannot be."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.types import Message, Scope

from recognizer.api import bodies, intake
from recognizer.api.intake import Intake
from recognizer.api.readiness import Readiness
from recognizer.errors import AnswerFailed, RequestTooSlow, UnknownAddress, WrongMethod
from recognizer.room import limits
from recognizer.room.limits import Pace
from recognizer.settings import Limits, read_settings
from tests.causes import Cause, Place
from tests.coroutines import in_a_thread


def request(address: str) -> Request:
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/predict",
        "query_string": b"",
        "headers": [(b"host", b"digits.example.org")],
        "client": (address, 50_000),
    }

    async def never() -> Message:
        raise AssertionError

    return Request(scope, never)


def from_elsewhere(api: str) -> Cause:
    def act(place: Place) -> None:
        held: Mapping[str, int] = {}
        settings = replace(place.settings, api=api)
        Intake(settings, lambda: held).check_access(request("192.0.2.1"))

    return Cause(f"a program elsewhere, api {api}", act, ("RECOGNIZER_API",))


def requests_without_end(place: Place) -> None:
    pace = Pace()
    while True:
        limits.check_requests(pace, "192.0.2.1", Limits())


def database_that_hangs(place: Place) -> object:
    ends = threading.Event()
    ready = Readiness(lambda: None, ends.wait)

    async def look() -> object:
        try:
            return await ready.problem()
        finally:
            ends.set()

    return in_a_thread(look())


def body(name: str, content: bytes, *given: str) -> Cause:
    return Cause(
        name,
        lambda place: bodies.parse(content, "application/json").items[0]().problem,
        given,
    )


CAUSES = [
    from_elsewhere("local"),
    from_elsewhere("off"),
    Cause(
        "a request a moment",
        requests_without_end,
        ("RECOGNIZER_MAX_REQUESTS_A_MINUTE",),
    ),
    Cause(
        "a word for a setting",
        lambda place: read_settings({"RECOGNIZER_API": "perhaps"}),
        ("RECOGNIZER_API", "perhaps"),
    ),
    Cause("a database that hangs", database_that_hangs),
    Cause("33 MiB", lambda place: bodies.check_size(33 * 2**20)),
    Cause("a letter", lambda place: bodies.media_type("text/html"), ("text/html",)),
    body("no body", b""),
    body("text that is called JSON over HTTP", b"seven"),
    body("two hundred drawings", json.dumps([None] * 200).encode()),
    body("two million values", b"[" + b"0," * 2_000_001 + b"0]"),
    body("a word for base64", b'"seven!"', "seven!"),
    Cause("a body that never ends", lambda place: RequestTooSlow(intake.ARRIVES_S)),
    Cause("an address of nothing", lambda place: UnknownAddress()),
    Cause(
        "a method of another address",
        lambda place: WrongMethod("GET", "POST"),
        ("GET", "POST"),
    ),
    Cause("what nobody foresaw", lambda place: AnswerFailed()),
]
