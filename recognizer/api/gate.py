"""How many pages are open, and how much is handed in: whoever comes too late is told.

Streamlit keeps what a page needs, and each file that is handed in, in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from html import escape

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from recognizer.errors import LimitReached
from recognizer.room import identity, limits
from recognizer.room.identity import Connection
from recognizer.room.rights import Role
from recognizer.settings import Settings

STREAM, UPLOADS = "_stcore/stream", "_stcore/upload_file"
TRY_AGAIN_LATER = 1013
"""Of WebSockets' codes (RFC 6455, registered with IANA)."""
RETRY_S = 10
_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="{retry}">
<title>Handwriting Recognizer</title>
<body style="font: 1.25rem/1.6 system-ui, sans-serif; margin: 3rem auto;
  max-width: 34rem; padding: 0 1.5rem">
<p role="status">{text}</p>
"""

Explain = Callable[[LimitReached, str], tuple[str, str]]
"""The language for a request's Accept-Language, and the error in it."""


class Gate:
    """Middleware in front of Streamlit's pages and uploads."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        held: Callable[[], Mapping[str, int]],
        explain: Explain,
        base: str = "",
    ) -> None:
        """Let in as many as may.

        Args:
            held: bytes of the files in memory, by session.
            base: the path that the whole app is served below; empty for none.
        """
        self._app = app
        self._settings = settings
        self._limits = settings.limits
        self._held = held
        self._explain = explain
        self._below = f"/{base.strip('/')}".rstrip("/") + "/"
        self._open = 0
        self._coming: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or say why not."""
        if scope["type"] == "websocket" and scope["path"] == self._below + STREAM:
            await self._connect(scope, receive, send)
        elif scope["type"] == "http" and self._is_upload(scope):
            await self._take(scope, receive, send)
        elif scope["type"] == "http" and _is_page(Request(scope)):
            await self._show(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page that has loaded, and stays connected as long as it is open."""
        try:
            self._check(scope)
        except LimitReached:
            await receive()
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})
            return
        self._open += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._open -= 1

    async def _show(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page that is being loaded, or the sentence in its place."""
        answer: ASGIApp = self._app
        try:
            self._check(scope)
        except LimitReached as error:
            language, text = self._explain(error, _language(Request(scope)))
            page = _PAGE.format(language=language, retry=RETRY_S, text=escape(text))
            headers = {"Retry-After": str(RETRY_S), "Cache-Control": "no-store"}
            answer = HTMLResponse(page, 503, headers)
        await answer(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        """There is a place for another visitor; for presenters there always is.

        Raises:
            LimitReached: if there is none.
        """
        given = HTTPConnection(scope)
        address = given.client.host if given.client else ""
        found = identity.recognise(
            Connection(address, given.headers, given.cookies), self._settings
        )
        if found.role is not Role.PRESENTER:
            limits.check_sessions(self._open, self._limits)

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A file that is handed in."""
        request = Request(scope)
        session = self._session(request)
        length = request.headers.get("content-length", "")
        if not length.isdigit():
            await PlainTextResponse("Length Required", 411)(scope, receive, send)
            return
        size, held = int(length), self._held()
        try:
            limits.check_upload(
                size,
                held.get(session, 0) + self._coming[session],
                sum(held.values()) + self._coming.total(),
                self._limits,
            )
        except LimitReached as error:
            async for _chunk in Request(scope, receive).stream():
                pass  # a browser listens once it has said all
            _, text = self._explain(error, _language(request))
            await PlainTextResponse(text, 413)(scope, receive, send)
            return
        self._coming[session] += size
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming[session] -= size
            if not self._coming[session]:
                del self._coming[session]

    def _is_upload(self, scope: Scope) -> bool:
        path: str = scope["path"]
        return scope["method"] == "PUT" and path.startswith(self._below + UPLOADS)

    def _session(self, request: Request) -> str:
        """Whose file it is, by the address that the page was given for it."""
        start = self._below + UPLOADS + "/"
        path: str = request.scope["path"]
        return path.removeprefix(start).partition("/")[0]


def _is_page(request: Request) -> bool:
    return request.method == "GET" and "text/html" in request.headers.get("accept", "")


def _language(request: Request) -> str:
    return request.headers.get("accept-language", "")
