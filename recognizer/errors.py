"""Every error a person can cause, each with a hint that says what to do.

    RecognizerError
    ├── InvalidSetting          an environment variable or a command-line option
    ├── NoInk                   there is nothing that could be a digit
    │   ├── BlankDrawing
    │   └── SingleDot
    ├── InvalidDrawing          the canvas's JSON
    ├── InvalidPicture          a file, photo or upload
    │   ├── UnreadablePicture
    │   └── PictureTooLarge
    ├── MissingPath
    ├── InvalidBundle           a model bundle that is damaged or foreign
    ├── InvalidArchive          a zip that holds no model, or a foreign one
    ├── UnknownModel
    ├── MissingData             a data set that is neither here nor downloadable
    ├── InvalidData             a data set that is damaged or foreign
    ├── NothingKept             own drawings are asked for, and there are none
    ├── InvalidRun              a training that is damaged or at work
    ├── InvalidEntry            a drawing, label or name that cannot be kept
    ├── InvalidCollection       a file with drawings that cannot be taken over
    ├── CollectionUnavailable   the database of drawings cannot be reached
    ├── CollectionDamaged       its file was damaged; what could be read is kept
    ├── CollectionLost          its file was removed
    ├── DiskFull                no room for what was to be kept
    └── BrokenOff               a training that ended by something unforeseen

`message` and `hint` are English templates; str(error) is the filled message. The
user interface translates the template first and fills it afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar


def N_(text: str) -> str:
    """Mark a text for translation and return it unchanged."""
    return text


class RecognizerError(Exception):
    """Base of all foreseen errors.

    Args:
        **values: what fills the placeholders of `message` and `hint`.
    """

    message: ClassVar[str] = N_("Something went wrong.")
    hint_template: ClassVar[str] = ""

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.message.format(**values))

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.values))

    def to_json(self) -> dict[str, Any]:
        """Kind and values, for another process to tell."""
        values = {name: str(value) for name, value in self.values.items()}
        return {"kind": type(self).__name__, "values": values}

    @property
    def hint(self) -> str:
        """What the person can do about it, in English."""
        return self.hint_template.format(**self.values)


def from_json(content: Mapping[str, Any]) -> RecognizerError:
    """Rebuild what `to_json` wrote."""
    kinds = {kind.__name__: kind for kind in _kinds(RecognizerError)}
    return kinds[content["kind"]](**content["values"])


def _kinds(of: type[RecognizerError]) -> Iterator[type[RecognizerError]]:
    yield of
    for kind in of.__subclasses__():
        yield from _kinds(kind)


def _rebuild(
    error: type[RecognizerError], values: dict[str, object]
) -> RecognizerError:
    return error(**values)


class InvalidSetting(RecognizerError, ValueError):
    """A setting has a value that is not allowed."""

    message = N_("{name} must be {allowed}, but is {value}.")
    hint_template = N_("Change {name} or leave it out.")


class NoInk(RecognizerError, ValueError):
    """There is nothing in the drawing that could be a digit."""


class BlankDrawing(NoInk):
    """No ink at all: a blank canvas or a picture of one even colour."""

    message = N_("There is no ink to read.")
    hint_template = N_("Draw a digit from 0 to 9.")


class SingleDot(NoInk):
    """The pen touched the canvas but did not move."""

    message = N_("A single dot is not a digit.")
    hint_template = N_("Draw a digit from 0 to 9, as large as you like.")


class InvalidDrawing(RecognizerError, ValueError):
    """The canvas's JSON is not a list of pen strokes."""

    message = N_("This is not a drawing: {problem}.")
    hint_template = N_(
        "A drawing is the canvas's json_data: an object with a list 'objects' of "
        "paths made of M, L, Q and C commands."
    )


class InvalidPicture(RecognizerError, ValueError):
    """A file, photo or upload that cannot be used as a picture."""


class UnreadablePicture(InvalidPicture):
    """The file is no picture, or a damaged one."""

    message = N_("{name} is not a picture that can be read.")
    hint_template = N_("Use a PNG, JPEG, WebP, GIF, BMP or TIFF file.")


