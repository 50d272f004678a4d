"""Which maps, and which places in them, speak for a digit and against another.

The part behind the last maps is piecewise linear, so for one image the difference of
two logits is exactly a sum of one contribution for each value of the maps, and a
constant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.explanations.forward import LayerTrace, Network, first_dense
from recognizer.network.engine import FloatArray

DoubleArray = NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """Signed contributions to a logit, or to the difference of two.

    Attributes:
        contributions: (height, width, maps) float64; above zero for the digit.
        constant: what the biases contribute.
    """

    contributions: DoubleArray
    constant: float

    @property
    def total(self) -> float:
        """The logit, or the difference of the two: contributions plus constant."""
        return float(self.contributions.sum()) + self.constant

    @property
    def by_map(self) -> DoubleArray:
        """(maps,), what each map contributes."""
        return np.asarray(self.contributions.sum(axis=(0, 1)))

    @property
    def by_place(self) -> DoubleArray:
        """(height, width), what each place contributes, over all maps."""
        return np.asarray(self.contributions.sum(axis=2))


def between(
    network: Network,
    traces: tuple[LayerTrace, ...],
    digit: int,
    other: int | None,
) -> Evidence:
    """Take a logit apart.

    Args:
        traces: of one image.
        digit: that is spoken for.
        other: that is spoken against; None for the logit of `digit` alone.
    """
    direction = np.zeros(10)
    direction[digit] += 1
    if other is not None:
        direction[other] -= 1
    features = traces[first_dense(network)].inputs[0].astype(np.float64)
    slopes, constant = direction, 0.0
    for trace in reversed(traces[first_dense(network) :]):
        if trace.layer.kind == "dense":
            slopes = slopes * (trace.pre_activation[0] > 0)
        constant += float(slopes @ network.bias(trace.layer).astype(np.float64))
        slopes = network.kernel(trace.layer).astype(np.float64) @ slopes
    return Evidence(features * slopes.reshape(features.shape), constant)


def linear_piece(
    slopes: FloatArray, logits: FloatArray, pixels: FloatArray
) -> DoubleArray:
    """The constants that make slopes × pixels the logits.

    Args:
        slopes: (10, 28, 28), as `gradients.of_logits` gives them for each digit.
        logits: (10,).
        pixels: (28, 28), 0 to 1.
    """
    weighed = (slopes.astype(np.float64) * pixels).sum(axis=(1, 2))
    return np.asarray(logits.astype(np.float64) - weighed)
