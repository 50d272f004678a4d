"""One of the machines that have their runs in common, and what it does for that.

Each machine has a folder of runs of its own. In it the runs of the others are copies
that look like its own: the same files, as they grow, and a lock as long as another
machine is at work. So pages and commands read one list, wherever a run is trained.
Stop, pressed on a copy, reaches the machine at work.

All runs wait in one queue, and a machine that is free takes the oldest. If the machine
at work is not heard of any more, its run counts as interrupted; any machine can resume
it, from the last checkpoint that came into the store. Should the first one come back,
its worker finds itself marked as lost and ends at once.
"""

from __future__ import annotations

import json
import logging
import secrets
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Self

from recognizer.atomic_files import write_atomically
from recognizer.errors import RecognizerError, RunActive, StoreUnavailable
from recognizer.training import runs, small_files
from recognizer.training.places import Executes
from recognizer.training.register import (
    PREFIX,
    QUEUED,
    Lease,
    Register,
    from_text,
    name_of,
    to_text,
)
from recognizer.training.runs import Hold, Mark, Run, State

LEASE_S = 30.0
"""Who has not been heard of for so long is not at work any more."""
BEATS = 6
"""That are heard of in this time."""
STORE_EVERY_S = 30.0
"""What a machine that is lost takes with it, at most."""
STORE_AGAIN_S = 10.0
DEAF_AFTER_S = 30.0
"""Who has not listened for so long reads everything again."""
LOOK_EVERY_S = 0.1

Parts = dict[str, dict[int, bytes | None]]

_log = logging.getLogger(__name__)


@dataclass
class _Told:
    """What is known of a run.

    Attributes:
        exists: None before anything was told of it.
        lease: who is at work; None if nobody is.
        changed_at: when the lease last did, by this machine's clock.
        stored: what lies in the store, SHA-256 by path.
        here: which of these states the files here have.
        parts: hashes of the small files' parts, by path and index.
        stamps: size and time of the files here that were told.
        put_again_at: when to carry the large files next, by this machine's clock.
        is_put: whether they were stored since the worker has ended.
        is_marked: whether the run here is marked as queued.
    """

    exists: bool | None = None
    lease: Lease | None = None
    changed_at: float = 0.0
    is_asked_to_stop: bool = False
    stored: Mapping[str, str] = field(default_factory=dict)
    here: Mapping[str, str] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    stamps: dict[str, tuple[int, int]] = field(default_factory=dict)
    put_again_at: float = 0.0
    is_put: bool = False
    is_marked: bool = False

    def note(self, path: str, index: int, part: bytes | None) -> None:
        """Note a part of a file that was told; None for one that is gone."""
        if part is None:
            self.parts[path].pop(index, None)
        else:
            self.parts[path][index] = _hash(part)


@dataclass(frozen=True)
class _Carried:
    """Large files on their way from or to the store.

    Attributes:
        work: gives what lies there afterwards.
        is_last: whether the worker had ended before.
    """

    work: Future[Mapping[str, str]]
    is_last: bool = False


