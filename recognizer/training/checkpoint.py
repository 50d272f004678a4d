"""Checkpoints of a training: one file of plain arrays, without TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save

from recognizer.atomic_files import write_atomically
from recognizer.errors import N_, InvalidCheckpoint
from recognizer.training.recipe import Recipe


@dataclass(frozen=True)
class Checkpoint:
    """The state of a training at a step.

    Attributes:
        step: batches trained on.
        best_accuracy: on the validation images, 0 to 1; -1 before the first.
        arrays: weights, the optimizer's state, the best weights and the curve.
    """

    step: int
    best_accuracy: float
    arrays: Mapping[str, NDArray[Any]]


def write_checkpoint(
    path: Path, checkpoint: Checkpoint, recipe: Recipe, seed: int
) -> None:
    """Write a checkpoint atomically.

    Raises:
        DiskFull, PermissionDenied: if the system does not let it be written.
    """
    metadata = {
        "recipe": repr(recipe),
        "seed": str(seed),
        "step": str(checkpoint.step),
        "best_accuracy": repr(checkpoint.best_accuracy),
    }
    write_atomically(path, save(dict(checkpoint.arrays), metadata))


def read_checkpoint(path: Path, recipe: Recipe, seed: int) -> Checkpoint:
    """Read what `write_checkpoint` wrote for the same recipe and seed.

    Raises:
        InvalidCheckpoint: if it is missing, damaged, or of another recipe or seed.
    """
    try:
        with safe_open(path, "numpy") as file:
            metadata = file.metadata()
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        found = metadata["recipe"], metadata["seed"]
        checkpoint = Checkpoint(
            int(metadata["step"]), float(metadata["best_accuracy"]), arrays
        )
    except Exception as error:  # safetensors raises many kinds
        raise InvalidCheckpoint(
            N_("The checkpoint {path} is missing or damaged."),
            path=path,
            details=error,
        ) from error
    if found != (repr(recipe), str(seed)):
        raise InvalidCheckpoint(
            N_("The checkpoint {path} belongs to another recipe or seed."), path=path
        )
    return checkpoint