class PictureTooLarge(InvalidPicture):
    """The picture has more pixels than are accepted."""

    message = N_(
        "{name} has {width} × {height} pixels; at most {limit} million are read."
    )
    hint_template = N_("Make the picture smaller.")


class MissingPath(RecognizerError, FileNotFoundError):
    """A file or folder named by the person does not exist."""

    message = N_("{path} does not exist or cannot be read.")
    hint_template = N_("Check the spelling and the permissions.")

    def __str__(self) -> str:
        return self.message.format(**self.values)


class InvalidBundle(RecognizerError, ValueError):
    """A model bundle is damaged, half-written or foreign."""

    message = N_("The model in {path} cannot be used: {problem}.")
    hint_template = N_(
        "A model is a folder with card.json, weights.safetensors and model.tflite, "
        "as written by python -m recognizer train."
    )


class InvalidArchive(RecognizerError, ValueError):
    """A zip from another person is not a model that we can take over."""

    message = N_("This zip cannot be taken over: {problem}.")
    hint_template = N_("Give a zip that was downloaded from a Models page.")


class UnknownModel(RecognizerError, LookupError):
    """No bundle has this name."""

    message = N_("There is no model {name}; there are: {known}.")
    hint_template = N_("python -m recognizer models lists them.")


class MissingData(RecognizerError, FileNotFoundError):
    """A data set is neither on this machine nor to be downloaded."""

    message = N_("The data set {data} is missing: {file} was not found in {folder}.")
    hint_template = N_(
        "Put the file there, or set RECOGNIZER_DATASETS to a folder that has it."
    )

    def __str__(self) -> str:
        return self.message.format(**self.values)


class InvalidData(RecognizerError, ValueError):
    """A data set's file is damaged or has another form than expected."""

    message = N_("{path} cannot be used as data: {problem}.")
    hint_template = N_("Delete it so that it is downloaded again, or choose another.")


class NothingKept(RecognizerError, LookupError):
    """Own drawings are to be trained on, and there are none."""

    message = N_("No drawings have been kept yet.")
    hint_template = N_("Write some on the page My drawings.")


class InvalidRun(RecognizerError, ValueError):
    """A training run that is damaged, or that cannot do what was asked."""

    message = N_("Training {number} cannot be used: {problem}.")
    hint_template = N_("Start another, or delete it.")


class InvalidEntry(RecognizerError, ValueError):
    """A drawing, a label or a name that cannot be kept."""

    message = N_("This cannot be kept: {problem}.")


class InvalidCollection(RecognizerError, ValueError):
    """A file with drawings that cannot be taken over."""

    message = N_("This file cannot be taken over: {problem}.")
    hint_template = N_(
        "Give a zip, .json, .npz or IDX pair that was downloaded from a page "
        "My drawings; nothing was changed."
    )


class CollectionUnavailable(RecognizerError):
    """The database of drawings cannot be reached, or cannot be used."""

    message = N_("The collection of drawings cannot be reached: {problem}.")
    hint_template = N_("Nothing was changed; try again.")


class CollectionDamaged(RecognizerError):
    """The database's file was damaged; a new one holds what could be read."""

    message = N_(
        "The collection's file was damaged and is now {aside}. {count} drawings could "
        "be read and are kept."
    )
    hint_template = N_("What you did last was not done; try again.")


class CollectionLost(RecognizerError):
    """The database's file was removed while the app ran."""

    message = N_(
        "The collection's file was removed while the app was running; a new, empty "
        "one was begun."
    )
    hint_template = N_("What you did last was not done; try again.")


class DiskFull(RecognizerError, OSError):
    """There is no room for what was to be kept."""

    message = N_("The disk is full.")
    hint_template = N_("Make room, then resume.")

    def __str__(self) -> str:
        return self.message


class BrokenOff(RecognizerError, RuntimeError):
    """A training ended by something that nobody foresaw."""

    message = N_("The training broke off: {problem}.")
    hint_template = N_("Its folder has a log.txt with the details.")
