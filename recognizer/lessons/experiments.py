"""Small networks on scikit-learn's 8 × 8 digits: overfitting and what helps.

Each takes the digits in, trains well under a second, and gives what was measured.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recognizer.lessons import network
from recognizer.lessons.network import (
    Examples,
    FloatArray,
    Measurement,
    TrainingConfig,
    Weights,
)

HIDDEN = 64
HELD_OUT = 500
MISLABELLED = 0.15
"""Fraction of labels redrawn at random where overfitting is to be seen clearly."""


def small_digits(images: NDArray[np.uint8], labels: NDArray[np.int64]) -> Examples:
    """Undo the enlargement of `datasets.sklearn_digits_enlarged`.

    Args:
        images: (n, 28, 28), each pixel repeated 3 × 3 times in the middle.

    Returns:
        Inputs (n, 64), 0 to 1.
    """
    pixels = images[:, 2:26:3, 2:26:3].reshape(len(images), 64)
    return Examples(pixels / 255, labels)


def mislabelled(examples: Examples, fraction: float, seed: int) -> Examples:
    """Redraw a fraction of the labels at random; a tenth of those stay right."""
    rng = np.random.default_rng(seed)
    drawn = rng.random(len(examples)) < fraction
    labels = np.where(drawn, rng.integers(0, 10, len(examples)), examples.labels)
    return Examples(examples.inputs, labels)


def in_batches(digits: Examples, batch_size: int, passes: int) -> list[Measurement]:
    """Softmax regression on 1,000 digits, from zero, for a number of passes."""
    examples, held_out = digits[:1_000], digits[-HELD_OUT:]
    steps = passes * (len(examples) // min(batch_size, len(examples)))
    config = TrainingConfig(steps, batch_size, rate=0.5, every=max(1, steps // 100))
    weights = ((np.zeros((64, 10)), np.zeros(10)),)
    return _measured(weights, examples, held_out, config)


def by_heart(digits: Examples, count: int) -> list[Measurement]:
    """A hidden layer that learns from `count` digits alone."""
    return _with_hidden_layer(digits[:count], digits[-HELD_OUT:], 0.0)


def with_dropout(digits: Examples, dropout: float) -> list[Measurement]:
    """A hidden layer with dropout that learns from 200 digits.

    Some of their labels are wrong; those of the held-out digits are right.
    """
    examples = mislabelled(digits[:200], MISLABELLED, seed=5)
    return _with_hidden_layer(examples, digits[-HELD_OUT:], dropout)


def stops_at(losses: Sequence[float], patience: int) -> int:
    """Index of the measurement at which a training would be stopped.

    The first that is the `patience`-th in a row without a new best (Prechelt, 1998,
    Early stopping – but when?); the last one if there is none.
    """
    best, since = float("inf"), 0
    for index, loss in enumerate(losses):
        since = 0 if loss < best else since + 1
        best = min(best, loss)
        if since >= patience:
            return index
    return len(losses) - 1


def naming(digits: Examples) -> tuple[FloatArray, FloatArray]:
    """The hidden layer of a network that learned to name 700 digits.

    Returns:
        Its kernel (64, 64) and bias (64,).
    """
    rng = np.random.default_rng(0)
    config = TrainingConfig(600, 32, rate=0.3, every=600)
    begun = network.start((64, HIDDEN, 10), rng)
    trained = network.train(begun, digits[:700], digits[-HELD_OUT:], config, rng)
    return trained[-1][0][0]


def transfer(
    digits: Examples, count: int, named: tuple[FloatArray, FloatArray]
) -> tuple[list[float], list[float]]:
    """Learn "odd or even?" from `count` digits, twice.

    The first network's hidden layer comes from one that learned to name 700 other
    digits, and is frozen; the second starts from random weights.

    Args:
        named: kernel and bias of that hidden layer, see `naming`.

    Returns:
        Held-out accuracy of both after 0, 10, … 200 steps, each the mean of five
        trainings on different digits.
    """
    question = Examples(digits.inputs, digits.labels % 2)
    pretrained: list[list[float]] = []
    random: list[list[float]] = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        chosen = rng.choice(len(digits) - HELD_OUT - 700, count, replace=False)
        examples, held_out = question[700 + chosen], question[-HELD_OUT:]
        weights = network.start((64, HIDDEN, 2), rng)
        for frozen, first, found in (
            (1, named, pretrained),
            (0, weights[0], random),
        ):
            config = TrainingConfig(200, 10, rate=0.1, every=10, frozen=frozen)
            points = _measured((first, weights[1]), examples, held_out, config)
            found.append([point["held_out_accuracy"] for point in points])
    return np.mean(pretrained, axis=0).tolist(), np.mean(random, axis=0).tolist()


def _with_hidden_layer(
    examples: Examples, held_out: Examples, dropout: float
) -> list[Measurement]:
    weights = network.start((64, HIDDEN, 10), np.random.default_rng(0))
    config = TrainingConfig(1_000, 20, rate=0.3, dropout=dropout, every=10)
    return _measured(weights, examples, held_out, config)


def _measured(
    weights: Weights, examples: Examples, held_out: Examples, config: TrainingConfig
) -> list[Measurement]:
    rng = np.random.default_rng(1)
    training = network.train(weights, examples, held_out, config, rng)
    return [measured for _weights, measured in training]
