"""Model bundles as zip files, to give to another person.

What comes from another person is not trusted: only the card's numbers and plain
arrays are taken, each within its limits; the network that runs is rebuilt from
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

from recognizer.errors import N_, InvalidArchive, InvalidSetting, quoted
from recognizer.ink import mnist_format
from recognizer.network import bundles
from recognizer.network.architecture import Architecture
from recognizer.network.bundles import CARD, NETWORK, WEIGHTS, Bundle
from recognizer.zip_files import open_zip, read_member

MAX_FILES = 100
MAX_CARD_BYTES = 2**20
MAX_WEIGHTS_BYTES = 64 * 2**20
MAX_HEADER_BYTES = 2**16
"""Of the weights: eight arrays take one kilobyte of it."""
MAX_NOTES, MAX_NOTE = 20, 500


@dataclass(frozen=True)
class Received:
    """What a zip from another person holds, checked.

    Attributes:
        name: that the card says, as a model may be named; not checked to be new.
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
        archive = open_zip(content, MAX_FILES, InvalidArchive)
        card = json.loads(_member(archive, CARD, MAX_CARD_BYTES))
        arrays = _arrays(_member(archive, WEIGHTS, MAX_WEIGHTS_BYTES))
        return _checked(card, arrays)
    except InvalidArchive:
        raise
    except InvalidSetting as error:
        raise InvalidArchive(
            N_("The model in this zip file has an impossible architecture."),
            details=error,
        ) from error
    except Exception as error:  # another person chose what is in it
        raise InvalidArchive(
            N_("This zip file is damaged or holds no model."), details=error
        ) from error


def _member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """A file's content; never more than the limit is unpacked."""
    if name not in archive.namelist():
        raise InvalidArchive(
            N_("The zip file must hold a file {name}, but holds none."), name=name
        )
    content = read_member(archive, name, limit)
    if content is None:
        raise InvalidArchive(
            N_("{name} in this zip file may have up to {limit} MiB, but is larger."),
            name=name,
            limit=limit // 2**20,
        )
    return content


def _arrays(content: bytes) -> dict[str, NDArray[Any]]:
    """The weights by name; a header says how many there are, and of what shape."""
    header = int.from_bytes(content[:8], "little")
    if header > MAX_HEADER_BYTES:
        raise InvalidArchive(
            N_("{name} in this zip file has too large a header."), name=WEIGHTS
        )
    return load(content)


def _checked(card: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Received:
    if card["preprocessing"] != mnist_format.VERSION:
        raise InvalidArchive(
            N_(
                "The model in this zip file must be trained with version {known} of "
                "the preprocessing, but was trained with version {found}."
            ),
            hint=N_("Ask for a model that was trained with this version of the app."),
            known=mnist_format.VERSION,
            found=quoted(card["preprocessing"]),
        )
    name = card["name"]
    if not (isinstance(name, str) and bundles.is_name(name)):
        raise InvalidArchive(
            N_(
                "The model in this zip file must have a name of 1 to 60 letters, "
                "digits, - or _ that begins with a letter or digit, but is named "
                "{name}."
            ),
            name=quoted(name),
        )
    architecture = Architecture.from_json(card["architecture"])
    shapes = architecture.shapes
    if set(arrays) != set(shapes):
        raise InvalidArchive(
            N_("The weights in this zip file do not belong to its architecture."),
        )
    for key, array in arrays.items():
        if array.shape != shapes[key] or array.dtype not in (np.float16, np.float32):
            raise InvalidArchive(
                N_(
                    "The weights {key} in this zip file must have the shape {known} "
                    "and the type float16 or float32, but have the shape {found} and "
                    "the type {type}."
                ),
                key=key,
                known=shapes[key],
                found=array.shape,
                type=array.dtype,
            )
        if not np.isfinite(array).all():
            raise InvalidArchive(
                N_("The weights {key} in this zip file are not all finite numbers."),
                key=key,
            )
    temperature = float(card["temperature"])
    if not 0.05 <= temperature <= 20:
        raise InvalidArchive(
            N_(
                "The temperature of the model in this zip file must be 0.05 to 20, but "
                "is {value}."
            ),
            value=temperature,
        )
    threshold = card["rejection_threshold"]
    if threshold is not None:
        threshold = float(threshold)
        if not -100 <= threshold <= 100:
            raise InvalidArchive(
                N_(
                    "The rejection threshold of the model in this zip file must be "
                    "-100 to 100, but is {value}."
                ),
                value=threshold,
            )
    notes = [str(note)[:MAX_NOTE] for note in list(card["notes"])[:MAX_NOTES]]
    return Received(
        name=name,
        architecture=architecture,
        weights={name: array.astype(np.float32) for name, array in arrays.items()},
        temperature=temperature,
        rejection_threshold=threshold,
        notes=tuple(notes),
    )
