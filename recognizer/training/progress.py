"""Progress of a training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Progress:
    """Progress of a training.

    Attributes:
        step: batches trained on, of `steps`.
        loss: mean over the batches since the last report.
        accuracy: on the same batches, 0 to 1.
        images_per_s: training images a second since the start or the resumption.
        remaining_s: expected, in seconds.
        held_out_loss: at the last measurement; None before the first.
        held_out_accuracy: likewise, 0 to 1.
    """

    step: int
    steps: int
    loss: float
    accuracy: float
    images_per_s: float
    remaining_s: float
    held_out_loss: float | None
    held_out_accuracy: float | None

    @classmethod
    def of_point(cls, point: Mapping[str, Any]) -> Progress:
        """What a point of a run's curves says of progress; it says more besides."""
        return cls(**{field.name: point[field.name] for field in fields(cls)})
