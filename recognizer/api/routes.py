"""What answers beside the pages: models for the browser, and its modules."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from recognizer.api import addresses, contents, modules
from recognizer.api.models import FILES, ModelFiles
from recognizer.errors import InvalidBundle, UnknownModel
from recognizer.network.library import Library


def routes(library: Library, base: str = "") -> list[BaseRoute]:
    """The routes; what is not known below their addresses is not found.

    Args:
        base: the path that the whole app is served below; empty for none.
    """
    below = f"/{base.strip('/')}".rstrip("/")
    files = ModelFiles(library)

    def model_file(request: Request) -> Response:
        asked = request.path_params
        content = None
        if asked["file"] in FILES:
            try:
                content = files.get(asked["name"], asked["version"], asked["file"])
            except (UnknownModel, InvalidBundle):
                content = None
        return _respond(content, request)

    def module(request: Request) -> Response:
        asked = request.path_params
        is_current = asked["version"] == modules.version()
        content = modules.modules().get(asked["file"]) if is_current else None
        return _respond(content, request)

    model_files = Route("/models/{name}/{version}/{file}", model_file)
    module_files = Route("/{version}/{file}", module)
    return [
        Mount(f"{below}/{addresses.API}", routes=[model_files]),
        Mount(f"{below}/{addresses.MODULES}", routes=[module_files]),
    ]


def _respond(content: contents.Content | None, request: Request) -> Response:
    if content is None:
        raise HTTPException(404)
    return contents.respond(content, request)
