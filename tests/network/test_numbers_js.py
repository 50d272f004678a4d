"""Numbers are cut in the browser as they are on the server, in Node against NumPy."""

from __future__ import annotations

import itertools
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from recognizer.ink import segmentation, stroke_pieces
from recognizer.ink.strokes import Drawing
from recognizer.network import numbers
from recognizer.network.engine import Recognizer
from recognizer.network.lattice import LEAST_OF_TWO, STROKES, lattices
from recognizer.synthesis import digits
from recognizer.synthesis.numbers import SPACINGS, compose, join
from recognizer.synthesis.warps import write_varied
from tests.network.test_ways import all_ways, score
from tests.node import Node

SEED = 7
AS_STROKES = """drawings.map((strokes) => strokes.map(({ points, width }) =>
  ({ points: Float32Array.from(points.flat()), width })))"""
LINES = """.map((strokes) => linesOf(strokes).map((line) => {
  const pieces = piecesOf(line), candidates = candidatesOf(pieces);
  const steps = candidates.flatMap((a, i) => candidates.flatMap((b, j) =>
    a.end === b.begin && neighbours(a, b) ? [[i, j, neighbours(a, b)]] : []));
  return {
    pieces: pieces.map((piece) => piece.strokes.map((each) => strokes.indexOf(each))),
    spans: candidates.map(({ begin, end }) => [begin, end]),
    boxes: candidates.map(({ box }) => box),
    layouts: candidates.map(({ layout }) => layout),
    steps,
  };
}))"""
READINGS = """.map((strokes, number) => readNumbers(
  strokes,
  (some) => some.map((stroke) => strokes.indexOf(stroke)).join(),
  (name) => answers[number][name],
).map(({ digits, signs, confidence }) => (
  { given: digits.map(({ given }) => given), signs, confidence })))"""


@pytest.fixture(scope="module")
def written() -> list[Drawing]:
    """Numbers apart, touching and in two lines, with dots and signs here and there."""
    rng = np.random.default_rng(SEED)
    found = []
    for number in range(60):
        kind = ("apart", "touching")[number % 2]
        lines = []
        for line in range(1 + (number % 3 == 0)):
            each = [
                Drawing.from_points(
                    write_varied(digits.choose(int(rng.integers(10)), rng), rng), 0.05
                )
                for _ in range(rng.integers(1, 6))
            ]
            whole = join(compose(each, SPACINGS[kind], rng))
            by = np.array([0, 160 * line], np.float32)
            lines += [stroke.points + by for stroke in whole.strokes]
        if number % 4 == 0:
            lines.append(lines[0][-1:] + np.array([9, 3], np.float32))
        if number % 5 == 1:
            left = min(float(line[:, 0].min()) for line in lines)
            lines.append(np.array([[left - 70, -50], [left - 20, -48]], np.float32))
        found.append(Drawing.from_points(lines, 8))
    return found


def sent(drawing: Drawing) -> list[dict[str, Any]]:
    return [
        {"points": stroke.points.tolist(), "width": stroke.width}
        for stroke in drawing.strokes
    ]


def numbers_of(part: Drawing, whole: Drawing) -> list[int]:
    """Which strokes of the whole a part holds."""
    return [
        next(n for n, own in enumerate(whole.strokes) if own is stroke)
        for stroke in part.strokes
    ]


def test_strokes_become_the_same_candidates(node: Node, written: list[Drawing]) -> None:
    given = [sent(drawing) for drawing in written]
    found = node.run("network/segmentation.js", AS_STROKES + LINES, drawings=given)
    for drawing, lines in zip(written, found, strict=True):
        expected = stroke_pieces.lines(drawing)
        assert len(lines) == len(expected)
        for line, ours in zip(lines, expected, strict=True):
            pieces = stroke_pieces.of_drawing(ours)
            pieces = pieces.plain or pieces
            parts = [numbers_of(part, drawing) for part in pieces.parts]
            assert line["pieces"] == parts
            candidates = segmentation.candidates(pieces)
            spans = [[each.begin, each.end] for each in candidates]
            assert line["spans"] == spans
            boxes = [each.box for each in candidates]
            np.testing.assert_allclose(line["boxes"], boxes, atol=1e-9)
            layouts = [each.layout for each in candidates]
            np.testing.assert_allclose(line["layouts"], layouts, atol=1e-9)
            assert len(line["steps"]) == sum(
                left.end == right.begin
                and segmentation.neighbours(left, right, 0.0) is not None
                for left in candidates
                for right in candidates
            )
            for left, right, features in line["steps"]:
                step = segmentation.neighbours(candidates[left], candidates[right], 0.0)
                assert features == pytest.approx(step, abs=1e-9)


