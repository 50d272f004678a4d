"""The most probable way through a lattice, against trying all ways."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.network.ways import best_way, probability_of

Spans = list[tuple[int, int]]
Steps = dict[tuple[int, int], float]


def all_ways(spans: Spans, steps: Steps, end: int) -> Iterator[tuple[int, ...]]:
    """Every way from piece 0 to the end, by trying all that can follow."""
    firsts = [number for number, (start, _stop) in enumerate(spans) if start == 0]
    waiting: list[tuple[int, ...]] = [(number,) for number in firsts]
    while waiting:
        way = waiting.pop()
        if spans[way[-1]][1] == end:
            yield way
        else:
            waiting += [(*way, right) for left, right in steps if left == way[-1]]


def score(way: tuple[int, ...], scores: list[float], steps: Steps) -> float:
    pairs = itertools.pairwise(way)
    return sum(scores[number] for number in way) + sum(steps[pair] for pair in pairs)


def test_a_lattice_by_hand() -> None:
    """Two pieces: as one, e² of e² + e¹ · e⁰ · e⁻¹ = e² of e² + 1; so 0.881."""
    spans = [(0, 1), (0, 2), (1, 2)]
    scores = np.array([1.0, 2.0, 0.0])
    way = best_way(spans, scores, {(0, 2): -1.0})
    assert way.candidates == (1,)
    assert way.probability == pytest.approx(math.exp(2) / (math.exp(2) + 1))
    way = best_way(spans, scores, {(0, 2): 3.0})
    assert way.candidates == (0, 2)
    assert way.probability == pytest.approx(math.exp(4) / (math.exp(4) + math.exp(2)))


_values = st.floats(-20, 20, allow_nan=False)


@st.composite
def lattices(draw: st.DrawFn, count: int) -> tuple[Spans, list[float], Steps]:
    """Candidates from 0 to a last cut, their scores, and which follow each other."""
    spans = [
        (begin, end)
        for begin in range(count)
        for end in range(begin + 1, count + 1)
        if (begin, end) == (0, count) or draw(st.integers(0, 3))
    ]
    scores = draw(st.lists(_values, min_size=len(spans), max_size=len(spans)))
    steps = {
        (left, right): draw(_values)
        for left, (_, stop) in enumerate(spans)
        for right, (start, _) in enumerate(spans)
        if stop == start and draw(st.integers(0, 3))
    }
    return spans, scores, steps


@given(st.data(), st.integers(1, 6))
def test_the_best_way_and_its_probability_are_those_of_all_ways(
    data: st.DataObject, count: int
) -> None:
    spans, scores, steps = data.draw(lattices(count))
    found = {way: score(way, scores, steps) for way in all_ways(spans, steps, count)}
    way = best_way(spans, np.array(scores), steps)
    highest = max(found.values())
    assert found[way.candidates] == pytest.approx(highest)
    total = sum(math.exp(value - highest) for value in found.values())
    assert way.probability == pytest.approx(1 / total, rel=1e-6)


@given(st.data(), st.integers(1, 6), st.lists(st.integers(0, 1), min_size=1))
def test_the_probability_of_labels_is_that_of_all_ways_that_have_them(
    data: st.DataObject, count: int, wanted: list[int]
) -> None:
    spans, scores, steps = data.draw(lattices(count))
    labels = [data.draw(st.integers(0, 1)) for _ in spans]
    found = {way: score(way, scores, steps) for way in all_ways(spans, steps, count)}
    highest = max(found.values())
    alike = sum(
        math.exp(value - highest)
        for way, value in found.items()
        if [labels[number] for number in way] == wanted
    )
    total = sum(math.exp(value - highest) for value in found.values())
    probability = probability_of(
        wanted, np.array(labels), spans, np.array(scores), steps
    )
    assert probability == pytest.approx(alike / total, rel=1e-6, abs=1e-12)
