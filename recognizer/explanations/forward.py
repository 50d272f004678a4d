"""A network in NumPy: slower than the engine, but every step of it can be changed.

It computes what the engine does, up to single precision's rounding, from the weights
that a bundle keeps beside it. Convolutions are "same" with stride 1, written as one
matrix product over patches (im2col: Chellapilla, Puri and Simard, 2006, High
performance convolutional neural networks for document processing).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.errors import N_, InvalidBundle
from recognizer.ink.mnist_format import SIZE, Image
from recognizer.network.architecture import Layer
from recognizer.network.bundles import Bundle
from recognizer.network.engine import FloatArray


@dataclass(frozen=True)
class Network:
    """Layers and their weights.

    Attributes:
        layers: from the image to the logits; at least the logits.
        weights: "layer/kernel" and, but for edges, "layer/bias", float32. A kernel is
            (side, side, inputs, filters) or (inputs, units).
    """

    layers: tuple[Layer, ...]
    weights: Mapping[str, FloatArray]

    def kernel(self, layer: Layer) -> FloatArray:
        """Weights of a layer: (side, side, inputs, filters) or (inputs, units)."""
        return self.weights[f"{layer.name}/kernel"]

    def bias(self, layer: Layer) -> FloatArray:
        """Biases of a layer, (filters,) or (units,); zeros if it has none."""
        count = self.kernel(layer).shape[-1]
        return self.weights.get(f"{layer.name}/bias", np.zeros(count, np.float32))


@dataclass(frozen=True)
class LayerTrace:
    """What a layer makes of n images.

    Attributes:
        inputs: (n, height, width, channels) or (n, values).
        pre_activation: weighted sum plus bias: (n, height, width, filters) or
            (n, units).
        activation: after ReLU; same shape. Of the logits layer the logits again.
        output: what the next layer is given: the activation, pooled after a
            convolution.
    """

    layer: Layer
    inputs: FloatArray
    pre_activation: FloatArray
    activation: FloatArray
    output: FloatArray


def read(bundle: Bundle) -> Network:
    """Read a bundle's weights.

    Raises:
        InvalidBundle: if they cannot be read or do not fit the layers of the card.
    """
    try:
        network = Network(bundle.card.layers, bundle.read_weights())
        run(network, to_input(np.zeros((1, SIZE, SIZE), np.uint8)))
    except Exception as error:
        raise InvalidBundle(
            N_("The weights of the model in {path} do not fit its layers."),
            path=bundle.path,
            details=error,
        ) from error
    return network


def to_input(images: NDArray[np.uint8]) -> FloatArray:
    """Grey levels (n, 28, 28) to what the first layer gets, (n, 28, 28, 1), 0 to 1."""
    return (images.astype(np.float32) / np.float32(255))[..., None]


def trace(network: Network, image: Image) -> tuple[LayerTrace, ...]:
    """Every layer's values for one image; n is 1."""
    return run(network, to_input(image[None]))


def run(network: Network, inputs: FloatArray, start: int = 0) -> tuple[LayerTrace, ...]:
    """Compute the layers from number `start` on.

    Args:
        inputs: what layer `start` is given, (n, …).

    Returns:
        One trace for each layer from `start` on; the last one holds the logits.
    """
    traces = []
    for layer in network.layers[start:]:
        kernel, bias = network.kernel(layer), network.bias(layer)
        if layer.kind in ("convolution", "edges"):
            pre_activation = convolve(inputs, kernel) + bias
        else:
            pre_activation = inputs.reshape(len(inputs), -1) @ kernel + bias
        activation = activate(layer, pre_activation)
        output = activation if is_dense(layer) else pool(activation)
        traces.append(LayerTrace(layer, inputs, pre_activation, activation, output))
        inputs = output
    return tuple(traces)


def is_dense(layer: Layer) -> bool:
    """Whether a layer weighs all its inputs: "dense" and "logits"."""
    return layer.kind in ("dense", "logits")


def activate(layer: Layer, pre_activation: FloatArray) -> FloatArray:
    """A layer's activation function: ReLU; for edges ReLU(|x| - threshold)."""
    if layer.kind == "logits":
        return pre_activation
    if layer.kind == "edges":
        pre_activation = np.abs(pre_activation) - np.float32(layer.threshold)
    return np.asarray(np.maximum(pre_activation, 0))


def convolve(values: FloatArray, kernel: FloatArray) -> FloatArray:
    """A "same" convolution of stride 1 (cross-correlation), without bias.

    Args:
        values: (n, height, width, channels).
        kernel: (side, side, channels, filters), its side odd.

    Returns:
        (n, height, width, filters).
    """
    side, _, channels, filters = kernel.shape
    n, height, width, _ = values.shape
    pad = side // 2
    padded = np.pad(values, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side), (1, 2))
    rows = windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, side * side * channels)
    product = rows @ kernel.reshape(-1, filters)
    return np.asarray(product.reshape(n, height, width, filters))


def pool(values: FloatArray) -> FloatArray:
    """2 × 2 max-pooling: (n, height, width, maps) to half the height and width."""
    return np.asarray(blocks(values).max(axis=(2, 4)))


def blocks(values: FloatArray) -> FloatArray:
    """The 2 × 2 blocks that pooling looks at: (n, rows, 2, columns, 2, maps)."""
    n, height, width, maps = values.shape
    even = values[:, : height // 2 * 2, : width // 2 * 2]
    return even.reshape(n, height // 2, 2, width // 2, 2, maps)


def first_dense(network: Network) -> int:
    """Number of the first layer that weighs all its inputs; maps end before it."""
    return next(i for i, layer in enumerate(network.layers) if is_dense(layer))
