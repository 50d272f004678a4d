"""Model bundles: a folder with a card, the weights and the network to run.

    card.json             what the network is, how it was made, how good it is
    weights.safetensors   plain arrays named by layer; nothing in it can execute
    model.tflite          image -> logits and every layer's activations
    note.txt              a person's own words; the one thing that may change

A bundle is written beside its place, flushed to disk and renamed, so that a
half-written one is never seen; a published one never changes but for its folder's
name, which is the model's, the note, and figures that its card lacked.
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

from recognizer.atomic_files import flush_folder, write_atomically, writing
from recognizer.errors import N_, InvalidBundle, InvalidSetting, UnknownModel, quoted
from recognizer.ink import mnist_format
from recognizer.network.architecture import Layer

FORMAT = 1
CARD, WEIGHTS, NETWORK = "card.json", "weights.safetensors", "model.tflite"
NOTE = "note.txt"
MAX_NOTE = 500
MAX_FILE_BYTES = 64 * 2**20
MAX_CARD_BYTES = 8 * 2**20
"""It names each of a person's own drawings that the network was trained on."""


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
    """A bundle whose files were checked against its card.

    Attributes:
        version: tells its content from any other, whatever its name: 16 hexadecimal
            digits of the SHA-256 of the card, which holds those of the other files.
    """

    path: Path
    card: ModelCard
    version: str

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
        written = _read_card(path)
        card = replace(_card_from_json(json.loads(written)), name=path.name)
    except FileNotFoundError as error:
        raise _missing(path, CARD) from error
    except InvalidBundle:
        raise
    except (
        OSError,
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
        RecursionError,
    ) as error:
        raise InvalidBundle(
            N_("{file} of the model in {path} is damaged."),
            file=CARD,
            path=path,
            details=error,
        ) from error
    if card.format != FORMAT:
        raise InvalidBundle(
            N_("The model in {path} must have format {known}, but has format {found}."),
            hint=N_("Update this app, or train the model again."),
            path=path,
            known=FORMAT,
            found=card.format,
        )
    if card.preprocessing != mnist_format.VERSION:
        raise InvalidBundle(
            N_(
                "The model in {path} must be trained with version {known} of the "
                "preprocessing, but was trained with version {found}."
            ),
            hint=N_("Train the model again."),
            path=path,
            known=mnist_format.VERSION,
            found=card.preprocessing,
        )
    for name in (WEIGHTS, NETWORK):
        file = path / name
        if not file.is_file():
            raise _missing(path, name)
        _check_size(path, name, MAX_FILE_BYTES)
        if sha256(file) != card.sha256.get(name):
            raise InvalidBundle(
                N_("{file} of the model in {path} is damaged or was replaced."),
                file=name,
                path=path,
            )
    return Bundle(path, card, hashlib.sha256(written).hexdigest()[:16])


def _read_card(path: Path) -> bytes:
    _check_size(path, CARD, MAX_CARD_BYTES)
    return (path / CARD).read_bytes()


def _check_size(path: Path, name: str, limit: int) -> None:
    if (path / name).stat().st_size > limit:
        raise InvalidBundle(
            N_(
                "{file} of the model in {path} may have up to {limit} MiB, but is "
                "larger."
            ),
            file=name,
            path=path,
            limit=limit // 2**20,
        )


def _missing(path: Path, name: str) -> InvalidBundle:
    return InvalidBundle(
        N_("The model in {path} has no file {file}."), path=path, file=name
    )


