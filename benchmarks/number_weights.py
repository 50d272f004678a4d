"""Fit the weights by which numbers are cut into digits: those of
`recognizer/network/numbers.py`.

Numbers are made of digits of UNIPEN's training writers, as strokes and as pictures.
Clear letters and scribbles are added as examples of what is all one, so that they are
not cut into digits; single digits count twice. The weights maximise the probability of
the true way to cut (conditional maximum likelihood) with a small quadratic penalty.
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
from recognizer.ink.segmentation import Floats, Pieces
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
MOST_WAYS = 5_000
LEAST_ALIKE = 0.75
"""The true way's candidates have at least so much ink in common with their digits, of
all ink of both."""
PENALTY = 1e-4


@dataclass(frozen=True)
class Example:
    """All ways to cut some ink.

    Attributes:
        ways: (n, 14) float64, the sums that a way's score weighs.
        true: number of the true way.
        weight: how often it counts.
    """

    ways: Floats
    true: int
    weight: int


def run() -> None:
    """Print both sets of weights."""
    settings = read_settings()
    digits = unipen.read_strokes("digits-train", settings)
    letters = unipen.clear_letters(unipen.read_strokes("letters-train", settings))
    recognizer = Recognizer.from_bundle(
        bundles.find("two-layer-cnn", [SHIPPED_WEIGHTS])
    )
    for title, cut, masses in (
        ("strokes", _of_strokes, stroke_masses),
        ("pictures", _of_picture, ink_masses),
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
            found = _example(composed, recognizer, cut, masses)
            if found is not None:
                examples.append(found)
        print(f"{title}: {len(examples):,} examples")
        print(fit(examples))


def fit(examples: Sequence[Example]) -> numbers.Weights:
    """Weights that make the true ways as probable as may be."""
    dimensions = examples[0].ways.shape[1]
    total = sum(example.weight for example in examples)

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, gradient = 0.0, np.zeros(dimensions)
        for example in examples:
            scores = example.ways @ weights
            chances = np.exp(scores - scores.max())
            normal = float(chances.sum())
            own = float(scores.max()) + np.log(normal) - scores[example.true]
            value += example.weight * own
            mean = chances @ example.ways / normal
            gradient += example.weight * (mean - example.ways[example.true])
        penalty = PENALTY * float(weights @ weights)
        return value / total + penalty, gradient / total + 2 * PENALTY * weights

    found = minimize(loss, np.zeros(dimensions), jac=True, method="L-BFGS-B").x
    evidence, layout, neighbours = np.split(found, [2, 2 + segmentation.LAYOUT])
    return numbers.Weights(*(_rounded(each) for each in (evidence, layout, neighbours)))


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 2) for value in values)


def _example(
    composed: Composed,
    recognizer: Recognizer,
    cut: Callable[[Composed], Pieces],
    masses: Callable[[Composed, Any], Floats],
) -> Example | None:
    """All ways to cut a number; None if there are too many, or no true one."""
    try:
        pieces = cut(composed)
    except NoInk:
        return None
    lattice = numbers.lattices([pieces], recognizer)[0]
    ways = all_ways(lattice)
    true = true_way(lattice, ways, masses(composed, pieces))
    if true is None or len(ways) > MOST_WAYS:
        return None
    weight = SINGLES_COUNT if composed.kind == SINGLE and composed.text.isdigit() else 1
    return Example(np.stack([_sums(lattice, way) for way in ways]), true, weight)


def all_ways(lattice: Lattice) -> list[tuple[int, ...]]:
    """Ways from the first piece to the last; hardly more than `MOST_WAYS` are found."""
    after: dict[int, list[int]] = {}
    for left, right in lattice.steps:
        after.setdefault(left, []).append(right)
    found: list[tuple[int, ...]] = []

    def follow(way: tuple[int, ...]) -> None:
        if lattice.candidates[way[-1]].end == lattice.count:
            found.append(way)
        elif len(found) <= MOST_WAYS:
            for right in after.get(way[-1], ()):
                follow((*way, right))

    for number, candidate in enumerate(lattice.candidates):
        if candidate.begin == 0:
            follow((number,))
    return found


def _sums(lattice: Lattice, way: tuple[int, ...]) -> Floats:
    own = lattice.features[list(way)].sum(axis=0)
    steps = [lattice.steps[pair] for pair in itertools.pairwise(way)]
    return np.concatenate(
        [own, np.sum(steps, axis=0) if steps else np.zeros(segmentation.NEIGHBOURS)]
    )


def true_way(
    lattice: Lattice, ways: Sequence[tuple[int, ...]], masses: Floats
) -> int | None:
    """The way that cuts the ink into its digits best; None if none does it well.

    Args:
        masses: (pieces, digits): ink of each digit in each piece.
    """
    before = np.pad(masses.cumsum(axis=0), ((1, 0), (0, 0)))
    whole = before[-1]
    found, best = None, LEAST_ALIKE
    for number, way in enumerate(ways):
        if len(way) != len(whole):
            continue
        spans = [(lattice.candidates[n].begin, lattice.candidates[n].end) for n in way]
        own = np.stack([before[end] - before[begin] for begin, end in spans])
        common = np.diag(own)
        alike = float((common / (own.sum(axis=1) + whole - common)).min())
        if alike >= best:
            found, best = number, alike
    return found


def _of_strokes(composed: Composed) -> StrokePieces:
    return stroke_pieces.of_drawing(composed.drawing)


def _of_picture(composed: Composed) -> InkPieces:
    return picture_pieces.of_ink(composed.picture())


def stroke_masses(composed: Composed, pieces: StrokePieces) -> Floats:
    """How many strokes of each digit a piece holds, (pieces, digits)."""
    return np.array(
        [
            [
                sum(any(s is o for o in digit.strokes) for s in part.strokes)
                for digit in composed.digits
            ]
            for part in pieces.parts
        ],
        np.float64,
    )


def ink_masses(composed: Composed, pieces: InkPieces) -> Floats:
    """How much ink of each digit lies where a piece is, (pieces, digits)."""
    inks = composed.pictures()
    number: NDArray[np.intp] = pieces.numbers
    return np.stack(
        [np.bincount(number.reshape(-1), ink.reshape(-1))[1:] for ink in inks], axis=1
    )
