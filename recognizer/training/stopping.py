"""Early stopping by patience that grows with success."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from recognizer.errors import InvalidSetting


@dataclass(frozen=True)
class Patience:
    """How long to wait for a better network before a training is stopped.

    After the Theano deep learning tutorials, "Early-stopping" (2010).

    Attributes:
        steps: batches to wait at least.
        increase: a clearly better network at step t is reason to wait until step
            t × increase.
        threshold: clearly better is an error below the best one × threshold.
        every: batches between two measurements.
    """

    steps: int
    every: int
    increase: float = 2.0
    threshold: float = 0.995

    def __post_init__(self) -> None:
        """Refuse what would never or always stop.

        Raises:
            InvalidSetting: for a value out of range.
        """
        for name, value, low, high in (
            ("patience", self.steps, 1, 10_000_000),
            ("every", self.every, 1, 1_000_000),
            ("increase", self.increase, 1, 100),
            ("threshold", self.threshold, 0.0, 1),
        ):
            if not low <= value <= high:
                raise InvalidSetting(
                    name=name, allowed=f"{low:,} to {high:,}", value=value
                )


def is_exhausted(patience: Patience, measured: Iterable[tuple[int, float]]) -> bool:
    """Tell whether the patience is at an end after these measurements.

    Args:
        measured: (step, error on held-out images) in order.
    """
    limit, best, last = patience.steps, float("inf"), 0
    for step, error in measured:
        if error < best * patience.threshold:
            limit = max(limit, int(step * patience.increase))
        best = min(best, error)
        last = step
    return last >= limit