def publish(card: ModelCard, files: Mapping[str, bytes], folder: Path) -> Bundle:
    """Write a bundle into `folder`, under its card's name, in one step.

    Args:
        files: contents of weights.safetensors and model.tflite.

    Raises:
        InvalidSetting: if the name is no plain folder name or is taken.
        DiskFull, PermissionDenied: if the system does not let it be written.
    """
    check_new(card.name, folder)
    with writing():
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
    layers = [layer.to_json() for layer in card.layers]
    content = {**asdict(card), "layers": layers, "sha256": hashes}
    for name, data in {**files, CARD: _card_text(content).encode()}.items():
        with open(folder / name, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    folder.chmod(0o755)


def _card_text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def find(name: str, folders: Iterable[Path]) -> Bundle:
    """Find a bundle by name; the first folder that has it counts.

    Raises:
        UnknownModel: if no folder has it.
        InvalidBundle: if it is not whole.
    """
    return read(locate(name, folders))


def locate(name: str, folders: Iterable[Path]) -> Path:
    """Find a bundle's folder by name, whole or not, among the folders of bundles.

    Raises:
        UnknownModel: if no folder has it.
    """
    folders = tuple(folders)
    if is_name(name):
        for folder in folders:
            if (folder / name).is_dir():
                return folder / name
    known = names(folders)
    if not known:
        raise UnknownModel(
            N_("There is no model named {name}, nor any other."),
            hint=N_("Install this app again, or train a model."),
            name=name,
        )
    raise UnknownModel(
        N_("There is no model named {name}."), name=name, known=", ".join(known)
    )


def rename(bundle: Bundle, name: str) -> Bundle:
    """Give a bundle another name, in one step.

    Raises:
        InvalidSetting: if the name is no plain folder name or is taken.
    """
    folder = bundle.path.parent
    check_new(name, folder)
    with writing():
        os.rename(bundle.path, folder / name)
        flush_folder(folder)
    return read(folder / name)


def write_note(bundle: Bundle, text: str) -> None:
    """Keep a person's own words about a bundle.

    Raises:
        InvalidSetting: if they are too long.
        DiskFull, PermissionDenied: if the system does not let it be written.
    """
    check_note(text)
    write_atomically(bundle.path / NOTE, text.encode())


def add_figures(
    bundle: Bundle, figures: Mapping[str, Any], notes: Iterable[str]
) -> None:
    """Add figures, and the notes on them, to a card that lacks them.

    Args:
        figures: by data set.

    Raises:
        ValueError: if the card has figures on one of these data sets: a published
            model is measured once.
        DiskFull: if there is no room.
    """
    path = bundle.path / CARD
    content = json.loads(path.read_text(encoding="utf-8"))
    known = content["figures"].keys() & figures.keys()
    if known:
        raise ValueError(f"{path} has figures on {', '.join(sorted(known))}")
    content["figures"].update(figures)
    content["notes"].extend(notes)
    mode = path.stat().st_mode
    write_atomically(path, _card_text(content).encode())
    path.chmod(mode)


def delete(bundle: Bundle) -> None:
    """Remove a bundle; it is out of sight in one step.

    Raises:
        PermissionDenied: if the system does not let it be removed.
    """
    with writing():
        hidden = Path(tempfile.mkdtemp(prefix=".deleted-", dir=bundle.path.parent))
        os.rename(bundle.path, hidden / bundle.path.name)
        shutil.rmtree(hidden)


def names(folders: Iterable[Path]) -> list[str]:
    """Names of all bundles, whole or not, in order of folder and name."""
    found: dict[str, None] = {}
    for folder in folders:
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                if path.is_dir() and is_name(path.name):
                    found.setdefault(path.name)
    return list(found)


def check_new(name: str, folder: Path) -> None:
    """Refuse a name that cannot be published under.

    Raises:
        InvalidSetting: if it is no plain folder name or is taken.
    """
    if not is_name(name):
        raise InvalidSetting(
            N_(
                "A model's name must have 1 to 60 letters, digits, - or _ and begin "
                "with a letter or digit, but {name} was given."
            ),
            hint=N_("Choose another name."),
            name=quoted(name),
        )
    if (folder / name).exists():
        raise InvalidSetting(
            N_("A model named {name} already exists."),
            hint=N_("Choose another name."),
            name=name,
        )


def check_note(text: str) -> None:
    """Refuse a note of more than 500 characters.

    Raises:
        InvalidSetting: if it is longer.
    """
    if len(text) > MAX_NOTE:
        raise InvalidSetting(
            N_("A note may have up to {limit} characters, but this has {count}."),
            hint=N_("Shorten the note."),
            limit=MAX_NOTE,
            count=f"{len(text):,}",
        )


def sha256(file: Path) -> str:
    """Hash of a file's content, in hexadecimal."""
    digest = hashlib.sha256()
    with open(file, "rb") as stream:
        while block := stream.read(2**20):
            digest.update(block)
    return digest.hexdigest()


def is_name(name: str) -> bool:
    """Whether a model may have this name, which is its folder's."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", name) is not None


_KINDS: dict[str, type] = {
    "architecture": dict,
    "created": str,
    "figures": dict,
    "notes": list,
    "parameters": int,
    "sha256": dict,
    "training": dict,
}


def _card_from_json(content: dict[str, Any]) -> ModelCard:
    if not isinstance(content, dict):
        raise ValueError("not an object")
    for name, kind in _KINDS.items():
        if not isinstance(content.get(name, kind()), kind):
            raise ValueError(f"{name} is no {kind.__name__}")
    known = {each.name for each in fields(ModelCard)}
    values = {name: value for name, value in content.items() if name in known}
    values["layers"] = tuple(map(Layer.from_json, values["layers"]))
    values["notes"] = tuple(values.get("notes", ()))
    return ModelCard(**values)
