"""Memory against training, in the plane: a line, and points that it gets wrong.

The memory is a cache beside the line (Orhan, 2018, A simple cache model for image
recognition): the nearest remembered point answers for what lies within its reach.
"""

from __future__ import annotations

import numpy as np

from recognizer.lessons import logistic
from recognizer.lessons.network import Examples, FloatArray

CENTRE = np.array([-1.7, -1.5])
"""Of points of class 1, deep where the line expects class 0."""
PASSES = 10
"""How often each corrected point is trained on, beside each old one once."""


def new_style(count: int, seed: int) -> Examples:
    """Points of class 1 that are written in another way."""
    rng = np.random.default_rng(seed)
    points = rng.normal(CENTRE, 0.35, (count, 2))
    return Examples(points, np.ones(count, int))


def remember(
    weights: FloatArray, remembered: Examples, reach: float, points: FloatArray
) -> FloatArray:
    """Evidence for class 1: the line's, or that of the nearest remembered point.

    Args:
        weights: (3,), of the line.
        reach: distance up to which a remembered point answers.
        points: (n, 2).

    Returns:
        (n,) log odds; ±5 where a remembered point answers.
    """
    evidence = logistic.evidence(weights, points)
    if not len(remembered):
        return evidence
    ways = points[:, None] - remembered.inputs[None]
    distances = np.linalg.norm(ways, axis=-1)
    nearest = distances.argmin(axis=1)
    said = 5.0 * (2 * remembered.labels[nearest] - 1)
    return np.where(distances.min(axis=1) <= reach, said, evidence)


def train(examples: Examples, remembered: Examples) -> FloatArray:
    """The line that is fitted again, to the old points and to the corrected ones."""
    inputs = [examples.inputs, *[remembered.inputs] * PASSES]
    labels = [examples.labels, *[remembered.labels] * PASSES]
    return logistic.fit(Examples(np.concatenate(inputs), np.concatenate(labels)))


def right(evidence: FloatArray, examples: Examples) -> int:
    """Number of points whose evidence speaks for their class."""
    return int(((evidence > 0) == (examples.labels == 1)).sum())
