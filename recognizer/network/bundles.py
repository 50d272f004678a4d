"""Model bundles: a folder with a card, the weights and the network to run.

    card.json             what the network is, how it was made, how good it is
    weights.safetensors   plain arrays named by layer; nothing in it can execute
    model.tflite          image -> logits and every layer's activations
    note.txt              a person's own words; the one thing that may change

A bundle is written beside its place, flushed to disk and renamed, so that a
half-written one is never seen; a published one never changes but for its folder's
name, which is the model's, and the note.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from recognizer.atomic_files import flush_folder, room, write_atomically
from recognizer.errors import InvalidBundle, InvalidSetting, UnknownModel
from recognizer.ink import mnist_format
from recognizer.network.architecture import Layer

FORMAT = 1
CARD, WEIGHTS, NETWORK = "card.json", "weights.safetensors", "model.tflite"
NOTE = "note.txt"
MAX_NOTE = 500
MAX_FILE_BYTES = 64 * 2**20


@dataclass(frozen=True)
class ModelCard:
    """What is known about a bundle.

    Attributes:
        name: the bundle's folder, such as "two-layer-cnn".
        architecture: name and settings.
        layers: from the image to the logits.
        temperature: the logits are divided by it before softmax (Guo et al., 2017,
            On calibration of modern neural networks).
        rejection_threshold: a drawing with log Σ exp(logits) below it is no digit;
            None for a network that was not trained to tell.
        preprocessing: version of `recognizer.ink.mnist_format` trained with.
        training: recipe, seed, settings, data with their hashes, libraries, command.
        figures: accuracy, per class, calibration and rejection, each with its data.
        notes: sentences for people: what it is good and bad at.
        sha256: of the other files, by name.
    """

    name: str
    architecture: dict[str, Any]
    layers: tuple[Layer, ...]
    temperature: float = 1.0
    rejection_threshold: float | None = None
    preprocessing: int = mnist_format.VERSION
    parameters: int = 0
    created: str = ""
    training: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    sha256: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


@dataclass(frozen=True)
class Bundle:
    """A bundle whose files were checked against its card."""

    path: Path
    card: ModelCard

    @property
    def weights(self) -> Path:
        """Plain arrays named by layer (safetensors)."""
        return self.path / WEIGHTS

    @property
    def network(self) -> Path:
        """The network to run (LiteRT)."""
        return self.path / NETWORK

    def read_weights(self) -> dict[str, NDArray[np.float32]]:
        """Every array by its name, such as "convolution_1/kernel"."""
        arrays = load_file(self.weights)
        return {name: array.astype(np.float32) for name, array in arrays.items()}

    @property
    def note(self) -> str:
        """A person's own words about it."""
        try:
            return (self.path / NOTE).read_text("utf-8")
        except (OSError, ValueError):
            return ""


def read(path: Path) -> Bundle:
    """Read a bundle and check that it is whole.

    Raises:
        InvalidBundle: if a file is missing, damaged or of another format, or if the
            network was trained with another preprocessing.
    """
    try:
        content = json.loads((path / CARD).read_text(encoding="utf-8"))
        card = replace(_card_from_json(content), name=path.name)
    except FileNotFoundError:
        raise InvalidBundle(path=path, problem=f"{CARD} is missing") from None
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise InvalidBundle(
            path=path, problem=f"{CARD} is damaged ({error})"
        ) from error
    if card.format != FORMAT:
        raise InvalidBundle(
            path=path, problem=f"its format is {card.format}, not {FORMAT}"
        )
    if card.preprocessing != mnist_format.VERSION:
        raise InvalidBundle(
            path=path,
            problem=f"it was trained with version {card.preprocessing} of the "
            f"preprocessing, this is version {mnist_format.VERSION}; train it again",
        )
    for name in (WEIGHTS, NETWORK):
        file = path / name
        if not file.is_file():
            raise InvalidBundle(path=path, problem=f"{name} is missing")
        if file.stat().st_size > MAX_FILE_BYTES:
            raise InvalidBundle(path=path, problem=f"{name} is over 64 MiB")
        if sha256(file) != card.sha256.get(name):
            raise InvalidBundle(
                path=path, problem=f"{name} is damaged or was exchanged"
            )
    return Bundle(path, card)


