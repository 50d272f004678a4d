"""Model bundles as zip files, to give to another person.

What comes from another person is not trusted: only the card's numbers and plain
arrays are taken, each within its limits; the network that runs is written anew from
them by `training.keras.model_import`. Nothing is unpacked onto the disk.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

from recognizer.errors import InvalidArchive
from recognizer.ink import mnist_format
from recognizer.network.architecture import Architecture
from recognizer.network.bundles import CARD, NETWORK, WEIGHTS, Bundle

MAX_CARD_BYTES = 2**20
MAX_WEIGHTS_BYTES = 64 * 2**20
MAX_NOTES, MAX_NOTE = 20, 500


@dataclass(frozen=True)
class Received:
    """What a zip from another person holds, checked.

    Attributes:
        name: that the card says, not checked to be new or plain.
        architecture: a known one.
        weights: "layer/kernel" and "layer/bias", float32, finite, of fitting shapes.
        temperature: 0.05 to 20.
        rejection_threshold: -100 to 100, or None.
        notes: of the card, cut.
    """

    name: str
    architecture: Architecture
    weights: dict[str, NDArray[np.float32]]
    temperature: float
    rejection_threshold: float | None
    notes: tuple[str, ...]


def pack(bundle: Bundle) -> bytes:
    """Write a bundle as a zip."""
    stream = io.BytesIO()
    card = json.loads((bundle.path / CARD).read_text("utf-8"))
    text = json.dumps({**card, "name": bundle.card.name}, ensure_ascii=False)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CARD, text)
        for name in (WEIGHTS, NETWORK):
            archive.write(bundle.path / name, name)
    return stream.getvalue()


def unpack(content: bytes) -> Received:
    """Read a zip that `pack` wrote, or that says so.

    Raises:
        InvalidArchive: if anything in it is not as it should be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            card = json.loads(_member(archive, CARD, MAX_CARD_BYTES))
            arrays = load(_member(archive, WEIGHTS, MAX_WEIGHTS_BYTES))
        return _checked(card, arrays)
    except InvalidArchive:
        raise
    except Exception as error:  # another person chose what is in it
        raise InvalidArchive(problem=str(error)[:200] or "it is damaged") from error


def _member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """A file's content; never more than the limit is unpacked."""
    if archive.namelist().count(name) != 1:
        raise InvalidArchive(problem=f"it does not hold one {name}")
    with archive.open(name) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise InvalidArchive(problem=f"{name} is over {limit // 2**20} MiB")
    return content


def _checked(card: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Received:
    if card["preprocessing"] != mnist_format.VERSION:
        raise InvalidArchive(problem="it was trained with another preprocessing")
    architecture = Architecture.from_json(card["architecture"])
    shapes = architecture.shapes
    if set(arrays) != set(shapes):
        raise InvalidArchive(problem="its weights are not those of its architecture")
    for name, array in arrays.items():
        if array.shape != shapes[name] or array.dtype not in (np.float16, np.float32):
            raise InvalidArchive(problem=f"{name} has another shape or type")
        if not np.isfinite(array).all():
            raise InvalidArchive(problem=f"{name} holds what is no number")
    threshold = card["rejection_threshold"]
    if threshold is not None:
        threshold = _number(threshold, -100, 100)
    notes = [str(note)[:MAX_NOTE] for note in list(card["notes"])[:MAX_NOTES]]
    return Received(
        name=str(card["name"]),
        architecture=architecture,
        weights={name: array.astype(np.float32) for name, array in arrays.items()},
        temperature=_number(card["temperature"], 0.05, 20),
        rejection_threshold=threshold,
        notes=tuple(notes),
    )


def _number(value: Any, low: float, high: float) -> float:
    number = float(value)
    if not low <= number <= high:
        raise InvalidArchive(problem="a number in its card is out of range")
    return number
