"""Bytes that never change under their address, as HTTP hands them out.

Each is compressed once, when it is made. RFC 9110 says what a request may ask for:
either coding, a part, or nothing where the browser has it already.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

CHUNK = 2**18
"""Bytes handed to the server at a time; it waits for a slow reader between two."""
_ALWAYS = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "public, max-age=31536000, immutable",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Content:
    """Bytes as they are and compressed by gzip.

    Attributes:
        packed: None where compressing saves less than a twentieth.
        digest: SHA-256 of the plain bytes, in hexadecimal.
    """

    media_type: str
    plain: bytes
    packed: bytes | None
    digest: str

    @classmethod
    def of(cls, plain: bytes, media_type: str) -> Content:
        """Compress and hash bytes."""
        packed = gzip.compress(plain, mtime=0)
        pays = len(packed) < 0.95 * len(plain)
        digest = hashlib.sha256(plain).hexdigest()
        return cls(media_type, plain, packed if pays else None, digest)

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self.plain) + len(self.packed or b"")


def respond(content: Content, request: Request) -> Response:
    """Answer GET or HEAD."""
    asked = request.headers
    plain_tag, packed_tag = f'"{content.digest}"', f'"{content.digest}-gzip"'
    packed = content.packed if _takes_gzip(request) else None
    if _names(asked.get("if-none-match", ""), (plain_tag, packed_tag)):
        tag = plain_tag if packed is None else packed_tag
        return Response(status_code=304, headers={**_ALWAYS, "ETag": tag})
    if "range" in asked and asked.get("if-range", plain_tag) == plain_tag:
        part = _part(asked["range"], len(content.plain))
        if part is not None:
            return _respond_in_part(content, part, plain_tag)
    if packed is None:
        return _Bytes(content.plain, content.media_type, {"ETag": plain_tag})
    headers = {"ETag": packed_tag, "Content-Encoding": "gzip"}
    return _Bytes(packed, content.media_type, headers)


def _respond_in_part(content: Content, part: range, tag: str) -> Response:
    """A part of the plain bytes, or what says that there is no such part."""
    whole = len(content.plain)
    if not part:
        headers = {"Content-Range": f"bytes */{whole}", "ETag": tag}
        return Response(status_code=416, headers={**_ALWAYS, **headers})
    headers = {
        "Content-Range": f"bytes {part.start}-{part.stop - 1}/{whole}",
        "ETag": tag,
    }
    body = content.plain[part.start : part.stop]
    return _Bytes(body, content.media_type, headers, status=206)


class _Bytes(Response):
    """Bytes in chunks."""

    def __init__(
        self, body: bytes, media_type: str, headers: dict[str, str], status: int = 200
    ) -> None:
        super().__init__(body, status, {**_ALWAYS, **headers}, media_type)
        self._whole = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        if scope["method"] != "HEAD":
            for chunk in _chunks(self._whole):
                message = {"type": "http.response.body", "body": chunk}
                await send({**message, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), CHUNK):
        yield body[start : start + CHUNK]


def _takes_gzip(request: Request) -> bool:
    """Whether a browser takes gzip; decided as Streamlit's own server does."""
    return "gzip" in request.headers.get("accept-encoding", "")


def _names(field: str, tags: tuple[str, ...]) -> bool:
    """Whether If-None-Match has one of the tags; compared weakly, as RFC 9110 says."""
    named = [tag.strip().removeprefix("W/") for tag in field.split(",")]
    return named == ["*"] or any(tag in tags for tag in named)


def _part(field: str, whole: int) -> range | None:
    """The part that a Range asks for; empty if there is none such.

    Returns:
        None for several parts or another unit: both may be answered by the whole.
    """
    found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", field.replace(" ", ""))
    if found is None or found[0] == "bytes=-":
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, whole - int(last)), whole)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(whole, int(last) + 1 if last else whole))
