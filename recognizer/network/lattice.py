"""What a number's ink may be cut into, what the network says of it, and the score.

A candidate's score is a weighted sum of what the network says of it and of how it lies;
a step's, of how two candidates lie that follow each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recognizer.ink import segmentation
from recognizer.ink.mnist_format import SIZE, Image
from recognizer.ink.segmentation import Candidate, Floats, Pieces
from recognizer.network.engine import Answers, Recognizer

LEAST_OF_TWO = 0.6
"""What is less probable is not read as a number of two digits."""
LEAST_LOG = -12.0
"""Nothing is more improbable than this, so that no candidate alone rules a way out."""
PLAINEST = 15.0
"""More evidence says no more: see `plainness`."""


@dataclass(frozen=True)
class Weights:
    """What the score of a way is made of.

    Attributes:
        evidence: (2,), of the log probability of the most probable digit, and of the
            log probability that it is a digit at all.
        layout: (6,), see `segmentation.Candidate`.
        neighbours: (6,), see `segmentation.neighbours`.
        nothing: the score of all ink together where it is no digit, in place of the
            evidence; None if the evidence counts there as well. So letters need not
            teach that a bad digit is better than a cut.
        plainness: of `plainness`, which tells between cuts that all give digits.
        least_of_two: in place of `LEAST_OF_TWO`.
    """

    evidence: tuple[float, ...]
    layout: tuple[float, ...]
    neighbours: tuple[float, ...]
    nothing: float | None = None
    plainness: float = 0.0
    least_of_two: float = LEAST_OF_TWO


STROKES = Weights(
    evidence=(2.31, 0.13),
    layout=(0.79, -1.62, 1.21, -1.79, 0.64, -4.35),
    neighbours=(-8.32, -2.53, -3.68, 0.19, -6.13, 0.0),
)
PARTS = Weights(
    evidence=(2.28, 0.41),
    layout=(-1.27, -0.29, -0.6, -0.39, -2.69, -3.95),
    neighbours=(-5.9, -1.68, -3.61, 0.55, -2.42, -0.63),
    nothing=2.92,
    plainness=0.35,
    least_of_two=0.75,
)
"""For a drawing's strokes, for a picture's parts: as `python -m benchmarks
number_weights` fits them. A picture's were fitted to other draws of the same kind."""
CELLS = Weights(
    evidence=(3.9, 1.09),
    layout=(1.99, -1.58, -1.64, -2.47, -2.78, -3.26),
    neighbours=(-9.67, -1.25, -4.63, 1.41, -4.29, -1.99),
    nothing=0.66,
)
"""For a cell of a page, whose digits seldom touch: with `PARTS` fewer cells are right,
see docs/benchmarks.md."""


@dataclass(frozen=True)
class Lattice:
    """All candidates of some ink, with the network's answers.

    Attributes:
        candidates: n of them, ordered by their first cut.
        images: (n, 28, 28) uint8.
        answers: for each.
        features: (n, 2 + 6) float64, what evidence's and layout's weights apply to.
        steps: (6,) float64 for each two candidates that may follow each other, by
            their numbers: what neighbours' weights apply to.
        count: number of the last cut, see `segmentation.Pieces`.
    """

    candidates: tuple[Candidate, ...]
    images: tuple[Image, ...]
    answers: Answers
    features: Floats
    steps: dict[tuple[int, int], Floats]
    count: int

    @property
    def spans(self) -> list[tuple[int, int]]:
        """First piece of each candidate and the one after its last."""
        return [(each.begin, each.end) for each in self.candidates]

    @property
    def whole(self) -> int:
        """Number of the candidate that is all ink."""
        return self.spans.index((0, self.count))


def lattices(inks: Sequence[Pieces], recognizer: Recognizer) -> list[Lattice]:
    """Give every candidate of some inks to the network, all in one batch."""
    found = [pieces.candidates() for pieces in inks]
    images = [
        pieces.image(candidate.begin, candidate.end)
        for pieces, candidates in zip(inks, found, strict=True)
        for candidate in candidates
    ]
    answers = recognizer.answer(np.array(images, np.uint8).reshape(-1, SIZE, SIZE))
    made, start = [], 0
    for pieces, candidates in zip(inks, found, strict=True):
        end = start + len(candidates)
        own = answers.part(start, end)
        made.append(_of(pieces, candidates, images[start:end], own))
        start = end
    return made


def _of(
    pieces: Pieces,
    candidates: list[Candidate],
    images: list[Image],
    answers: Answers,
) -> Lattice:
    layout = np.stack([candidate.layout for candidate in candidates])
    features = np.column_stack([evidence_of(answers), layout])
    steps = steps_of(pieces, candidates)
    return Lattice(
        tuple(candidates), tuple(images), answers, features, steps, pieces.count
    )


def evidence_of(answers: Answers) -> Floats:
    """What evidence's weights apply to, (n, 2); nothing is above 0."""
    best = np.log(answers.probabilities.max(axis=1).astype(np.float64))
    chance = -np.logaddexp(0.0, -answers.evidence.astype(np.float64))
    return np.column_stack([best, chance.clip(LEAST_LOG)])


def steps_of(
    pieces: Pieces, candidates: Sequence[Candidate]
) -> dict[tuple[int, int], Floats]:
    """What neighbours' weights apply to, for each two that may follow each other."""
    beginning: dict[int, list[int]] = {}
    for number, candidate in enumerate(candidates):
        beginning.setdefault(candidate.begin, []).append(number)
    cuts = pieces.cuts
    steps = {}
    for left, candidate in enumerate(candidates):
        for right in beginning.get(candidate.end, ()):
            cut = float(cuts[candidate.end - 1])
            step = segmentation.neighbours(candidate, candidates[right], cut)
            if step is not None:
                steps[left, right] = step
    return steps


def scores_of(lattice: Lattice, weights: Weights) -> Floats:
    """The scores of a lattice's candidates, (n,)."""
    evidence, layout = np.split(lattice.features, [len(weights.evidence)], axis=1)
    scores = np.asarray(evidence @ weights.evidence + layout @ weights.layout)
    scores += weights.plainness * plainness(lattice)
    whole = lattice.whole
    if weights.nothing is not None and not lattice.answers.is_digit[whole]:
        scores[whole] = layout[whole] @ weights.layout + weights.nothing
    return scores


def plainness(lattice: Lattice) -> Floats:
    """How far each candidate is beyond doubt a digit, (n,), 0 to `PLAINEST`.

    The log probability that it is one is as good as 0 from an evidence of 5 on, which a
    digit that was cut in the wrong place may have as well.
    """
    return lattice.answers.evidence.astype(np.float64).clip(0.0, PLAINEST)
