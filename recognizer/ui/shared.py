"""What all visitors share: settings and loaded networks."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from recognizer.collection.collection import PRESENT, Choice, Collection
from recognizer.collection.database import Database
from recognizer.collection.entries import Entry
from recognizer.collection.notices import Notices
from recognizer.datasets.labelled import NO_DIGIT
from recognizer.errors import RecognizerError
from recognizer.explanations import forward
from recognizer.explanations.forward import Network
from recognizer.network.bundles import Bundle
from recognizer.network.engine import Recognizer
from recognizer.network.library import Library
from recognizer.room import room as of_process
from recognizer.room import taught
from recognizer.room.choices import Choices
from recognizer.room.room import Room
from recognizer.room.saving import Saving
from recognizer.room.taught import Taught
from recognizer.settings import Settings, read_settings
from recognizer.training.launcher import Launcher
from recognizer.ui import state
from recognizer.ui.recent import kept_for

ClassNow = tuple[dict[str, dict[int, int]], list[Entry]]


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The settings, read once."""
    return read_settings()


@st.cache_resource(show_spinner=False)
def launcher() -> Launcher:
    """What starts trainings, one for all visitors."""
    return Launcher(settings())


def room() -> Room:
    """The room that all visitors are in."""
    return of_process.room()


def recognizer(name: str | None = None) -> Recognizer:
    """A network, loaded once for all visitors; by default the one that answers.

    Raises:
        UnknownModel, InvalidBundle: if it cannot be had.
    """
    return library().load(name or answering_model())


def recognizer_for_all(name: str) -> Recognizer:
    """A network, loaded once; of "" the one that answers whoever has not chosen one.

    Raises:
        UnknownModel, InvalidBundle: if it cannot be had.
    """
    return library().load(name or model_for_all())


def answering_model() -> str:
    """Name of the model that answers this visitor.

    The one that they chose, the one that was chosen for all, or the setting's.
    """
    name = state.chosen_model()
    if name is not None and library().has(name):
        return name
    return model_for_all()


def model_for_all() -> str:
    """Name of the model that answers whoever has not chosen one."""
    name = choices().now().model
    return name if name is not None and library().has(name) else settings().model


def choose_for_all(name: str) -> None:
    """Let another model answer everybody who has not chosen one.

    Raises:
        RecognizerError: if it cannot be noted.
    """
    choices().choose(model=name)


@st.cache_resource(show_spinner=False)
def choices() -> Choices:
    """What the presenter has chosen for everybody."""
    return Choices(notices)


@st.cache_resource(show_spinner=False)
def notices() -> Notices:
    """What is noted for everybody, and for the app's other processes.

    Raises:
        InvalidSetting: if the setting's address cannot be one.
    """
    return Notices(Database(settings().notices_url))


@st.cache_resource(show_spinner=False)
def collection() -> Collection:
    """People's own drawings, one collection for all visitors."""
    return Collection(Database(settings().database_url))


@st.cache_resource(show_spinner=False)
def saving() -> Saving:
    """What saves drawings, one for all visitors."""
    return Saving(settings(), collection, room())


def class_memory() -> Taught | None:
    """What the class taught; None while that is off, or out of reach.

    Looked for once in two seconds, however many ask.
    """
    return _class_memory()()


@st.cache_resource(show_spinner=False)
def _class_memory() -> Callable[[], Taught | None]:
    return kept_for(2.0, taught_now)


def taught_now() -> Taught | None:
    """The same, looked for at each call."""
    return taught.now(choices().now().teaches, collection)


def share_memory(is_on: bool) -> None:
    """Let the class's corrections answer for everybody, or no longer.

    Raises:
        RecognizerError: if it cannot be noted.
    """
    choices().choose(teaches=is_on)
    _class_memory.clear()


def has_own_digits() -> bool:
    """Whether a digit is kept in the collection; False if it cannot be reached."""
    try:
        counts = collection().counts().values()
    except RecognizerError:
        return False
    return any(label != NO_DIGIT for labels in counts for label in labels)


def class_now(class_id: str = PRESENT) -> ClassNow:
    """Who wrote how many of each digit, and what fooled a network last.

    Asked for once a second, however many look at it.

    Raises:
        RecognizerError: if the collection cannot be reached.
    """
    return _class_now()(class_id)


@st.cache_resource(show_spinner=False)
def _class_now() -> Callable[[str], ClassNow]:
    return kept_for(1.0, _look_at_class)


def _look_at_class(class_id: str) -> ClassNow:
    fooled = collection().find(Choice(fooled=True, class_id=class_id), limit=24)
    return collection().counts(class_id), fooled


def network() -> Network:
    """The network that answers, in NumPy, read once for all visitors.

    Raises:
        UnknownModel, InvalidBundle: if it cannot be had.
    """
    found = bundle(answering_model())
    return _read(found.card.name, found.version, found)


@st.cache_resource(show_spinner=False)
def library() -> Library:
    """The models, each read, checked and loaded once for all visitors."""
    return Library(settings().model_folders)


def bundle(name: str) -> Bundle:
    """A bundle whose files were checked.

    Raises:
        UnknownModel, InvalidBundle: if it cannot be had.
    """
    return library().find(name)


@st.cache_resource(max_entries=8, show_spinner=False)
def _read(name: str, version: str, _bundle: Bundle) -> Network:
    return forward.read(_bundle)