def publish(card: ModelCard, files: Mapping[str, bytes], folder: Path) -> Bundle:
    """Write a bundle into `folder`, under its card's name, in one step.

    Args:
        files: contents of weights.safetensors and model.tflite.

    Raises:
        InvalidSetting: if the name is no plain folder name or is taken.
        DiskFull: if there is no room.
    """
    check_new(card.name, folder)
    with room():
        folder.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder))
        try:
            _write(card, files, beside)
            os.rename(beside, folder / card.name)
            flush_folder(folder)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    return read(folder / card.name)


def _write(card: ModelCard, files: Mapping[str, bytes], folder: Path) -> None:
    hashes = {
        name: hashlib.sha256(files[name]).hexdigest() for name in (WEIGHTS, NETWORK)
    }
    content = {**asdict(card), "sha256": hashes}
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    for name, data in {**files, CARD: text.encode()}.items():
        with open(folder / name, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    folder.chmod(0o755)


def find(name: str, folders: Iterable[Path]) -> Bundle:
    """Find a bundle by name; the first folder that has it counts.

    Raises:
        UnknownModel: if no folder has it.
        InvalidBundle: if it is not whole.
    """
    folders = tuple(folders)
    if _is_name(name):
        for folder in folders:
            if (folder / name).is_dir():
                return read(folder / name)
    known = ", ".join(names(folders)) or "none"
    raise UnknownModel(name=name, known=known)


def rename(bundle: Bundle, name: str) -> Bundle:
    """Give a bundle another name, in one step.

    Raises:
        InvalidSetting: if the name is no plain folder name or is taken.
    """
    folder = bundle.path.parent
    check_new(name, folder)
    os.rename(bundle.path, folder / name)
    flush_folder(folder)
    return read(folder / name)


def write_note(bundle: Bundle, text: str) -> None:
    """Keep a person's own words about a bundle.

    Raises:
        InvalidSetting: if they are too long.
        DiskFull: if there is no room.
    """
    check_note(text)
    write_atomically(bundle.path / NOTE, text.encode())


def delete(bundle: Bundle) -> None:
    """Remove a bundle; it is out of sight in one step."""
    hidden = Path(tempfile.mkdtemp(prefix=".deleted-", dir=bundle.path.parent))
    os.rename(bundle.path, hidden / bundle.path.name)
    shutil.rmtree(hidden)


def names(folders: Iterable[Path]) -> list[str]:
    """Names of all bundles, whole or not, in order of folder and name."""
    found: dict[str, None] = {}
    for folder in folders:
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                if path.is_dir() and _is_name(path.name):
                    found.setdefault(path.name)
    return list(found)


def check_new(name: str, folder: Path) -> None:
    """Refuse a name that cannot be published under.

    Raises:
        InvalidSetting: if it is no plain folder name or is taken.
    """
    if not _is_name(name):
        raise InvalidSetting(
            name="The model's name",
            allowed="1 to 60 letters, digits, - or _",
            value=repr(name[:80]),
        )
    if (folder / name).exists():
        raise InvalidSetting(
            name="The model's name", allowed="new", value=f"taken ({name})"
        )


def check_note(text: str) -> None:
    """Refuse a note of more than 500 characters.

    Raises:
        InvalidSetting: if it is longer.
    """
    if len(text) > MAX_NOTE:
        raise InvalidSetting(
            name="A note", allowed=f"{MAX_NOTE} characters at most", value=len(text)
        )


def sha256(file: Path) -> str:
    """Hash of a file's content, in hexadecimal."""
    digest = hashlib.sha256()
    with open(file, "rb") as stream:
        while block := stream.read(2**20):
            digest.update(block)
    return digest.hexdigest()


def _is_name(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", name) is not None


def _card_from_json(content: dict[str, Any]) -> ModelCard:
    if not isinstance(content, dict):
        raise ValueError("not an object")
    known = {each.name for each in fields(ModelCard)}
    values = {name: value for name, value in content.items() if name in known}
    values["layers"] = tuple(Layer(**layer) for layer in values["layers"])
    values["notes"] = tuple(values.get("notes", ()))
    return ModelCard(**values)
