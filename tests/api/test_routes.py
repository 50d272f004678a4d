"""What a real server hands out beside the pages, asked for over real HTTP."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import streamlit

from recognizer.api import addresses, modules
from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.network import bundles
from recognizer.network.bundles import CARD, NETWORK, WEIGHTS, Bundle
from recognizer.room import taught
from recognizer.settings import ROOT, SHIPPED_WEIGHTS, read_settings
from recognizer.synthesis.examples import examples
from recognizer.ui import navigation
from tests.api.app import App
from tests.browser import chromium
from tests.collection.writers import written
from tests.conftest import MODEL
from tests.room.outside import choices
from tests.waiting import wait_until

SHIPPED = [SHIPPED_WEIGHTS]
GZIP = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@dataclass(frozen=True)
class AppWithData(App):
    """A running app with a data folder of its own."""

    data: Path

    def own(self, name: str) -> Bundle:
        """A copy of a shipped model among the person's own."""
        target = self.data / "models" / name
        shutil.copytree(SHIPPED_WEIGHTS / "softmax-regression", target)
        return bundles.read(target)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppWithData]:
    data = tmp_path_factory.mktemp("data")
    with chromium.serving("app.py", data) as server:
        yield AppWithData(urlsplit(server.address).netloc, data)


@pytest.fixture(scope="module")
def shipped() -> Bundle:
    return bundles.find(MODEL, SHIPPED)


def weights_of(bundle: Bundle) -> str:
    return "/" + addresses.model(bundle) + WEIGHTS


def test_every_shipped_models_card_and_weights_are_those_on_the_disk(
    app: AppWithData,
) -> None:
    for name in bundles.names(SHIPPED):
        bundle = bundles.find(name, SHIPPED)
        for name_of_file in (CARD, WEIGHTS):
            file = bundle.path / name_of_file
            address = f"/{addresses.model(bundle)}{name_of_file}"
            plain, packed = app.get(address), app.get(address, GZIP)
            assert plain.status == packed.status == 200
            assert plain.body == gzip.decompress(packed.body) == file.read_bytes()
            assert "Content-Encoding" not in plain.headers
            assert packed.headers["Content-Encoding"] == "gzip"
            assert plain.headers["ETag"] != packed.headers["ETag"]
            for reply in (plain, packed):
                assert reply.headers["Content-Length"] == str(len(reply.body))
                assert "Accept-Encoding" in reply.headers["Vary"]


def test_what_was_fetched_is_kept_for_a_year(app: AppWithData, shipped: Bundle) -> None:
    reply = app.get(weights_of(shipped))
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    digest = hashlib.sha256(shipped.weights.read_bytes()).hexdigest()
    assert reply.headers["ETag"] == f'"{digest}"'
    assert reply.headers["Content-Type"] == "application/octet-stream"
    card = app.get("/" + addresses.model(shipped) + CARD)
    assert card.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("coding", [{}, GZIP])
def test_what_the_browser_has_is_not_sent_again(
    app: App, shipped: Bundle, coding: dict[str, str]
) -> None:
    path = weights_of(shipped)
    tag = app.get(path, coding).headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        reply = app.get(path, {**coding, "If-None-Match": known})
        assert (reply.status, reply.body) == (304, b"")
        assert reply.headers["ETag"] == tag
        assert "immutable" in reply.headers["Cache-Control"]
    reply = app.get(path, {**coding, "If-None-Match": '"other"'})
    assert reply.status == 200
    assert len(reply.body) > 5_000_000


def test_a_head_has_the_headers_alone(app: AppWithData, shipped: Bundle) -> None:
    path = weights_of(shipped)
    head, whole = app.get(path, method="HEAD"), app.get(path)
    assert (head.status, head.body) == (200, b"")
    for name in ("Content-Length", "ETag", "Cache-Control", "Content-Type"):
        assert head.headers[name] == whole.headers[name]
    assert app.get(path, method="POST").status == 405


@pytest.mark.parametrize(
    ("asked", "part", "said"),
    [
        ("bytes=0-99", slice(0, 100), "0-99"),
        ("bytes=100-100", slice(100, 101), "100-100"),
        ("bytes=15000-", slice(15_000, None), "15000-15851"),
        ("bytes=-10", slice(-10, None), "15842-15851"),
        ("bytes=-99999", slice(0, None), "0-15851"),
        ("bytes=15000-99999", slice(15_000, None), "15000-15851"),
    ],
)
def test_a_part_is_a_part_of_the_plain_file(
    app: App, asked: str, part: slice, said: str
) -> None:
    bundle = bundles.find("softmax-regression", SHIPPED)
    reply = app.get(weights_of(bundle), {**GZIP, "Range": asked})
    content = bundle.weights.read_bytes()
    assert len(content) == 15_852
    assert reply.status == 206
    assert reply.body == content[part]
    assert reply.headers["Content-Range"] == f"bytes {said}/15852"
    assert "Content-Encoding" not in reply.headers


