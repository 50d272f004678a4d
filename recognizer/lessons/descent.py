"""Gradient descent down a bowl: the error of a straight line through points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recognizer.lessons.network import FloatArray


@dataclass(frozen=True)
class Bowl:
    """The mean squared error as a function of slope and intercept.

    Attributes:
        lowest: (2,), slope and intercept of the best line.
        floor: the error there.
        curvature: (2, 2), second derivatives.
    """

    lowest: FloatArray
    floor: float
    curvature: FloatArray

    def loss(self, places: FloatArray) -> FloatArray:
        """The error at places (…, 2)."""
        away = places - self.lowest
        return np.asarray(self.floor + (away @ self.curvature * away).sum(axis=-1) / 2)

    def gradient(self, place: FloatArray) -> FloatArray:
        """Derivatives at a place (2,)."""
        return np.asarray(self.curvature @ (place - self.lowest))

    @property
    def largest_rate(self) -> float:
        """Learning rate from which on gradient descent no longer converges.

        Two over the largest curvature: Nesterov, 2004, section 1.2.3.
        """
        return float(2 / np.linalg.eigvalsh(self.curvature)[-1])

    def contour(self, loss: float, count: int = 90) -> FloatArray:
        """Places (count, 2) round the bowl where the error is `loss`, above floor."""
        turn = np.linspace(0, 2 * np.pi, count)
        ring = np.column_stack([np.cos(turn), np.sin(turn)])
        values, axes = np.linalg.eigh(self.curvature)
        lengths = np.sqrt(2 * (loss - self.floor) / values)
        return np.asarray(self.lowest + ring * lengths @ axes.T)


def bowl(x: FloatArray, y: FloatArray) -> Bowl:
    """The error of lines through points (n,) and (n,), not all with the same x."""
    inputs = np.column_stack([x, np.ones(len(x))])
    lowest: FloatArray = np.asarray(np.linalg.lstsq(inputs, y)[0], np.float64)
    floor = float(((inputs @ lowest - y) ** 2).mean())
    return Bowl(lowest, floor, np.asarray(2 / len(x) * inputs.T @ inputs))


def descend(bowl: Bowl, start: FloatArray, rate: float, steps: int) -> FloatArray:
    """The way down: (steps + 1, 2), each place one step against the gradient."""
    places = [start]
    for _step in range(steps):
        places.append(places[-1] - rate * bowl.gradient(places[-1]))
    return np.stack(places)
