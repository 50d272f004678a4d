"""Labelled images and pen strokes: one type for every data set."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.errors import N_, InvalidData, NoInk, unreadable
from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.zip_files import open_zip, read_member

NO_DIGIT = -1
"""Label of what is no digit."""


MAX_ARRAYS = 100
MAX_BYTES = 256 * 2**20
"""Of what a file unpacks to; MNIST's training set has 47 million."""

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
        writers: who wrote it, for each; empty where that is not known.
    """

    name: str
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    sha256: dict[str, str]
    writers: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.images)

    def __add__(self, other: LabelledImages) -> LabelledImages:
        return LabelledImages(
            f"{self.name}+{other.name}",
            np.concatenate([self.images, other.images]),
            np.concatenate([self.labels, other.labels]),
            {**self.sha256, **other.sha256},
            self.writers + other.writers if self.writers and other.writers else (),
        )

    def part(self, start: int, stop: int) -> LabelledImages:
        """The images from `start` up to `stop`."""
        return LabelledImages(
            f"{self.name}[{start}:{stop}]",
            self.images[start:stop],
            self.labels[start:stop],
            self.sha256,
            self.writers[start:stop],
        )


@dataclass(frozen=True)
class LabelledDrawings:
    """Pen strokes with their labels.

    Attributes:
        name: such as "unipen-digits-dev".
        drawings: n of them.
        labels: "0" to "9", or a letter, for each.
        writers: who wrote it, for each; several people may have the same name.
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
    """Bring pen strokes into MNIST's format; drawings without ink are left out.

    Letters become -1, no digit.
    """
    images, labels, writers = [], [], []
    for drawing, label, writer in zip(
        data.drawings, data.labels, data.writers, strict=True
    ):
        try:
            images.append(mnist_format.to_image(drawing))
        except NoInk:
            continue
        labels.append(int(label) if label.isdigit() else NO_DIGIT)
        writers.append(writer)
    return LabelledImages(
        data.name,
        np.stack(images),
        np.array(labels, np.int64),
        data.sha256,
        tuple(writers),
    )


def read_npz(path: Path) -> LabelledImages:
    """Read an `.npz` with `images` (n, 28, 28) uint8 and `labels` (n,) integers.

    Raises:
        MissingPath, PermissionDenied: if the file cannot be opened.
        InvalidData: if it is damaged or holds something else.
    """
    content = read_file(path)
    try:
        archive = open_zip(content, MAX_ARRAYS, InvalidData)
        images, labels = (_array(archive, name) for name in ("images", "labels"))
    except InvalidData:
        raise
    except KeyError as error:
        raise InvalidData(
            N_("{path} must hold the arrays “images” and “labels”, but lacks one."),
            path=path,
            details=error,
        ) from error
    except Exception as error:  # NumPy raises many kinds for a damaged zip
        raise InvalidData(
            N_("{path} is damaged or is not an .npz file."), path=path, details=error
        ) from error
    return checked(path, images, labels, {path.name: sha256_of(content)})


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[np.generic]:
    content = read_member(archive, f"{name}.npy", MAX_BYTES)
    if content is None:
        raise ValueError(f"{name} unpacks to more than {MAX_BYTES:,} bytes")
    return np.asarray(np.load(io.BytesIO(content), allow_pickle=False))


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
    if images.shape[1:] != (28, 28) or images.dtype != np.uint8:
        raise InvalidData(
            N_(
                "The images in {path} must have the shape (n, 28, 28) and the type "
                "uint8, but have the shape {shape} and the type {type}."
            ),
            path=path,
            shape=images.shape,
            type=images.dtype,
        )
    if labels.shape != images.shape[:1] or labels.dtype.kind not in "iu":
        raise InvalidData(
            N_(
                "The labels in {path} must be integers, one for each of the {count} "
                "images, but have the shape {shape} and the type {type}."
            ),
            path=path,
            count=f"{len(images):,}",
            shape=labels.shape,
            type=labels.dtype,
        )
    if not len(images):
        raise InvalidData(N_("{path} holds no images."), path=path)
    whole = labels.astype(np.int64)
    wrong = whole[(whole < NO_DIGIT) | (whole > 9)]
    if len(wrong):
        raise InvalidData(
            N_(
                "The labels in {path} must be 0 to 9, or -1 for no digit, but {value} "
                "was found."
            ),
            path=path,
            value=wrong[0],
        )
    return LabelledImages(path.name, images.astype(np.uint8), whole, hashes)


def read_file(path: Path) -> bytes:
    """A file's content.

    Raises:
        MissingPath, PermissionDenied: if it cannot be opened.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def sha256_of(content: bytes) -> str:
    """Hash of a file's content, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
