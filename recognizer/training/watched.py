"""Ten digits to watch while a network trains: they turn from wrong to right."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from recognizer.atomic_files import write_atomically
from recognizer.datasets.labelled import NO_DIGIT, LabelledImages

COUNT = 10


@dataclass(frozen=True)
class Watched:
    """Digits, and what the network made of them.

    Attributes:
        images: (n, 28, 28) uint8, n at most ten.
        labels: (n,) int64, 0 to 9, in this order.
        before: (n,) int64, the most probable digit of each before training.
        after: likewise for the trained network; None until it is there.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    before: NDArray[np.int64]
    after: NDArray[np.int64] | None = None


def choose(candidates: LabelledImages, answers: NDArray[np.int64]) -> Watched:
    """Choose what a network misreads, of each digit as many as of the others.

    Args:
        answers: (n,) int64, the most probable digit of each candidate before training.
    """
    seen: Counter[tuple[bool, int]] = Counter()
    ranked = []
    for index, (label, answer) in enumerate(
        zip(candidates.labels.tolist(), answers.tolist(), strict=True)
    ):
        if label == NO_DIGIT:
            continue
        kind = (answer == label, label)
        seen[kind] += 1
        ranked.append((answer == label, seen[kind], label, index))
    chosen = sorted(ranked)[:COUNT]
    indices = [index for *_rank, index in sorted(chosen, key=lambda each: each[2:])]
    return Watched(
        candidates.images[indices], candidates.labels[indices], answers[indices]
    )


def write(watched: Watched, path: Path) -> None:
    """Write them into one file, atomically."""
    stream = io.BytesIO()
    arrays = {name: each for name, each in vars(watched).items() if each is not None}
    np.savez(stream, **arrays)
    write_atomically(path, stream.getvalue())


def read(path: Path) -> Watched | None:
    """Read them; None if there are none, or the file is damaged."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            return Watched(**arrays)
    except (OSError, ValueError, EOFError, TypeError, BadZipFile):
        return None
