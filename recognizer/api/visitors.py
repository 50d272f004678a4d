"""Cookies that tell who somebody is, and the presenter's link.

Scripts in the page cannot read either cookie, and the key is taken out of the address
before the page is loaded.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recognizer.room import identity
from recognizer.room.identity import MARK_COOKIE, PRESENTER_COOKIE
from recognizer.settings import Settings

PARAMETER = "presenter"
"""Of the presenter's link, http://localhost:8501/?presenter=KEY."""
OUTDATED = "outdated"
"""What the page finds there in place of a wrong key."""
MARK_LASTS_S = 180 * 24 * 3600


class Visitors:
    """Middleware that gives each browser a mark, and the presenter's the key."""

    def __init__(self, app: ASGIApp, settings: Settings, base: str = "") -> None:
        """Serve cookies for the whole app.

        Args:
            base: the path that the app is served below; empty for none.
        """
        self._app = app
        self._settings = settings
        self._path = f"/{base.strip('/')}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a presenter's link; leave all else to the app."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        key = request.query_params.get(PARAMETER, OUTDATED)
        if key != OUTDATED:
            await self._redirect(request, key)(scope, receive, send)
        elif request.cookies.get(MARK_COOKIE):
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, self._marking(request, send))

    def _redirect(self, request: Request, key: str) -> Response:
        """To the same page without the key."""
        is_right = identity.is_key(key, self._settings)
        query = [
            (name, value)
            for name, value in parse_qsl(request.url.query, keep_blank_values=True)
            if name != PARAMETER
        ]
        if not is_right:
            query.append((PARAMETER, OUTDATED))
        page = quote(request.scope["path"].rpartition("/")[2], safe="")
        # Relative, because a proxy may have the app below another path.
        headers = {
            "Location": f"./{page}" + ("?" + urlencode(query) if query else ""),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
        }
        if is_right:
            headers["Set-Cookie"] = self._cookie(request, PRESENTER_COOKIE, key)
        return Response(status_code=303, headers=headers)

    def _marking(self, request: Request, send: Send) -> Send:
        """Give a browser its mark with the first page that it loads."""

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    mark = identity.new_mark_cookie()
                    cookie = self._cookie(request, MARK_COOKIE, mark, MARK_LASTS_S)
                    headers.append("Set-Cookie", cookie)
            await send(message)

        return send_marked

    def _cookie(
        self, request: Request, name: str, value: str, lasts_s: int | None = None
    ) -> str:
        """The field Set-Cookie.

        Args:
            lasts_s: None for as long as the browser runs.
        """
        response = Response()
        response.set_cookie(
            name,
            value,
            max_age=lasts_s,
            path=self._path,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return response.headers["set-cookie"]
