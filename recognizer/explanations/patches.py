"""One value of a network, product by product: numbers that add up to it.

Sums are in double precision, from the very single-precision numbers that the engine
multiplies, so that they differ from its own values by its rounding alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.explanations.forward import Network, activate, is_dense
from recognizer.network.engine import FloatArray, Prediction

DoubleArray = NDArray[np.float64]


@dataclass(frozen=True)
class WeightedSum:
    """One value of a map, or one dense unit, or one logit.

    Attributes:
        inputs: (channels, height, width) float64: what lies under the kernel, zero
            beyond the edge of the picture.
        kernel: same shape, one sub-filter a channel.
        bias: what is added.
        activation: after ReLU.
        threshold: what is subtracted from an edge filter's absolute value before ReLU;
            0 for other layers.
    """

    inputs: DoubleArray
    kernel: DoubleArray
    bias: float
    activation: float
    threshold: float

    @property
    def products(self) -> DoubleArray:
        """Inputs times kernel, (channels, height, width)."""
        return self.inputs * self.kernel

    @property
    def sums(self) -> DoubleArray:
        """Sum of each sub-filter's products, (channels,)."""
        return np.asarray(self.products.sum(axis=(1, 2)))

    @property
    def total(self) -> float:
        """Sum of all products."""
        return float(self.products.sum())

    @property
    def pre_activation(self) -> float:
        """Sum of all products, plus the bias."""
        return self.total + self.bias


@dataclass(frozen=True)
class Pooling:
    """One value of a pooled map.

    Attributes:
        values: (2, 2), what lies under it.
        winner: row and column (0 or 1) of the largest; the first if several are.
        value: the largest.
    """

    values: DoubleArray
    winner: tuple[int, int]
    value: float


@dataclass(frozen=True)
class Softmax:
    """From logits to probabilities; all arrays (10,) float64.

    Attributes:
        logits: what the last layer gives.
        scaled: logits over the temperature.
        exponentials: e to the power of each.
        total: their sum.
        probabilities: exponentials over their sum.
    """

    logits: DoubleArray
    temperature: float
    scaled: DoubleArray
    exponentials: DoubleArray
    total: float
    probabilities: DoubleArray


def inputs_of(prediction: Prediction, number: int) -> FloatArray:
    """What layer `number` (from 0) was given: (height, width, channels) or (units,)."""
    if number == 0:
        return (prediction.image.astype(np.float32) / np.float32(255))[..., None]
    layer = prediction.layers[number - 1]
    return layer.activation if layer.pooled is None else layer.pooled


def at(
    network: Network,
    prediction: Prediction,
    number: int,
    unit: int,
    place: tuple[int, int] = (0, 0),
) -> WeightedSum:
    """Take one value apart.

    Args:
        number: of the layer, from 0; the last one holds the logits.
        unit: number of the filter, unit or digit, from 0.
        place: row and column in the map, from 0; of no meaning in a dense layer.
    """
    layer = network.layers[number]
    inputs = inputs_of(prediction, number).astype(np.float64)
    kernel = network.kernel(layer)[..., unit].astype(np.float64)
    if is_dense(layer):
        patch = _as_maps(inputs)
        weights = kernel.reshape(patch.transpose(1, 2, 0).shape)
    else:
        side = kernel.shape[0]
        pad = side // 2
        padded = np.pad(inputs, ((pad, pad), (pad, pad), (0, 0)))
        row, column = place
        window = padded[row : row + side, column : column + side]
        patch, weights = window.transpose(2, 0, 1), kernel
    weights = weights.transpose(2, 0, 1)
    bias = float(network.bias(layer)[unit])
    pre_activation = np.float32((patch * weights).sum() + bias)
    activation = float(activate(layer, np.asarray(pre_activation)))
    return WeightedSum(patch, weights, bias, activation, layer.threshold)


def _as_maps(inputs: DoubleArray) -> DoubleArray:
    """What a dense layer weighs as (channels, height, width); units as one map."""
    if inputs.ndim == 3:
        return inputs.transpose(2, 0, 1)
    height = int(np.sqrt(inputs.size))
    while inputs.size % height:
        height -= 1
    return inputs.reshape(1, height, -1)


def pooling(activation: FloatArray, unit: int, place: tuple[int, int]) -> Pooling:
    """Take one pooled value apart.

    Args:
        activation: (height, width, maps), what is pooled.
        place: row and column in the pooled map.
    """
    row, column = place
    values = activation[2 * row : 2 * row + 2, 2 * column : 2 * column + 2, unit]
    winner = np.unravel_index(int(values.argmax()), (2, 2))
    return Pooling(
        values.astype(np.float64),
        (int(winner[0]), int(winner[1])),
        float(values.max()),
    )


def softmax(logits: FloatArray, temperature: float) -> Softmax:
    """Logits, exponentials, probabilities."""
    exact = logits.astype(np.float64)
    scaled = exact / temperature
    # Adding a constant to all logits changes no probability; e^700 would overflow.
    exponentials = np.exp(scaled - max(0.0, float(scaled.max()) - 300))
    total = float(exponentials.sum())
    return Softmax(
        exact, temperature, scaled, exponentials, total, exponentials / total
    )
