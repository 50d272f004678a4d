"""Keep the folder of one's own models in step with those of other machines.

The names and notes of all models are in the database that the machines have in common,
the bundles in a store. The folder is a copy: what the app, a training or a person
changes in it goes to the others, and what they change comes here. Which of the two it
is, a third list tells: what both were when they were last the same (Pierce and
Vouillon, 2004, What's in Unison?). Where both have changed, the others' model keeps
the name, and the one here gets another.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from recognizer.atomic_files import write_atomically, writing
from recognizer.collection.notices import Notices
from recognizer.errors import RecognizerError
from recognizer.mirror.store import Store
from recognizer.network import bundles
from recognizer.network.library import Library
from recognizer.settings import Settings

PREFIX = "model/"
LOOK_EVERY_S = 2.0
AGAIN_S = 10.0
_LIST, _LOCK = ".mirror.json", ".mirror.lock"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """A model by its name.

    Attributes:
        version: of its bundle.
        note: a person's own words.
    """

    version: str
    note: str


@contextmanager
def mirroring(settings: Settings, notices: Callable[[], Notices]) -> Iterator[None]:
    """Mirror models as long as this lasts, if the settings name a store.

    Args:
        notices: gives those of the database, or says with an error why there are none.
    """
    if settings.models_url is None:
        yield
        return
    folder = settings.data / "models"
    mirror = Mirror(folder, notices(), Store(settings.models_url))
    thread = threading.Thread(target=mirror.run, daemon=True, name="mirror")
    thread.start()
    try:
        yield
    finally:
        mirror.end()
        thread.join()


class Mirror:
    """One machine's copy of the models."""

    def __init__(self, folder: Path, notices: Notices, store: Store) -> None:
        """Copy nothing yet.

        Args:
            folder: of this machine's own models.
            notices: of the database that all machines have in common.
        """
        self._folder = folder
        self._notices = notices
        self._store = store
        self._library = Library([folder])
        self._ending = threading.Event()

    def step(self) -> None:
        """Bring both sides up to date, once.

        Raises:
            RecognizerError: if the database or the store cannot be reached, or a model
                is damaged; what could be done is done.
        """
        with writing():
            self._folder.mkdir(parents=True, exist_ok=True)
        with self._locked():
            here, there, before = self._here(), self._there(), self._before()
            whole = {*here, *there, *before} - self._damaged()
            gone: set[str] = set()
            problems: list[RecognizerError] = []
            for name in sorted(whole):
                own, others, last = here.get(name), there.get(name), before.get(name)
                try:
                    if own == others:
                        continue
                    if own in (last, None) and others != last:
                        self._take(name, own, others)
                    elif others is None or others == last:
                        self._give(name, others, own)
                        gone |= {others.version} if others else set()
                    else:
                        self._make_way(name, own, others)
                except RecognizerError as error:
                    problems.append(error)
            here, there = self._here(), self._there()
            for version in gone - {entry.version for entry in there.values()}:
                self._store.remove(version)
            same = {n: asdict(own) for n, own in here.items() if there.get(n) == own}
            write_atomically(self._folder / _LIST, json.dumps(same).encode())
        if problems:
            raise problems[0]

    def run(self) -> None:
        """Keep in step until `end` is called."""
        while not self._ending.is_set():
            pause = LOOK_EVERY_S
            try:
                self.step()
            except RecognizerError as error:
                _log.warning("models are not mirrored: %s %s", error, error.details)
                pause = AGAIN_S
            except Exception:
                _log.exception("models are not mirrored")
                pause = AGAIN_S
            self._ending.wait(pause)

    def end(self) -> None:
        """Have `run` return soon."""
        self._ending.set()

    def _here(self) -> dict[str, Entry]:
        found = {}
        for name in bundles.names([self._folder]):
            try:
                bundle = self._library.find(name)
            except RecognizerError:
                continue
            found[name] = Entry(bundle.version, bundle.note)
        return found

    def _damaged(self) -> set[str]:
        """Names of models here that are not whole; nobody takes that for a change."""
        return {*bundles.names([self._folder])} - self._here().keys()

    def _there(self) -> dict[str, Entry]:
        said = self._notices.hear("", PREFIX, 0).changed
        return {
            name.removeprefix(PREFIX): Entry(**entry)
            for name, entry in said.items()
            if entry is not None
        }

    def _before(self) -> dict[str, Entry]:
        try:
            content = json.loads((self._folder / _LIST).read_bytes())
            return {name: Entry(**entry) for name, entry in content.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _take(self, name: str, own: Entry | None, others: Entry | None) -> None:
        """Do here what was done elsewhere."""
        if others is None:
            bundles.delete(self._library.find(name))
            return
        if own is None or own.version != others.version:
            with (
                writing(),
                tempfile.TemporaryDirectory(
                    prefix=".unfinished-", dir=self._folder
                ) as place,
            ):
                fetched = Path(place) / name
                fetched.mkdir()
                self._store.fetch(others.version, fetched)
                if own is not None:
                    bundles.delete(self._library.find(name))
                os.rename(fetched, self._folder / name)
        bundles.write_note(bundles.read(self._folder / name), others.note)

    def _give(self, name: str, others: Entry | None, own: Entry | None) -> None:
        """Let the others do what was done here, unless they did something else."""
        if own is not None:
            self._store.put(self._library.find(name))
        self._notices.replace(
            PREFIX + name, others and asdict(others), own and asdict(own)
        )

    def _make_way(self, name: str, own: Entry | None, others: Entry) -> None:
        """Give the model here another name, if it is another one."""
        if own is not None and own.version != others.version:
            known = {*bundles.names([self._folder]), *self._there()}
            numbers = (f"{name[:56]}-{number}" for number in range(2, len(known) + 3))
            free = next(each for each in numbers if each not in known)
            moved = bundles.rename(self._library.find(name), free)
            self._give(free, None, Entry(moved.version, own.note))
            self._take(name, None, others)
        else:
            self._take(name, own, others)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Processes that have the folder in common do it one after the other."""
        descriptor = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
