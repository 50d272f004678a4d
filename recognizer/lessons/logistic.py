"""Two clouds of points and a straight line between them: logistic regression.

Fitted by Newton's method, as in Bishop, 2006, Pattern recognition and machine
learning, section 4.3.3.
"""

from __future__ import annotations

import numpy as np

from recognizer.lessons.network import Examples, FloatArray

CENTRES = np.array([[-0.8, -0.5], [0.9, 0.6]])


def clouds(count: int, seed: int) -> Examples:
    """Draw two clouds that overlap a little.

    Args:
        count: points in each of the two classes.

    Returns:
        2 × count points in the plane, classes 0 and 1.
    """
    rng = np.random.default_rng(seed)
    points = [rng.normal(centre, 0.75, (count, 2)) for centre in CENTRES]
    return Examples(np.concatenate(points), np.repeat([0, 1], count))


def line(angle: float, shift: float, steepness: float) -> FloatArray:
    """Weights of the line that lies `shift` from the origin.

    Args:
        angle: direction in which class 1 lies, in degrees from the first axis.
        steepness: growth of the evidence for class 1 per unit of distance.

    Returns:
        (3,): a weight for each axis, and the bias.
    """
    across = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    return np.append(steepness * across, -steepness * shift)


def place(weights: FloatArray) -> tuple[float, float, float]:
    """Angle (-180 to 180 degrees), shift and steepness of a line's weights."""
    steepness = float(np.hypot(*weights[:2]))
    angle = float(np.degrees(np.arctan2(weights[1], weights[0])))
    return angle, float(-weights[2] / steepness), steepness


def evidence(weights: FloatArray, points: FloatArray) -> FloatArray:
    """Log of the odds that points (…, 2) belong to class 1; zero on the line."""
    return np.asarray(points @ weights[:2] + weights[2])


def probability(evidence: FloatArray) -> FloatArray:
    """Sigmoid: the probability that belongs to log odds."""
    return np.asarray(np.exp(-np.logaddexp(0, -evidence)))


def log_likelihood(weights: FloatArray, examples: Examples) -> float:
    """Log of the probability that the line gives to all classes as they are."""
    signed = evidence(weights, examples.inputs) * (2 * examples.labels - 1)
    return float(-np.logaddexp(0, -signed).sum())


def right(weights: FloatArray, examples: Examples) -> int:
    """Number of points on their class's side of the line."""
    answers = evidence(weights, examples.inputs) > 0
    return int((answers == (examples.labels == 1)).sum())


def fit(examples: Examples, steps: int = 25) -> FloatArray:
    """Find the line of the largest likelihood; the classes must overlap."""
    inputs = np.column_stack([examples.inputs, np.ones(len(examples))])
    weights = np.zeros(3)
    for _step in range(steps):
        probabilities = probability(inputs @ weights)
        slope = inputs.T @ (examples.labels - probabilities)
        curvature = (inputs.T * (probabilities * (1 - probabilities))) @ inputs
        weights = weights + np.linalg.solve(curvature, slope)
    return weights
