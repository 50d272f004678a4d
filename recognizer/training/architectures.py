"""The networks that can be trained: the two-layer CNN and its simpler relatives.

All convolutions are "same" with stride 1. Layers carry the names under which a
bundle keeps their weights; the output is logits, softmax belongs to the loss.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from recognizer.errors import InvalidSetting
from recognizer.preprocessing import SIZE
from recognizer.store.bundles import Layer

Kind = Literal["softmax", "hidden-layer", "edges", "cnn"]
EDGE_CUT_OFF = float(np.float16(0.2))
"""0.2 in half precision, which is what a bundle holds."""


@dataclass(frozen=True)
class Architecture:
    """A network's form.

    Attributes:
        kind: "softmax" (one dense layer), "hidden-layer" (one dense layer with ReLU
            before it), "edges" (two fixed edge filters before them) or "cnn"
            (convolutions with ReLU and pooling before them).
        filters: number of filters of each convolution, for "cnn".
        kernel: side of the kernels, in pixels.
        dense: units of the hidden layer; not for "softmax".
        dropout: share of hidden units dropped while training.
    """

    kind: Kind
    filters: tuple[int, ...] = ()
    kernel: int = 5
    dense: int = 1024
    dropout: float = 0.5

    def __post_init__(self) -> None:
        """Refuse what no network can be.

        Raises:
            InvalidSetting: for a value out of range.
        """
        if self.kind not in ("softmax", "hidden-layer", "edges", "cnn"):
            raise InvalidSetting(
                name="kind",
                allowed="softmax, hidden-layer, edges or cnn",
                value=self.kind,
            )
        limits = [("dense", self.dense, 1, 4096), ("kernel", self.kernel, 1, 11)]
        limits += [("filters", n, 1, 256) for n in self.filters]
        for name, value, low, high in limits:
            if not low <= value <= high:
                raise InvalidSetting(name=name, allowed=f"{low} to {high}", value=value)
        if not 0 <= self.dropout < 1:
            raise InvalidSetting(
                name="dropout", allowed="0 or more and below 1", value=self.dropout
            )
        if (self.kind == "cnn") != (len(self.filters) in (1, 2)):
            raise InvalidSetting(
                name="filters",
                allowed="one or two numbers for a cnn, none for others",
                value=self.filters,
            )

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers from the image to the logits, as a card lists them."""
        found = [
            Layer(f"convolution_{number}", "convolution")
            for number in range(1, len(self.filters) + 1)
        ]
        if self.kind == "edges":
            found.append(Layer("edges", "edges", EDGE_CUT_OFF))
        if self.kind != "softmax":
            found.append(Layer("dense", "dense"))
        return (*found, Layer("logits", "logits"))

    def to_json(self) -> dict[str, Any]:
        """Name and settings, for a card."""
        return {**asdict(self), "filters": list(self.filters)}


TWO_LAYER_CNN = Architecture("cnn", (32, 64))


def edge_kernels() -> NDArray[np.float32]:
    """Two edge filters made by hand: horizontal and vertical edges.

    Returns:
        (5, 5, 1, 2) float32; each kernel's entries add up to 0, so that an even area
        gives 0, and the bright half's to 1, so that an edge from black to white
        gives at most 1.
    """
    half = np.array([[2, 3, 4, 3, 2], [1, 2, 3, 2, 1]], np.float32) / 23
    horizontal = np.concatenate([half, np.zeros((1, 5), np.float32), -half[::-1]])
    return np.stack([horizontal, horizontal.T], -1)[:, :, None, :]


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
        values = keras.ops.relu(keras.ops.abs(edges(values)) - EDGE_CUT_OFF)
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


def weights_of(model: keras.Model) -> dict[str, NDArray[np.float32]]:
    """The weights as plain arrays: "layer/kernel" and "layer/bias"."""
    return {
        f"{layer.name}/{variable.name}": variable.numpy()
        for layer in model.layers
        for variable in layer.weights
        if variable.name in ("kernel", "bias")
    }


def set_weights(model: keras.Model, weights: dict[str, NDArray[np.float32]]) -> None:
    """Put plain arrays, named as by `weights_of`, into a model."""
    for layer in model.layers:
        for variable in layer.weights:
            if variable.name in ("kernel", "bias"):
                variable.assign(weights[f"{layer.name}/{variable.name}"])
