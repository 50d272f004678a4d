"""Fit the weights by which numbers are cut into digits: those of
`recognizer/network/numbers.py`.

Numbers are made of digits of UNIPEN's training writers, as strokes and as pictures.
Clear letters and scribbles are added as examples of what is all one, so that they are
not cut into digits; single digits count twice. The weights maximise the probability of
the true way to cut (conditional maximum likelihood; the sums over all ways by the
forward-backward algorithm) with a small quadratic penalty.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.composed import SINGLE, Composed, compose, scribble
from recognizer.datasets import unipen
from recognizer.errors import NoInk
from recognizer.ink import picture_pieces, segmentation, stroke_pieces
from recognizer.ink.picture_pieces import InkPieces
from recognizer.ink.segmentation import Candidate, Floats
from recognizer.ink.stroke_pieces import StrokePieces
from recognizer.network import bundles, numbers
from recognizer.network.engine import Recognizer
from recognizer.network.numbers import Lattice
from recognizer.settings import SHIPPED_WEIGHTS, read_settings

SEED = 20_261_126
COUNTS = {"strokes": 2_000, "pictures": 900}
OTHERS = 0.4
"""So many letters and scribbles for a number."""
KINDS = (SINGLE, "apart", "touching")
SINGLES_COUNT = 2
LEAST_ALIKE = 0.72
"""The true way's candidates have at least so much ink in common with their digits, of
all ink of both."""
PENALTY = 1e-4
EVIDENCE = 2
"""Features of a candidate before its layout."""


@dataclass(frozen=True)
class Example:
    """Some ink, and the true way to cut it.

    Attributes:
        begins: (n,) first cut of each candidate.
        is_last: (n,) whether it ends at the last cut.
        features: (n, k) float64, what their weights apply to.
        pairs: (m, 2) which candidates may follow each other.
        steps: (m, 6) float64, what neighbours' weights apply to.
        true: (k + 6,) float64, the true way's sums of both.
        weight: how often it counts.
    """

    begins: NDArray[np.intp]
    is_last: NDArray[np.bool_]
    features: Floats
    pairs: NDArray[np.intp]
    steps: Floats
    true: Floats
    weight: int


def run() -> None:
    """Print both sets of weights."""
    settings = read_settings()
    digits = unipen.read_strokes("digits-train", settings)
    letters = unipen.clear_letters(unipen.read_strokes("letters-train", settings))
    recognizer = Recognizer.from_bundle(
        bundles.find("two-layer-cnn", [SHIPPED_WEIGHTS])
    )
    for title, cut, alike in (
        ("strokes", _of_strokes, stroke_likeness),
        ("pictures", _of_picture, ink_likeness),
    ):
        rng = np.random.default_rng(SEED)
        count = COUNTS[title]
        examples = []
        for number in range(round(count * (1 + OTHERS))):
            if number < count:
                composed = compose(digits, KINDS[number % len(KINDS)], rng)
            elif number % 2:
                composed = compose(letters, SINGLE, rng)
            else:
                composed = scribble(rng)
            found = _example(composed, recognizer, cut, alike)
            if found is not None:
                examples.append(found)
        print(f"{title}: {len(examples):,} examples")
        print(fit(examples))


def fit(examples: Sequence[Example]) -> numbers.Weights:
    """Weights that make the true ways as probable as may be."""
    ways = _AllWays(examples)
    dimensions = len(examples[0].true)
    found = minimize(ways.loss, np.zeros(dimensions), jac=True, method="L-BFGS-B").x
    layout = dimensions - segmentation.NEIGHBOURS - segmentation.LAYOUT
    evidence, layouts, neighbours = (
        _rounded(each) for each in np.split(found, [layout, -segmentation.NEIGHBOURS])
    )
    if len(evidence) == EVIDENCE:
        return numbers.Weights(evidence, layouts, neighbours)
    return numbers.Weights(evidence[:-1], layouts, neighbours, evidence[-1])


class _AllWays:
    """The ways through all examples at once."""

    def __init__(self, examples: Sequence[Example]) -> None:
        counts = [len(each.begins) for each in examples]
        starts = np.cumsum([0, *counts[:-1]])
        self._weights = np.array([each.weight for each in examples], np.float64)
        self._true = np.stack([each.true for each in examples])
        self._owner = np.repeat(np.arange(len(examples)), counts)
        self._begins = np.concatenate([each.begins for each in examples])
        self._last = np.concatenate([each.is_last for each in examples])
        self._features = np.concatenate([each.features for each in examples])
        pairs = np.concatenate(
            [each.pairs + start for each, start in zip(examples, starts, strict=True)]
        )
        steps = np.concatenate([each.steps for each in examples])
        order = np.lexsort((pairs[:, 1], self._begins[pairs[:, 1]]))
        self._pairs, self._steps = pairs[order], steps[order]
        cuts = self._begins[self._pairs[:, 1]]
        self._groups = [
            slice(*np.searchsorted(cuts, [cut, cut + 1])) for cut in np.unique(cuts)
        ]

    def loss(self, weights: Floats) -> tuple[float, Floats]:
        """What is to be made small, and its gradient."""
        count = self._features.shape[1]
        own, along = self._features @ weights[:count], self._steps @ weights[count:]
        into = np.where(self._begins == 0, own, -np.inf)
        for group in self._groups:
            left, right = self._pairs[group].T
            np.logaddexp.at(into, right, into[left] + along[group] + own[right])
        totals = np.full(len(self._weights), -np.inf)
        np.logaddexp.at(totals, self._owner[self._last], into[self._last])
        chances = np.where(self._last, np.exp(into - totals[self._owner]), 0.0)
        taken = np.zeros(len(along))
        for group in reversed(self._groups):
            left, right = self._pairs[group].T
            reached = np.isfinite(into[left])
            share = into[left] + along[group] + own[right]
            share = np.subtract(share, into[right], out=share, where=reached)
            taken[group] = chances[right] * np.exp(share)
            np.add.at(chances, left, taken[group])
        weight = self._weights[self._owner]
        mean = np.concatenate(
            [
                (chances * weight) @ self._features,
                (taken * weight[self._pairs[:, 0]]) @ self._steps,
            ]
        )
        whole = float(self._weights.sum())
        value = float(self._weights @ (totals - self._true @ weights)) / whole
        gradient = (mean - self._weights @ self._true) / whole
        penalty = PENALTY * float(weights @ weights)
        return value + penalty, gradient + 2 * PENALTY * weights


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 2) for value in values)


def _example(
    composed: Composed,
    recognizer: Recognizer,
    cut: Callable[[Composed], Any],
    likeness: Callable[[Composed, Any, Sequence[Candidate]], Floats],
) -> Example | None:
    """A number to learn from; None if no way is the true one."""
    try:
        pieces = cut(composed)
    except NoInk:
        return None
    lattice = numbers.lattices([pieces], recognizer)[0]
    alike = likeness(composed, pieces, lattice.candidates)
    way = true_way(lattice, alike)
    if way is None:
        return None
    features = lattice.features
    if isinstance(pieces, InkPieces):
        features = with_nothing(lattice)
    pairs = np.array(list(lattice.steps), np.intp).reshape(-1, 2)
    steps = np.array(list(lattice.steps.values())).reshape(-1, segmentation.NEIGHBOURS)
    along = sum(
        (lattice.steps[pair] for pair in itertools.pairwise(way)),
        np.zeros(segmentation.NEIGHBOURS),
    )
    is_digit = composed.kind == SINGLE and composed.text.isdigit()
    return Example(
        np.array([each.begin for each in lattice.candidates]),
        np.array([each.end == lattice.count for each in lattice.candidates]),
        features,
        pairs,
        steps,
        np.concatenate([features[list(way)].sum(axis=0), along]),
        SINGLES_COUNT if is_digit else 1,
    )


def with_nothing(lattice: Lattice) -> Floats:
    """Features with a third of evidence: 1 for all ink where it is no digit, which has
    no other evidence then; see `numbers.Weights`."""
    features = np.insert(lattice.features, EVIDENCE, 0.0, axis=1)
    whole = numbers.whole_of(lattice)
    if not lattice.answers.is_digit[whole]:
        features[whole, : EVIDENCE + 1] = *[0.0] * EVIDENCE, 1.0
    return features


def true_way(lattice: Lattice, alike: Floats) -> tuple[int, ...] | None:
    """The way that cuts the ink into its digits best; None if none does it well.

    Args:
        alike: (candidates, digits): how much ink they have in common, of all of both.
    """
    digits = alike.shape[1]
    best = np.zeros(alike.shape)  # the worst candidate's likeness, up to this one
    before: dict[tuple[int, int], int] = {}
    for number, candidate in enumerate(lattice.candidates):
        best[number, 0] = alike[number, 0] * (candidate.begin == 0)
    for left, right in sorted(lattice.steps):
        for digit in range(1, digits):
            worst = min(best[left, digit - 1], alike[right, digit])
            if worst > best[right, digit]:
                best[right, digit], before[right, digit] = worst, left
    ends = [n for n, each in enumerate(lattice.candidates) if each.end == lattice.count]
    last = max(ends, key=lambda number: float(best[number, -1]))
    if best[last, -1] < LEAST_ALIKE:
        return None
    way = [last]
    for digit in range(digits - 1, 0, -1):
        way.insert(0, before[way[0], digit])
    return tuple(way)


def _of_strokes(composed: Composed) -> StrokePieces:
    return stroke_pieces.of_drawing(composed.drawing)


def _of_picture(composed: Composed) -> InkPieces:
    return picture_pieces.of_ink(composed.picture())


def stroke_likeness(
    composed: Composed, pieces: StrokePieces, candidates: Sequence[Candidate]
) -> Floats:
    """How many strokes a candidate and a digit have in common, of all of both."""
    owners = [
        np.array([any(s is o for o in digit.strokes) for digit in composed.digits])
        for part in pieces.parts
        for s in part.strokes
    ]
    of_piece = np.repeat(
        np.arange(pieces.count), [len(part.strokes) for part in pieces.parts]
    )
    masses = np.zeros((pieces.count, len(composed.digits)))
    np.add.at(masses, of_piece, np.array(owners, np.float64))
    common = np.stack([masses[each.begin : each.end].sum(0) for each in candidates])
    own = common.sum(axis=1, keepdims=True)
    return np.asarray(common / (own + masses.sum(axis=0) - common))


def ink_likeness(
    composed: Composed, pieces: InkPieces, candidates: Sequence[Candidate]
) -> Floats:
    """How much ink a candidate and a digit have in common, of all of both."""
    atoms = pieces.atoms.reshape(-1)
    masses = np.stack(
        [np.bincount(atoms, ink.reshape(-1))[1:] for ink in composed.pictures()], axis=1
    )
    inks = np.bincount(atoms, pieces.ink.reshape(-1))[1:]
    inside = np.stack([pieces.between(each.begin, each.end) for each in candidates])
    common = inside @ masses
    own = (inside @ inks)[:, None]
    return np.asarray(common / (own + masses.sum(axis=0) - common))
