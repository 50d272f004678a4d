"""The description of the HTTP interface in OpenAPI 3.1, held to the routes by tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from recognizer.api import addresses, bodies
from recognizer.api.problems import MEDIA_TYPE, STATUS, status_of
from recognizer.errors import N_, RecognizerError

Translate = Callable[[str], str]

_SEVEN = {
    "objects": [
        {
            "type": "path",
            "strokeWidth": 16,
            "path": [["M", 80, 70], ["L", 200, 70], ["L", 120, 220]],
        }
    ]
}
_ANSWER = {
    "path": "body",
    "number": "7",
    "digit": 7,
    "confidence": 0.998971,
    "probabilities": [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    "digits": [],
    "reason": None,
}


def document(translate: Translate, base: str) -> dict[str, Any]:
    """The description in one language.

    Args:
        base: the path that the whole app is served below; empty for none.
    """
    _ = translate
    api = f"/{addresses.PROGRAMS}"
    drawing, result = _reference("Drawing"), _reference("Result")
    item = {"anyOf": [drawing, _reference("Base64Picture")]}
    predict = {
        "operationId": "predict",
        "summary": _(N_("Recognise digits.")),
        "description": _(
            N_(
                "Send a picture as it is, the canvas's JSON, or a JSON list of these. "
                "For a list the answer is a list in the same order, in which what "
                "cannot be read has its reason; alone, it is an error."
            )
        ),
        "parameters": [
            {
                "name": "model",
                "in": "query",
                "description": _(
                    N_("Name of the model that answers; else the app's own choice.")
                ),
                "schema": {"type": "string"},
                "example": "two-layer-cnn",
            }
        ],
        "requestBody": {
            "required": True,
            "description": _(
                N_("Up to {limit} MiB; a picture is PNG, JPEG, WebP, GIF, BMP or TIFF.")
            ).format(limit=bodies.MAX_BYTES // 2**20),
            "content": {
                "application/json": {
                    "schema": {
                        "anyOf": [
                            *item["anyOf"],
                            {
                                "type": "array",
                                "items": item,
                                "maxItems": bodies.MAX_ITEMS,
                            },
                        ]
                    },
                    "example": _SEVEN,
                },
                "image/*": {},
                "application/octet-stream": {},
            },
        },
        "responses": {
            "200": _json(
                _(N_("What the network says.")),
                {"anyOf": [result, {"type": "array", "items": result}]},
                _ANSWER,
            ),
            **_problems(translate, 400, 403, 404, 408, 413, 415, 422, 429, 503),
        },
    }
    models = {
        "operationId": "models",
        "summary": _(N_("List the models.")),
        "responses": {
            "200": _json(
                _(N_("The models, and which of them answers unless another is named.")),
                _reference("Models"),
            ),
            **_problems(translate, 403, 429),
        },
    }
    card = {
        "operationId": "card",
        "summary": _(N_("A model's card: architecture, training, figures.")),
        "parameters": [
            {
                "name": "name",
                "in": "path",
                "required": True,
                "description": _(N_("Name of the model.")),
                "schema": {"type": "string"},
                "example": "two-layer-cnn",
            }
        ],
        "responses": {
            "200": _json(_(N_("The card.")), {"type": "object"}),
            **_problems(translate, 403, 404, 429, 503),
        },
    }
    description = {
        "operationId": "openapi",
        "summary": _(N_("This description in OpenAPI 3.1.")),
        "responses": {
            "200": _json(_(N_("The description.")), {"type": "object"}),
            **_problems(translate, 403, 429),
        },
    }
    docs = {
        "operationId": "docs",
        "summary": _(N_("This description as a page.")),
        "responses": {
            "200": _text(_(N_("The page.")), "text/html"),
            **_problems(translate, 403, 429),
        },
    }
    alive = {
        "operationId": "alive",
        "summary": _(N_("Whether this process answers.")),
        "responses": {"200": _json(_(N_("It does.")), _reference("Status"))},
    }
    ready = {
        "operationId": "ready",
        "summary": _(N_("Whether the network is loaded and the database reached.")),
        "responses": {
            "200": _json(_(N_("Both are.")), _reference("Status")),
            **_problems(translate, 503),
        },
    }
    metrics = {
        "operationId": "metrics",
        "summary": _(N_("Figures for a Prometheus server.")),
        "responses": {
            "200": _text(_(N_("Prometheus's text format.")), "text/plain"),
            **_problems(translate, 403, 429),
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Handwriting Recognizer",
            "version": "1",
            "description": _(
                N_(
                    "Recognises handwritten digits, as the command "
                    "“python -m recognizer predict --json” does. Texts are English, "
                    "or Japanese where Accept-Language asks for it."
                )
            ),
        },
        "servers": [{"url": base or "/"}],
        "paths": {
            f"{api}/predict": {"post": predict},
            f"{api}/models": {"get": models},
            f"{api}/models/{{name}}/card": {"get": card},
            f"{api}/openapi.json": {"get": description},
            f"{api}/docs": {"get": docs},
            "/healthz": {"get": alive},
            "/readyz": {"get": ready},
            "/metrics": {"get": metrics},
        },
        "components": {"schemas": _schemas(translate)},
    }


def page_texts(translate: Translate) -> dict[str, str]:
    """What the page says beside the description."""
    _ = translate
    return {
        "request": _(N_("Send")),
        "parameters": _(N_("Parameters of the address")),
        "answers": _(N_("Answers")),
        "example": _(N_("Example")),
        "schemas": _(N_("Forms")),
        "problems": _(N_("Errors")),
        "status": _(N_("Status")),
        "kind": _(N_("Kind")),
    }


def kinds() -> list[tuple[int, str]]:
    """Status and name of each kind of error that a program may get."""
    return sorted({(status, kind.__name__) for kind, status in _statuses()})


def _statuses() -> Iterator[tuple[type[RecognizerError], int]]:
    """The kinds with a status of their own, and those below them."""
    for kind in STATUS:
        for each in (kind, *kind.__subclasses__()):
            yield each, status_of(each)


def _schemas(translate: Translate) -> dict[str, Any]:
    _ = translate
    accuracy = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
    return {
        "Drawing": {
            "description": _(
                N_("The canvas's JSON; objects other than paths are passed over.")
            ),
            "type": ["object", "null"],
            "required": ["objects"],
            "properties": {
                "objects": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "type": {"type": "string", "examples": ["path"]},
                            "strokeWidth": {"type": "number"},
                            "path": {
                                "description": _(
                                    N_(
                                        "Commands M, L, Q, C and Z with absolute "
                                        "coordinates, x to the right, y down."
                                    )
                                ),
                                "type": "array",
                                "items": {"type": "array"},
                            },
                        },
                    },
                }
            },
        },
        "Base64Picture": {
            "description": _(N_("A picture as base64 data or as a data: URL.")),
            "type": "string",
            "contentEncoding": "base64",
        },
        "Result": {
            "type": "object",
            "required": [
                "path",
                "number",
                "digit",
                "confidence",
                "probabilities",
                "digits",
                "reason",
            ],
            "additionalProperties": False,
            "properties": {
                "path": {
                    "description": _(
                        N_("Where it stands in what was sent: body, body[0] and so on.")
                    ),
                    "type": "string",
                },
                "number": {
                    "description": _(
                        N_(
                            "What was read, such as 42 or -3.5; numbers of several "
                            "lines have a space between them. Null where there is none."
                        )
                    ),
                    "type": ["string", "null"],
                    "pattern": "^-?[0-9]+([.,][0-9]+)*( -?[0-9]+([.,][0-9]+)*)*$",
                },
                "digit": {
                    "description": _(
                        N_("0 to 9; null where there is none, and for a number.")
                    ),
                    "type": ["integer", "null"],
                    "minimum": 0,
                    "maximum": 9,
                },
                "confidence": {
                    "description": _(
                        N_(
                            "The largest probability times the probability that the "
                            "drawing is a digit; of a number, that all its digits and "
                            "the cuts between them are right."
                        )
                    ),
                    "type": "number",
                    "minimum": 0,
                    "maximum": 1,
                },
                "probabilities": {
                    "description": _(
                        N_(
                            "Of the digits 0 to 9; null for a number and for what "
                            "cannot be read."
                        )
                    ),
                    "type": ["array", "null"],
                    "items": {"type": "number", "minimum": 0, "maximum": 1},
                    "minItems": 10,
                    "maxItems": 10,
                },
                "digits": {
                    "description": _(
                        N_(
                            "The digits of a number, from left to right; empty for a "
                            "single digit."
                        )
                    ),
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["digit", "confidence", "probabilities"],
                        "additionalProperties": False,
                        "properties": {
                            "digit": {"type": "integer", "minimum": 0, "maximum": 9},
                            "confidence": {
                                "type": "number",
                                "minimum": 0,
                                "maximum": 1,
                            },
                            "probabilities": {
                                "type": "array",
                                "items": {"type": "number", "minimum": 0, "maximum": 1},
                                "minItems": 10,
                                "maxItems": 10,
                            },
                        },
                    },
                },
                "reason": {
                    "description": _(N_("Why there is no digit, or null.")),
                    "type": ["string", "null"],
                },
            },
        },
        "Models": {
            "type": "object",
            "required": ["answering", "models"],
            "properties": {
                "answering": {"type": "string"},
                "models": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": [
                            "name",
                            "parameters",
                            "mnist_test_accuracy",
                            "uji_test_accuracy",
                        ],
                        "properties": {
                            "name": {"type": "string"},
                            "parameters": {"type": "integer"},
                            "mnist_test_accuracy": accuracy,
                            "uji_test_accuracy": accuracy,
                        },
                    },
                },
            },
        },
        "Status": {
            "type": "object",
            "required": ["status"],
            "properties": {"status": {"const": "ok"}},
        },
        "Problem": {
            "description": _(N_("An error (RFC 9457).")),
            "type": "object",
            "required": ["type", "title", "status", "detail", "hint"],
            "properties": {
                "type": {"type": "string", "format": "uri-reference"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {
                    "description": _(N_("What is wrong.")),
                    "type": "string",
                },
                "hint": {
                    "description": _(N_("What to do about it.")),
                    "type": "string",
                },
            },
        },
    }


def _problems(translate: Translate, *statuses: int) -> dict[str, Any]:
    """The errors that an operation may answer by their status."""
    texts = {
        400: N_("The request is empty or not JSON."),
        403: N_("The interface is not open to whoever asks."),
        404: N_("There is no such model."),
        408: N_("The request did not arrive in time."),
        413: N_("The request is too large."),
        415: N_("The request is neither a picture nor JSON."),
        422: N_("The picture or drawing cannot be read."),
        429: N_("Too many requests, or too large ones at a time; try again later."),
        503: N_("The model is damaged, or the database cannot be reached."),
    }
    return {
        str(status): {
            "description": translate(texts[status]),
            "content": {MEDIA_TYPE: {"schema": _reference("Problem")}},
        }
        for status in statuses
    }


def _reference(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


def _json(
    description: str, schema: dict[str, Any], example: object = None
) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": schema}
    if example is not None:
        content["example"] = example
    return {"description": description, "content": {"application/json": content}}


def _text(description: str, media_type: str) -> dict[str, Any]:
    content = {media_type: {"schema": {"type": "string"}}}
    return {"description": description, "content": content}
