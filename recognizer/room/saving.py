"""The one way of a drawing into the collection, and onto the wall."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from recognizer.collection.collection import Collection
from recognizer.collection.entries import Entry, clean_name, new_entry
from recognizer.datasets.labelled import NO_DIGIT
from recognizer.errors import N_, NotAllowed, RecognizerError
from recognizer.ink import mnist_format, strokes
from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing
from recognizer.network.bundles import NETWORK
from recognizer.network.engine import Recognizer
from recognizer.room import limits, rights
from recognizer.room.limits import Pace
from recognizer.room.passes import Pass
from recognizer.room.rights import Action, Role, Visitor
from recognizer.room.room import Room
from recognizer.room.tiles import Read, Tile
from recognizer.settings import Settings

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Candidate:
    """A drawing with the network's answer, not saved yet.

    Attributes:
        image: (28, 28) uint8.
        drawing: None for a picture.
        answer: 0 to 9, or -1.
        model: name of the network.
        model_version: SHA-256 of the network.
    """

    image: Image
    drawing: Drawing | None
    answer: int
    model: str
    model_version: str


def candidate(image: Image, drawing: Drawing | None, network: Recognizer) -> Candidate:
    """What could be saved of a drawing, with what a network makes of it."""
    card = network.card
    answer = _answer(image, network)
    return Candidate(image, drawing, answer, card.name, card.sha256[NETWORK])


class Saving:
    """Saves drawings one by one, and remembers how often each visitor did."""

    def __init__(
        self, settings: Settings, collection: Callable[[], Collection], room: Room
    ) -> None:
        """Have nobody saved anything yet.

        Args:
            collection: gives it, or says with an error why it cannot be had.
        """
        self._settings = settings
        self._collection = collection
        self._room = room
        self._pace = Pace()

    def save(
        self,
        who: Pass,
        given: Candidate,
        label: int,
        entry_id: str | None = None,
        begins_with: object = None,
    ) -> Entry:
        """Save a drawing; when this returns, it is on the disk.

        Args:
            label: 0 to 9, or -1.
            entry_id: by which a second attempt changes nothing; None for
                a new one.
            begins_with: its first stroke as `show` was given it, by which its place on
                the wall is found; None if it was not shown.

        Raises:
            RecognizerError: if it cannot be saved.
        """
        if not who.has_agreed:
            raise NotAllowed(
                N_("A drawing is saved only if its writer has agreed to that."),
                hint=N_("Press Save, and agree to it."),
            )
        rights.check(_visitor(who), Action.SAVE_DRAWING)
        entry = new_entry(
            given.image,
            label,
            person(who),
            given.drawing,
            given.answer,
            given.model,
            given.model_version,
            who.mark,
            entry_id,
        )
        self._check_pace(who.mark)
        self.check_room()
        self._collection().add(entry)
        self._room.wall.keep(
            who.tab,
            who.nickname,
            label,
            entry.id,
            Read(entry.image, given.answer),
            begins_with,
        )
        return entry

    def _check_pace(self, mark: str) -> None:
        """Before a visitor saves a drawing.

        What is saved at the same moment is counted here; what was saved by another
        process, in the database.
        """
        limits.check_pace(self._pace, mark, self._settings.limits)
        collection = self._collection()
        if collection.is_shared:
            count = collection.count_lately(mark, MINUTE)
            limits.check_drawings(count, self._settings.limits)

    def check_room(self) -> None:
        """Before drawings are added to the collection.

        Raises:
            LimitReached: if it may not grow now.
        """
        limits.check_collection(self._collection().size_bytes(), self._settings.limits)
        limits.check_disk(self._settings.data, self._settings.limits)

    def take_back(self, who: Pass, entry: str) -> None:
        """Delete a drawing that was saved, for good after a day.

        Args:
            entry: its id; nothing happens if there is none.

        Raises:
            NotAllowed: if it is somebody else's.
        """
        collection = self._collection()
        for owner in collection.owners([entry]):
            rights.check(_visitor(who), Action.DELETE_DRAWING, owner)
        collection.delete([entry])
        self._room.wall.remove([entry])

    def show(
        self, who: Pass, raw: Mapping[str, Any], network: Callable[[], Recognizer]
    ) -> Tile | None:
        """Show a drawing on the wall, if that takes every drawing.

        Args:
            raw: the canvas's strokes.
            network: gives the one whose answer is shown.

        Returns:
            What hangs there now, not read yet.
        """
        room = self._room
        if not room.wall.is_open or not raw["objects"]:
            return None
        return room.wall.draw(
            who.tab,
            who.nickname if who.has_agreed else "",
            raw["objects"][0],
            lambda: _read(raw, network),
            room.calls.asked_digit,
        )


def person(who: Pass) -> str:
    """Under which name somebody's drawings are saved.

    Raises:
        InvalidEntry: if the nickname is too long.
    """
    return clean_name(who.nickname) or who.guest


def _visitor(who: Pass) -> Visitor:
    """Whose drawings these are; nobody needs a presenter's rights for that."""
    return Visitor(Role.VISITOR, who.mark)


def _read(raw: Mapping[str, Any], network: Callable[[], Recognizer]) -> Read | None:
    try:
        image = mnist_format.to_image(strokes.parse(raw))
        return Read(image, _answer(image, network()))
    except RecognizerError:
        return None


def _answer(image: Image, network: Recognizer) -> int:
    """0 to 9, or -1."""
    answers = network.answer(image[None])
    digit = int(answers.probabilities[0].argmax())
    return digit if answers.is_digit[0] else NO_DIGIT
