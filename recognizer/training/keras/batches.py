"""Mixed batches from several sources."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.labelled import LabelledImages
from recognizer.training.recipe import Recipe


class Batches:
    """Mixed batches from several sources, reproducible from (seed, step)."""

    def __init__(
        self, sources: Mapping[str, LabelledImages], recipe: Recipe, seed: int
    ) -> None:
        self._sources = sources
        self._seed = seed
        edges = np.cumsum([0.0, *(fraction for _, fraction in recipe.mixture)])
        counts = np.diff(np.rint(edges * recipe.batch_size).astype(int))
        names = [name for name, _ in recipe.mixture]
        self._counts = dict(zip(names, counts.tolist(), strict=True))
        self._orders: dict[tuple[str, int], NDArray[np.intp]] = {}

    def at(self, step: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """The batch of a step: images (batch, 28, 28) and labels (batch,)."""
        parts = [
            (source, self._indices(name, step, len(source)))
            for name, source in self._sources.items()
        ]
        return (
            np.concatenate([source.images[indices] for source, indices in parts]),
            np.concatenate([source.labels[indices] for source, indices in parts]),
        )

    def _indices(self, name: str, step: int, size: int) -> NDArray[np.intp]:
        count = self._counts[name]
        passes, within = np.divmod(np.arange(step * count, (step + 1) * count), size)
        indices = np.empty(count, np.intp)
        for number in np.unique(passes):
            chosen = passes == number
            indices[chosen] = self._order(name, int(number), size)[within[chosen]]
        return indices

    def _order(self, name: str, number: int, size: int) -> NDArray[np.intp]:
        """The order of a source's images in one pass over it."""
        key = (name, number)
        if key not in self._orders:
            for old in [k for k in self._orders if k[0] == name and k[1] < number - 1]:
                del self._orders[old]
            index = list(self._counts).index(name)
            generator = np.random.default_rng([self._seed, index, number])
            self._orders[key] = generator.permutation(size)
        return self._orders[key]
