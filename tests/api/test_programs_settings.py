"""The interface for programs where the app is set up in another way."""

from __future__ import annotations

import json
from pathlib import Path

from tests.api import bodies
from tests.api.asking import JSON, PROBLEM, serving

STRANGER = {"X-Forwarded-For": "192.0.2.1"}


def test_it_lies_below_the_apps_path_and_is_not_ready_without_the_database(
    tmp_path: Path,
) -> None:
    lost = "postgresql://nobody@127.0.0.1:1/nothing"
    with serving(tmp_path, "digits/", RECOGNIZER_DATABASE_URL=lost) as api:
        assert api.ask("/digits/healthz").json == {"status": "ok"}
        reply = api.ask("/digits/readyz")
        assert (reply.status, reply.headers["Content-Type"]) == (503, PROBLEM)
        assert reply.headers["Retry-After"]
        body = json.dumps(bodies.drawing()).encode()
        assert api.ask("/digits/api/v1/predict", body, JSON).json["digit"] == 7
        reply = api.ask("/digits/api/v1/nothing")
        assert reply.json["type"] == "/digits/api/v1/docs#UnknownAddress"
        servers = api.ask("/digits/api/v1/openapi.json").json["servers"]
        assert servers == [{"url": "/digits"}]


def test_it_may_be_closed_to_all(tmp_path: Path) -> None:
    with serving(tmp_path, RECOGNIZER_API="off") as api:
        assert api.predict(bodies.drawing()).status == 403
        assert api.ask("/healthz").status == 200


def test_it_may_be_open_to_strangers_within_a_limit(tmp_path: Path) -> None:
    with serving(
        tmp_path, RECOGNIZER_API="on", RECOGNIZER_MAX_REQUESTS_A_MINUTE="5"
    ) as api:
        for _ in range(5):
            assert api.predict(bodies.drawing(), **STRANGER).json["digit"] == 7
        late = api.predict(bodies.drawing(), **STRANGER)
        assert late.status == 429
        assert late.headers["Retry-After"]
        assert "RECOGNIZER_MAX_REQUESTS_A_MINUTE" in late.json["hint"]
        other = {"X-Forwarded-For": "192.0.2.2"}
        assert api.predict(bodies.drawing(), **other).json["digit"] == 7
        assert api.ask("/healthz", headers=STRANGER).status == 200