class Machine:
    """This machine; only one process at a time may act for it."""

    def __init__(
        self,
        folder: Path,
        register: Register,
        here: Executes | None = None,
        lease_s: float = LEASE_S,
        store_every_s: float = STORE_EVERY_S,
    ) -> None:
        """Know of no other machine yet.

        Args:
            folder: of this machine's runs.
            here: executes what is taken from the queue; None to take nothing.
            lease_s: after which silence others count as lost, in seconds.
            store_every_s: how often large files are stored, in seconds.
        """
        self._folder = folder
        self._register = register
        self._here = here
        self._lease_s = lease_s
        self._store_every_s = store_every_s
        self._token = _token(folder)
        self._told: dict[int, _Told] = {}
        self._copies: dict[int, Hold] = {}
        self._carrier = ThreadPoolExecutor(1, "carrier")
        self._carried: dict[int, _Carried] = {}
        self._since, self._heard_at = 0, float("-inf")

    def __enter__(self) -> Self:
        """Act for the machine."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let another process of it do so."""
        self._carrier.shutdown()
        for hold in self._copies.values():
            hold.release()

    def step(self) -> None:
        """Hear, tell, and take from the queue; once.

        Raises:
            RecognizerError: if the database or the store cannot be reached; what could
                be done is done.
        """
        self._hear()
        self._adopt()
        for number, told in sorted(self._told.items()):
            if told.exists:
                self._tend(self._run(number), told)
        self._take()

    def settle(self, within_s: float) -> None:
        """Tell how the runs have ended that were at work here.

        Args:
            within_s: seconds after which it is left to another process.
        """
        self._here = None
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline and any(
            self._is_ours(told) and not self._run(number).state().is_active
            for number, told in self._told.items()
        ):
            try:
                self.step()
            except RecognizerError:
                return
            time.sleep(LOOK_EVERY_S)

    def _run(self, number: int) -> Run:
        return Run(self._folder / f"{number:04}")

    def _is_ours(self, told: _Told) -> bool:
        return told.lease is not None and told.lease.machine == self._token

    def _works_here(self, run: Run) -> bool:
        """Whether a process of this machine is at work on it."""
        return run.number not in self._copies and run.is_locked()

    def _hear(self) -> None:
        now = time.monotonic()
        is_all = now - self._heard_at > DEAF_AFTER_S
        if is_all:
            self._since, self._told = 0, {}
        heard = self._register.notices.hear(self._token, PREFIX, self._since)
        files: dict[int, Parts] = defaultdict(lambda: defaultdict(dict))
        for name, value in heard.changed.items():
            key, _, what = name.removeprefix(PREFIX).partition("/")
            number = int(key)
            told = self._told.setdefault(number, _Told())
            if not what:
                told.exists = value
            elif what == "lease":
                told.lease, told.changed_at = value and Lease(**value), now
            elif what == "stop":
                told.is_asked_to_stop = bool(value)
                if not value and not is_all:
                    self._run(number).forget_stop()
            elif what == "stored":
                told.stored = value or {}
            else:
                path, _, index = what.removeprefix("file/").rpartition("/")
                part = None if value is None else from_text(value)
                told.note(path, int(index), part)
                if small_files.is_path(path):
                    files[number][path][int(index)] = part
        self._since, self._heard_at = heard.number, now
        for number, told in sorted(self._told.items()):
            run = self._run(number)
            if is_all:
                told.is_marked = run.has(Mark.QUEUED)
            if told.exists is False:
                self._drop(run)
            elif number in files and not self._knows_best(run, told):
                self._write(run, files[number], is_all)

    def _knows_best(self, run: Run, told: _Told) -> bool:
        """Whether the files here are newer than what was told."""
        return self._works_here(run) or (
            run.has(Mark.TAKEN) and (told.lease is None or self._is_ours(told))
        )

    def _drop(self, run: Run) -> None:
        """Remove what was deleted on another machine."""
        if not run.has(Mark.SHARED):
            return
        if self._works_here(run):
            run.mark(Mark.LOST)
            return
        self._release(run)
        shutil.rmtree(run.path, ignore_errors=True)

    def _write(self, run: Run, files: Parts, is_all: bool) -> None:
        """Have a copy's files as they were told."""
        if run.path.is_dir() and not run.has(Mark.SHARED):
            self._heard_at = float("-inf")  # another run, which gets another number
        elif run.path.is_dir():
            try:
                _write_files(run.path, files, is_all)
            except ValueError:  # somebody has removed files here
                self._heard_at = float("-inf")
        elif "plan.json" in files:
            beside = Path(tempfile.mkdtemp(prefix=".copy-", dir=self._folder))
            beside.chmod(0o755)
            Run(beside).mark(Mark.SHARED)
            _write_files(beside, files, True)
            beside.rename(run.path)

    def _adopt(self) -> None:
        """Give the others what was here before."""
        for run in runs.all_runs(self._folder):
            told = self._told.setdefault(run.number, _Told())
            if told.exists is None and self._register.claim_number(run.number):
                run.mark(Mark.SHARED)
            elif not run.has(Mark.SHARED) and not run.is_alive():
                place = runs.give_number(
                    run.path, self._folder, self._register.next_number
                )
                run, told = Run(place), _Told()
                run.mark(Mark.SHARED)
                self._told[run.number] = told
            else:
                continue
            told.exists = True
            self._change(run, told, Lease(self._token), self._news(run, told))

    def _tend(self, run: Run, told: _Told) -> None:
        """See to one run."""
        lease = told.lease
        if lease is not None and lease.machine == self._token:
            self._tell(run, told, lease)
        elif lease is None and (
            run.has(Mark.TAKEN) or (self._works_here(run) and not run.has(Mark.QUEUED))
        ):  # nobody has resumed it while this machine was not heard
            self._change(run, told, Lease(self._token))
        elif self._works_here(run):
            if lease is not None:
                run.mark(Mark.LOST)
        elif run.has(Mark.TAKEN) or run.has(Mark.LOST):
            # What is here is not what was told.
            run.mark(Mark.TAKEN, False)
            run.mark(Mark.LOST, False)
            self._heard_at = float("-inf")
        elif lease is None or lease.is_queued:
            self._wait(run, told)
        else:
            self._copy(run, told)

    def _tell(self, run: Run, told: _Told, lease: Lease) -> None:
        """Tell how a run goes that is at work here, or how it has ended."""
        if told.is_asked_to_stop and not run.is_asked_to_stop():
            run.ask_to_stop()
        is_alive = run.is_locked()  # first, because a worker writes before it ends
        news = self._news(run, told)
        news |= self._put(run, told, is_alive)
        is_due = time.monotonic() - told.changed_at > self._lease_s / BEATS
        if not is_alive and told.is_put:
            self._change(run, told, None, news)
        elif news or is_due:
            self._change(run, told, replace(lease, beat=lease.beat + 1), news)

    def _news(self, run: Run, told: _Told) -> dict[str, object]:
        """What has changed in a run's small files since they were told."""
        news: dict[str, object] = {}
        there = set()
        for path, status in small_files.of(run):
            there.add(path)
            stamp = (status.st_size, status.st_mtime_ns)
            if told.stamps.get(path) == stamp:
                continue
            try:
                parts = small_files.cut((run.path / path).read_bytes())
            except OSError:  # it is gone again
                continue
            told.stamps[path] = stamp
            known = told.parts[path]
            for index, part in enumerate(parts):
                if known.get(index) != _hash(part):
                    news[name_of(run, f"file/{path}/{index}")] = to_text(part)
            for index in set(known) - set(range(len(parts))):
                news[name_of(run, f"file/{path}/{index}")] = None
        for path in set(told.parts) - there:
            for index in told.parts[path]:
                news[name_of(run, f"file/{path}/{index}")] = None
        return news

    def _put(self, run: Run, told: _Told, is_alive: bool) -> dict[str, object]:
        """Store the large files from time to time, and once a run has ended.

        Returns:
            What there is to tell of it.
        """
        now = time.monotonic()
        carried = self._carried.get(run.number)
        if carried is None:
            if told.put_again_at <= now and not told.is_put:
                told.put_again_at = now + self._store_every_s
                put = self._carrier.submit(self._register.shelf.put, run, told.stored)
                self._carried[run.number] = _Carried(put, is_last=not is_alive)
            return {}
        if not is_alive and not carried.is_last:
            told.put_again_at = now  # at once after this one
        if not carried.work.done():
            return {}
        del self._carried[run.number]
        try:
            stored = carried.work.result()
        except StoreUnavailable as error:
            _log.warning("a training is not stored: %s", error.details)
            told.put_again_at = now + STORE_AGAIN_S
            return {}
        told.is_put = carried.is_last
        told.here = stored
        return {} if stored == told.stored else {name_of(run, "stored"): stored}

    def _wait(self, run: Run, told: _Told) -> None:
        """See to a run that nobody is at work on."""
        self._mark(run, told)
        self._release(run)
        if told.lease is not None and (told.is_asked_to_stop or run.is_asked_to_stop()):
            state = json.dumps(asdict(State("stopped"))).encode()
            news = {name_of(run, "file/state.json/0"): to_text(state)}
            self._change(run, told, None, news)
        if told.stored != told.here:
            self._fetch(run, told)

    def _fetch(self, run: Run, told: _Told) -> None:
        carried = self._carried.get(run.number)
        if carried is None:
            if run.path.is_dir() and told.put_again_at <= time.monotonic():
                fetch = self._carrier.submit(
                    self._register.shelf.fetch, run, told.stored
                )
                self._carried[run.number] = _Carried(fetch)
            return
        if not carried.work.done():
            return
        del self._carried[run.number]
        try:
            told.here = carried.work.result()
        except RecognizerError as error:
            _log.warning("a training is not fetched: %s %s", error, error.details)
            told.put_again_at = time.monotonic() + STORE_AGAIN_S

    def _copy(self, run: Run, told: _Told) -> None:
        """See to a run that another machine is at work on."""
        if run.number not in self._copies and run.path.is_dir():
            try:
                self._copies[run.number] = run.hold()
            except RunActive:
                return
        self._mark(run, told)
        if run.is_asked_to_stop() and not told.is_asked_to_stop:
            self._register.notices.write(name_of(run, "stop"), True)
            told.is_asked_to_stop = True
        if time.monotonic() - told.changed_at > self._lease_s:
            self._change(run, told, None)

    def _mark(self, run: Run, told: _Told) -> None:
        """Mark whether it is queued, when that has changed.

        At other times the mark is the launcher's, who sets it before it tells.
        """
        is_queued = told.lease is not None and told.lease.is_queued
        if is_queued != told.is_marked and run.path.is_dir():
            run.mark(Mark.QUEUED, is_queued)
            told.is_marked = is_queued

    def _take(self) -> None:
        """Take what is next in the queue, if this machine is free."""
        here = self._here
        if here is None or (self._is_busy() and not here.takes_many):
            return
        for number, told in sorted(self._told.items()):
            run = self._run(number)
            if told.lease != QUEUED or run.is_locked() or run.is_asked_to_stop():
                continue
            if told.stored != told.here or not run.path.is_dir():
                return  # it is still being fetched
            if self._change(run, told, Lease(self._token)):
                hold = run.hold()
                self._mark(run, told)
                here.launch(hold)
                if not here.takes_many:
                    return

    def _is_busy(self) -> bool:
        """Whether this machine is at work on a run."""
        return any(
            self._is_ours(told) and self._run(number).is_locked()
            for number, told in self._told.items()
        )

    def _change(
        self,
        run: Run,
        told: _Told,
        lease: Lease | None,
        news: Mapping[str, object] | None = None,
    ) -> bool:
        """Change a lease, and tell news with it, unless another machine was faster."""
        was_ours, before = self._is_ours(told), told.stored
        try:
            is_done = self._register.change(run.number, told.lease, lease, news)
        except BaseException:
            told.stamps.clear()
            raise
        if not is_done:
            told.stamps.clear()
            return False
        told.lease, told.changed_at = lease, time.monotonic()
        if self._is_ours(told) != was_ours:
            run.mark(Mark.TAKEN, not was_ours)
            told.is_put, told.put_again_at = False, 0.0
        now = (news or {}).get(name_of(run, "stored"))
        if isinstance(now, Mapping):
            told.stored = now
            self._carrier.submit(self._register.shelf.forget, run, before, now)
        return True

    def _release(self, run: Run) -> None:
        hold = self._copies.pop(run.number, None)
        if hold is not None:
            hold.release()


def _token(folder: Path) -> str:
    """What this machine calls itself; it is given once, and lies in the folder."""
    file = folder / ".machine"
    if not file.exists():
        write_atomically(file, secrets.token_hex(16).encode())
    return file.read_text("utf-8")


def _hash(part: bytes) -> bytes:
    return sha256(part).digest()


def _write_files(folder: Path, files: Parts, is_all: bool) -> None:
    """Write what has changed.

    Raises:
        ValueError: if a part is missing.
    """
    for path, parts in files.items():
        file = folder / path
        before = file.read_bytes() if file.exists() else None
        now = small_files.splice(None if is_all else before, parts)
        if now is None:
            file.unlink(missing_ok=True)
        elif now != before:
            file.parent.mkdir(parents=True, exist_ok=True)
            beside = file.with_name(f".{file.name}")
            beside.write_bytes(now)
            beside.replace(file)
