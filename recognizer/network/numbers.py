"""Read a number: the most probable way to cut ink into digits, and what they are.

Each way to cut has a score: a weighted sum of what the network says of each candidate
and of how the candidates lie. Its probability is the softmax of the scores over all
ways (a semi-Markov conditional random field: Sarawagi and Cohen 2004). Viterbi's
algorithm finds the best way, the forward algorithm the sum over all ways. A number's
probability is that of its cuts times those of its digits.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import add

import numpy as np

from recognizer.ink import segmentation, stroke_pieces
from recognizer.ink.marks import MINUS
from recognizer.ink.mnist_format import SIZE, Image
from recognizer.ink.segmentation import Candidate, Floats, Mark, Pieces
from recognizer.ink.stroke_pieces import StrokePieces
from recognizer.ink.strokes import Drawing, FloatArray
from recognizer.network.engine import Answers, Recognizer

LEAST_OF_TWO, LEAST_OF_MORE = 0.6, 0.3
"""What is less probable is not read as a number of two digits, or of more; see `read`.
Letters and signs look like two digits rather than three."""
ROUNDING = 1e-3
"""Of a probability, many times what is lost where many are added up."""
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


@dataclass(frozen=True)
class Digit:
    """One digit of a number.

    Attributes:
        candidate: which pieces it is made of, and where they lie.
        image: (28, 28) uint8: what the network was given.
        label: 0 to 9.
        probabilities: (10,), adding up to 1.
        is_digit: False where the network says that it is none.
        confidence: 0 to 1: that it is a digit, and this one.
    """

    candidate: Candidate
    image: Image
    label: int
    probabilities: FloatArray
    is_digit: bool
    confidence: float


@dataclass(frozen=True)
class Reading:
    """A number as it was read.

    Attributes:
        digits: from left to right, at least one.
        cuts: 0 to 1: probability of this way to cut among all ways; of a picture, of
            all ways that read alike.
        confidence: 0 to 1: that of the cuts and of every digit together.
        signs: what stands before each digit: "", "-", "." or ",".
    """

    digits: tuple[Digit, ...]
    cuts: float
    confidence: float
    signs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The digits and signs, such as "42" or "-3.5"."""
        labels = (str(digit.label) for digit in self.digits)
        return "".join(map(add, self.signs, labels))

    @property
    def is_number(self) -> bool:
        """Whether it is more than a single digit."""
        return len(self.digits) > 1 or any(self.signs)


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
        made.append(_lattice(pieces, candidates, images[start:end], own))
        start = end
    return made


def _lattice(
    pieces: Pieces,
    candidates: list[Candidate],
    images: list[Image],
    answers: Answers,
) -> Lattice:
    layout = np.stack([candidate.layout for candidate in candidates])
    features = np.column_stack([_evidence(answers), layout])
    steps = _steps(pieces, candidates)
    return Lattice(
        tuple(candidates), tuple(images), answers, features, steps, pieces.count
    )


def _evidence(answers: Answers) -> Floats:
    """What evidence's weights apply to, (n, 2); nothing is above 0."""
    best = np.log(answers.probabilities.max(axis=1).astype(np.float64))
    chance = -np.logaddexp(0.0, -answers.evidence.astype(np.float64))
    return np.column_stack([best, chance.clip(LEAST_LOG)])


