"""Streamlit's scripts, styles and fonts, handed out from memory.

A page begins with some hundred files, 3.3 MB. Streamlit reads each from the disk for
each visitor and leaves them uncompressed, because it would compress at each request: a
class that opens the app at once waits for that longer than for its pages.
"""

from __future__ import annotations

from pathlib import Path

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recognizer.api import addresses, modules
from recognizer.api.contents import Content, respond

_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}


class FrontEnd:
    """Middleware that answers for a folder of files whose names hold their hashes.

    With each page it names our own modules, so that the browser has them by the time
    Streamlit asks for the first: each would be asked for by the one before.
    """

    def __init__(self, app: ASGIApp, folder: Path, base: str = "") -> None:
        """Know the files; each is read when it is first asked for.

        Args:
            folder: served at /static; it does not change while the app runs.
            base: the path that the whole app is served below; empty for none.
        """
        self._app = app
        below = f"/{base.strip('/')}".rstrip("/")
        self._files = {
            f"{below}/static/{file.relative_to(folder).as_posix()}": file
            for file in folder.rglob("*")
            if file.suffix in _MEDIA_TYPES
        }
        self._contents: dict[str, Content] = {}
        self._ours = ", ".join(
            f"<{below}/{addresses.module(name)}>; rel=modulepreload"
            for name in modules.needed_by("page.js")
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or leave it to the app."""
        is_read = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        file = self._files.get(scope["path"]) if is_read else None
        if file is None:

            async def name_ours(message: Message) -> None:
                if message["type"] == "http.response.start":
                    headers = MutableHeaders(scope=message)
                    if headers.get("content-type", "").startswith("text/html"):
                        headers.append("Link", self._ours)
                await send(message)

            await self._app(scope, receive, name_ours if is_read else send)
            return
        content = self._contents.get(scope["path"])
        if content is None:
            content = await to_thread.run_sync(_read, file)
            self._contents[scope["path"]] = content
        await respond(content, Request(scope))(scope, receive, send)


def _read(file: Path) -> Content:
    return Content.of(file.read_bytes(), _MEDIA_TYPES[file.suffix])
