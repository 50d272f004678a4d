"""Errors as programs get them: problem details for HTTP (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from recognizer.api.written import written
from recognizer.errors import (
    AnswerFailed,
    CollectionUnavailable,
    InvalidBundle,
    InvalidDrawing,
    InvalidPicture,
    InvalidRequest,
    LimitReached,
    NotAllowed,
    RecognizerError,
    RequestTooLarge,
    RequestTooSlow,
    UnknownAddress,
    UnknownModel,
    UnsupportedContent,
    WrongMethod,
    fill,
)

MEDIA_TYPE = "application/problem+json"
RETRY_S = 10
STATUS: dict[type[RecognizerError], int] = {
    InvalidRequest: 400,
    NotAllowed: 403,
    UnknownAddress: 404,
    UnknownModel: 404,
    WrongMethod: 405,
    RequestTooSlow: 408,
    RequestTooLarge: 413,
    UnsupportedContent: 415,
    InvalidDrawing: 422,
    InvalidPicture: 422,
    LimitReached: 429,
    AnswerFailed: 500,
    InvalidBundle: 503,
    CollectionUnavailable: 503,
}
"""By the kind of error or the nearest above it; for others 503."""


def problem(
    error: RecognizerError,
    request: Request,
    translate: Callable[[str], str],
    docs: str,
    status: int | None = None,
) -> Response:
    """An error in a program's language.

    Args:
        docs: address of the page that lists the kinds.
        status: where the kind's own does not fit.
    """
    status = status or status_of(type(error))
    content = {
        "type": f"{docs}#{type(error).__name__}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": fill(error.message, error.values, translate),
        "hint": fill(error.hint_message, error.values, translate),
    }
    headers = {"Cache-Control": "no-store"}
    if status in (429, 503):
        headers["Retry-After"] = str(RETRY_S)
    if isinstance(error, WrongMethod):
        headers["Allow"] = str(error.values["allowed"])
    return Response(written(content), status, headers, MEDIA_TYPE)


def status_of(kind: type[RecognizerError]) -> int:
    """The HTTP status of a kind of error."""
    return next((STATUS[each] for each in kind.__mro__ if each in STATUS), 503)
