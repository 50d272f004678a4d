"""Every error a person can cause, each with a hint that says what to do.

    RecognizerError
    ├── InvalidSetting          a setting, an option or a name that is not allowed
    ├── NoInk                   there is nothing that could be a digit
    │   ├── BlankDrawing
    │   └── SingleDot
    ├── InvalidDrawing          strokes that cannot be read
    ├── InvalidPicture          a file, photo or upload
    │   ├── UnreadablePicture
    │   └── PictureTooLarge
    ├── InvalidNumber           what is typed for a cell of a page, and is no number
    ├── MissingPath             a file that is not there
    ├── PermissionDenied        the system does not allow to read or write
    ├── NotAllowed              what only the presenter may do
    ├── LimitReached            as much as one visitor, or all together, may have
    ├── InvalidRequest          what a program sent over HTTP and no picture or drawing
    │   ├── RequestTooLarge
    │   ├── RequestTooSlow
    │   ├── UnsupportedContent
    │   ├── UnknownAddress
    │   └── WrongMethod
    ├── AnswerFailed            an answer over HTTP that nobody foresaw to fail
    ├── DiskFull                there is no room left to write
    ├── InvalidBundle           a model bundle that is damaged or foreign
    ├── InvalidArchive          a zip that holds no model, or a foreign one
    ├── UnknownModel
    ├── UnknownDataSet
    ├── MissingData             a data set that is neither here nor downloadable
    ├── InvalidData             a data set that is damaged or foreign
    ├── NoDrawings              training on saved drawings, and there are none
    ├── UnknownRun
    ├── RunActive               a training that must be stopped first
    ├── RunFinished             a training that has nothing left to do
    ├── DamagedRun              a training whose plan cannot be read
    ├── InvalidCheckpoint       a training cannot be resumed from this file
    ├── InvalidEntry            a drawing, label or nickname that cannot be saved
    ├── InvalidImport           a file with drawings that cannot be imported
    ├── CollectionUnavailable   the database of drawings cannot be used
    ├── CollectionDamaged       its file was damaged; what could be read is kept
    ├── CollectionRemoved       its file was removed
    ├── StoreUnavailable        the store of models cannot be used
    ├── ServingFailed           several processes could not be started, or nginx
    ├── ConversionFailed        a model could not be imported or exported
    ├── ClusterUnavailable      the Ray cluster that should train cannot be used
    └── TrainingFailed          a training ended by an unforeseen error

Each error is one full English sentence, given and marked with `N_` where it is raised,
with placeholders for values. str(error) is that sentence, filled. The pages translate
message and hint as wholes and fill them afterwards. What libraries and the operating
system say is English whatever the page's language: it goes into `details`, which logs
and the command line show.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Self


class Message(str):
    """An English text that has a translation, perhaps with placeholders."""


def N_(text: str) -> Message:
    """Mark a text for translation; its catalogue entry is found by this name."""
    return Message(text)


def fill(
    text: Message,
    values: Mapping[str, object],
    translate: Callable[[str], str] = str,
) -> str:
    """Translate a text, then fill its placeholders.

    Args:
        values: by placeholder; one that is itself a Message, such as the label of a
            form's field, is translated and filled too.
    """
    labels = {
        name: translate(value).format(**values)
        for name, value in values.items()
        if isinstance(value, Message)
    }
    return translate(text).format(**{**values, **labels})


class RecognizerError(Exception):
    """Base of all foreseen errors.

    Attributes:
        message: one sentence that says what is wrong, what is allowed and what came.
        hint_message: one sentence that says what to do about it.
        values: what fills the placeholders of both.
        details: the reason in a library's or the system's own words, or "".
    """

    default_hint: ClassVar[Message]

    def __init__(
        self,
        message: Message,
        /,
        *,
        hint: Message | None = None,
        details: object = "",
        **values: object,
    ) -> None:
        """Make an error of a marked sentence.

        Args:
            hint: where the default hint of the class does not fit.
            details: often the exception that led to this one.
            **values: strings and numbers as the sentence shows them, or a Message.
        """
        self.message = message
        self.hint_message = hint or self.default_hint
        self.values = values
        self.details = str(details)
        super().__init__(fill(message, values))

    def __reduce__(self) -> tuple[object, ...]:
        texts = (self.message, self.hint_message, self.details)
        return (_rebuild, (type(self), *texts, self.values))

    @property
    def hint(self) -> str:
        """What the person can do about it, in English."""
        return fill(self.hint_message, self.values)

    def to_keep(self) -> Self:
        """This error without the frames that it came through.

        They hold what was being read: a thousand bad pictures would stay in memory.
        """
        self.__cause__ = self.__context__ = None
        return self.with_traceback(None)

    def to_json(self) -> dict[str, Any]:
        """All of it, for another process to show in any language."""
        return {
            "kind": type(self).__name__,
            "message": self.message,
            "hint": self.hint_message,
            "details": self.details,
            "values": {name: str(value) for name, value in self.values.items()},
            "labels": [
                name
                for name, value in self.values.items()
                if isinstance(value, Message)
            ],
        }


def from_json(content: Mapping[str, Any]) -> RecognizerError:
    """Rebuild what `to_json` wrote.

    Raises:
        LookupError, TypeError, ValueError, AttributeError: if something else wrote it.
    """
    kinds = {kind.__name__: kind for kind in _kinds(RecognizerError)}
    return _rebuild(
        kinds[content["kind"]],
        Message(content["message"]),
        Message(content["hint"]),
        content["details"],
        {
            name: Message(value) if name in content["labels"] else value
            for name, value in content["values"].items()
        },
    )


def _kinds(of: type[RecognizerError]) -> Iterator[type[RecognizerError]]:
    yield of
    for kind in of.__subclasses__():
        yield from _kinds(kind)


def _rebuild(
    kind: type[RecognizerError],
    message: Message,
    hint: Message,
    details: str,
    values: Mapping[str, object],
) -> RecognizerError:
    """An error of its texts, whatever its own class asks for."""
    error = kind.__new__(kind)
    RecognizerError.__init__(error, message, hint=hint, details=details, **values)
    return error


class _InJson(reprlib.Repr):
    def repr_NoneType(self, value: None, level: int) -> str:
        return "null"

    def repr_bool(self, value: bool, level: int) -> str:
        return "true" if value else "false"


MAX_QUOTED = 80


def quoted(value: object) -> str:
    """A value from a person's JSON, in short however long or deep it is."""
    try:
        text = _InJson().repr(value)
    except ValueError:  # Python does not print integers of over 4,300 digits
        return "…"
    return text if len(text) <= MAX_QUOTED else text[: MAX_QUOTED - 1] + "…"


