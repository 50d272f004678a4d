"""Nothing of the disk is handed out but what the app means to: asked over real HTTP."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from recognizer.api import addresses
from recognizer.network import bundles
from recognizer.settings import ROOT, SHIPPED_WEIGHTS
from tests.browser import chromium

SECRET = "what only the owner of this machine may read"
BUNDLE = bundles.find("softmax-regression", [SHIPPED_WEIGHTS])
FOLDERS = [
    "/",
    "/app/static/",
    "/static/",
    "/static/js/",
    "/media/",
    "/component/",
    "/component/streamlit_drawable_canvas/",
    "/_stcore/",
    "/_stcore/bidi-components/",
    "/_stcore/bidi-components/streamlit_drawable_canvas/",
    "/_stcore/upload_file/",
    "/api/",
    "/api/models/",
    "/api/models/softmax-regression/",
    "/" + addresses.model(BUNDLE),
    f"/{addresses.API}/{addresses.TAUGHT}/",
    f"/{addresses.ROOM}/",
    "/browser/",
    "/" + addresses.module(""),
]
STEPS = [
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "%252e%252e%252f",
    "..%5c",
    "..\\",
    "....//",
    "..;/",
    ".%00./",
    "%c0%ae%c0%ae/",
    "./../",
]
DEPTHS = (3, 12)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "secret.txt").write_text(SECRET)
    (folder / "models").mkdir()
    (folder / "models" / "secret").symlink_to(folder)
    return folder


@pytest.fixture(scope="module")
def host(data: Path) -> Iterator[str]:
    with chromium.serving("app.py", data) as server:
        yield urlsplit(server.address).netloc


def asked(data: Path) -> Iterator[str]:
    """Paths that lead to files which the server can read."""
    for folder in FOLDERS:
        for file in (data / "secret.txt", Path("/etc/passwd")):
            rest = str(file).lstrip("/")
            yield from (f"{folder}{start}{rest}" for start in ("/", "//", "%2f", "\\"))
            yield f"{folder}file:///{rest}"
            for step in STEPS:
                for depth in DEPTHS:
                    yield f"{folder}{step * depth}{rest}"
                    yield f"{folder}{step * depth}{quote(rest, safe='')}"
        yield from (f"{folder}{'../' * depth}app.py" for depth in range(1, 6))
        for name in ("secret.txt", "secret", "models/secret/secret.txt", "note.txt"):
            yield folder + name


def test_no_path_leads_to_a_file_that_is_nobodys_business(
    host: str, data: Path
) -> None:
    assert "frame.show()" in (ROOT / "app.py").read_text("utf-8")
    leaks = []
    connection = http.client.HTTPConnection(host, timeout=60)
    for path in asked(data):
        connection.putrequest("GET", path, skip_accept_encoding=True)
        connection.endheaders()
        reply = connection.getresponse()
        body = reply.read()
        if any(
            part in body
            for part in (SECRET.encode(), b"root:", b"RECOGNIZER_", b"frame.show()")
        ):
            leaks.append(path)
        if reply.will_close:
            connection.close()
    connection.close()
    assert leaks == []
