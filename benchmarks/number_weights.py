"""Fit the weights by which numbers are cut into digits: those of
`recognizer/network/lattice.py`.

Numbers are made of digits of UNIPEN's training writers, as strokes and as pictures.
Clear letters and scribbles are added as examples of what is all one, so that they are
not cut into digits; single digits count twice. The weights maximise the probability of
the right ways to cut (conditional maximum likelihood; the sums over all ways by the
forward-backward algorithm) with a small quadratic penalty. Of strokes one way is right.
A picture is cut in several ways in nearly the same place: all those are right that read
the number as it is from about the digits' own ink.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.network.lattice import Lattice, Weights, lattices, plainness
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
LEAST_OF_RIGHT = 0.6
"""The same of each right way through a picture."""
PENALTY = 1e-4
EVIDENCE = 2
"""Features of a candidate before its layout."""


Node = tuple[int, int]
"""A candidate, and which digit it is taken for."""


@dataclass(frozen=True)
class Ways:
    """Ways through some ink.

    Attributes:
        begins: (n,) first cut of each candidate.
        is_first, is_last: (n,) whether a way may begin with it, and end.
        features: (n, k) float64, what their weights apply to.
        pairs: (m, 2) which candidates may follow each other.
        steps: (m, 6) float64, what neighbours' weights apply to.
    """

    begins: NDArray[np.intp]
    is_first: NDArray[np.bool_]
    is_last: NDArray[np.bool_]
    features: Floats
    pairs: NDArray[np.intp]
    steps: Floats


@dataclass(frozen=True)
class Example:
    """Some ink, and how to cut it.

    Attributes:
        ways: all of them.
        right: those that are right.
        weight: how often it counts.
    """

    ways: Ways
    right: Ways
    weight: int


def run() -> None:
    """Print both sets of weights."""
    settings = read_settings()
    digits = unipen.read_strokes("digits-train", settings)
    letters = unipen.clear_letters(unipen.read_strokes("letters-train", settings))
    recognizer = Recognizer.from_bundle(
        bundles.find("two-layer-cnn", [SHIPPED_WEIGHTS])
    )
    for title, make in (("strokes", _of_strokes), ("pictures", _of_picture)):
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
            try:
                found = make(composed, recognizer)
            except NoInk:
                continue
            if found is not None:
                examples.append(found)
        print(f"{title}: {len(examples):,} examples")
        print(fit(examples))


def fit(examples: Sequence[Example]) -> Weights:
    """Weights that make the right ways as probable as may be."""
    weight = np.array([each.weight for each in examples], np.float64)
    weight /= weight.sum()
    everything = Sums([each.ways for each in examples])
    right = Sums([each.right for each in examples])

    def loss(weights: Floats) -> tuple[float, Floats]:
        """What is to be made small, and its gradient."""
        (logs, means), (logs_right, means_right) = (
            sums.of(weights, weight) for sums in (everything, right)
        )
        penalty = PENALTY * float(weights @ weights)
        value = float(weight @ (logs - logs_right)) + penalty
        return value, means - means_right + 2 * PENALTY * weights

    count = examples[0].ways.features.shape[1]
    start = np.zeros(count + segmentation.NEIGHBOURS)
    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    evidence, layout, others, neighbours = (
        _rounded(each)
        for each in np.split(found, [EVIDENCE, EVIDENCE + segmentation.LAYOUT, count])
    )
    return Weights(evidence, layout, neighbours, *others)


class Sums:
    """The sums over the ways through many inks at once."""

    def __init__(self, inks: Sequence[Ways]) -> None:
        counts = [len(each.begins) for each in inks]
        starts = np.cumsum([0, *counts[:-1]])
        self._owner = np.repeat(np.arange(len(inks)), counts)
        self._first = np.concatenate([each.is_first for each in inks])
        self._last = np.concatenate([each.is_last for each in inks])
        self._features = np.concatenate([each.features for each in inks])
        pairs = np.concatenate(
            [each.pairs + start for each, start in zip(inks, starts, strict=True)]
        )
        steps = np.concatenate([each.steps for each in inks])
        begins = np.concatenate([each.begins for each in inks])
        order = np.lexsort((pairs[:, 1], begins[pairs[:, 1]]))
        self._pairs, self._steps = pairs[order], steps[order]
        cuts = begins[self._pairs[:, 1]]
        self._groups = [
            slice(*np.searchsorted(cuts, [cut, cut + 1])) for cut in np.unique(cuts)
        ]

    def of(self, weights: Floats, weight: Floats) -> tuple[Floats, Floats]:
        """Logs of the sums over an ink's ways, and what they change with the weights.

        Args:
            weights: (k + 6,).
            weight: (inks,), how often each counts in the second.

        Returns:
            (inks,) and (k + 6,): the mean of a way's features.
        """
        count = self._features.shape[1]
        own, along = self._features @ weights[:count], self._steps @ weights[count:]
        into = np.where(self._first, own, -np.inf)
        for group in self._groups:
            left, right = self._pairs[group].T
            np.logaddexp.at(into, right, into[left] + along[group] + own[right])
        totals = np.full(len(weight), -np.inf)
        np.logaddexp.at(totals, self._owner[self._last], into[self._last])
        chances = np.where(self._last, np.exp(into - totals[self._owner]), 0.0)
        taken = np.zeros(len(along))
        for group in reversed(self._groups):
            left, right = self._pairs[group].T
            is_reached = np.isfinite(into[left])
            share = np.full(len(left), -np.inf)
            score = into[left] + along[group] + own[right]
            np.subtract(score, into[right], out=share, where=is_reached)
            taken[group] = chances[right] * np.exp(share)
            np.add.at(chances, left, taken[group])
        often = weight[self._owner]
        means = np.concatenate(
            [
                (chances * often) @ self._features,
                (taken * often[self._pairs[:, 0]]) @ self._steps,
            ]
        )
        return totals, means


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 2) for value in values)


def _of_strokes(composed: Composed, recognizer: Recognizer) -> Example | None:
    """A drawing to learn from; None if no way is the true one."""
    pieces = stroke_pieces.of_drawing(composed.drawing)
    lattice = lattices([pieces], recognizer)[0]
    way = true_way(lattice, stroke_likeness(composed, pieces, lattice.candidates))
    if way is None:
        return None
    nodes = [(candidate, digit) for digit, candidate in enumerate(way)]
    return _example(composed, lattice, lattice.features, nodes)


def _of_picture(composed: Composed, recognizer: Recognizer) -> Example | None:
    """A picture to learn from; None if no way is right."""
    pieces = picture_pieces.of_ink(composed.picture())
    lattice = lattices([pieces], recognizer)[0]
    alike = ink_likeness(composed, pieces, lattice.candidates)
    nodes = right_nodes(composed, lattice, alike)
    return _example(composed, lattice, with_nothing(lattice), nodes)


def _example(
    composed: Composed, lattice: Lattice, features: Floats, nodes: Sequence[Node]
) -> Example | None:
    """None if no way leads through the nodes, from the first digit to the last."""
    right = ways_through(lattice, features, nodes)
    if not is_way(right):
        return None
    all_nodes = [(number, -1) for number in range(len(lattice.candidates))]
    ways = ways_through(lattice, features, all_nodes)
    is_digit = composed.kind == SINGLE and composed.text.isdigit()
    return Example(ways, right, SINGLES_COUNT if is_digit else 1)


def ways_through(lattice: Lattice, features: Floats, nodes: Sequence[Node]) -> Ways:
    """The ways from digit to digit, of all digits; of any number of them where each
    node's digit is -1."""
    numbers_of: dict[int, list[int]] = {}
    for place, (candidate, _digit) in enumerate(nodes):
        numbers_of.setdefault(candidate, []).append(place)
    last = max((digit for _candidate, digit in nodes), default=0)
    pairs, steps = [], []
    for (left, right), step in lattice.steps.items():
        for a in numbers_of.get(left, ()):
            for b in numbers_of.get(right, ()):
                if last < 0 or nodes[b][1] == nodes[a][1] + 1:
                    pairs.append((a, b))
                    steps.append(step)
    own = np.array([candidate for candidate, _digit in nodes], np.intp)
    digits = np.array([digit for _candidate, digit in nodes], np.intp)
    begins = np.array([each.begin for each in lattice.candidates])[own]
    ends = np.array([each.end for each in lattice.candidates])[own]
    return Ways(
        begins,
        (begins == 0) & (digits <= 0),
        (ends == lattice.count) & (digits == last),
        features[own],
        np.array(pairs, np.intp).reshape(-1, 2),
        np.array(steps).reshape(-1, segmentation.NEIGHBOURS),
    )


