"""What a browser says of a drawing by itself: save it, take it back, show it.

A class saves as often as it draws. A run of a page takes ten times as long as saving
does, so the browser asks here, with a pass that its page has signed.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import numpy as np
from anyio import CapacityLimiter, fail_after, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from recognizer.api import addresses
from recognizer.api.intake import drain
from recognizer.api.problems import problem
from recognizer.collection.entries import checked_label
from recognizer.errors import (
    N_,
    InvalidEntry,
    InvalidRequest,
    LimitReached,
    NoInk,
    PassOutdated,
    RecognizerError,
    RequestTooLarge,
    RequestTooSlow,
    UnsupportedContent,
    quoted,
)
from recognizer.ink import mnist_format, strokes
from recognizer.ink.mnist_format import SIZE, Image
from recognizer.ink.strokes import Drawing
from recognizer.network.engine import Recognizer
from recognizer.room import passes, saving
from recognizer.room.passes import Pass
from recognizer.room.saving import Candidate, Saving
from recognizer.settings import Settings

PASS = "X-Recognizer-Pass"
"""The header with the pass; another site's page cannot send it."""
MOST_MIB = 1
"""Of a drawing; what the collection takes is a quarter as long at most."""
MOST_OF_ONE, MOST_AT_ONCE = 4 * 2**20, 64 * 2**20
"""Bytes of a visitor's drawings, and of all, that are being read."""
ARRIVES_S = 30
READING = 2
"""Threads that read drawings and answer them; more would wait for each other."""
WRITING = 32
"""Threads that wait for the disk, and share what it writes at a time."""

Translate = Callable[[str], str]
Handle = Callable[[Request, Pass], Awaitable[None]]


