"""Streamlit's scripts, styles and fonts, handed out from memory.

A page begins with some hundred files, 3.3 MB. Streamlit reads each from the disk for
each visitor and leaves them uncompressed, because it would compress at each request: a
class that opens the app at once waits for that longer than for its pages.
"""

from __future__ import annotations

from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from recognizer.api.contents import Content, respond

_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}


class FrontEnd:
    """Middleware that answers for a folder of files whose names hold their hashes."""

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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or leave it to the app."""
        is_read = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        file = self._files.get(scope["path"]) if is_read else None
        if file is None:
            await self._app(scope, receive, send)
            return
        content = self._contents.get(scope["path"])
        if content is None:
            content = await to_thread.run_sync(_read, file)
            self._contents[scope["path"]] = content
        await respond(content, Request(scope))(scope, receive, send)


def _read(file: Path) -> Content:
    return Content.of(file.read_bytes(), _MEDIA_TYPES[file.suffix])