def is_way(ways: Ways) -> bool:
    """Whether there is any."""
    is_reached = ways.is_first.copy()
    for left, right in sorted(
        ways.pairs.tolist(), key=lambda pair: ways.begins[pair[1]]
    ):
        is_reached[right] |= is_reached[left]
    return bool((is_reached & ways.is_last).any())


def with_nothing(lattice: Lattice) -> Floats:
    """Features of a picture's candidates, see `lattice.Weights`: evidence and layout,
    1 for all ink where it is no digit, which has no evidence then, and plainness."""
    nothing = np.zeros(len(lattice.candidates))
    features = np.column_stack([lattice.features, nothing, plainness(lattice)])
    whole = lattice.whole
    if not lattice.answers.is_digit[whole]:
        features[whole, :EVIDENCE] = 0.0
        features[whole, -2:] = 1.0, 0.0
    return features


def right_nodes(composed: Composed, lattice: Lattice, alike: Floats) -> list[Node]:
    """Candidates that are read as digits of which they have the ink, near enough.

    What is all one is right as a whole, whatever it is read as.

    Args:
        alike: (candidates, digits), see `true_way`.
    """
    if composed.kind == SINGLE:
        return [(lattice.whole, 0)]
    labels = lattice.answers.probabilities.argmax(axis=1)
    wanted = np.array([int(label) for label in composed.text])
    is_right = (labels[:, None] == wanted) & (alike >= LEAST_OF_RIGHT)
    return [(int(candidate), int(digit)) for candidate, digit in np.argwhere(is_right)]


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
