"""A drawing in an address, see browser/draw/link.js."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.network.engine import Recognizer
from recognizer.synthesis.examples import examples
from tests.node import Node

MODULE = "draw/link.js"
WIDTH = 16.5


def there_and_back(node: Node, lines: Any) -> tuple[str, list[dict[str, Any]]]:
    """The text of some lines, and the strokes that it is read as."""
    strokes = [{"points": line, "width": WIDTH} for line in lines]
    text = node.run(MODULE, "encode(strokes)", strokes=strokes)
    return text, node.run(MODULE, "decode(text)", text=text)


@pytest.mark.parametrize("digit", range(10))
def test_a_link_shows_the_same_digit(
    node: Node, recognizer: Recognizer, digit: int
) -> None:
    lines = examples()[digit]
    text, read = there_and_back(node, lines)
    assert len(text) < 600
    assert {stroke["width"] for stroke in read} == {WIDTH}
    before, after = (
        mnist_format.to_image(
            Drawing.from_points([np.array(line) for line in drawn], WIDTH)
        )
        for drawn in (lines, [stroke["points"] for stroke in read])
    )
    difference = np.abs(before.astype(int) - after.astype(int))
    assert difference.mean() < 1  # of 255 grey levels
    answers = [recognizer.recognize(image) for image in (before, after)]
    assert answers[0].digit == answers[1].digit is not None
    assert answers[0].confidence == pytest.approx(answers[1].confidence, abs=0.01)


@pytest.mark.parametrize(("count", "step"), [(100, 0.5), (2_000, 0.5), (4_000, 4.0)])
def test_places_are_as_exact_as_the_length_allows(
    node: Node, count: int, step: float
) -> None:
    turns = np.linspace(0, count / 100, count)
    circle = 140 + 130 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    text, (stroke,) = there_and_back(node, [circle.tolist()])
    assert len(text) <= 6000
    steps = np.array(stroke["points"]) / step
    assert np.array_equal(steps, steps.round())
    far = np.abs(circle[:, None] - np.array(stroke["points"])[None, ::7]).max(axis=2)
    assert far.min(axis=0).max() <= step / 2 + 1e-9


def test_a_drawing_beyond_measure_has_no_link(node: Node) -> None:
    places = np.random.default_rng(0).uniform(0, 280, (9_000, 2)).tolist()
    strokes = [{"points": places, "width": WIDTH}]
    assert node.run(MODULE, "encode(strokes)", strokes=strokes) is None


def packed(*numbers: int) -> str:
    return base64.urlsafe_b64encode(bytes(numbers)).decode().rstrip("=")


MANY = (0xFF, 0xFF, 0x7F)
"""More points than a drawing has, as a number of three bytes."""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        packed(0),
        packed(9, 32, 1, 0, 0),  # no such step
        packed(0, 32, 0),  # a stroke without points
        packed(0, 32, 2, 0, 0),  # one point is missing
        packed(0, 1, 1, 0, 0),  # thinner than any pen
        packed(0, 127, 1, 0, 0),  # thicker
        packed(0, 32, *MANY, 0, 0),
        packed(0, 32, 1, *[0xFF] * 9, 0),  # a number without an end
        packed(0, *[32, 1, 0, 0] * 201),  # strokes without end
    ],
)
def test_what_is_no_drawing_is_none(node: Node, text: str) -> None:
    assert node.run(MODULE, "decode(text)", text=text) is None


def test_what_lies_far_outside_is_brought_near(node: Node) -> None:
    text = packed(3, 32, 1, 0xFE, 0x7F, 0xFF, 0x7F)
    (stroke,) = node.run(MODULE, "decode(text)", text=text)
    assert stroke["points"] == [[560, -280]]
