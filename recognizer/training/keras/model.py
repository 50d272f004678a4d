"""Build the networks that recipes name: the two-layer CNN and its relatives.

All convolutions are "same" with stride 1. Layers carry the names under which a
bundle keeps their weights; the output is logits, softmax belongs to the loss.
"""

from __future__ import annotations

from collections.abc import Mapping

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from recognizer.ink.mnist_format import SIZE
from recognizer.network.architecture import EDGE_THRESHOLD, Architecture, edge_kernels


def build(architecture: Architecture, seed: int) -> keras.Model:
    """Build a network with fresh weights.

    Args:
        seed: of the weights and of dropout.

    Returns:
        A model from (batch, 28, 28, 1) float32, 0 to 1, to (batch, 10) logits.
    """
    keras.utils.set_random_seed(seed)
    image = keras.Input((SIZE, SIZE, 1), name="image")
    values = image
    for number, filters in enumerate(architecture.filters, 1):
        values = layers.Conv2D(
            filters,
            architecture.kernel,
            padding="same",
            name=f"convolution_{number}",
        )(values)
        # Max-pooling and ReLU commute; pooling first leaves ReLU a quarter of the
        # work (12 % more images per second in training).
        values = layers.ReLU()(layers.MaxPooling2D()(values))
    if architecture.kind == "edges":
        edges = layers.Conv2D(
            2, 5, padding="same", use_bias=False, trainable=False, name="edges"
        )
        values = keras.ops.relu(keras.ops.abs(edges(values)) - EDGE_THRESHOLD)
        edges.set_weights([edge_kernels()])
        values = layers.MaxPooling2D()(values)
    values = layers.Flatten()(values)
    if architecture.kind != "softmax":
        values = layers.Dense(architecture.dense, activation="relu", name="dense")(
            values
        )
        values = layers.Dropout(architecture.dropout, seed=seed)(values)
    # Softmax regression has one minimum and starts at zero, as it always did.
    start = "zeros" if architecture.kind == "softmax" else "glorot_uniform"
    logits = layers.Dense(10, kernel_initializer=start, name="logits")
    return keras.Model(image, logits(values))


def freeze_filters(model: keras.Model) -> None:
    """Let training change the dense layers alone."""
    for layer in _filters(model):
        layer.trainable = False


def _filters(model: keras.Model) -> list[keras.layers.Layer]:
    return [layer for layer in model.layers if isinstance(layer, layers.Conv2D)]


def weights_of(model: keras.Model) -> dict[str, NDArray[np.float32]]:
    """The weights as plain arrays: "layer/kernel" and "layer/bias"."""
    return {
        f"{layer.name}/{variable.name}": variable.numpy()
        for layer in model.layers
        for variable in layer.weights
        if variable.name in ("kernel", "bias")
    }


def set_weights(
    model: keras.Model,
    weights: Mapping[str, NDArray[np.floating]],
    filters_only: bool = False,
) -> None:
    """Put plain arrays, named as by `weights_of`, into a model.

    Args:
        filters_only: leave the dense layers as they are.
    """
    for layer in _filters(model) if filters_only else model.layers:
        for variable in layer.weights:
            if variable.name in ("kernel", "bias"):
                variable.assign(weights[f"{layer.name}/{variable.name}"])