def _steps(
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
    total = _sums(spans, scores, steps)
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


def _sums(
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


def read(lattice: Lattice, weights: Weights) -> Reading:
    """The most probable number; one digit unless several are plainly there.

    Several digits are a number if the network says of two thirds of them or more that
    they are digits, and if these and the cuts are together probable enough. Otherwise
    all ink is taken for one digit, so that a scribble of many strokes stays none.

    Returns:
        Digits without signs, which stand beside the ink that is cut.
    """
    spans = [(each.begin, each.end) for each in lattice.candidates]
    along = {
        pair: float(step @ weights.neighbours) for pair, step in lattice.steps.items()
    }
    scores = scores_of(lattice, weights)
    way = best_way(spans, scores, along)
    digits = [_digit(lattice, number) for number in way.candidates]
    cuts = way.probability
    if weights.nothing is not None and len(digits) > 1:
        cuts = _of_all_alike(lattice, scores, along, digits)
    if len(digits) > 1 and _is_number(digits, cuts, weights.least_of_two):
        together = float(np.prod([digit.confidence for digit in digits]))
        return Reading(tuple(digits), cuts, cuts * together, ("",) * len(digits))
    digit = _digit(lattice, whole_of(lattice))
    return Reading((digit,), 1.0, digit.confidence, ("",))


def signs_before(
    digits: Sequence[Digit], marks: Sequence[Mark]
) -> tuple[str, ...] | None:
    """What stands before each digit: "", "-", "." or ",".

    Returns:
        None if a point or comma is not between digits, a minus not before all of them,
        if two signs stand in one place, or if one stands beside what is no digit.
    """
    if marks and len(digits) == 1 and not digits[0].is_digit:
        return None
    middles = [float(digit.candidate.box[[0, 2]].mean()) for digit in digits]
    signs = [""] * len(digits)
    for mark in marks:
        place = bisect(middles, mark.middle)
        if place == len(digits) or signs[place] or (mark.sign == MINUS) != (place == 0):
            return None
        signs[place] = mark.sign
    return tuple(signs)


def scores_of(lattice: Lattice, weights: Weights) -> Floats:
    """The scores of a lattice's candidates, (n,)."""
    evidence, layout = np.split(lattice.features, [len(weights.evidence)], axis=1)
    scores = np.asarray(evidence @ weights.evidence + layout @ weights.layout)
    scores += weights.plainness * plainness(lattice)
    whole = whole_of(lattice)
    if weights.nothing is not None and not lattice.answers.is_digit[whole]:
        scores[whole] = layout[whole] @ weights.layout + weights.nothing
    return scores


def plainness(lattice: Lattice) -> Floats:
    """How far each candidate is beyond doubt a digit, (n,), 0 to `PLAINEST`.

    The log probability that it is one is as good as 0 from an evidence of 5 on, which a
    digit that was cut in the wrong place may have as well.
    """
    return lattice.answers.evidence.astype(np.float64).clip(0.0, PLAINEST)


def whole_of(lattice: Lattice) -> int:
    """Number of the candidate that is all ink."""
    spans = [(each.begin, each.end) for each in lattice.candidates]
    return spans.index((0, lattice.count))


def _of_all_alike(
    lattice: Lattice,
    scores: Floats,
    steps: Mapping[tuple[int, int], float],
    digits: Sequence[Digit],
) -> float:
    """Probability of all ways that read like these digits, among all ways.

    A picture can be cut in several ways in nearly the same place.
    """
    labels = lattice.answers.probabilities.argmax(axis=1)
    spans = [(each.begin, each.end) for each in lattice.candidates]
    begins, ends = np.array(spans).T
    total = _sums(spans, scores, steps)
    alike = np.full((len(digits), len(scores)), -np.inf)
    is_first = (begins == 0) & (labels == digits[0].label)
    alike[0] = np.where(is_first, scores, -np.inf)
    wanted = np.array([digit.label for digit in digits[1:]])
    for (left, right), step in sorted(steps.items()):
        score = step + scores[right]
        reached = alike[1:, right]
        further = np.where(wanted == labels[right], alike[:-1, left] + score, -np.inf)
        alike[1:, right] = np.logaddexp(reached, further)
    is_last = ends == lattice.count
    return float(
        np.exp(
            np.logaddexp.reduce(alike[-1, is_last])
            - np.logaddexp.reduce(total[is_last])
        )
    )


def _is_number(digits: Sequence[Digit], cuts: float, least_of_two: float) -> bool:
    doubtful = sum(not digit.is_digit for digit in digits)
    may_be_doubtful = len(digits) // 3
    surest = sorted(digit.confidence for digit in digits)[may_be_doubtful:]
    least = least_of_two if len(digits) == 2 else LEAST_OF_MORE
    is_probable = cuts * float(np.prod(surest)) > least
    return doubtful <= may_be_doubtful and is_probable


def _digit(lattice: Lattice, number: int) -> Digit:
    answers = lattice.answers
    probabilities = answers.probabilities[number]
    return Digit(
        lattice.candidates[number],
        lattice.images[number],
        int(probabilities.argmax()),
        probabilities,
        bool(answers.is_digit[number]),
        float(answers.confidence[number]),
    )


def read_all(
    inks: Sequence[Pieces], recognizer: Recognizer, parts: Weights = PARTS
) -> list[Reading]:
    """Read many numbers, with all their candidates in one batch of the network.

    What may be a sign but does not go with the digits is ink like all other.

    Args:
        parts: weights for pictures.
    """
    found: list[Reading | None] = []
    for pieces, lattice in zip(inks, lattices(inks, recognizer), strict=True):
        weights = STROKES if isinstance(pieces, StrokePieces) else parts
        reading = read(lattice, weights)
        signs = signs_before(reading.digits, pieces.marks)
        found.append(None if signs is None else replace(reading, signs=signs))
    unsigned = [
        plain
        for pieces, reading in zip(inks, found, strict=True)
        if reading is None and (plain := pieces.plain) is not None
    ]
    again = iter(read_all(unsigned, recognizer, parts) if unsigned else ())
    return [next(again) if reading is None else reading for reading in found]


def read_drawing(drawing: Drawing, recognizer: Recognizer) -> list[Reading]:
    """The numbers that a pen has drawn, one for each line.

    Lines stand if each is a number or a digit; otherwise all ink is taken for one.

    Raises:
        BlankDrawing, SingleDot: if there is nothing to recognise.
    """
    lines = stroke_pieces.lines(drawing)
    found = read_all([stroke_pieces.of_drawing(line) for line in lines], recognizer)
    if stand(found):
        return found
    return read_all([stroke_pieces.of_drawing(drawing)], recognizer)


def may_be_several(pieces: Pieces, whole: Answers) -> bool:
    """Whether `read` may find several digits, by the answer to all ink alone.

    The network is not asked what it says of each part: it is taken for surely a digit,
    which scores most. If even so the ways of several digits are too improbable, they
    are not read, whatever the network says. Of strokes, most digits are told so.

    Args:
        whole: what the network says of all ink.

    Returns:
        False if there is one digit; True if `read` has to be asked.
    """
    if pieces.marks:
        return True
    if pieces.count == 1:
        return False
    if not isinstance(pieces, StrokePieces):
        return True  # the ink that a picture's digits are cut from is not all ink
    candidates = pieces.candidates()
    steps = {
        pair: float(step @ STROKES.neighbours)
        for pair, step in _steps(pieces, candidates).items()
    }
    scores = np.stack([each.layout for each in candidates]) @ STROKES.layout
    spans = [(each.begin, each.end) for each in candidates]
    all_ink = spans.index((0, pieces.count))
    scores[all_ink] += float(_evidence(whole)[0] @ STROKES.evidence)
    total = _sums(spans, scores, steps)
    ends = [number for number, (_, end) in enumerate(spans) if end == pieces.count]
    several = [number for number in ends if number != all_ink]
    most = np.exp(
        np.logaddexp.reduce(total[several]) - np.logaddexp.reduce(total[ends])
    )
    least = LEAST_OF_TWO if pieces.count == 2 else LEAST_OF_MORE
    return bool(most > least - ROUNDING)


def stand(lines: Sequence[Reading]) -> bool:
    """Whether each line is a number, or a digit."""
    return all(each.is_number or each.digits[0].is_digit for each in lines)
