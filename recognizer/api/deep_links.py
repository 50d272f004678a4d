"""Streamlit's page at the addresses of single pages, told where the app begins.

Streamlit's page looks for its server below its own address first: opened at /retrain it
asks for /retrain/_stcore/health and one file more, and logs two errors, before it tries
the app's address. With BACKEND_BASE_URL it asks there at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from recognizer.api.contents import Content, respond

_BEGIN = "<head>"
_ROOT = (
    "<script>window.__streamlit = "
    '{BACKEND_BASE_URL: new URL(".", location.href).href}</script>'
)


def routes(page: Path, names: Iterable[str], base: str = "") -> list[BaseRoute]:
    """A route for each page.

    Args:
        page: Streamlit's, an HTML file.
        names: of the pages in the address, such as "retrain".
        base: the path that the whole app is served below; empty for none.

    Raises:
        ValueError: if the file does not begin as Streamlit's page does.
    """
    text = page.read_text("utf-8")
    if _BEGIN not in text:
        raise ValueError(f"{page} has no {_BEGIN}")
    told = text.replace(_BEGIN, _BEGIN + _ROOT, 1)
    content = Content.of(told.encode(), "text/html")

    def serve(request: Request) -> Response:
        found = respond(content, request)
        found.headers["Cache-Control"] = "no-cache"  # the next version may differ
        return found

    below = f"/{base.strip('/')}".rstrip("/")
    return [Route(f"{below}/{name}", serve) for name in names]
