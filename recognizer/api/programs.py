"""The HTTP interface for programs; `openapi` describes it, docs/api.md uses it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar, TypeVarTuple

from anyio import CapacityLimiter
from jinja2 import Environment, PackageLoader
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from recognizer.api import addresses, bodies, openapi
from recognizer.api.bodies import Body, Item
from recognizer.api.intake import Intake, drain
from recognizer.api.metrics import Metrics
from recognizer.api.problems import problem
from recognizer.api.readiness import Readiness
from recognizer.api.written import written
from recognizer.errors import (
    AnswerFailed,
    RecognizerError,
    UnknownAddress,
    WrongMethod,
)
from recognizer.ink.files import ReadFile
from recognizer.network import bundles
from recognizer.network.bundles import CARD
from recognizer.network.engine import Recognizer
from recognizer.network.library import Library
from recognizer.network.results import results, summary
from recognizer.room.room import Room
from recognizer.settings import Settings

AT_WORK = 4
"""Threads that read and answer: two for the processors, two that wait for them."""
AT_ONCE_BYTES = 64 * 1024
"""A body up to this size is taken apart without a thread, within a millisecond."""
LARGE_BYTES = 2**20
"""Of larger bodies one is worked on at a time: JSON takes many times its size."""

Translate = Callable[[str], str]
T = TypeVar("T")
Given = TypeVarTuple("Given")
Handle = Callable[[Request, Translate], Awaitable[Response]]


@dataclass(frozen=True)
class Ground:
    """What the interface stands on.

    Attributes:
        recognizer: the network of a name, loaded once.
        answering: the name of the one that answers.
        reach_database: raises a RecognizerError where it cannot be reached.
        held: bytes of the pages' files in memory, by session.
        speak: the language for an Accept-Language, and what translates into it.
    """

    settings: Settings
    library: Library
    room: Room
    recognizer: Callable[[str], Recognizer]
    answering: Callable[[], str]
    reach_database: Callable[[], object]
    held: Callable[[], Mapping[str, int]]
    speak: Callable[[str], tuple[str, Translate]]


def routes(ground: Ground, base: str = "") -> list[BaseRoute]:
    """The routes, which come before those that the browser asks.

    Args:
        base: the path that the whole app is served below; empty for none.
    """
    below = f"/{base.strip('/')}".rstrip("/")
    programs = _Programs(ground, below)
    inner = Starlette(
        routes=[
            Route("/predict", programs.endpoint(programs.predict), methods=["POST"]),
            Route("/models", programs.endpoint(programs.models)),
            Route("/models/{name}/card", programs.endpoint(programs.card)),
            Route("/openapi.json", programs.endpoint(programs.openapi)),
            Route("/docs", programs.endpoint(programs.docs)),
        ],
        exception_handlers={
            HTTPException: programs.not_here,
            Exception: programs.failed,
        },
    )
    inner.router.redirect_slashes = False
    return [
        Mount(f"{below}/{addresses.PROGRAMS}", app=inner),
        Route(f"{below}/healthz", programs.endpoint(programs.alive, is_open=True)),
        Route(f"{below}/readyz", programs.endpoint(programs.ready, is_open=True)),
        Route(f"{below}/metrics", programs.endpoint(programs.metrics)),
    ]


class _Programs:
    """What answers programs."""

    def __init__(self, ground: Ground, below: str) -> None:
        self._ground = ground
        self._below = below
        self._docs = f"{below}/{addresses.PROGRAMS}/docs"
        self._intake = Intake(ground.settings, ground.held)
        self._metrics = Metrics(lambda: ground.room.people.here().count, ground.held)
        self._ready = Readiness(
            lambda: ground.recognizer(ground.answering()), ground.reach_database
        )
        self._at_work = ThreadPoolExecutor(AT_WORK, "programs")
        self._large = CapacityLimiter(1)

    def endpoint(
        self, handle: Handle, is_open: bool = False
    ) -> Callable[[Request], Awaitable[Response]]:
        """A handler whose errors are told, and whose answers are counted.

        Args:
            is_open: whether everybody may ask, as often as they like.
        """
        name = handle.__name__

        async def answer(request: Request) -> Response:
            begin = time.perf_counter()
            language, translate = self._speak(request)
            try:
                if not is_open:
                    self._intake.check_access(request)
                    self._intake.check_pace(request)
                response = await handle(request, translate)
            except ClientDisconnect:
                return Response(status_code=400)  # nobody reads it
            except RecognizerError as error:
                await drain(request)
                response = problem(error, request, translate, self._docs)
            response.headers["Content-Language"] = language
            response.headers["Vary"] = "Accept-Language"
            response.headers["X-Content-Type-Options"] = "nosniff"
            self._metrics.note(name, response.status_code, time.perf_counter() - begin)
            return response

        return answer

    async def predict(self, request: Request, translate: Translate) -> Response:
        """Answer a drawing, a picture, or a list of these."""
        media_type = bodies.media_type(request.headers.get("content-type", ""))
        model = request.query_params.get("model", "")
        async with self._intake.body(request) as content:
            if len(content) <= LARGE_BYTES:
                return await self._predict(
                    request, content, media_type, model, translate
                )
            async with self._large:
                return await self._predict(
                    request, content, media_type, model, translate
                )

    async def _predict(
        self,
        request: Request,
        content: bytes,
        media_type: str,
        model: str,
        translate: Translate,
    ) -> Response:
        if len(content) <= AT_ONCE_BYTES:
            body = bodies.parse(content, media_type)
        else:
            body = await self._in_thread(bodies.parse, content, media_type)
        if body.is_list:
            found = await self._predict_list(request, body, model, translate)
        else:
            found = await self._in_thread(
                self._predict_one, body.items[0], model, translate
            )
        self._metrics.note_answers(found)
        return _json(found if body.is_list else found[0])

    def _predict_one(
        self, item: Item, model: str, translate: Translate
    ) -> list[dict[str, object]]:
        recognizer = self._recognizer(model)
        file = item()
        if file.problem is not None and not file.is_readable:
            raise file.problem
        return results([file], recognizer, translate)

    async def _predict_list(
        self, request: Request, body: Body, model: str, translate: Translate
    ) -> list[dict[str, object]]:
        """One after the other, so that other requests come in between."""
        recognizer = await self._in_thread(self._recognizer, model)
        files: list[ReadFile] = []
        for item in body.items:
            if await request.is_disconnected():
                raise ClientDisconnect
            files.append(await self._in_thread(item))
        return await self._in_thread(results, files, recognizer, translate)

    def _recognizer(self, model: str) -> Recognizer:
        return self._ground.recognizer(model or self._ground.answering())

    async def models(self, request: Request, translate: Translate) -> Response:
        """List the models that are whole."""
        return _json(await self._in_thread(self._list_models))

    def _list_models(self) -> dict[str, object]:
        found = []
        for name in bundles.names(self._ground.settings.model_folders):
            try:
                found.append(summary(self._ground.library.find(name).card))
            except RecognizerError:
                continue
        return {"answering": self._ground.answering(), "models": found}

    async def card(self, request: Request, translate: Translate) -> Response:
        """A model's card, as its file has it."""
        name = request.path_params["name"]
        content = await self._in_thread(self._read_card, name)
        return Response(content, media_type="application/json")

    def _read_card(self, name: str) -> bytes:
        bundle = self._ground.library.find(name)
        try:
            return (bundle.path / CARD).read_bytes()
        except OSError:  # deleted a moment ago
            return self._ground.library.find(name).path.joinpath(CARD).read_bytes()

    async def openapi(self, request: Request, translate: Translate) -> Response:
        """The description for programs."""
        return _json(openapi.document(translate, self._below))

    async def docs(self, request: Request, translate: Translate) -> Response:
        """The description for people."""
        language, _ = self._speak(request)
        document = openapi.document(translate, self._below)
        page = _templates.get_template("docs.html").render(
            language=language,
            document=document,
            texts=openapi.page_texts(translate),
            kinds=openapi.kinds(),
        )
        return HTMLResponse(page)

    async def alive(self, request: Request, translate: Translate) -> Response:
        """This process answers."""
        return _json({"status": "ok"})

    async def ready(self, request: Request, translate: Translate) -> Response:
        """This process can answer drawings and keep them."""
        error = await self._ready.problem()
        if error is not None:
            return problem(error, request, translate, self._docs, status=503)
        return _json({"status": "ok"})

    async def metrics(self, request: Request, translate: Translate) -> Response:
        """What a Prometheus server asks for."""
        return Response(
            self._metrics.written(), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def not_here(self, request: Request, error: Exception) -> Response:
        """Another address or method."""

        async def unknown(request: Request, translate: Translate) -> Response:
            headers = getattr(error, "headers", None) or {}
            if getattr(error, "status_code", 404) == 405:
                raise WrongMethod(request.method, headers.get("Allow", ""))
            raise UnknownAddress

        return await self.endpoint(unknown)(request)

    async def failed(self, request: Request, error: Exception) -> Response:
        """An error that nobody foresaw; its traceback is in the log."""
        _, translate = self._speak(request)
        self._metrics.note("failed", 500, 0.0)
        return problem(AnswerFailed(), request, translate, self._docs)

    def _speak(self, request: Request) -> tuple[str, Translate]:
        return self._ground.speak(request.headers.get("accept-language", ""))

    async def _in_thread(self, act: Callable[[*Given], T], *given: *Given) -> T:
        # Through anyio's threads an answer takes 0.1 ms more.
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._at_work, act, *given)


_templates = Environment(
    loader=PackageLoader("recognizer", "api"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_templates.policies["json.dumps_kwargs"] = {"sort_keys": False}


def _json(content: object) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(written(content), headers=headers, media_type="application/json")
