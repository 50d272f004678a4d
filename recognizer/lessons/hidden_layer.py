"""XOR: two classes that no straight line separates, and a hidden layer that does."""

from __future__ import annotations

import numpy as np

from recognizer.lessons import network
from recognizer.lessons.network import Examples, FloatArray, TrainingConfig, Weights

CONFIG = TrainingConfig(steps=600, batch_size=1_000, rate=0.5, every=600)


def xor(count: int, seed: int) -> Examples:
    """Draw a cloud in each corner; neighbours belong to different classes.

    Args:
        count: points in each of the four corners.
    """
    rng = np.random.default_rng(seed)
    corners = np.array([[-1, -1], [1, 1], [-1, 1], [1, -1]])
    points = [rng.normal(corner, 0.33, (count, 2)) for corner in corners]
    return Examples(np.concatenate(points), np.repeat([0, 0, 1, 1], count))


def start(units: int, seed: int) -> Weights:
    """Weights of a network with one hidden layer, or, with 0 units, none."""
    sizes = (2, units, 2) if units else (2, 2)
    return network.start(sizes, np.random.default_rng(seed))


def learn(examples: Examples, units: int, seed: int) -> Weights:
    """Train such a network on all examples at each step."""
    rng = np.random.default_rng(seed)
    begun = start(units, seed)
    return network.train(begun, examples, examples, CONFIG, rng)[-1][0]


def evidence(weights: Weights, points: FloatArray) -> FloatArray:
    """Log of the odds that points (n, 2) belong to class 1."""
    answers = network.logits(weights, points)
    return np.asarray(answers[:, 1] - answers[:, 0])
