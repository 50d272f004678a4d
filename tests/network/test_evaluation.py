"""Figures against hand-worked examples and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, roc_auc_score

from recognizer.network import evaluation
from recognizer.network.engine import Answers


def answers_for(
    given_digits: list[int],
    evidence: list[float] | None = None,
    is_digit: list[bool] | None = None,
) -> Answers:
    """Answers that are sure of the given digits."""
    n = len(given_digits)
    probabilities = np.full((n, 10), 0.01, np.float32)
    probabilities[np.arange(n), given_digits] = 0.91
    return Answers(
        np.log(probabilities),
        probabilities,
        np.array([0] * n if evidence is None else evidence, np.float32),
        np.array([True] * n if is_digit is None else is_digit),
        probabilities.max(1),
    )


def test_accuracy_of_a_hand_worked_example() -> None:
    figures = evaluation.evaluate(
        answers_for([1, 2, 2, 7], is_digit=[True, True, True, False]),
        np.array([1, 2, 3, 7]),
    )
    assert (figures.count, figures.errors, figures.accuracy) == (4, 1, 0.75)
    assert figures.per_class[1:4] == (1.0, 1.0, 0.0)
    assert np.isnan(figures.per_class[0])
    assert figures.accepted == 0.75
    assert figures.rejected is None
    assert figures.auroc is None


def test_non_digits_are_judged_apart() -> None:
    figures = evaluation.evaluate(
        answers_for([1, 2, 3, 4], [5, 4, 3, 4], [True, True, False, True]),
        np.array([1, 2, -1, -1]),
    )
    assert figures.count == 2
    assert figures.accuracy == 1
    assert figures.rejected == 0.5
    stored = figures.to_json()
    assert (stored["kept"], stored["refused"]) == (figures.accepted, 0.5)
    assert not {"accepted", "rejected"} & stored.keys()
    # Pairs (digit, other): 5>3, 5>4, 4>3 and a tie, 4=4: 3.5 of 4.
    assert figures.auroc == 3.5 / 4


def test_the_worst_writer_of_a_hand_worked_example() -> None:
    answers = answers_for([1, 2, 3, 4, 5, 6])
    labels = np.array([1, 2, 9, 4, -1, 6])
    writers = ["ann", "bob", "ann", "ann", "bob", "bob"]
    assert evaluation.evaluate(answers, labels, writers).worst_writer == 2 / 3
    assert evaluation.evaluate(answers, labels).worst_writer is None


def test_calibration_error_of_a_hand_worked_example() -> None:
    # Two answers at 0.91, one right: |0.5 - 0.91| = 0.41, all in one bin.
    error = evaluation.calibration_error(
        answers_for([1, 2]).probabilities, np.array([1, 3])
    )
    assert error == pytest.approx(0.41)


def test_calibration_error_by_chance_of_a_hand_worked_example() -> None:
    # Of four digits at 0.5, 0 to 4 are right in 1, 4, 6, 4, 1 of 16 cases, which
    # differs by 2, 1, 0, 1, 2 from the two expected: on average by 12 / 16, or 3 / 16
    # for each digit.
    even = np.full((4, 10), 0.5 / 9, np.float32)
    even[:, 3] = 0.5
    found = evaluation.calibration_error_by_chance(even)
    assert found == pytest.approx(3 / 16, abs=0.02)
    assert evaluation.calibration_error_by_chance(np.eye(10, dtype=np.float32)) == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1))
def test_confusion_is_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    truth, answer = np.array(pairs).T
    expected = confusion_matrix(truth, answer, labels=range(10))
    np.testing.assert_array_equal(evaluation.confusion(truth, answer), expected)


@given(
    st.lists(st.integers(-3, 3), min_size=1), st.lists(st.integers(-3, 3), min_size=1)
)
def test_auroc_is_scikit_learns(positives: list[int], negatives: list[int]) -> None:
    truth = [1] * len(positives) + [0] * len(negatives)
    expected = roc_auc_score(truth, positives + negatives)
    found = evaluation.auroc(np.array(positives), np.array(negatives))
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_that_made_the_labels_is_found(temperature: float) -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (20_000, 10)).astype(np.float32)
    probabilities = np.exp(logits / temperature)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    labels = (probabilities.cumsum(axis=1) > rng.random((20_000, 1))).argmax(axis=1)
    assert evaluation.fit_temperature(logits, labels) == pytest.approx(
        temperature, rel=0.05
    )


ANSWERS = Answers(
    logits=np.zeros((4, 10), np.float32),
    probabilities=np.array(
        [[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.55, 0.45]], np.float32
    ),
    evidence=np.zeros(4, np.float32),
    is_digit=np.array([True, True, False, True]),
    confidence=np.zeros(4, np.float32),
)
LABELS = np.array([1, 0, 0, 1])


@pytest.mark.parametrize(
    ("kind", "places"), [("wrong", [0, 2, 3]), ("right", [1]), ("rejected", [2])]
)
def test_examples_come_in_order(kind: evaluation.Kind, places: list[int]) -> None:
    assert evaluation.examples(ANSWERS, LABELS, kind).tolist() == places


def test_a_cell_holds_its_digits_the_most_sure_first() -> None:
    assert evaluation.read_as(ANSWERS, LABELS, 1, 0).tolist() == [0, 3]
    assert evaluation.read_as(ANSWERS, LABELS, 1, 1).tolist() == []


def test_reliability_by_hand() -> None:
    bins = evaluation.reliability(ANSWERS.probabilities, LABELS)
    # 0.9 falls into bin 13, 0.6 into 9, 0.8 into 12, 0.55 into 8.
    assert bins.count.tolist() == [0] * 8 + [1, 1, 0, 0, 1, 1, 0]
    np.testing.assert_allclose(bins.accuracy[[8, 9, 12, 13]], [0, 1, 0, 0])
    np.testing.assert_allclose(bins.confidence[[8, 9, 12, 13]], [0.55, 0.6, 0.8, 0.9])
    error = evaluation.calibration_error(ANSWERS.probabilities, LABELS)
    assert error == pytest.approx((0.55 + 0.4 + 0.8 + 0.9) / 4)
