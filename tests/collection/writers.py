"""A process that keeps drawings and prints the id of each one that is kept.

python -m tests.collection.writers URL PERSON THREADS COUNT
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.collection.entries import Entry, new_entry
from recognizer.ink.strokes import Drawing


def written(number: int, person: str = "Aiko", label: int | None = None) -> Entry:
    """A drawing that no other number gives."""
    rng = np.random.default_rng([number, *person.encode()])
    lines = [rng.uniform(0, 280, (40, 2)).astype(np.float32)]
    return new_entry(
        rng.integers(0, 256, (28, 28), dtype=np.uint8),
        number % 10 if label is None else label,
        person,
        drawing=Drawing.from_points(lines, 14),
        answer=(number + number % 2) % 10,
        model="two-layer-cnn",
        model_version="ab" * 32,
    )


def write(url: str, person: str, threads: int, count: int) -> None:
    collection = Collection(Database(url))

    def keep(thread: int) -> None:
        for number in range(count):
            entry = written(number, f"{person} {thread}")
            collection.add(entry)
            sys.stdout.write(f"{entry.id}\n")
            sys.stdout.flush()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(keep, range(threads)))


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
