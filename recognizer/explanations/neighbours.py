"""The training digits that a network takes to be most like a drawing.

An index holds the dense layer's values for the first few thousand training images.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.labelled import LabelledImages
from recognizer.explanations.forward import Network, run, to_input
from recognizer.network.engine import FloatArray

COUNT = 5_000
BATCH = 50


@dataclass(frozen=True)
class Index:
    """Known digits and where they lie in the dense layer's space.

    Attributes:
        vectors: (n, units) float32, activations, in half precision.
        images: (n, 28, 28) uint8.
        labels: (n,) int64.
    """

    vectors: FloatArray
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]


@dataclass(frozen=True)
class Neighbour:
    """A known digit near a drawing.

    Attributes:
        number: among the training images, from 0.
        image: (28, 28) uint8.
        label: 0 to 9.
        distance: Euclidean, in the dense layer's space.
    """

    number: int
    image: NDArray[np.uint8]
    label: int
    distance: float


def has_dense_layer(network: Network) -> bool:
    """Whether there is a space to look in."""
    return any(layer.kind == "dense" for layer in network.layers)


def build(
    network: Network,
    data: LabelledImages,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Index:
    """Run the first images of a data set through a network.

    Args:
        network: with a dense layer.
        data: whose first `COUNT` images are used.
        on_progress: called with the images done and their number.
    """
    known = data.part(0, COUNT)
    vectors = []
    for start in range(0, len(known), BATCH):
        vectors.append(vectors_of(network, known.images[start : start + BATCH]))
        on_progress(min(start + BATCH, len(known)), len(known))
    half = np.concatenate(vectors).astype(np.float16)
    return Index(half.astype(np.float32), known.images, known.labels)


def vectors_of(network: Network, images: NDArray[np.uint8]) -> FloatArray:
    """The dense layer's activations: (n, units)."""
    traces = run(network, to_input(images))
    return next(each.activation for each in traces if each.layer.kind == "dense")


def nearest(index: Index, vector: FloatArray, count: int) -> list[Neighbour]:
    """The digits nearest to a vector, the nearest first.

    Args:
        vector: (units,), the dense layer's values for a drawing.
    """
    distances = np.linalg.norm(index.vectors - vector, axis=1)
    return [
        Neighbour(
            int(number),
            index.images[number],
            int(index.labels[number]),
            float(distances[number]),
        )
        for number in np.argsort(distances, kind="stable")[:count]
    ]
