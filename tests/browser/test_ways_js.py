"""What Look inside shows of the cuts of a number can be checked as it stands."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest

from recognizer.ink import stroke_pieces
from recognizer.ink.strokes import Drawing
from recognizer.network import numbers
from recognizer.network.engine import Recognizer
from recognizer.network.lattice import STROKES, Lattice, lattices
from tests.node import Node

FOUR = [[(60, 80), (25, 140), (95, 140)], [(72, 115), (70, 190)]]
TWO = [[(150, 105), (160, 85), (185, 82), (195, 105), (145, 190), (205, 188)]]
ONE = [[(120, 80), (122, 190)]]
SEVEN = [[(220, 80), (275, 80), (240, 190)], [(235, 130), (270, 128)]]
APART = """lattices.map(([lattice, confidences]) => {
  const shown = takeWaysApart(lattice, confidences);
  return { shown, parts: lattice.candidates.map((each) =>
    takeScoreApart(each, names, CANDIDATE_WEIGHTS, shown.places)) };
})"""


def number(text: str) -> Decimal:
    return Decimal(text.replace("−", "-"))


def sent(lattice: Lattice) -> dict[str, Any]:
    """A lattice as the browser has it, with the engine's answers."""
    weights = [*STROKES.evidence, *STROKES.layout]
    return {
        "candidates": [
            {
                "begin": each.begin,
                "end": each.end,
                "features": features.tolist(),
                "score": float(features @ weights),
            }
            for each, features in zip(lattice.candidates, lattice.features, strict=True)
        ],
        "steps": [
            {
                "left": left,
                "right": right,
                "features": features.tolist(),
                "score": float(features @ STROKES.neighbours),
            }
            for (left, right), features in lattice.steps.items()
        ],
        "count": lattice.count,
    }


def test_what_is_shown_of_a_number_adds_up(node: Node, recognizer: Recognizer) -> None:
    drawn = [FOUR + TWO, FOUR, FOUR + ONE + TWO + SEVEN, TWO + SEVEN[:1], ONE + SEVEN]
    inks = [stroke_pieces.of_drawing(Drawing.from_points(lines, 16)) for lines in drawn]
    made = lattices(inks, recognizer)
    readings = [numbers.read(lattice, STROKES) for lattice in made]
    assert [reading.text for reading in readings] == ["42", "4", "4127", "27", "17"]
    given = [
        (sent(lattice), [each.confidence for each in reading.digits])
        for lattice, reading in zip(made, readings, strict=True)
    ]
    names = list("abcdefgh")
    found = node.run("look_inside/ways.js", APART, lattices=given, names=names)
    for each, reading, lattice in zip(found, readings, made, strict=True):
        shown = each["shown"]
        scores = list(map(number, shown["scores"]))
        best = number(shown["ways"][0]["score"])
        place = Decimal("0.0001")  # of weights, at least
        for way in shown["ways"]:
            cuts = sum(map(number, way["cuts"]))
            total = sum(scores[candidate] for candidate in way["candidates"]) + cuts
            assert total == number(way["score"])
            weight = Decimal(math.exp(total - best))
            assert abs(weight - number(way["weight"])) <= place
        listed = [*shown["ways"], shown["others"]]
        assert sum(number(way["weight"]) for way in listed) == number(shown["sum"])
        assert sum(number(way["probability"]) for way in listed) == 100
        first = number(shown["ways"][0]["probability"])
        assert round(100 / number(shown["sum"]), 2) == first
        assert len(shown["ways"]) + shown["others"]["count"] == shown["count"]

        *factors, product = map(number, shown["factors"])
        assert round(math.prod(factors), 3) == product
        if len(reading.digits) > 1:
            parts = [digit.candidate for digit in reading.digits]
            way = shown["ways"][0]["candidates"]
            ours = [lattice.candidates[candidate] for candidate in way]
            assert ours == parts
            assert float(factors[0]) == pytest.approx(reading.cuts, abs=6e-4)
            assert float(product) == pytest.approx(reading.confidence, abs=6e-4)
        for score, rows in zip(scores, each["parts"], strict=True):
            products = [number(row["product"]) for row in rows]
            assert sum(products) == score
            for row, part in zip(rows, products, strict=True):
                by_hand = number(row["value"]) * number(row["weight"])
                assert abs(by_hand - part) < Decimal("0.015")
