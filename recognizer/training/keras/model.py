"""Build the networks of the recipes in Keras.

All convolutions are "same" with stride 1. Layers have the names that their weights have
in a bundle; the output is logits, softmax belongs to the loss.
"""

from __future__ import annotations

from collections.abc import Mapping

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from recognizer.ink.mnist_format import SIZE
from recognizer.network.architecture import EDGE_THRESHOLD, Architecture, edge_kernels
from recognizer.training.keras.precision import FLOAT32


def build(architecture: Architecture, seed: int, policy: str = FLOAT32) -> keras.Model:
    """Build a network with random weights.

    Args:
        seed: for the weights and dropout.
        policy: how the layers below the logits multiply, see `precision`.

    Returns:
        A model from (batch, 28, 28, 1) float32, 0 to 1, to (batch, 10) float32 logits.
    """
    keras.utils.set_random_seed(seed)
    image = keras.Input((SIZE, SIZE, 1), name="image")
    values = image
    for number, filters in enumerate(architecture.filters, 1):
        values = layers.Conv2D(
            filters,
            architecture.kernel,
            padding="same",
            dtype=policy,
            name=f"convolution_{number}",
        )(values)
        # Max-pooling and ReLU commute; pooling first leaves ReLU a quarter of the
        # work (12 % more images per second in training).
        pooled = layers.MaxPooling2D(dtype=policy)(values)
        values = layers.ReLU(dtype=policy)(pooled)
    if architecture.kind == "edges":
        edges = layers.Conv2D(
            2, 5, padding="same", use_bias=False, trainable=False, name="edges"
        )
        values = keras.ops.relu(keras.ops.abs(edges(values)) - EDGE_THRESHOLD)
        edges.set_weights([edge_kernels()])
        values = layers.MaxPooling2D()(values)
    values = layers.Flatten(dtype=policy)(values)
    if architecture.kind != "softmax":
        values = layers.Dense(
            architecture.dense, activation="relu", dtype=policy, name="dense"
        )(values)
        values = layers.Dropout(architecture.dropout, seed=seed, dtype=policy)(values)
    # Softmax regression is convex, so it can start at zero, as in its tutorial.
    start = "zeros" if architecture.kind == "softmax" else "glorot_uniform"
    logits = layers.Dense(10, kernel_initializer=start, name="logits")
    return keras.Model(image, logits(values))


def freeze_filters(model: keras.Model) -> None:
    """Exclude the convolution layers from training."""
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
        filters_only: do not change the dense layers.
    """
    for layer in _filters(model) if filters_only else model.layers:
        for variable in layer.weights:
            if variable.name in ("kernel", "bias"):
                variable.assign(weights[f"{layer.name}/{variable.name}"])