class InvalidSetting(RecognizerError, ValueError):
    """A setting has a value that is not allowed."""

    default_hint = N_("Correct the setting, then try again.")


def check_range(
    label: Message, value: float, low: float, high: float, number: int | None = None
) -> None:
    """Refuse a number out of range.

    Args:
        label: of the form's field.
        number: for {number} in the label.

    Raises:
        InvalidSetting: if it is below `low` or above `high`.
    """
    if not low <= value <= high:
        raise InvalidSetting(
            N_("{setting} must be {low} to {high}, but {value} was given."),
            setting=label,
            low=f"{low:,}",
            high=f"{high:,}",
            value=value,
            number=number,
        )


class NoInk(RecognizerError, ValueError):
    """There is nothing in the drawing that could be a digit."""

    default_hint = N_("Draw a digit from 0 to 9.")


class BlankDrawing(NoInk):
    """No ink at all: a blank canvas or a picture of one even colour."""

    def __init__(self) -> None:
        super().__init__(N_("The drawing is blank."))


class SingleDot(NoInk):
    """The pen touched the canvas but did not move."""

    def __init__(self) -> None:
        super().__init__(N_("A single dot is not a digit."))


class InvalidDrawing(RecognizerError, ValueError):
    """Strokes that cannot be read, such as JSON that is not a canvas's."""

    default_hint = N_(
        "Use the canvas's own JSON: an object with a list “objects” of paths with the "
        "commands M, L, Q, C and Z."
    )


class InvalidPicture(RecognizerError, ValueError):
    """A file, photo or upload that cannot be used as a picture."""

    default_hint = N_("Reduce the picture's size, then try again.")


class UnreadablePicture(InvalidPicture):
    """The file is no picture, or a damaged one."""

    default_hint = N_("Use a PNG, JPEG, WebP, GIF, BMP or TIFF file.")

    def __init__(self, name: str, details: object) -> None:
        super().__init__(
            N_("{name} is damaged or is not a picture."), name=name, details=details
        )


class PictureTooLarge(InvalidPicture):
    """The picture has more pixels than are accepted."""

    def __init__(self, name: str, width: int, height: int, limit: int) -> None:
        super().__init__(
            N_(
                "A picture may have up to {limit} pixels, but {name} has {width} × "
                "{height}."
            ),
            name=name,
            width=f"{width:,}",
            height=f"{height:,}",
            limit=f"{limit:,}",
        )


