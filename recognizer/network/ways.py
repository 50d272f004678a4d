"""Ways through candidates that follow each other, and how probable they are.

A way's score is the sum of the scores of its candidates and of its steps. Its
probability is the softmax of the scores over all ways (a semi-Markov conditional random
field: Sarawagi and Cohen, 2004). Viterbi's algorithm finds the best way, the forward
algorithm the sum over all ways.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.ink.segmentation import Floats


@dataclass(frozen=True)
class Way:
    """A way through a lattice.

    Attributes:
        candidates: their numbers, from left to right.
        probability: 0 to 1, among all ways.
    """

    candidates: tuple[int, ...]
    probability: float


def best_way(
    spans: Sequence[tuple[int, int]],
    scores: Floats,
    steps: Mapping[tuple[int, int], float],
) -> Way:
    """The most probable way from the first piece to the last.

    Args:
        spans: first piece of each candidate and the one after its last, ordered by
            the first; one goes from 0 to the end.
        scores: (n,), of the candidates.
        steps: scores of those that may follow each other, by their numbers.
    """
    end = max(stop for _start, stop in spans)
    total = sums(spans, scores, steps)
    best = np.where([start == 0 for start, _stop in spans], scores, -np.inf)
    before: dict[int, int] = {}
    for (left, right), step in sorted(steps.items()):
        score = step + scores[right]
        if best[left] + score > best[right]:
            best[right], before[right] = best[left] + score, left
    last = [number for number, (_start, stop) in enumerate(spans) if stop == end]
    way = [max(last, key=lambda number: float(best[number]))]
    probability = np.exp(best[way[0]] - np.logaddexp.reduce(total[last]))
    while way[0] in before:
        way.insert(0, before[way[0]])
    return Way(tuple(way), float(probability))


def sums(
    spans: Sequence[tuple[int, int]],
    scores: Floats,
    steps: Mapping[tuple[int, int], float],
) -> Floats:
    """Logarithm of the sum over all ways that lead to each candidate, (n,)."""
    total = np.where([start == 0 for start, _stop in spans], scores, -np.inf)
    for (left, right), step in sorted(steps.items()):
        score = step + scores[right]
        total[right] = np.logaddexp(total[right], total[left] + score)
    return total


def probability_of(
    wanted: Sequence[int],
    labels: NDArray[np.int64],
    spans: Sequence[tuple[int, int]],
    scores: Floats,
    steps: Mapping[tuple[int, int], float],
) -> float:
    """Probability of all ways whose candidates have the wanted labels, among all ways.

    Args:
        wanted: from the first candidate of a way to its last.
        labels: (n,), of the candidates.
        spans, scores, steps: as for `best_way`.
    """
    begins, ends = np.array(spans).T
    total = sums(spans, scores, steps)
    alike = np.full((len(wanted), len(scores)), -np.inf)
    is_first = (begins == 0) & (labels == wanted[0])
    alike[0] = np.where(is_first, scores, -np.inf)
    others = np.array(wanted[1:])
    for (left, right), step in sorted(steps.items()):
        score = step + scores[right]
        reached = alike[1:, right]
        further = np.where(others == labels[right], alike[:-1, left] + score, -np.inf)
        alike[1:, right] = np.logaddexp(reached, further)
    is_last = ends == ends.max()
    of_all = np.logaddexp.reduce(total[is_last])
    return float(np.exp(np.logaddexp.reduce(alike[-1, is_last]) - of_all))
