"""IDX, the format of MNIST's own files.

LeCun, Cortes and Burges, The MNIST database, "File formats".
"""

from __future__ import annotations

import gzip
import io
import math
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.labelled import (
    MAX_BYTES,
    LabelledImages,
    checked,
    read_file,
    sha256_of,
)
from recognizer.errors import N_, InvalidData


def read_idx_pair(images: Path, labels: Path) -> LabelledImages:
    """Read images and labels from two IDX files, plain or gzipped.

    Raises:
        MissingPath, PermissionDenied: if a file cannot be opened.
        InvalidData: if one is damaged or holds something else.
    """
    hashes = {path.name: sha256_of(read_file(path)) for path in (images, labels)}
    return checked(images, read_idx(images), read_idx(labels), hashes)


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Read an array of bytes in IDX format, plain or gzipped.

    Raises:
        MissingPath, PermissionDenied: if the file cannot be opened.
        InvalidData: if it is damaged or holds another type.
    """
    content = read_file(path)
    try:
        if content[:2] == b"\x1f\x8b":
            content = unzip(content)
        return decode_idx(content)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise InvalidData(
            N_("{path} is damaged or is not an IDX file of bytes."),
            path=path,
            details=error,
        ) from error


def unzip(content: bytes, most_bytes: int = MAX_BYTES) -> bytes:
    """Unpack a gzip file.

    Raises:
        ValueError: if it unpacks to more than `most_bytes`.
        OSError, EOFError, zlib.error: if it is damaged.
    """
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        unpacked = file.read(most_bytes + 1)
    if len(unpacked) > most_bytes:
        raise ValueError(f"it unpacks to more than {most_bytes:,} bytes")
    return unpacked


def decode_idx(content: bytes) -> NDArray[np.uint8]:
    """Read an array of bytes, 1 to 3 axes, in IDX format.

    Raises:
        ValueError: if the content is damaged or holds another type.
    """
    try:
        zeros, kind, n_axes = struct.unpack_from(">HBB", content)
        shape = struct.unpack_from(f">{n_axes}I", content, 4)
    except struct.error as error:
        raise ValueError(str(error)) from error
    if zeros or kind != 8 or not 1 <= n_axes <= 3:
        raise ValueError("it is no IDX file of bytes")
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * n_axes)
    if values.size != math.prod(shape):
        raise ValueError(f"it holds {values.size} values, not {shape}")
    return values.reshape(shape)


def encode_idx(values: NDArray[np.uint8]) -> bytes:
    """Write an array of bytes in IDX format."""
    shape = struct.pack(f">{values.ndim}I", *values.shape)
    return struct.pack(">HBB", 0, 8, values.ndim) + shape + values.tobytes()
