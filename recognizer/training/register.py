"""The list of runs that several machines have in common, and the queue of them.

It is kept in the database that the machines share, under these names:

    run/12              True; False once it is deleted, so that no number comes twice
    run/12/lease        which machine is at work on it, or that it is queued
    run/12/stop         True once somebody has pressed Stop
    run/12/stored       what `recognizer.training.shelf` has of it
    run/12/file/…/0     its small files, in parts
    name/fast-1         12: number of the run that gives, or gave, its model this name

Nobody's clock is asked. The machine at work changes its lease again and again; who has
not heard of a change for a while takes the lease away, and succeeds only if there was
none meanwhile (Gray and Cheriton, 1989, Leases). Whatever a machine tells of a run, it
tells in the transaction that finds the lease still its own.
"""

from __future__ import annotations

import base64
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from recognizer.collection.database import Database
from recognizer.collection.notices import Notices
from recognizer.errors import RunActive
from recognizer.object_store import ObjectStore
from recognizer.settings import Settings
from recognizer.training import checks, small_files
from recognizer.training.runs import Mark, Run, State
from recognizer.training.shelf import Shelf

PREFIX = "run/"
NAMES = "name/"


@dataclass(frozen=True)
class Lease:
    """Who is at work on a run.

    Attributes:
        machine: token of the one at work; "" while the run is queued for any.
        beat: counts up as long as the machine lives.
    """

    machine: str = ""
    beat: int = 0

    @property
    def is_queued(self) -> bool:
        """Whether no machine has begun yet."""
        return not self.machine


QUEUED = Lease()


class Register:
    """The runs of several machines.

    Raises:
        CollectionUnavailable: by every method, if the database cannot be reached;
            nothing has been changed then.
    """

    def __init__(self, settings: Settings, store_url: str) -> None:
        """Use the settings' database and a store, which the machines have in common.

        Raises:
            StoreUnavailable: if there is no way to such a URL here.
        """
        self._database = Database(settings.notices_url)
        self.notices = Notices(self._database)
        self.shelf = Shelf(ObjectStore(store_url))

    def close(self) -> None:
        """Close the connections to the database."""
        self._database.close()

    def next_number(self, last: int) -> int:
        """Take the first number after another one that no run ever had."""
        number = last + 1
        while not self.claim_number(number):
            number += 1
        return number

    def claim_number(self, number: int) -> bool:
        """Take a number; False if a run has it, or had it."""
        return self.notices.replace(f"{PREFIX}{number}", None, True)

    def add(self, run: Run) -> None:
        """Queue a new run.

        Raises:
            InvalidSetting: if another machine's run, queued or at work, will give its
                model the same name; the run is removed then.
            RecognizerError: if the others cannot be told; likewise.
        """
        try:
            run.write_state(State("waiting"))
            stored = name_of(run, "stored")
            told = {**content_of(run), stored: self.shelf.put(run, {})}
            while not self._queue(run, told):
                pass  # another machine has just taken the name
        except BaseException:
            shutil.rmtree(run.path, ignore_errors=True)
            raise

    def resume(self, run: Run) -> None:
        """Queue a run that no machine is at work on again.

        Raises:
            RunActive: if another machine was faster.
            InvalidSetting: if another run will give its model the same name.
            RecognizerError: if the others cannot be told.
        """
        before, is_asked_to_stop = run.last_state(), run.is_asked_to_stop()
        run.forget_stop()
        run.write_state(State("waiting"))
        run.mark(Mark.QUEUED)
        told = {**content_of(run, "state.json"), name_of(run, "stop"): None}
        try:
            while not self._queue(run, told):
                if self._lease(run.number) is not None:
                    raise RunActive(run.number)
        except BaseException:
            run.mark(Mark.QUEUED, False)
            run.write_state(before)
            if is_asked_to_stop:
                run.ask_to_stop()
            raise

    def names(self) -> set[str]:
        """What the runs' models are named, or will be, on all machines."""
        return {name.removeprefix(NAMES) for name in self.notices.names(NAMES)}

    def _queue(self, run: Run, told: Mapping[str, object]) -> bool:
        """Queue a run under its name, if nobody changes either meanwhile.

        Raises:
            InvalidSetting: if the name belongs to a run that is queued or at work.
        """
        name = run.plan().name
        key = NAMES + name
        holder = self.notices.read([key]).get(key)
        given: dict[str, object] = {key: holder}
        if holder not in (None, run.number):
            if self._lease(holder) is not None:
                raise checks.name_is_taken(name, holder)
            given[f"{PREFIX}{holder}/lease"] = None
        named = {**told, key: run.number}
        return self.change(run.number, None, QUEUED, named, given)

    def _lease(self, number: int) -> object:
        key = f"{PREFIX}{number}/lease"
        return self.notices.read([key]).get(key)

    def change(
        self,
        number: int,
        before: Lease | None,
        after: Lease | None,
        also: Mapping[str, object] | None = None,
        given: Mapping[str, object] | None = None,
    ) -> bool:
        """Change a lease that is as one has last heard; None for none.

        Args:
            also: what is told of the run, if it was.
            given: values that other names must have, so that it is.
        """
        return self.notices.replace(
            f"{PREFIX}{number}/lease",
            before and asdict(before),
            after and asdict(after),
            also,
            given,
        )

    def delete(self, run: Run) -> bool:
        """Delete a run that no machine is at work on; False if one is."""
        names = dict.fromkeys(self.notices.names(f"{PREFIX}{run.number}/"))
        held = self.notices.read(self.notices.names(NAMES))
        names |= {key: None for key, number in held.items() if number == run.number}
        is_idle = name_of(run, "lease") not in names and self.change(
            run.number, None, None, {**names, f"{PREFIX}{run.number}": False}
        )
        if is_idle:
            self.shelf.remove(run)
        return is_idle


def name_of(run: Run, what: str) -> str:
    """The name of a value that tells of a run."""
    return f"{PREFIX}{run.number}/{what}"


def content_of(run: Run, *paths: str) -> dict[str, object]:
    """Small files as they are told; all of them, or only some."""
    told: dict[str, object] = {}
    for path in paths or [path for path, _status in small_files.of(run)]:
        for index, part in enumerate(small_files.cut((run.path / path).read_bytes())):
            told[name_of(run, f"file/{path}/{index}")] = to_text(part)
    return told


def to_text(part: bytes) -> str:
    """A part of a file as it is told."""
    return base64.b64encode(part).decode()


def from_text(text: str) -> bytes:
    """Read what `to_text` wrote."""
    return base64.b64decode(text)
