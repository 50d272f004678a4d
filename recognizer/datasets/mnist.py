"""MNIST: 60,000 + 10,000 images of 28 × 28, downloaded where they are missing.

LeCun, Cortes and Burges, The MNIST database; CC BY-SA 3.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recognizer.datasets import downloads
from recognizer.datasets.idx import read_idx
from recognizer.datasets.labelled import (
    LabelledImages,
    sha256_of,
)
from recognizer.errors import N_, InvalidData, MissingData
from recognizer.settings import Settings


@dataclass(frozen=True)
class _File:
    name: str
    size: int
    sha256: str


_MNIST_URLS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
)
_MNIST_FILES = {
    "train": (
        _File(
            "train-images-idx3-ubyte.gz",
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        _File(
            "train-labels-idx1-ubyte.gz",
            28_881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
    ),
    "test": (
        _File(
            "t10k-images-idx3-ubyte.gz",
            1_648_877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        _File(
            "t10k-labels-idx1-ubyte.gz",
            4_542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
}


def mnist(
    part: str,
    settings: Settings,
    on_progress: downloads.Progress = lambda here, total: None,
) -> LabelledImages:
    """Read MNIST, downloading it where it is missing.

    Args:
        part: "train" (60,000) or "test" (10,000).

    Raises:
        MissingData: if it is not here and cannot be downloaded.
        InvalidData: if a file is damaged.
    """
    paths = [_locate_mnist(file, settings, on_progress) for file in _MNIST_FILES[part]]
    images, labels = (read_idx(path) for path in paths)
    hashes = {file.name: file.sha256 for file in _MNIST_FILES[part]}
    return LabelledImages(f"mnist-{part}", images, labels.astype(np.int64), hashes)


def missing_bytes(part: str, settings: Settings) -> int:
    """What would have to be downloaded before `mnist` can read a part, in bytes."""
    return sum(
        file.size
        for file in _MNIST_FILES[part]
        if not any(
            (folder / file.name).is_file() for folder in _mnist_folders(settings)
        )
    )


def _mnist_folders(settings: Settings) -> tuple[Path, Path]:
    """Where MNIST may lie; what is downloaded goes into the second folder."""
    return settings.datasets / "mnist", settings.data / "datasets" / "mnist"


def _locate_mnist(
    file: _File, settings: Settings, on_progress: downloads.Progress
) -> Path:
    given, own = _mnist_folders(settings)
    for folder in (given, own):
        path = folder / file.name
        if path.is_file():
            if sha256_of(path.read_bytes()) != file.sha256:
                raise InvalidData(
                    N_("{path} is damaged or is not MNIST's file of this name."),
                    hint=N_("Delete it: it is downloaded again when it is needed."),
                    path=path,
                )
            return path
    urls = [base + file.name for base in _MNIST_URLS]
    path = own / file.name
    if not downloads.fetch(urls, path, file.sha256, on_progress):
        raise MissingData(
            N_(
                "The data set MNIST is missing: {file} is not in {folder} and could "
                "not be downloaded."
            ),
            hint=N_(
                "Connect to the internet and try again, or set RECOGNIZER_DATASETS to "
                "a folder that has it."
            ),
            file=file.name,
            folder=given,
        )
    return path