def test_a_part_that_is_not_there_and_parts_of_something_else(app: AppWithData) -> None:
    bundle = bundles.find("softmax-regression", SHIPPED)
    path, content = weights_of(bundle), bundle.weights.read_bytes()
    for asked in ("bytes=15852-", "bytes=99999-100000", "bytes=-0"):
        reply = app.get(path, {"Range": asked})
        assert (reply.status, reply.body) == (416, b"")
        assert reply.headers["Content-Range"] == "bytes */15852"
    for asked in ("bytes=0-1,5-6", "bytes=9-5", "bytes=-", "lines=1-2", "bytes=a-b"):
        reply = app.get(path, {"Range": asked})
        assert (reply.status, reply.body) == (200, content)
    tag = app.get(path).headers["ETag"]
    whole = app.get(path, {"Range": "bytes=0-9", "If-Range": '"older"'})
    assert (whole.status, whole.body) == (200, content)
    part = app.get(path, {"Range": "bytes=0-9", "If-Range": tag})
    assert (part.status, part.body) == (206, content[:10])


@pytest.mark.parametrize("coding", ["identity", "br, deflate", ""])
def test_who_takes_no_gzip_gets_none(
    app: AppWithData, shipped: Bundle, coding: str
) -> None:
    reply = app.get("/" + addresses.model(shipped) + CARD, {"Accept-Encoding": coding})
    assert reply.body == (shipped.path / CARD).read_bytes()


def test_ones_own_model_is_served_until_it_is_renamed_or_deleted(
    app: AppWithData,
) -> None:
    own = app.own("mine-1")
    content = own.weights.read_bytes()
    assert app.get(weights_of(own)).body == content
    renamed = bundles.rename(own, "mine-2")
    assert app.get(weights_of(own)).status == 404
    assert app.get(weights_of(renamed)).body == content
    bundles.delete(renamed)
    assert app.get(weights_of(renamed)).status == 404
    assert app.get("/" + addresses.model(renamed) + CARD).status == 404


def test_another_model_under_the_same_name_has_another_address(
    app: AppWithData,
) -> None:
    first = app.own("again")
    assert app.get(weights_of(first)).status == 200
    bundles.delete(first)
    card = SHIPPED_WEIGHTS / "hidden-layer"
    shutil.copytree(card, app.data / "models" / "again")
    second = bundles.read(app.data / "models" / "again")
    assert app.get(weights_of(first)).status == 404
    assert app.get(weights_of(second)).body == second.weights.read_bytes()


def test_a_damaged_model_is_not_served(app: AppWithData) -> None:
    own = app.own("damaged")
    with open(own.weights, "r+b") as file:
        file.write(b"damage")
    assert app.get(weights_of(own)).status == 404


def test_what_is_not_known_is_not_found(app: AppWithData, shipped: Bundle) -> None:
    version = shipped.version
    for path in (
        f"/api/models/unknown/{version}/{WEIGHTS}",
        f"/api/models/{MODEL}/0123456789abcdef/{WEIGHTS}",
        f"/api/models/{MODEL}/{version.upper()}x/{WEIGHTS}",
        f"/api/models/{MODEL}/{version}/{NETWORK}",
        f"/api/models/{MODEL}/{version}/note.txt",
        f"/api/models/{MODEL}/{version}/",
        f"/api/models/{MODEL}/{version}",
        f"/api/models/{MODEL}",
        "/api/models/",
        "/api/anything",
        "/browser/0123456789abcdef/network/network.js",
        f"/{addresses.module('__init__.py')}",
        f"/{addresses.module('unknown.js')}",
    ):
        assert app.get(path).status == 404, path


def test_nothing_else_of_the_disk_is_served(app: AppWithData, shipped: Bundle) -> None:
    own = app.own("secret")
    outside = app.data / "outside" / "own"
    shutil.copytree(own.path, outside)
    os.symlink(outside, app.data / "models" / ".hidden")
    start = f"/api/models/{MODEL}/{shipped.version}"
    up = ("../" * 12, "..%2f" * 12, "%2e%2e/" * 12, "%2e%2e%2f" * 12, "..%5c" * 12)
    inside = [
        "%2f",
        "%00",
        f"{MODEL}%00",
        ".",
        "..",
        ".hidden",
        "..%2foutside%2fown",
    ]
    forbidden = {
        (ROOT / "app.py").read_bytes(),
        Path("/etc/passwd").read_bytes(),
        own.weights.read_bytes(),
        (own.path / CARD).read_bytes(),
    }
    for part in (*up, *inside):
        for path in (
            f"/api/models/{part}/{own.version}/{WEIGHTS}",
            f"/api/models/{part}/{own.version}/{CARD}",
            f"/api/models/secret/{part}/{CARD}",
            f"{start}/{part}etc/passwd",
            f"{start}/{part}",
            f"/api/models/{part}etc/passwd",
            f"/api/models/{part}app.py",
            f"/browser/{part}app.py",
            f"/{addresses.module(part + 'app.py')}",
            f"/{addresses.module(part + 'etc/passwd')}",
        ):
            reply = app.get(path)
            assert reply.body not in forbidden, path
            assert b"root:" not in reply.body
            assert reply.status != 500