class NoNumbers(InvalidPicture):
    """A photo of a page on which no number can be read."""

    default_hint = N_(
        "Take the photo from above and in even light, so that the numbers fill it."
    )

    def __init__(self, name: str) -> None:
        super().__init__(N_("No numbers were found in {name}."), name=name)


class TooMuchInk(InvalidPicture):
    """A photo of a page with more pieces of ink than a page of numbers has."""

    default_hint = N_("Take a photo of a part of the page.")

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(
            N_("A page may have up to {limit} digits, but {name} has more."),
            name=name,
            limit=f"{limit:,}",
        )


class InvalidNumber(RecognizerError, ValueError):
    """What a person types for a cell of a page is no number."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            N_(
                "A number has up to {limit} digits, with at most a minus before and a "
                "point between them."
            ),
            hint=N_("Leave the field empty if no number stands there."),
            limit=limit,
        )


class MissingPath(RecognizerError, FileNotFoundError):
    """A file named by the person does not exist."""

    default_hint = N_("Check the spelling.")

    def __init__(self, path: object, details: object) -> None:
        super().__init__(
            N_("There is no file {path} that can be read."), path=path, details=details
        )


class PermissionDenied(RecognizerError, PermissionError):
    """The operating system does not let the app read or write."""

    default_hint = N_("Change the permissions, then try again.")


class NotAllowed(RecognizerError, PermissionError):
    """A visitor may not do this here."""

    default_hint = N_(
        "Ask the presenter; a presenter opens the link that the terminal showed at the "
        "start."
    )


def unreadable(path: object, error: OSError) -> RecognizerError:
    """What to tell a person whose file the operating system does not open."""
    if isinstance(error, PermissionError):
        return PermissionDenied(
            N_("This app has no permission to read {path}."), path=path, details=error
        )
    return MissingPath(path, details=error)


class PassOutdated(NotAllowed):
    """A pass that this app has not signed since it was started."""

    default_hint = N_("The page brings another one by itself; if not, reload it.")

    def __init__(self) -> None:
        super().__init__(N_("The page's permission to save drawings is outdated."))


class DiskFull(RecognizerError, OSError):
    """There is no room left to write."""

    default_hint = N_("Free some space, then try again.")

    def __init__(self) -> None:
        super().__init__(N_("The disk is full."))


class LimitReached(RecognizerError, RuntimeError):
    """One visitor, or all together, have as much as they may."""

    default_hint = N_("Whoever runs this app can allow more by the setting {variable}.")


class InvalidRequest(RecognizerError, ValueError):
    """A program's request that cannot be answered."""

    default_hint = N_("The app's page /api/v1/docs says what can be sent.")


class RequestTooLarge(InvalidRequest):
    """A request takes more memory than one may have."""


class RequestTooSlow(InvalidRequest):
    """A request that does not come to its end."""

    def __init__(self, limit_s: int) -> None:
        super().__init__(
            N_("A request must arrive within {limit} s, but this one did not."),
            limit=limit_s,
        )


class UnsupportedContent(InvalidRequest):
    """A request whose body is called something that is not read."""


class UnknownAddress(InvalidRequest):
    """There is nothing where a program asks."""

    default_hint = N_("The app's page /api/v1/docs lists what can be asked for.")

    def __init__(self) -> None:
        super().__init__(N_("There is nothing at this address."))


class WrongMethod(InvalidRequest):
    """What a program asks for is there, but not by this method."""

    default_hint = N_("The app's page /api/v1/docs lists what can be asked for.")

    def __init__(self, method: str, allowed: str) -> None:
        super().__init__(
            N_("At this address {allowed} is possible, but {method} was asked for."),
            method=method,
            allowed=allowed,
        )


class AnswerFailed(RecognizerError, RuntimeError):
    """A program's request failed by an error that nobody foresaw."""

    default_hint = N_("The app's log has the details.")

    def __init__(self) -> None:
        super().__init__(N_("The answer failed because of an unexpected error."))


class InvalidBundle(RecognizerError, ValueError):
    """A model bundle is damaged, half-written or foreign."""

    default_hint = N_("Delete this model, or replace its folder with a complete copy.")


class InvalidArchive(RecognizerError, ValueError):
    """A zip that holds no model, or a foreign one."""

    default_hint = N_("Use a zip file downloaded from the Models page of this app.")


class UnknownModel(RecognizerError, LookupError):
    """No bundle has this name."""

    default_hint = N_("Choose one of these models: {known}.")


