"""The index of training digits that drawings are compared with.

It is built on first use, in a thread, and kept in the data folder.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st

from recognizer.atomic_files import write_atomically
from recognizer.datasets import mnist
from recognizer.datasets.labelled import LabelledImages
from recognizer.explanations import neighbours
from recognizer.explanations.forward import Network
from recognizer.explanations.neighbours import Index
from recognizer.network.bundles import WEIGHTS, ModelCard
from recognizer.ui import shared


def of(card: ModelCard, network: Network) -> Index | IndexBuilder | None:
    """The index of a network, or what builds it, once for all visitors.

    Returns:
        None if MNIST is not on this machine.

    Raises:
        InvalidData, DiskFull: if it could not be built.
    """
    file = file_of(card, shared.settings().data / "neighbours")
    found = _index_or_builder(file, network)
    if isinstance(found, IndexBuilder) and found.is_done:
        _index_or_builder.clear(file)
        if found.error is not None:
            raise found.error
        return found.index
    if found is None:
        _index_or_builder.clear(file)  # MNIST may come
    return found


@st.cache_resource(max_entries=4, show_spinner=False)
def _index_or_builder(file: Path, _network: Network) -> Index | IndexBuilder | None:
    kept = load(file)
    if kept is not None:
        return kept
    settings = shared.settings()
    if mnist.missing_bytes("train", settings):
        return None
    return IndexBuilder(_network, lambda: mnist.mnist("train", settings), file)


class IndexBuilder:
    """An index on its way, in a thread of its own, for all who wait for it.

    Attributes:
        progress: 0 to 1.
        index: once it is built.
        error: what went wrong, if anything did.
    """

    def __init__(
        self, network: Network, read: Callable[[], LabelledImages], file: Path
    ) -> None:
        """Begin.

        Args:
            read: reads the known digits.
            file: that the index is written to.
        """
        self.progress = 0.0
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
            index = neighbours.build(network, read(), self._note)
            save(index, file)
            self.index = index
        except Exception as error:  # raised in the thread, shown by the page
            self.error = error

    def _note(self, done: int, total: int) -> None:
        self.progress = done / total


def file_of(card: ModelCard, folder: Path) -> Path:
    """Where the index of a network is kept; other weights, another file."""
    return folder / f"{card.name}-{card.sha256[WEIGHTS][:16]}-{neighbours.COUNT}.npz"


def load(file: Path) -> Index | None:
    """Read an index; None if there is none, or a damaged one."""
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as arrays:
            return Index(
                arrays["vectors"].astype(np.float32), arrays["images"], arrays["labels"]
            )
    except Exception:  # NumPy raises many kinds for a damaged zip
        return None


def save(index: Index, file: Path) -> None:
    """Write an index, its vectors in half precision.

    Raises:
        DiskFull: if there is no room.
    """
    stream = io.BytesIO()
    half = index.vectors.astype(np.float16)
    np.savez(stream, vectors=half, images=index.images, labels=index.labels)
    write_atomically(file, stream.getvalue())
