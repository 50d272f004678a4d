"""The best way through candidates, by hand and against all ways one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from recognizer.lessons.cuts import Best, Candidate, best_way
from tests.node import Node


def all_ways(candidates: list[Candidate]) -> list[tuple[int, ...]]:
    """Every way from the first cut to the last, by trying all that can follow."""
    last = max(each.end for each in candidates)
    found: list[tuple[int, ...]] = []
    waiting: list[tuple[tuple[int, ...], int]] = [((), 0)]
    while waiting:
        way, place = waiting.pop()
        if place == last:
            found.append(way)
        for number, each in enumerate(candidates):
            if each.begin == place:
                waiting.append(((*way, number), each.end))
    return found


def drawn(seed: int) -> list[Candidate]:
    rng = np.random.default_rng(seed)
    pieces = 2 + seed
    runs = itertools.combinations(range(pieces + 1), 2)
    chosen = [run for run in runs if run == (0, pieces) or rng.random() < 0.7]
    return [Candidate(begin, end, float(rng.normal())) for begin, end in chosen]


def test_three_pieces_by_hand() -> None:
    """−1 − 0.5 for two candidates; −2 for one; −1 − 1 − 1 for three."""
    candidates = [
        Candidate(0, 1, -1.0),
        Candidate(0, 3, -2.0),
        Candidate(1, 2, -1.0),
        Candidate(1, 3, -0.5),
        Candidate(2, 3, -1.0),
    ]
    assert best_way(candidates) == Best((0, 3), -1.5, 3)


def test_where_a_cut_cannot_be_reached_there_is_no_way() -> None:
    assert best_way([Candidate(0, 1, -1.0), Candidate(2, 3, -1.0)]) is None
    assert best_way([]) is None


@pytest.mark.parametrize("seed", range(6))
def test_the_best_way_is_that_of_all_ways_in_both_languages(
    node: Node, seed: int
) -> None:
    candidates = drawn(seed)
    scores = {
        way: sum(candidates[number].score for number in way)
        for way in all_ways(candidates)
    }
    best = best_way(candidates)
    assert best is not None
    assert best.way == max(scores, key=scores.__getitem__)
    assert best.score == pytest.approx(max(scores.values()))
    assert best.ways == len(scores)
    given = [vars(each) for each in candidates]
    found = node.run("learn/mathematics.js", "bestWay(candidates)", candidates=given)
    assert found["way"] == list(best.way)
    assert found["score"] == pytest.approx(best.score)
    assert found["ways"] == best.ways
