"""Progress of a training."""

from __future__ import annotations

from dataclasses import dataclass


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
