"""The interface for programs, asked by programs over real HTTP."""

from __future__ import annotations

import base64
import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psutil
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from recognizer.network import bundles
from recognizer.settings import SHIPPED_WEIGHTS
from tests.api import bodies
from tests.api.asking import JSON, PREDICT, PROBLEM, Api, Reply
from tests.test_cli import KEYS, run


def same(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether two answers agree but for the last place, which a batch may change."""

    def numbers(answer: dict[str, Any]) -> list[float]:
        return [answer["confidence"], *(answer["probabilities"] or [])]

    words = ("path", "digit", "reason")
    return (
        list(found) == list(wanted)
        and all(found.get(each) == wanted.get(each) for each in words)
        and numbers(found) == pytest.approx(numbers(wanted), abs=2e-6)
    )


def test_what_holds_a_seven_is_a_seven(api: Api) -> None:
    wrong = []
    cases = list(bodies.good())
    assert len(cases) > 25
    for name, kind, body in cases:
        reply = api.ask(PREDICT, body, {"Content-Type": kind} if kind else {})
        if reply.status != 200 or reply.json["digit"] != 7:
            wrong.append((name, reply.status, reply.body[:200]))
    assert wrong == []


def test_what_cannot_be_read_is_a_problem_that_says_why(api: Api) -> None:
    wrong = []
    cases = list(bodies.bad())
    assert len(cases) > 35
    for name, kind, body, status, problem in cases:
        reply = api.ask(PREDICT, body, {"Content-Type": kind} if kind else {})
        told = reply.json
        if (
            reply.status != status
            or reply.headers["Content-Type"] != PROBLEM
            or told["status"] != status
            or told["type"] != f"/api/v1/docs#{problem}"
            or not told["detail"].endswith(".")
            or not told["hint"].endswith(".")
        ):
            wrong.append((name, reply.status, reply.body[:300]))
    assert wrong == []


def test_answers_are_those_of_the_command_line(api: Api, tmp_path: Path) -> None:
    """Every good and bad picture and drawing, alone, in a list, and as a file."""
    suffixes = {"image": ".png", "json": ".json"}
    files: list[Path] = []
    items: list[Any] = []
    alone: list[Reply] = []
    cases = [(kind, body) for _, kind, body in bodies.good()]
    cases += [
        (kind, body) for _, kind, body, status, _ in bodies.bad() if status == 422
    ]
    for kind, body in cases:
        start = next((each for each in suffixes if each in kind), None)
        if start is None or body[:1] == b'"' or kind == "application/x-www":
            continue
        value = json.loads(body) if start == "json" else base64.b64encode(body).decode()
        if start == "json" and not isinstance(value, dict | bool | int):
            continue
        file = tmp_path / f"{len(files):03}{suffixes[start]}"
        file.write_bytes(body)
        files.append(file)
        items.append(value)
        alone.append(api.ask(PREDICT, body, {"Content-Type": kind}))
    assert 30 < len(files) <= 100
    printed = run("predict", *files, "--json").stdout.splitlines()
    expected = [json.loads(line) for line in printed]
    together = api.predict(items).json
    for place, (file, wanted, one, among) in enumerate(
        zip(files, expected, alone, together, strict=True)
    ):
        name = f"body[{place}]"
        assert wanted.pop("path") == str(file)
        assert among.pop("path") == name
        for found in (wanted, among):
            if found["reason"] is not None:
                found["reason"] = found["reason"].replace(str(file), name)
        assert same(among, wanted), file
        if wanted["probabilities"] is None:
            told = one.json["detail"].replace("body", name)
            assert told == wanted["reason"]
        else:
            assert same({**one.json, "path": None}, {"path": None, **among}), file


def test_the_blank_is_an_answer(api: Api) -> None:
    white = bodies.saved(Image.new("L", (280, 280), 255), "PNG")
    for body, kind in (
        (white, "image/png"),
        (b"null", "application/json"),
        (b'{"objects": []}', "application/json"),
    ):
        found = api.ask(PREDICT, body, {"Content-Type": kind}).json
        assert found["digit"] is None
        assert found["reason"] == "The drawing is blank."
        assert found["probabilities"] == [0.1] * 10
    assert api.predict([]).json == []


def test_texts_are_japanese_for_who_asks_for_it(api: Api) -> None:
    ja = {"Accept-Language": "ja-JP,ja;q=0.9,en;q=0.8"}
    reply = api.predict({}, **ja)
    assert reply.headers["Content-Language"] == "ja"
    assert "手書き" in reply.json["detail"]
    assert "キャンバス" in reply.json["hint"]
    blank, broken = api.predict([None, "c2V2ZW4="], **ja).json
    assert blank["reason"].endswith("。")
    assert "壊れているか" in broken["reason"]
    assert "使えるアドレスは" in api.ask("/api/v1/nothing", headers=ja).json["hint"]
    assert api.predict({}).headers["Content-Language"] == "en"


def test_another_model_answers_by_its_name(api: Api) -> None:
    default = api.predict(bodies.drawing()).json
    body = json.dumps(bodies.drawing()).encode()
    other = api.ask(f"{PREDICT}?model=softmax-regression", body, JSON).json
    assert other["digit"] == 7
    assert other["confidence"] != default["confidence"]
    same = api.ask(f"{PREDICT}?model=two-layer-cnn", body, JSON).json
    assert same == default
    for name in ("best", "../two-layer-cnn", "\ud83e".encode("utf-8", "replace"), "\0"):
        reply = api.ask(f"{PREDICT}?model={quote(name)}", body, JSON)
        assert reply.status == 404
        assert "There is no model named" in reply.json["detail"]
        assert "two-layer-cnn" in reply.json["hint"]


def test_the_models_and_their_cards_are_those_of_the_command_line(api: Api) -> None:
    printed = run("models", "--json").stdout.splitlines()
    expected = [json.loads(line) for line in printed]
    found = api.ask("/api/v1/models").json
    assert found["answering"] == "two-layer-cnn"
    shipped = bundles.names([SHIPPED_WEIGHTS])
    assert [each for each in expected if each["name"] in shipped] == found["models"]
    for name in shipped:
        reply = api.ask(f"/api/v1/models/{name}/card")
        assert reply.body == (SHIPPED_WEIGHTS / name / "card.json").read_bytes()
    for name in ("best", "app.py", "%ff"):
        reply = api.ask(f"/api/v1/models/{name}/card")
        assert (reply.status, reply.headers["Content-Type"]) == (404, PROBLEM)
    assert api.ask("/api/v1/models/..%2f..%2fapp.py/card").status in (400, 404)


def test_what_is_not_there_is_a_problem_too(api: Api) -> None:
    for address in ("/api/v1/", "/api/v1/nothing", "/api/v1/predict/", "/api/v1/a/b"):
        reply = api.ask(address)
        assert (reply.status, reply.headers["Content-Type"]) == (404, PROBLEM)
    for method in ("GET", "PUT", "DELETE", "OPTIONS", "BREW"):
        reply = api.ask(PREDICT, method=method)
        assert reply.status in (405, 400 if method == "BREW" else 405)
        if reply.status == 405:
            assert reply.headers["Allow"] == "POST"
            assert reply.json["type"] == "/api/v1/docs#WrongMethod"
    assert api.ask("/api/v1/models", b"{}").status == 405


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(st.characters(exclude_categories=[]), max_size=20)
    | st.sampled_from(["path", "M", "L", "Q", "C", "Z"]),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.dictionaries(
            st.sampled_from(["objects", "type", "path", "strokeWidth"])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
        | st.fixed_dictionaries({"objects": st.lists(inner, max_size=3)})
        | st.fixed_dictionaries(
            {"type": st.just("path"), "path": st.lists(inner), "strokeWidth": inner}
        )
    ),
    max_leaves=30,
)


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(JSON_VALUES)
@example([[]])
@example({"objects": [{"type": "path", "path": [["M", 1e308, -1e308]]}]})
def test_any_json_is_an_answer_or_a_problem(api: Api, value: Any) -> None:
    reply = api.predict(value)
    if isinstance(value, list):
        assert reply.status == 200
        assert len(reply.json) == len(value)
    else:
        assert reply.status in (200, 400, 422)
    for found in reply.json if isinstance(value, list) else [reply.json]:
        if reply.status != 200:
            assert set(found) == {"type", "title", "status", "detail", "hint"}
            continue
        assert list(found) == KEYS
        assert (found["number"] is None) == (found["reason"] is not None)
        if found["probabilities"] is not None:
            assert sum(found["probabilities"]) == pytest.approx(1, abs=1e-4)


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200), st.sampled_from(["", "application/json", "image/gif"]))
def test_any_bytes_are_an_answer_or_a_problem(api: Api, body: bytes, kind: str) -> None:
    reply = api.ask(PREDICT, body, {"Content-Type": kind} if kind else {})
    assert reply.status in (200, 400, 422)


def test_an_item_is_answered_as_it_is_alone(api: Api) -> None:
    values: list[Any] = [
        bodies.drawing(),
        None,
        {},
        5,
        "c2V2ZW4=",
        "?",
        {"objects": []},
    ]
    together = api.predict(values).json
    for place, (value, among) in enumerate(zip(values, together, strict=True)):
        alone = api.predict(value)
        name = f"body[{place}]"
        assert among["path"] == name
        if alone.status == 200:
            assert {**alone.json, "path": name} == among
        else:
            assert alone.json["detail"].replace("body", name) == among["reason"]


def test_a_body_in_pieces_of_no_known_length(api: Api) -> None:
    png = bodies.saved(bodies.seven(), "PNG")
    pieces = (png[start : start + 100] for start in range(0, len(png), 100))
    reply = api.ask(PREDICT, pieces, {"Transfer-Encoding": "chunked"})
    assert reply.json["digit"] == 7
    endless = (bytes(2**20) for _ in range(40))
    reply = api.ask(PREDICT, endless, {"Transfer-Encoding": "chunked"})
    assert (reply.status, reply.json["type"]) == (413, "/api/v1/docs#RequestTooLarge")


def test_who_leaves_in_the_middle_disturbs_nobody(api: Api) -> None:
    host = urlsplit(api.server.address).netloc
    for _ in range(20):
        connection = http.client.HTTPConnection(host, timeout=60)
        connection.putrequest("POST", PREDICT)
        connection.putheader("Content-Length", "1000000")
        connection.endheaders(b"{")
        connection.close()
    assert api.predict(bodies.drawing()).json["digit"] == 7
    assert "Traceback" not in "".join(api.server.output)


def test_large_json_does_not_fill_the_memory(api: Api) -> None:
    process = psutil.Process(api.server.process.pid)
    api.predict(bodies.drawing())
    before = process.memory_info().rss
    objects = b'[{"objects": [' + b"{}," * 990_000 + b"{}]}]"
    for _ in range(5):
        assert api.ask(PREDICT, objects, JSON).status == 200
    assert process.memory_info().rss - before < 400 * 2**20


def test_it_is_ready_and_tells_prometheus(api: Api) -> None:
    assert api.ask("/healthz").json == {"status": "ok"}
    assert api.ask("/readyz").json == {"status": "ok"}

    def series() -> dict[str, float]:
        text = api.ask("/metrics").body.decode()
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in (x.rsplit(" ", 1) for x in lines)}

    before = series()
    api.predict([bodies.drawing(), bodies.drawing(), None, {}])
    api.predict({})
    after = series()

    def added(name: str) -> float:
        return after[name] - before.get(name, 0.0)

    assert added('recognizer_answers_total{digit="7"}') == 2
    assert added('recognizer_answers_total{digit="none"}') == 1
    assert added('recognizer_answers_total{digit="unreadable"}') == 1
    assert added('recognizer_requests_total{endpoint="predict",status="200"}') == 1
    assert added('recognizer_requests_total{endpoint="predict",status="422"}') == 1
    assert added('recognizer_request_seconds_count{endpoint="predict"}') == 2
    assert after["process_resident_memory_bytes"] > 50e6
    names = {name.split("{")[0] for name in after}
    assert len(names) < 20


def test_strangers_are_turned_away(api: Api) -> None:
    stranger = {"X-Forwarded-For": "192.0.2.1"}
    closed = (PREDICT, "/api/v1/models", "/api/v1/docs", "/metrics", "/api/v1/nothing")
    for address in closed:
        reply = api.ask(address, b"{}" if address == PREDICT else None, stranger)
        assert (reply.status, reply.headers["Content-Type"]) == (403, PROBLEM)
        assert "RECOGNIZER_API" in reply.json["hint"]
    assert api.ask("/healthz", headers=stranger).status == 200
    assert api.ask("/readyz", headers=stranger).status == 200
    cookie = f"recognizer_presenter={api.server.presenter_key()}"
    known = {**stranger, "Cookie": cookie}
    assert api.ask("/api/v1/models", headers=known).status == 200
    rebound = {"Host": "evil.example"}
    assert api.ask("/api/v1/models", headers=rebound).status == 403
