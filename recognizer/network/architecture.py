"""The architecture of a network: layers, their shapes, hand-designed edge filters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from recognizer.errors import N_, InvalidSetting, check_range
from recognizer.ink.mnist_format import SIZE


@dataclass(frozen=True)
class Layer:
    """One layer of a network, as far as a reader of the bundle needs to know it.

    Attributes:
        name: the layer's name in the weights ("convolution_1") and in the network's
            outputs.
        kind: "convolution" (ReLU and 2 × 2 max-pooling follow), "edges" (fixed
            kernels; absolute value, threshold and pooling follow), "dense" (ReLU
            follows) or "logits".
        threshold: for "edges": ReLU(|x| - threshold) follows.
    """

    name: str
    kind: str
    threshold: float = 0.0

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Layer:
        """Read what `to_json` wrote.

        Raises:
            TypeError, KeyError: if it was written by something else.
        """
        return cls(content["name"], content["kind"], content.get("cut_off", 0.0))

    def to_json(self) -> dict[str, Any]:
        """The layer as cards list it; they call the threshold "cut_off"."""
        return {"name": self.name, "kind": self.kind, "cut_off": self.threshold}


Kind = Literal["softmax", "hidden-layer", "edges", "cnn"]
MAX_WEIGHTS = 33_000_000
"""A bundle holds them in half precision and may have files of 64 MiB."""
MAX_MULTIPLICATIONS = 400_000_000
"""For an image: thirty times as many as the two-layer network's, which take a phone's
browser 5 to 15 ms."""
EDGE_THRESHOLD = float(np.float16(0.2))
"""0.2 in half precision, which is what a bundle holds."""


def edge_kernels() -> NDArray[np.float32]:
    """Two hand-designed edge filters: horizontal and vertical edges.

    Returns:
        (5, 5, 1, 2) float32; each kernel's entries add up to 0, so that an even area
        gives 0, and the bright half's to 1, so that an edge from black to white
        gives at most 1.
    """
    half = np.array([[2, 3, 4, 3, 2], [1, 2, 3, 2, 1]], np.float32) / 23
    horizontal = np.concatenate([half, np.zeros((1, 5), np.float32), -half[::-1]])
    return np.stack([horizontal, horizontal.T], -1)[:, :, None, :]


@dataclass(frozen=True)
class Architecture:
    """A network's architecture.

    Attributes:
        kind: "softmax" (one dense layer), "hidden-layer" (one dense layer with ReLU
            before it), "edges" (two fixed edge filters before them) or "cnn"
            (convolutions with ReLU and pooling before them).
        filters: number of filters of each convolution, for "cnn".
        kernel: side of the kernels, in pixels.
        dense: units of the hidden layer; not for "softmax".
        dropout: fraction of hidden units dropped while training.
    """

    kind: Kind
    filters: tuple[int, ...] = ()
    kernel: int = 5
    dense: int = 1024
    dropout: float = 0.5

    def __post_init__(self) -> None:
        """Reject impossible settings.

        Raises:
            InvalidSetting: for a value out of range.
        """
        if self.kind not in ("softmax", "hidden-layer", "edges", "cnn"):
            raise InvalidSetting(
                N_(
                    "The architecture must be softmax, hidden-layer, edges or cnn, but "
                    "{value} was given."
                ),
                value=self.kind,
            )
        check_range(N_("Dense units"), self.dense, 1, 4096)
        check_range(N_("Kernel size"), self.kernel, 1, 11)
        for number, count in enumerate(self.filters, 1):
            check_range(N_("Filters in layer {number}"), count, 1, 256, number)
        if not 0 <= self.dropout < 1:
            raise InvalidSetting(
                N_("{setting} must be 0 or more and below 1, but {value} was given."),
                setting=N_("Dropout"),
                value=self.dropout,
            )
        if (self.kind == "cnn") != (len(self.filters) in (1, 2)):
            raise InvalidSetting(
                N_(
                    "The architecture cnn must have one or two layers with filters and "
                    "the others none, but {kind} was given {count}."
                ),
                kind=self.kind,
                count=len(self.filters),
            )
        if self.weights > MAX_WEIGHTS:
            raise InvalidSetting(
                N_(
                    "A network may have up to {limit} weights, but this would have "
                    "{count}."
                ),
                hint=N_("Use fewer filters or dense units."),
                limit=f"{MAX_WEIGHTS:,}",
                count=f"{self.weights:,}",
            )
        if self.multiplications > MAX_MULTIPLICATIONS:
            raise InvalidSetting(
                N_(
                    "A network may need up to {limit} multiplications for an image, "
                    "but this would need {count}."
                ),
                hint=N_("Use fewer filters or smaller kernels."),
                limit=f"{MAX_MULTIPLICATIONS:,}",
                count=f"{self.multiplications:,}",
            )

    @property
    def weights(self) -> int:
        """Number of weights and biases."""
        return sum(map(math.prod, self.shapes.values()))

    @property
    def multiplications(self) -> int:
        """Number of multiplications for one image."""
        total, side = 0, SIZE
        for name, shape in self.shapes.items():
            if len(shape) == 4:
                total += math.prod(shape) * side * side
                side //= 2
            elif name.endswith("kernel"):
                total += math.prod(shape)
        return total

    @property
    def activations(self) -> int:
        """Number of values that the layers give for one image, before and after."""
        total, side = 0, SIZE
        for name, shape in self.shapes.items():
            if len(shape) == 4:
                total += shape[3] * (2 * side * side + (side // 2) ** 2)
                side //= 2
            elif name.endswith("kernel"):
                total += 2 * shape[1]
        return total

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers from the image to the logits, as a card lists them."""
        found = [
            Layer(f"convolution_{number}", "convolution")
            for number in range(1, len(self.filters) + 1)
        ]
        if self.kind == "edges":
            found.append(Layer("edges", "edges", EDGE_THRESHOLD))
        if self.kind != "softmax":
            found.append(Layer("dense", "dense"))
        return (*found, Layer("logits", "logits"))

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape of each array of weights, as a bundle keeps them."""
        found: dict[str, tuple[int, ...]] = {}
        inputs, side = 1, SIZE
        for number, filters in enumerate(self.filters, 1):
            name = f"convolution_{number}"
            found[f"{name}/kernel"] = (self.kernel, self.kernel, inputs, filters)
            found[f"{name}/bias"] = (filters,)
            inputs, side = filters, side // 2
        if self.kind == "edges":
            found["edges/kernel"] = (5, 5, 1, 2)
            inputs, side = 2, side // 2
        units = side * side * inputs
        if self.kind != "softmax":
            found |= {"dense/kernel": (units, self.dense), "dense/bias": (self.dense,)}
            units = self.dense
        return {**found, "logits/kernel": (units, 10), "logits/bias": (10,)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Architecture:
        """Read what `to_json` wrote.

        Raises:
            InvalidSetting: for a value out of range.
            TypeError, KeyError: if it was written by something else.
        """
        return cls(**{**content, "filters": tuple(content["filters"])})

    def takes_weights_of(self, other: Mapping[str, Any]) -> bool:
        """Whether a network's weights fit: it differs in dropout at most.

        Args:
            other: its architecture, as `to_json` gives it.
        """
        return {**other, "dropout": self.dropout} == self.to_json()

    def to_json(self) -> dict[str, Any]:
        """Name and settings, for a card."""
        return {**asdict(self), "filters": list(self.filters)}


TWO_LAYER_CNN = Architecture("cnn", (32, 64))
