"""Data sets by what a person typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from recognizer.datasets import downloads, uji, unipen
from recognizer.datasets.idx import read_idx_pair
from recognizer.datasets.labelled import (
    LabelledImages,
    read_npz,
)
from recognizer.datasets.mnist import mnist
from recognizer.datasets.small_digits import sklearn_digits
from recognizer.errors import N_, UnknownDataSet
from recognizer.settings import Settings


def named(
    spec: str,
    settings: Settings,
    on_progress: downloads.Progress = lambda here, total: None,
) -> LabelledImages:
    """Read a data set by what a person typed.

    Args:
        spec: "mnist-test", "mnist-train", "digits", "unipen-dev",
            "unipen-dev-unseen", "uji-test", an `.npz` file, or an IDX pair as
            IMAGES,LABELS.

    Raises:
        UnknownDataSet: if there is none of this name.
        MissingData, MissingPath, PermissionDenied: if it is not there.
        InvalidData: if it is damaged.
    """
    readers: dict[str, Callable[[], LabelledImages]] = {
        "mnist-test": lambda: mnist("test", settings, on_progress),
        "mnist-train": lambda: mnist("train", settings, on_progress),
        "digits": sklearn_digits,
        "unipen-dev": lambda: unipen.dev(settings),
        "unipen-dev-unseen": lambda: unipen.dev_of_unseen_writers(settings),
        "uji-test": lambda: uji.test(settings),
    }
    if spec in readers:
        return readers[spec]()
    if spec.endswith(".npz"):
        return read_npz(Path(spec))
    images, comma, labels = spec.partition(",")
    if comma:
        return read_idx_pair(Path(images), Path(labels))
    raise UnknownDataSet(
        N_("There is no data set named {name}."), name=spec, known=", ".join(readers)
    )
