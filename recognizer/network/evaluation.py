"""How good answers are: accuracy, confusion, calibration, rejection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.labelled import NO_DIGIT
from recognizer.network.engine import Answers, FloatArray

BINS = 15
DRAWS = 200
SEED = 0


@dataclass(frozen=True)
class Evaluation:
    """Figures of one network on one data set.

    Attributes:
        count: digits that were judged.
        errors: digits whose most probable class is wrong.
        accuracy: fraction that is right, 0 to 1; a rejected digit counts by its most
            probable class.
        per_class: accuracy of each digit, nan where there is none.
        confusion: (10, 10): rows are true digits, columns answers.
        calibration_error: expected calibration error of the largest probability, 15
            bins of equal width (Guo et al., 2017, section 2), 0 to 1.
        accepted: fraction of the digits that the network accepts as digits.
        rejected: fraction of the non-digits that it rejects; None if there are none.
        auroc: probability that a digit gets more evidence of being one than a
            non-digit; None if there are none.
        worst_writer: accuracy of the writer whose digits are read worst; None if the
            writers are not known.
    """

    count: int
    errors: int
    accuracy: float
    per_class: tuple[float, ...]
    confusion: NDArray[np.int64]
    calibration_error: float
    accepted: float
    rejected: float | None
    auroc: float | None
    worst_writer: float | None

    def to_json(self) -> dict[str, Any]:
        """The figures as cards name them: "kept" and "refused" are their words."""
        values = {**asdict(self), "confusion": self.confusion.tolist()}
        stored = {"accepted": "kept", "rejected": "refused"}
        return {stored.get(name, name): value for name, value in values.items()}


def evaluate(
    answers: Answers, labels: NDArray[np.int64], writers: Sequence[str] = ()
) -> Evaluation:
    """Judge answers.

    Args:
        answers: for n images.
        labels: (n,), 0 to 9, or -1 for what is no digit; at least one digit.
        writers: who wrote it, for each; empty if that is not known.
    """
    digits = labels != NO_DIGIT
    probabilities, truth = answers.probabilities[digits], labels[digits]
    given = probabilities.argmax(axis=1)
    table = confusion(truth, given)
    counts = table.sum(axis=1)
    per_class = [
        float(table[digit, digit] / counts[digit]) if counts[digit] else float("nan")
        for digit in range(10)
    ]
    others = not digits.all()
    return Evaluation(
        count=len(truth),
        errors=int((given != truth).sum()),
        accuracy=float((given == truth).mean()),
        per_class=tuple(per_class),
        confusion=table,
        calibration_error=calibration_error(probabilities, truth),
        accepted=float(answers.is_digit[digits].mean()),
        rejected=float((~answers.is_digit[~digits]).mean()) if others else None,
        auroc=(
            auroc(answers.evidence[digits], answers.evidence[~digits])
            if others
            else None
        ),
        worst_writer=_worst(given == truth, np.array(writers)[digits])
        if writers
        else None,
    )


def _worst(right: NDArray[np.bool_], writers: NDArray[np.str_]) -> float:
    return min(float(right[writers == each].mean()) for each in np.unique(writers))


def confusion(truth: NDArray[np.int64], given: NDArray[np.intp]) -> NDArray[np.int64]:
    """Count how often each digit (row) was given each answer (column)."""
    return np.bincount(truth * 10 + given, minlength=100).reshape(10, 10)


@dataclass(frozen=True)
class Reliability:
    """How sure and how often right, in 15 bins of equal width (Guo et al., 2017).

    Attributes:
        count: (15,), digits in each bin of the largest probability.
        confidence: (15,), mean largest probability, nan where there is none.
        accuracy: (15,), fraction that is right, nan where there is none.
    """

    count: NDArray[np.int64]
    confidence: NDArray[np.float64]
    accuracy: NDArray[np.float64]


def reliability(probabilities: FloatArray, truth: NDArray[np.int64]) -> Reliability:
    """Sort answers by how sure they are.

    Args:
        probabilities: (n, 10).
        truth: (n,), 0 to 9.
    """
    largest = probabilities.max(axis=1).astype(float)
    right = (probabilities.argmax(axis=1) == truth).astype(float)
    bins = _bins(largest)
    count = np.bincount(bins, minlength=BINS)
    some = np.where(count, count, np.nan)
    return Reliability(
        count,
        np.bincount(bins, largest, BINS) / some,
        np.bincount(bins, right, BINS) / some,
    )


def _bins(largest: NDArray[np.floating]) -> NDArray[np.intp]:
    return np.minimum((largest * BINS).astype(np.intp), BINS - 1)


def calibration_error(probabilities: FloatArray, truth: NDArray[np.int64]) -> float:
    """Expected calibration error of the largest probability.

    Args:
        probabilities: (n, 10).
        truth: (n,), 0 to 9.
    """
    bins = reliability(probabilities, truth)
    gaps = bins.count * np.abs(bins.accuracy - bins.confidence)
    return float(np.nansum(gaps) / len(truth))


def calibration_error_by_chance(probabilities: FloatArray) -> float:
    """The calibration error that a perfectly calibrated network has on average.

    Of so many digits some are wrong more often than their probabilities say, and
    others less, by chance. Here each digit is right as often as its largest
    probability says, drawn 200 times (consistency resampling: Bröcker and Smith, 2007,
    Increasing the reliability of reliability diagrams, Weather and Forecasting 22).

    Args:
        probabilities: (n, 10).
    """
    largest = probabilities.max(axis=1)
    rng = np.random.default_rng(SEED)
    drawn = rng.random((DRAWS, len(largest)), np.float32) < largest
    of_bins = (drawn - largest) @ np.eye(BINS, dtype=np.float32)[_bins(largest)]
    return float(np.abs(of_bins).sum(axis=1).mean() / len(largest))


Kind = Literal["wrong", "right", "rejected"]


def examples(
    answers: Answers, labels: NDArray[np.int64], kind: Kind
) -> NDArray[np.intp]:
    """Places of the digits read wrong, right, or taken for no digit.

    Returns:
        (n,): of the wrong ones the most sure first, of the others the least sure.
    """
    given = answers.probabilities.argmax(axis=1)
    sure = answers.probabilities.max(axis=1)
    chosen = {
        "wrong": given != labels,
        "right": given == labels,
        "rejected": ~answers.is_digit,
    }[kind]
    order = np.argsort(-sure if kind == "wrong" else sure, kind="stable")
    return np.compress(chosen[order], order)


def read_as(
    answers: Answers, labels: NDArray[np.int64], truth: int, given: int
) -> NDArray[np.intp]:
    """Places of the digits `truth` that were read as `given`, the most sure first."""
    probabilities = answers.probabilities
    chosen = (labels == truth) & (probabilities.argmax(axis=1) == given)
    order = np.argsort(-probabilities.max(axis=1), kind="stable")
    return np.compress(chosen[order], order)


def auroc(positives: FloatArray, negatives: FloatArray) -> float:
    """Probability that a positive's score is above a negative's; ties count half.

    The area under the receiver operating characteristic, by ranks (Hanley and
    McNeil, 1982).
    """
    from scipy.stats import rankdata

    ranks = rankdata(np.concatenate([positives, negatives]))[: len(positives)]
    least = len(positives) * (len(positives) + 1) / 2
    return float((ranks.sum() - least) / (len(positives) * len(negatives)))


def fit_temperature(logits: FloatArray, truth: NDArray[np.int64]) -> float:
    """The temperature with the least mean cross-entropy (Guo et al., 2017, 4.2).

    Args:
        logits: (n, 10) of held-out digits.
        truth: (n,), 0 to 9.
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    rows = np.arange(len(truth))

    def cross_entropy(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        return -float(log_softmax(scaled, axis=1)[rows, truth].mean())

    best = minimize_scalar(cross_entropy, bounds=(-2, 2), method="bounded")
    return float(np.exp(best.x))
