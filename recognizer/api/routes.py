"""What answers beside the pages: models, modules, the room's news, worksheets."""

from __future__ import annotations

from collections.abc import Callable

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from recognizer.api import addresses, contents, modules
from recognizer.api.contents import Content
from recognizer.api.models import FILES, ModelFiles
from recognizer.errors import InvalidBundle, UnknownModel
from recognizer.network.library import Library
from recognizer.room.news import news
from recognizer.room.room import Room
from recognizer.room.taught import Taught

Worksheet = Callable[[str, str, str], str | None]
"""Makes a lesson's sheet as HTML from its name, a language and the app's address."""


def routes(
    library: Library,
    room: Room,
    class_memory: Callable[[], Taught | None],
    taught_now: Callable[[], Taught | None],
    worksheet: Worksheet,
    base: str = "",
) -> list[BaseRoute]:
    """The routes; what is not known below their addresses is not found.

    But for what the class taught: its news may be a moment older or newer than this
    process's knowledge, which is no error, and a browser would write one down.

    Args:
        room: whose news are handed out.
        class_memory: what the class taught; None while that is off. For the news, which
            every tab asks for every two seconds.
        taught_now: the same, as it is at this moment: another process may have named
            it in its news before this one would look again.
        worksheet: makes a lesson's sheet.
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
        content = modules.modules().get(asked["name"]) if is_current else None
        return _respond(content, request)

    async def room_news(request: Request) -> Response:
        asked = request.query_params
        tab, seen, wall = asked.get("tab", ""), asked.get("seen", ""), asked.get("wall")
        taught = await to_thread.run_sync(address_of_taught)
        if wall is None:
            found = news(room, tab, seen, taught=taught)
        else:  # pictures may have to be made
            found = await to_thread.run_sync(news, room, tab, seen, wall, taught)
        headers = {"Cache-Control": "no-store"}
        if found is None:
            return Response(status_code=204, headers=headers)
        return Response(found, 200, headers, "application/json")

    def address_of_taught() -> str | None:
        found = class_memory()
        return None if found is None else addresses.taught(found.version)

    def taught(request: Request) -> Response:
        found = taught_now()
        if found is None or found.version != request.path_params["version"]:
            return Response(status_code=204)  # the news of it is older, or newer
        return _respond(Content.of(found.content, "application/json"), request)

    def sheet(request: Request) -> Response:
        app = f"{request.url.scheme}://{request.url.netloc}{below}/"
        language = request.query_params.get("lang", "en")
        found = worksheet(request.path_params["lesson"], language, app)
        if found is None:
            raise HTTPException(404)
        return HTMLResponse(found, headers={"Cache-Control": "no-store"})

    taught_files = Route(f"/{addresses.TAUGHT}/{{version}}.json", taught)
    model_files = Route("/models/{name}/{version}/{file}", model_file)
    news_of_room = Route("/room", room_news)
    module_files = Route("/{version}/{name:path}", module)
    sheets = Route("/{lesson}.html", sheet)
    return [
        Mount(
            f"{below}/{addresses.API}", routes=[model_files, news_of_room, taught_files]
        ),
        Mount(f"{below}/{addresses.MODULES}", routes=[module_files]),
        Mount(f"{below}/{addresses.WORKSHEETS}", routes=[sheets]),
    ]


def _respond(content: contents.Content | None, request: Request) -> Response:
    if content is None:
        raise HTTPException(404)
    return contents.respond(content, request)
