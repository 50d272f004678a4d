"""The training digits that a network takes to be most like a drawing.

An index holds the dense layer's values for the first few thousand of MNIST's training
images. It is made on first use with NumPy and kept in a file.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.atomic_files import write_atomically
from recognizer.datasets.labelled import LabelledImages
from recognizer.explanations.forward import Network, run, to_input
from recognizer.network.bundles import WEIGHTS, ModelCard
from recognizer.network.engine import FloatArray

COUNT = 5_000
BATCH = 50


@dataclass(frozen=True)
class Index:
    """Known digits and where they lie in the dense layer's space.

    Attributes:
        vectors: (n, units) float32, values after the cut-off, in half precision.
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


def file_of(card: ModelCard, folder: Path) -> Path:
    """Where the index of a network is kept; other weights, another file."""
    return folder / f"{card.name}-{card.sha256[WEIGHTS][:16]}-{COUNT}.npz"


def load(file: Path) -> Index | None:
    """Read an index; None if there is none, or a damaged one."""
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as arrays:
            return Index(
                arrays["vectors"].astype(np.float32), arrays["images"], arrays["labels"]
            )
    except Exception:  # NumPy raises many kinds for a damaged zip
        return None


def make(
    network: Network,
    data: LabelledImages,
    file: Path,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Index:
    """Run the first images through the network and keep what came out.

    Args:
        file: that the index is written to.
        on_progress: called with the images done and their number.
    """
    known = data.part(0, COUNT)
    vectors = []
    for start in range(0, len(known), BATCH):
        vectors.append(vectors_of(network, known.images[start : start + BATCH]))
        on_progress(min(start + BATCH, len(known)), len(known))
    half = np.concatenate(vectors).astype(np.float16)
    stream = io.BytesIO()
    np.savez(stream, vectors=half, images=known.images, labels=known.labels)
    write_atomically(file, stream.getvalue())
    return Index(half.astype(np.float32), known.images, known.labels)


class Making:
    """An index on its way, in a thread of its own, for all who wait for it."""

    def __init__(
        self, network: Network, read: Callable[[], LabelledImages], file: Path
    ) -> None:
        """Begin.

        Args:
            read: reads the known digits.
            file: that the index is written to.
        """
        self.share = 0.0
        self.index: Index | None = None
        self.error: Exception | None = None
        self._thread = threading.Thread(
            target=self._run, args=(network, read, file), daemon=True
        )
        self._thread.start()

    @property
    def is_done(self) -> bool:
        """Whether there is an index, or an error."""
        return self.index is not None or self.error is not None

    def wait(self) -> None:
        """Wait until it is done."""
        self._thread.join()

    def _run(
        self, network: Network, read: Callable[[], LabelledImages], file: Path
    ) -> None:
        try:
            self.index = make(network, read(), file, self._note)
        except Exception as error:  # told to those who wait, not to the thread
            self.error = error

    def _note(self, done: int, total: int) -> None:
        self.share = done / total


def vectors_of(network: Network, images: NDArray[np.uint8]) -> FloatArray:
    """The dense layer's values after the cut-off: (n, units)."""
    traces = run(network, to_input(images))
    return next(each.after for each in traces if each.layer.kind == "dense")


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
