"""The experiments on small digits show what their lessons say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits

from recognizer.datasets import small_digits
from recognizer.lessons import experiments
from recognizer.lessons.network import Examples


@pytest.fixture(scope="module")
def digits() -> Examples:
    data = small_digits.sklearn_digits_enlarged()
    return experiments.small_digits(data.images, data.labels)


def test_small_digits_are_scikit_learns(digits: Examples) -> None:
    data = load_digits()
    order = np.random.default_rng(0).permutation(len(data.data))
    np.testing.assert_allclose(digits.inputs, data.data[order] / 16, atol=0.002)
    np.testing.assert_array_equal(digits.labels, data.target[order])


def test_few_examples_are_learned_by_heart(digits: Examples) -> None:
    few, many = (experiments.by_heart(digits, count)[-1] for count in (50, 800))
    assert few["accuracy"] == 1
    gaps = [last["accuracy"] - last["held_out_accuracy"] for last in (few, many)]
    assert gaps[0] > 0.1 > gaps[1]


def test_dropout_helps_against_wrong_labels_and_too_much_harms(
    digits: Examples,
) -> None:
    without, half, most = (
        experiments.with_dropout(digits, dropout)[-1]["held_out_loss"]
        for dropout in (0, 0.75, 0.9)
    )
    assert half < without - 0.1
    assert most > without


def test_small_batches_learn_more_from_as_many_images(digits: Examples) -> None:
    small, full = (experiments.in_batches(digits, size, 5) for size in (10, 1_000))
    assert (small[-1]["step"], full[-1]["step"]) == (500, 5)
    assert small[-1]["loss"] < full[-1]["loss"] / 2


def test_mislabelling_redraws_a_fraction_of_the_labels(digits: Examples) -> None:
    changed = experiments.mislabelled(digits, 0.5, seed=0).labels != digits.labels
    assert changed.mean() == pytest.approx(0.5 * 0.9, abs=0.04)


@pytest.mark.parametrize(("patience", "stop"), [(1, 2), (2, 5), (3, 6), (4, 7)])
def test_early_stopping_by_hand(patience: int, stop: int) -> None:
    losses = [5.0, 4, 4.5, 3, 3.5, 3.2, 3.1, 3.3]
    assert experiments.stops_at(losses, patience) == stop


@given(st.lists(st.floats(0, 9), min_size=1, max_size=40), st.integers(1, 10))
def test_early_stopping_waits_for_its_patience(
    losses: list[float], patience: int
) -> None:
    stop = experiments.stops_at(losses, patience)
    best = int(np.argmin(losses[: stop + 1]))
    assert stop == len(losses) - 1 or stop - best == patience
    assert stop - best <= patience


def test_frozen_filters_help_while_examples_are_few(digits: Examples) -> None:
    named = experiments.naming(digits)
    pretrained, fresh = experiments.transfer(digits, 10, named)
    assert len(pretrained) == len(fresh) == 21
    assert pretrained[-1] > fresh[-1] + 0.05
    pretrained, fresh = experiments.transfer(digits, 400, named)
    assert pretrained[-1] < fresh[-1] + 0.02