class Drawings:
    """The routes."""

    def __init__(
        self,
        settings: Settings,
        keeper: Saving,
        recognizer: Callable[[str], Recognizer],
        speak: Callable[[str], tuple[str, Translate]],
    ) -> None:
        """Know where drawings go.

        Args:
            keeper: saves them.
            recognizer: the network of a name, loaded once; of "" the one that answers.
            speak: the language for an Accept-Language, and what translates into it.
        """
        self._settings = settings
        self._keeper = keeper
        self._recognizer = recognizer
        self._speak = speak
        self._reading = CapacityLimiter(READING)
        self._writing = CapacityLimiter(WRITING)
        self._coming: Counter[str] = Counter()

    def routes(self, base: str = "") -> list[BaseRoute]:
        """The routes.

        Args:
            base: the path that the whole app is served below; empty for none.
        """
        below = f"/{base.strip('/')}".rstrip("/")
        inner = [
            Route("/{entry}", self._answer(self.save), methods=["PUT"]),
            Route("/{entry}", self._answer(self.take_back), methods=["DELETE"]),
        ]
        wall = Route(
            f"{below}/{addresses.WALL}", self._answer(self.show), methods=["POST"]
        )
        return [wall, Mount(f"{below}/{addresses.DRAWINGS}", routes=inner)]

    async def save(self, request: Request, who: Pass) -> None:
        """Save a drawing under the id that the browser has chosen for it."""
        async with self._content(request, who) as content:
            label = checked_label(content.get("label"))
            given = await to_thread.run_sync(self._read, content, limiter=self._reading)
            await to_thread.run_sync(
                self._keeper.save,
                who,
                given,
                label,
                request.path_params["entry"],
                given.drawing and content["drawing"]["objects"][0],
                limiter=self._writing,
            )

    def _read(self, content: dict[str, Any]) -> Candidate:
        """A drawing, or a picture that was made 28 × 28 before."""
        drawing: Drawing | None = None
        if "image" in content:
            image = _image(content["image"])
        else:
            drawing = strokes.parse(content.get("drawing"))
            image = mnist_format.to_image(drawing)
        return saving.candidate(image, drawing, self._recognizer(_name(content)))

    async def take_back(self, request: Request, who: Pass) -> None:
        """Delete a drawing that was saved a moment ago."""
        entry = request.path_params["entry"]
        await to_thread.run_sync(
            self._keeper.take_back, who, entry, limiter=self._writing
        )

    async def show(self, request: Request, who: Pass) -> None:
        """Show a drawing on the wall, whether or not it is saved."""
        async with self._content(request, who) as content:
            raw = content.get("drawing")
            if not isinstance(raw, dict) or not isinstance(raw.get("objects"), list):
                raise InvalidRequest(N_("The request has no drawing."))
            network = partial(self._recognizer, _name(content))
            tile = self._keeper.show(who, raw, network)
            if tile is not None:
                # Else who looks at the wall would wait until all are read.
                await to_thread.run_sync(lambda: tile.read, limiter=self._reading)

    def _answer(self, handle: Handle) -> Callable[[Request], Awaitable[Response]]:
        """A handler whose errors are told."""

        async def answer(request: Request) -> Response:
            language, translate = self._speak(
                request.headers.get("accept-language", "")
            )
            try:
                await handle(request, self.visitor(request))
            except ClientDisconnect:
                return Response(status_code=400)  # nobody reads it
            except RecognizerError as error:
                await drain(request)
                status = 422 if isinstance(error, (NoInk, InvalidEntry)) else None
                response = problem(error, request, translate, "", status)
                response.headers["Content-Language"] = language
                return response
            return Response(status_code=204, headers={"Cache-Control": "no-store"})

        return answer

    def visitor(self, request: Request) -> Pass:
        """Who asks.

        Raises:
            PassOutdated: if another site's page has the browser ask, or there is no
                pass that holds.
        """
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise PassOutdated
        return passes.read(request.headers.get(PASS, ""), self._settings)

    @asynccontextmanager
    async def _content(
        self, request: Request, who: Pass
    ) -> AsyncIterator[dict[str, Any]]:
        """A request's JSON; its memory counts until it is answered.

        Raises:
            UnsupportedContent, RequestTooLarge, RequestTooSlow, InvalidRequest: if it
                is not to be read.
        """
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        if kind.lower() != "application/json":
            raise UnsupportedContent(
                N_("A drawing comes as JSON, but {value} was sent."),
                hint=N_("Send application/json."),
                value=quoted(kind),
            )
        length = request.headers.get("content-length", "")
        size = int(length[:12]) if length.isdecimal() else MOST_MIB * 2**20
        _check_size(size)
        if self._coming[who.mark] + size > MOST_OF_ONE or (
            self._coming.total() + size > MOST_AT_ONCE
        ):
            raise LimitReached(
                N_("Too many drawings are being sent at the moment."),
                hint=N_("Wait a moment, then try again."),
            )
        self._coming[who.mark] += size
        try:
            yield await _read_json(request)
        finally:
            self._coming[who.mark] -= size
            if not self._coming[who.mark]:
                del self._coming[who.mark]


async def _read_json(request: Request) -> dict[str, Any]:
    body = bytearray()
    try:
        with fail_after(ARRIVES_S):
            async for chunk in request.stream():
                body += chunk
                _check_size(len(body))
    except TimeoutError as error:
        raise RequestTooSlow(ARRIVES_S) from error
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(N_("The request is not JSON."), details=error) from error
    if not isinstance(content, dict):
        raise InvalidRequest(N_("The request has no drawing."))
    return content


def _check_size(size: int) -> None:
    if size > MOST_MIB * 2**20:
        raise RequestTooLarge(
            N_("A drawing that is saved may have up to {limit} MiB of strokes."),
            hint=N_("Use a drawing with fewer or shorter strokes."),
            limit=MOST_MIB,
        )


def _image(encoded: object) -> Image:
    """A picture's 28 × 28 grey levels.

    Raises:
        InvalidEntry: if it is none.
    """
    try:
        levels = base64.b64decode(str(encoded), validate=True)
        return np.frombuffer(levels, np.uint8).reshape(SIZE, SIZE)
    except ValueError as error:
        raise InvalidEntry(
            N_("An image has 28 × 28 grey levels in base64, but {value} was given."),
            value=quoted(encoded),
        ) from error


def _name(content: dict[str, Any]) -> str:
    """The model's; "" for the one that answers."""
    name = content.get("model")
    return name if isinstance(name, str) else ""
