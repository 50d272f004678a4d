"""What programs are told: the OpenAPI document, its page, the examples of the docs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate

from recognizer.api import programs
from recognizer.errors import RecognizerError
from recognizer.settings import ROOT
from tests.api import bodies
from tests.api.asking import PREDICT, Api, Reply
from tests.test_cli import drawing_of, write_json, write_picture


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seven as JSON and PNG."""
    made = tmp_path_factory.mktemp("drawings")
    write_json(made / "drawing.json", drawing_of("7-plain"))
    write_picture(made / "seven.png", drawing_of("7-plain"))
    return made


def test_the_description_is_valid_and_names_each_route(api: Api) -> None:
    document = api.ask("/api/v1/openapi.json").json
    validate(document)
    described = {
        (path, method.upper())
        for path, operations in document["paths"].items()
        for method in operations
    }
    routed = set()
    for route in programs.routes(_no_ground()):
        for each in getattr(route, "routes", None) or [route]:
            prefix = route.path if each is not route else ""  # type: ignore[attr-defined]
            for method in each.methods - {"HEAD"}:
                routed.add((prefix + each.path, method))
    assert described == routed


def _no_ground() -> Any:
    """What only matters once somebody asks."""

    class Nothing:
        def __getattr__(self, name: str) -> Any:
            return Nothing()

    return Nothing()


def test_answers_have_the_form_that_the_description_promises(api: Api) -> None:
    document = api.ask("/api/v1/openapi.json").json

    def check(reply: Reply, path: str, method: str = "get") -> None:
        promised = document["paths"][path][method]["responses"][str(reply.status)]
        ((kind, content),) = promised["content"].items()
        assert reply.headers["Content-Type"].split(";")[0] == kind
        if "json" in kind:
            schema = {**content["schema"], "components": document["components"]}
            jsonschema.validate(reply.json, schema)

    for _, kind, body in bodies.good():
        reply = api.ask(PREDICT, body, {"Content-Type": kind} if kind else {})
        check(reply, PREDICT, "post")
    for _, kind, body, _, _ in bodies.bad():
        reply = api.ask(PREDICT, body, {"Content-Type": kind} if kind else {})
        check(reply, PREDICT, "post")
    check(api.predict([None, {}, "x", bodies.drawing()]), PREDICT, "post")
    example = document["paths"][PREDICT]["post"]["requestBody"]["content"]
    shown = api.predict(example["application/json"]["example"])
    assert shown.json["digit"] == 7
    for path in document["paths"]:
        if path != PREDICT:
            check(api.ask(path.replace("{name}", "two-layer-cnn")), path)
    check(api.ask("/api/v1/models/best/card"), "/api/v1/models/{name}/card")


def test_every_kind_of_error_has_its_place_on_the_page(api: Api) -> None:
    page = api.ask("/api/v1/docs").body.decode()
    anchors = set(re.findall(r'<tr id="(\w+)">', page))
    for _, _, _, _, kind in bodies.bad():
        assert kind in anchors
    assert anchors <= {each.__name__ for each in _kinds(RecognizerError)}
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert "src=" not in page
    japanese = api.ask("/api/v1/docs", headers={"Accept-Language": "ja"})
    assert '<html lang="ja">' in japanese.body.decode()
    assert "数字を認識します" in japanese.body.decode()


def _kinds(of: type[RecognizerError]) -> Iterator[type[RecognizerError]]:
    yield of
    for kind in of.__subclasses__():
        yield from _kinds(kind)


def examples() -> list[tuple[str, str]]:
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    return re.findall(r"^```(bash|python|javascript)\n(.*?)^```", text, re.M | re.S)


@pytest.mark.parametrize(("language", "code"), examples())
def test_the_examples_of_the_docs_run_as_they_stand(
    api: Api, folder: Path, language: str, code: str
) -> None:
    address = api.server.address.rstrip("/")
    code = code.replace("http://localhost:8501", address)
    command = {
        "bash": ["bash", "-e", "-c", code],
        "python": [sys.executable, "-c", code],
        "javascript": ["node", "--input-type=module", "-e", code],
    }[language]
    program = {"bash": "curl", "python": sys.executable, "javascript": "node"}[language]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "7" in done.stdout
    for line in done.stdout.strip().splitlines():
        assert '"digit": 7' in line or line.startswith("7 ")
