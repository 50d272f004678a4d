"""Labelled images and pen strokes: one type for every data set."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.errors import InvalidData, MissingData, NoInk
from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing

NO_DIGIT = -1
"""Label of what is no digit."""


FINE_PEN = 1e-3
"""Width for strokes that come without one: only what does not move is a dot."""


@dataclass(frozen=True)
class LabelledImages:
    """Images with their labels.

    Attributes:
        name: such as "mnist-test".
        images: (n, 28, 28) uint8, in MNIST's format.
        labels: (n,) int64, 0 to 9, or -1 for what is no digit.
        sha256: hash of each file read, by its name.
    """

    name: str
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    sha256: dict[str, str]

    def __len__(self) -> int:
        return len(self.images)

    def __add__(self, other: LabelledImages) -> LabelledImages:
        return LabelledImages(
            f"{self.name}+{other.name}",
            np.concatenate([self.images, other.images]),
            np.concatenate([self.labels, other.labels]),
            {**self.sha256, **other.sha256},
        )

    def part(self, start: int, stop: int) -> LabelledImages:
        """The images from `start` up to `stop`."""
        return LabelledImages(
            f"{self.name}[{start}:{stop}]",
            self.images[start:stop],
            self.labels[start:stop],
            self.sha256,
        )


@dataclass(frozen=True)
class LabelledDrawings:
    """Pen strokes with their labels.

    Attributes:
        name: such as "unipen-digits-dev".
        drawings: n of them.
        labels: "0" to "9", or a letter, for each.
        writers: who wrote it, for each; several people may share a name.
        sha256: hash of each file read, by its name.
    """

    name: str
    drawings: tuple[Drawing, ...]
    labels: tuple[str, ...]
    writers: tuple[str, ...]
    sha256: dict[str, str]

    def where(self, chosen: Sequence[bool], which: str) -> LabelledDrawings:
        """Some of them; `which` ones is added to the name."""
        return LabelledDrawings(
            f"{self.name}[{which}]",
            tuple(compress(self.drawings, chosen)),
            tuple(compress(self.labels, chosen)),
            tuple(compress(self.writers, chosen)),
            self.sha256,
        )


def draw(data: LabelledDrawings) -> LabelledImages:
    """Bring pen strokes into MNIST's format; what holds no ink is left out.

    Letters become -1, no digit.
    """
    images, labels = [], []
    for drawing, label in zip(data.drawings, data.labels, strict=True):
        try:
            images.append(mnist_format.to_image(drawing))
        except NoInk:
            continue
        labels.append(int(label) if label.isdigit() else NO_DIGIT)
    return LabelledImages(
        data.name, np.stack(images), np.array(labels, np.int64), data.sha256
    )


def read_npz(path: Path) -> LabelledImages:
    """Read an `.npz` with `images` (n, 28, 28) uint8 and `labels` (n,) integers.

    Raises:
        MissingData: if the file does not exist.
        InvalidData: if it is damaged or holds something else.
    """
    content = read_file(path)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            images, labels = arrays["images"], arrays["labels"]
    except KeyError as error:
        raise InvalidData(path=path, problem=f"no array {error}") from error
    except Exception as error:  # NumPy raises many kinds for a damaged zip
        raise InvalidData(path=path, problem=str(error)) from error
    return checked(path, images, labels, {path.name: sha256_of(content)})


def checked(
    path: Path,
    images: NDArray[np.generic],
    labels: NDArray[np.generic],
    hashes: dict[str, str],
) -> LabelledImages:
    """Images and labels that a person's file holds, checked.

    Raises:
        InvalidData: for a wrong shape, type or label, or if there are no images.
    """
    problems = dict(_problems(images, labels))
    for problem, there in problems.items():
        if there:
            raise InvalidData(path=path, problem=problem)
    return LabelledImages(
        path.name, images.astype(np.uint8), labels.astype(np.int64), hashes
    )


def _problems(
    images: NDArray[np.generic], labels: NDArray[np.generic]
) -> Iterator[tuple[str, bool]]:
    yield (
        f"images must be (n, 28, 28) uint8, but are {images.shape} {images.dtype}",
        images.shape[1:] != (28, 28) or images.dtype != np.uint8,
    )
    yield (
        f"labels must be {len(images)} integers, but are {labels.shape} {labels.dtype}",
        labels.shape != images.shape[:1] or labels.dtype.kind not in "iu",
    )
    yield (
        "labels must be 0 to 9, or -1 for no digit",
        labels.dtype.kind in "iu"
        and labels.size > 0
        and not bool(((labels >= -1) & (labels <= 9)).all()),  # type: ignore[operator]
    )
    yield "it holds no images", len(images) == 0


def read_file(path: Path) -> bytes:
    """A file's content.

    Raises:
        MissingData: if it does not exist.
    """
    if not path.is_file():
        raise MissingData(data=path.name, file=path.name, folder=path.parent)
    return path.read_bytes()


def sha256_of(content: bytes) -> str:
    """Hash of a file's content, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
