"""Read a number: the most probable way to cut ink into digits, and what they are.

`lattice` has what the ink may be cut into and its scores, `ways` how probable each way
to cut is. A number's probability is that of its cuts times those of its digits.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import add

import numpy as np

from recognizer.ink import stroke_pieces
from recognizer.ink.marks import MINUS
from recognizer.ink.mnist_format import Image
from recognizer.ink.segmentation import Candidate, Mark, Pieces
from recognizer.ink.stroke_pieces import StrokePieces
from recognizer.ink.strokes import Drawing, FloatArray
from recognizer.network import ways
from recognizer.network.engine import Answers, Recognizer
from recognizer.network.lattice import (
    LEAST_OF_TWO,
    PARTS,
    STROKES,
    Lattice,
    Weights,
    evidence_of,
    lattices,
    scores_of,
    steps_of,
)

LEAST_OF_MORE = 0.3
"""What is less probable is not read as a number of three digits or more, see `read`;
of two, see `Weights.least_of_two`. Letters and signs look like two digits rather than
three."""
ROUNDING = 1e-3
"""Of a probability, many times what is lost where many are added up."""


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


def read(lattice: Lattice, weights: Weights) -> Reading:
    """The most probable number; one digit unless several are plainly there.

    Several digits are a number if the network says of two thirds of them or more that
    they are digits, and if these and the cuts are together probable enough. Otherwise
    all ink is taken for one digit, so that a scribble of many strokes stays none.

    Returns:
        Digits without signs, which stand beside the ink that is cut.
    """
    along = {
        pair: float(step @ weights.neighbours) for pair, step in lattice.steps.items()
    }
    scores = scores_of(lattice, weights)
    way = ways.best_way(lattice.spans, scores, along)
    digits = [_digit(lattice, number) for number in way.candidates]
    cuts = way.probability
    if weights.nothing is not None and len(digits) > 1:
        # A picture can be cut in several ways in nearly the same place.
        labels = lattice.answers.probabilities.argmax(axis=1)
        wanted = [digit.label for digit in digits]
        cuts = ways.probability_of(wanted, labels, lattice.spans, scores, along)
    if len(digits) > 1 and _is_number(digits, cuts, weights.least_of_two):
        together = float(np.prod([digit.confidence for digit in digits]))
        return Reading(tuple(digits), cuts, cuts * together, ("",) * len(digits))
    digit = _digit(lattice, lattice.whole)
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
        for pair, step in steps_of(pieces, candidates).items()
    }
    scores = np.stack([each.layout for each in candidates]) @ STROKES.layout
    spans = [(each.begin, each.end) for each in candidates]
    all_ink = spans.index((0, pieces.count))
    scores[all_ink] += float(evidence_of(whole)[0] @ STROKES.evidence)
    total = ways.sums(spans, scores, steps)
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
