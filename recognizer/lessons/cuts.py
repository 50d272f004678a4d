"""The best way through candidates for the digits of a number (Viterbi 1967).

Ink is cut into more pieces than it has digits; a candidate goes from one cut to another
one (LeCun, Bottou, Bengio and Haffner, 1998, Gradient-based learning applied to
document recognition, section V). A way is made of candidates that follow each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A part of the ink that may be one digit.

    Attributes:
        begin, end: numbers of the cuts at its ends, counted from 0 at the ink's left.
        score: the higher, the likelier it is a digit.
    """

    begin: int
    end: int
    score: float


@dataclass(frozen=True)
class Best:
    """The way with the largest sum of scores.

    Attributes:
        way: numbers of its candidates, from left to right.
        score: their sum.
        ways: how many ways there are in all.
    """

    way: tuple[int, ...]
    score: float
    ways: int


def best_way(candidates: Sequence[Candidate]) -> Best | None:
    """The best way from the first cut to the last; None if there is no way.

    Each candidate is looked at once: the best way to a cut is the best way to where its
    last candidate begins, and that candidate.
    """
    last = max((each.end for each in candidates), default=0)
    found: dict[int, Best] = {0: Best((), 0.0, 1)}
    for cut in range(1, last + 1):
        for number, candidate in enumerate(candidates):
            before = found.get(candidate.begin)
            if candidate.end != cut or before is None:
                continue
            score = before.score + candidate.score
            best, ways = found.get(cut), before.ways
            if best is None or score > best.score:
                ways += best.ways if best else 0
                found[cut] = Best((*before.way, number), score, ways)
            else:
                found[cut] = Best(best.way, best.score, best.ways + ways)
    return found.get(last) if last else None