def test_the_browsers_modules_are_served_as_they_are(app: AppWithData) -> None:
    files = sorted(modules.FOLDER.rglob("*.js"))
    assert files
    for file in files:
        path = "/" + addresses.module(file.relative_to(modules.FOLDER).as_posix())
        plain, packed = app.get(path), app.get(path, GZIP)
        assert plain.body == file.read_bytes()
        assert "immutable" in plain.headers["Cache-Control"]
        for reply in (plain, packed):
            assert reply.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body


def test_the_examples_are_served_to_the_canvas(app: AppWithData) -> None:
    reply = app.get("/" + addresses.module(modules.EXAMPLES))
    assert reply.headers["Content-Type"] == "application/json"
    shown = json.loads(reply.body)
    assert shown == examples()
    points = [point for digit in shown for line in digit for point in line]
    assert len(shown) == 10
    assert all(0 < place < 280 for point in points for place in point)


def test_streamlits_own_files_are_served_once_compressed(app: AppWithData) -> None:
    front_end = Path(streamlit.__file__).parent / "static"
    page = app.get("/").body.decode()
    named = re.findall(r'"\./(static/[^"]+)"', page)
    kinds = {path.rsplit(".", 1)[1] for path in named}
    assert {"js", "css"} <= kinds
    for path in named:
        plain, packed = app.get(f"/{path}"), app.get(f"/{path}", GZIP)
        content = (front_end / path).read_bytes()
        assert plain.body == content
        if packed.headers["Content-Encoding"] == "gzip":
            assert gzip.decompress(packed.body) == content
            assert len(packed.body) < len(content)
        else:
            assert packed.body == content
        for reply in (plain, packed):
            assert "immutable" in reply.headers["Cache-Control"]
            tag = reply.headers["ETag"]
            assert app.get(f"/{path}", {"If-None-Match": tag}).status == 304
    assert app.get(f"/{named[0]}", method="POST").status == 405
    for path in ("/static/../../__init__.py", "/static/%2e%2e/%2e%2e/__init__.py"):
        assert b"import" not in app.get(path).body


def test_the_pages_are_served_beside_the_routes(app: AppWithData) -> None:
    assert app.get("/_stcore/health").body == b"ok"
    front_end = Path(streamlit.__file__).parent / "static"
    own = (front_end / "index.html").read_bytes()
    for address in navigation.deep_links():
        page = app.get(f"/{address}")
        assert page.status == 200
        assert page.headers["Cache-Control"] == "no-cache"
        before, after = own.split(b"<head>")
        assert page.body.startswith(before + b"<head><script>")
        assert page.body.endswith(after)
        tag = page.headers["ETag"]
        assert app.get(f"/{address}", {"If-None-Match": tag}).status == 304
    assert app.get("/").body == own


def test_every_page_names_the_modules_that_it_will_ask_for(app: AppWithData) -> None:
    for page in ("/", "/look-inside"):
        named = re.findall(
            r"<([^>]+)>; rel=modulepreload", app.get(page).headers["Link"]
        )
        assert f"/{addresses.module('page.js')}" in named
        for address in named:
            assert app.get(address).status == 200
    assert app.get(f"/{addresses.module('page.js')}").headers["Link"] is None


def test_what_the_class_taught_is_handed_out_while_it_is_on(app: AppWithData) -> None:
    settings = read_settings({"RECOGNIZER_DATA": str(app.data)})
    collection = Collection(Database(settings.database_url))
    collection.add(written(7))
    choices(app.data).choose(teaches=True)
    found = taught.now(True, lambda: collection)
    assert found is not None
    path = "/" + addresses.taught(found.version)
    wait_until(lambda: app.get(path).status == 200)
    reply = app.get(path)
    assert (reply.status, reply.body) == (200, found.content)
    assert reply.headers["Content-Type"] == "application/json"
    again = app.get(path, {"If-None-Match": reply.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    assert app.get("/" + addresses.taught("0" * 16)).status == 204
    choices(app.data).choose(teaches=False)
    wait_until(lambda: app.get(path).status == 204)