class UnknownDataSet(RecognizerError, LookupError):
    """No data set has this name."""

    default_hint = N_(
        "Choose one of {known}, or give an .npz file or an IDX pair as IMAGES,LABELS."
    )


class MissingData(RecognizerError, FileNotFoundError):
    """A data set is neither on this machine nor to be downloaded."""

    default_hint = N_(
        "Put the file there, or set RECOGNIZER_DATASETS to a folder that has it."
    )


class InvalidData(RecognizerError, ValueError):
    """A data set's file is damaged or has another form than expected."""

    default_hint = N_(
        "Use an .npz file with the arrays “images” and “labels”, or an IDX pair."
    )


class NoDrawings(RecognizerError, LookupError):
    """Saved drawings are to be trained on, and there are none."""

    default_hint = N_("Draw some digits on the page My drawings first.")

    def __init__(self) -> None:
        super().__init__(N_("No drawings to train on have been saved yet."))


class RunActive(RecognizerError, RuntimeError):
    """A training run that must end before this can be done."""

    default_hint = N_("Stop it first, or wait until it has finished.")

    def __init__(self, number: int) -> None:
        super().__init__(N_("Training {number} is still running."), number=number)


class UnknownRun(RecognizerError, LookupError):
    """No training run has this number."""

    default_hint = N_("List all trainings by python -m recognizer runs.")

    def __init__(self, number: int) -> None:
        super().__init__(N_("There is no training {number}."), number=number)


class RunFinished(RecognizerError, RuntimeError):
    """A training run that cannot be resumed, because its model is published."""

    default_hint = N_("Start another training, from random weights or from this model.")

    def __init__(self, number: int) -> None:
        super().__init__(
            N_("Training {number} has ended in a model and cannot be resumed."),
            number=number,
        )


class DamagedRun(RecognizerError, ValueError):
    """A training run whose plan cannot be read."""

    default_hint = N_("Delete this training, and start another.")

    def __init__(self, number: int, details: object) -> None:
        super().__init__(
            N_("The settings of training {number} cannot be read."),
            number=number,
            details=details,
        )


class InvalidCheckpoint(RecognizerError, ValueError):
    """A file that a training cannot be resumed from."""

    default_hint = N_("Start the training again from the beginning.")


class InvalidEntry(RecognizerError, ValueError):
    """A drawing, a label or a nickname that cannot be saved."""

    default_hint = N_("Nothing was saved; correct it, then try again.")


class InvalidImport(RecognizerError, ValueError):
    """A file with drawings that cannot be imported."""

    default_hint = N_(
        "Nothing was imported; use a zip, .json, .npz or IDX file exported from a page "
        "My drawings."
    )


class CollectionUnavailable(RecognizerError):
    """The database of drawings cannot be reached, or cannot be used."""

    default_hint = N_("Nothing was changed; try again in a moment.")


class CollectionDamaged(RecognizerError):
    """The database's file was damaged; a new one holds what could be read."""

    default_hint = N_("What you did last was not saved; do it again.")

    def __init__(self, aside: object, count: int) -> None:
        super().__init__(
            N_(
                "The collection's file was damaged and was renamed to {aside}; {count} "
                "drawings could be read and were saved in a new file."
            ),
            aside=aside,
            count=count,
        )


class CollectionRemoved(RecognizerError):
    """The database's file was removed while the app ran."""

    default_hint = N_("What you did last was not saved; do it again.")

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The collection's file was removed while the app was running, and a "
                "new, empty one was created."
            )
        )


class StoreUnavailable(RecognizerError, OSError):
    """The store of models that several machines have in common cannot be used."""

    default_hint = N_("Check its address and permissions.")


class ServingFailed(RecognizerError, RuntimeError):
    """What several processes of the app need is not there, or does not start."""

    default_hint = N_("See what it has written in the terminal, then try again.")


class ConversionFailed(RecognizerError, RuntimeError):
    """A model could not be imported or exported, for an unforeseen reason."""

    default_hint = N_("The app's log has the details.")

    def __init__(self, details: object) -> None:
        super().__init__(N_("The model could not be converted."), details=details)


class ClusterUnavailable(RecognizerError, ConnectionError):
    """The Ray cluster that should train cannot be used."""


class TrainingFailed(RecognizerError, RuntimeError):
    """A training ended by an error that nobody foresaw."""

    default_hint = N_("The file log.txt in the training's folder has the details.")

    def __init__(self, details: object = "") -> None:
        super().__init__(
            N_("The training failed because of an unexpected error."), details=details
        )