def test_numbers_are_read_alike(
    node: Node, written: list[Drawing], recognizer: Recognizer
) -> None:
    """With the engine's answers to the engine's images, by the strokes they show."""
    answers = []
    for drawing in written:
        inks = [stroke_pieces.of_drawing(line) for line in stroke_pieces.lines(drawing)]
        inks += [pieces.plain for pieces in inks if pieces.plain]
        of_drawing = {}
        for pieces, lattice in zip(inks, lattices(inks, recognizer), strict=True):
            for number, candidate in enumerate(lattice.candidates):
                shown = pieces.drawing(candidate.begin, candidate.end)
                name = ",".join(map(str, numbers_of(shown, drawing)))
                probabilities = lattice.answers.probabilities[number]
                is_digit = bool(lattice.answers.is_digit[number])
                of_drawing[name] = {
                    "digit": int(probabilities.argmax()) if is_digit else None,
                    "confidence": float(lattice.answers.confidence[number]),
                    "probabilities": probabilities.tolist(),
                    "evidence": float(lattice.answers.evidence[number]),
                }
        answers.append(of_drawing)
    given = [sent(drawing) for drawing in written]
    found = node.run(
        "network/numbers.js", AS_STROKES + READINGS, drawings=given, answers=answers
    )
    several = signed = 0
    for drawing, readings in zip(written, found, strict=True):
        inks = [stroke_pieces.of_drawing(line) for line in stroke_pieces.lines(drawing)]
        for pieces, ours, reading in zip(
            inks, numbers.read_all(inks, recognizer), readings, strict=True
        ):
            spans = [(each.candidate.begin, each.candidate.end) for each in ours.digits]
            read = pieces if any(ours.signs) else pieces.plain or pieces
            texts = [
                ",".join(map(str, numbers_of(read.drawing(*span), drawing)))
                for span in spans
            ]
            assert reading["given"] == texts
            assert reading["signs"] == list(ours.signs)
            assert reading["confidence"] == pytest.approx(ours.confidence, abs=1e-5)
            several += len(texts) > 1
            signed += any(ours.signs)
    assert several > 30
    assert signed > 5


def test_the_best_ways_are_those_of_all_ways(node: Node) -> None:
    rng = np.random.default_rng(SEED)
    lattices, expected = [], []
    for count in (1, 2, 3, 4, 5, 6):
        runs = itertools.combinations(range(count + 1), 2)
        spans = [run for run in runs if run == (0, count) or rng.random() < 0.7]
        scores = rng.normal(0, 3, len(spans)).tolist()
        steps = {
            (left, right): float(rng.normal(0, 3))
            for left, (_, stop) in enumerate(spans)
            for right, (start, _) in enumerate(spans)
            if stop == start and rng.random() < 0.8
        }
        sent = [{"begin": begin, "end": end} for begin, end in spans]
        along = [[*pair, value] for pair, value in steps.items()]
        lattices.append([sent, scores, along])
        every = all_ways(spans, steps, count)
        expected.append({way: score(way, scores, steps) for way in every})
    found = node.run(
        "network/numbers.js",
        "lattices.map((each) => bestWays(...each, 4))",
        lattices=lattices,
    )
    for ours, ways in zip(found, expected, strict=True):
        best = sorted(ways, key=ways.__getitem__, reverse=True)[:4]
        assert [tuple(each["candidates"]) for each in ours["ways"]] == best
        scores = [each["score"] for each in ours["ways"]]
        assert scores == pytest.approx([ways[way] for way in best])
        assert ours["total"] == pytest.approx(np.logaddexp.reduce([*ways.values()]))
        assert ours["count"] == len(ways)
    assert max(map(len, expected)) > 8


def test_both_have_the_same_weights(node: Node) -> None:
    found = node.run("network/numbers.js", "STROKES")
    ours = asdict(STROKES)
    of_pictures = [ours.pop(each) for each in ("nothing", "plainness", "least_of_two")]
    assert of_pictures == [None, 0.0, LEAST_OF_TWO]  # which the browser does not know
    assert found == {name: list(each) for name, each in ours.items()}
