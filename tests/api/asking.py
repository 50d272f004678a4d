"""A running app, and programs that ask it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser import chromium
from tests.browser.chromium import Server

PREDICT = "/api/v1/predict"
JSON = {"Content-Type": "application/json"}
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Api:
    """A running app."""

    server: Server

    def ask(
        self,
        path: str,
        body: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        method: str | None = None,
    ) -> Reply:
        """Ask over a connection of its own; a body is posted."""
        host = urlsplit(self.server.address).netloc
        connection = http.client.HTTPConnection(host, timeout=60)
        method = method or ("GET" if body is None else "POST")
        chunked = not isinstance(body, bytes | None)
        connection.request(
            method, path, body, dict(headers or {}), encode_chunked=chunked
        )
        reply = connection.getresponse()
        found = Reply(reply.status, reply.headers, reply.read())
        connection.close()
        return found

    def predict(self, value: object, **headers: str) -> Reply:
        """Ask with a value as JSON."""
        return self.ask(PREDICT, json.dumps(value).encode(), {**JSON, **headers})


@contextmanager
def serving(folder: Path, base: str = "", **variables: str) -> Iterator[Api]:
    """An app with a data folder and settings of its own; at the end all went well.

    Args:
        base: a path to serve it below, such as "digits/".
    """
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        with chromium.serving("app.py", folder, base=base) as server:
            yield Api(server)
    assert "Traceback" not in "".join(server.output)
