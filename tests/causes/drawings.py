"""Browsers that save what cannot be saved."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.requests import Request
from starlette.types import Message

from recognizer.api.drawings import Drawings
from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.room.passes import Pass
from recognizer.room.room import Room
from recognizer.room.saving import Saving
from recognizer.settings import SHIPPED_WEIGHTS
from tests.causes import Cause, Place
from tests.coroutines import in_a_thread

WHO = Pass("tab", "m" * 64, "", "guest-1", has_agreed=True)
SEVEN = {
    "objects": [
        {
            "type": "path",
            "strokeWidth": 16,
            "path": [["M", 70, 60], ["L", 210, 62], ["L", 120, 230]],
        }
    ]
}


def routes(place: Place) -> Drawings:
    collection = Collection(Database(f"sqlite:///{place.folder}/drawings.sqlite"))
    keeper = Saving(place.settings, lambda: collection, Room())
    bundle = bundles.find("softmax-regression", [SHIPPED_WEIGHTS])
    network = Recognizer.from_bundle(bundle)
    return Drawings(place.settings, keeper, lambda _: network, lambda _: ("en", str))


def request(content: object, entry: str = "a" * 32, **headers: str) -> Request:
    body = json.dumps(content).encode()
    given = {"content-type": "application/json", "content-length": str(len(body))}
    sent = given | {name.replace("_", "-"): headers[name] for name in headers}

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(
        {
            "type": "http",
            "method": "PUT",
            "path": "/",
            "query_string": b"",
            "path_params": {"entry": entry},
            "headers": [(name.encode(), sent[name].encode()) for name in sent],
        },
        receive,
    )


def saving(
    name: str, sent: Request, *given: str, who: Pass = WHO, action: str = "save"
) -> Cause:
    def act(place: Place) -> object:
        handle: Callable[[Request, Pass], Coroutine[Any, Any, None]]
        handle = getattr(routes(place), action)
        return in_a_thread(handle(sent, who))

    return Cause(name, act, given)


def saving_at_once(place: Place) -> object:
    """Five drawings of a visitor, each of which takes its time."""
    drawings = routes(place)

    async def wait() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def all_at_once() -> None:
        slow = [Request(request({}).scope, wait) for _ in range(5)]
        for each in slow:
            each.scope["headers"] = [
                (b"content-type", b"application/json"),
                (b"content-length", b"1000000"),
            ]
        tasks = [asyncio.create_task(drawings.save(each, WHO)) for each in slow]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            done.pop().result()
        finally:
            for task in tasks:
                task.cancel()

    return in_a_thread(all_at_once())


CAUSES = [
    Cause("no pass", lambda place: routes(place).visitor(request({}))),
    saving(
        "a drawing of somebody who did not agree",
        request({"label": 7, "drawing": SEVEN}),
        who=Pass("tab", "m" * 64, "", "guest-1", has_agreed=False),
    ),
    saving("one in XML", request({}, content_type="text/xml"), "JSON", "text/xml"),
    saving("a list where a drawing is saved", request([])),
    saving("no drawing for the wall", request({}), action="show"),
    saving("a drawing of two MiB", request("7" * 2**21), "MiB"),
    saving("a picture of one pixel", request({"label": 7, "image": "AA=="}), "AA=="),
    saving("an id that is none", request({"label": 7, "drawing": SEVEN}, "x"), "x"),
    Cause("five large drawings at once", saving_at_once),
]
