"""Training runs: a folder each, written by its worker, read by everyone.

    plan.json               the settings; never changes
    state.json              what the worker is doing, or how it ended
    progress.jsonl          points of the curves, one a line
    filters.npy             the first layer's kernels as they are now
    watched.npz             ten digits, and what they were read as before and after
    checkpoint.safetensors  what to resume from
    logs/                   TensorBoard's
    trials/, chosen         of a search, see `recognizer.training.trials`
    log.txt                 what the process wrote
    stop                    exists once somebody has pressed Stop
    lock                    locked as long as the worker lives
    shared, queued, taken, lost
                            where several machines have their runs in common, see
                            `Mark`

The system releases a lock when its process ends, however it ends. So no process id,
which may be reused, and no clock, which may jump, is needed to tell whether a worker is
alive. Whoever starts a run locks it and passes the lock to the worker, so that the run
is active from the first moment on.
"""

from __future__ import annotations

import errno
import fcntl
import io
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from recognizer import errors
from recognizer.atomic_files import write_atomically, writing
from recognizer.errors import (
    DamagedRun,
    RecognizerError,
    RunActive,
    TrainingFailed,
    UnknownRun,
)
from recognizer.training.plan import Plan, Start
from recognizer.training.recipe import Recipe
from recognizer.training.space import Search

Status = Literal[
    "waiting",
    "loading",
    "training",
    "publishing",
    "finished",
    "stopped",
    "pruned",
    "failed",
    "interrupted",
]
ACTIVE = ("waiting", "loading", "training", "publishing")
MAX_POINT_BYTES = 4096
HOLD_WITHIN_S = 60.0
"""How long to wait for pages that only look whether a run is alive, and for a worker
that has written how it ended and is about to release the run."""
KEPT = ("checkpoint.safetensors", "progress.jsonl", "watched.npz")
"""What a run goes on with that continues a stopped one."""


class Mark(StrEnum):
    """What an empty file of this name says of a run that several machines know."""

    SHARED = "shared"
    """Its number is that of the common list."""
    QUEUED = "queued"
    """It waits for any machine to begin with it."""
    TAKEN = "taken"
    """This machine has taken it, and not told yet how it has ended."""
    LOST = "lost"
    """Another machine has taken it from its worker, which has to end."""


@dataclass(frozen=True)
class State:
    """What a run's worker is doing, or how it ended.

    Attributes:
        status: "interrupted" if the worker ended without writing one; "pruned" for a
            trial of a search that was stopped because others did better.
        problem: the error as its `to_json` gives it, see `error`; None without one.
        figures: of the published model on each data set, as in its card.
        elapsed_s: time from its turn to its last step, in seconds.
    """

    status: Status
    problem: Mapping[str, Any] | None = None
    figures: Mapping[str, Any] | None = None
    elapsed_s: float = 0.0

    @property
    def error(self) -> RecognizerError | None:
        """What went wrong; a plain `TrainingFailed` for other versions' formats."""
        if self.problem is None:
            return None
        try:
            return errors.from_json(self.problem)
        except (LookupError, TypeError, ValueError, AttributeError):
            return TrainingFailed(details=self.problem)

    @property
    def is_active(self) -> bool:
        """Whether the run is queued or its worker is busy."""
        return self.status in ACTIVE

    @property
    def can_resume(self) -> bool:
        """Whether it ended without a model."""
        stopped_early = self.status == "stopped" and self.figures is None
        return self.status in ("interrupted", "failed") or stopped_early


@dataclass(frozen=True)
class Hold:
    """A locked run: it is active as long as any process has the descriptor open.

    Attributes:
        descriptor: of the locked file; may be sent to another process.
    """

    run: Run
    descriptor: int

    @classmethod
    def of(cls, folder: bytes, descriptor: int) -> Self:
        """A run that another process has locked and sent."""
        return cls(Run(Path(os.fsdecode(folder))), descriptor)

    def release(self) -> None:
        """Release the run in this process."""
        os.close(self.descriptor)


@dataclass(frozen=True)
class Run:
    """A run's folder."""

    path: Path

    @property
    def number(self) -> int:
        """Number of the run, from 1, in the order of creation."""
        return int(self.path.name)

    @property
    def checkpoint(self) -> Path:
        """File to resume from."""
        return self.path / "checkpoint.safetensors"

    @property
    def watched(self) -> Path:
        """File of the digits that are watched, see `recognizer.training.watched`."""
        return self.path / "watched.npz"

    @property
    def trials(self) -> Path:
        """Folder of the runs that a search tries."""
        return self.path / "trials"

    @property
    def logs(self) -> Path:
        """TensorBoard's folder."""
        return self.path / "logs"

    @property
    def log(self) -> Path:
        """What the process wrote."""
        return self.path / "log.txt"

    def plan(self) -> Plan:
        """Read the settings.

        Raises:
            DamagedRun: if it is damaged.
        """
        try:
            content = json.loads((self.path / "plan.json").read_text("utf-8"))
            start = content["start"] and Start(**content["start"])
            recipe = Recipe.from_json(content["recipe"])
            search = content.get("search") and Search.from_json(content["search"])
            fields = {"recipe": recipe, "start": start, "search": search}
            return Plan(**{**content, **fields})
        except Exception as error:  # whatever another program has written
            raise DamagedRun(self.number, details=error) from error

    def owner(self) -> str:
        """Mark of the browser that started it; "" if that is not known."""
        try:
            return self.plan().owner
        except DamagedRun:
            return ""

    def state(self) -> State:
        """What the worker is doing, or how it ended."""
        # First, because a worker writes its last state before it releases the lock.
        is_alive = self.is_alive()
        state = self.last_state()
        if state.is_active and not is_alive:
            return State("interrupted", elapsed_s=state.elapsed_s)
        return state

    def last_state(self) -> State:
        """What was written last, whether or not a worker is alive."""
        try:
            content = json.loads((self.path / "state.json").read_text("utf-8"))
            return State(**content)
        except (OSError, ValueError, TypeError, RecursionError):
            return State("waiting")

    def is_alive(self) -> bool:
        """Whether a process sees to it, or it waits in the machines' queue."""
        return self.has(Mark.QUEUED) or self.is_locked()

    def has(self, mark: Mark) -> bool:
        """Whether it is marked in this way."""
        return (self.path / mark).exists()

    def mark(self, mark: Mark, is_there: bool = True) -> None:
        """Mark it, or take the mark away."""
        if is_there:
            (self.path / mark).touch()
        else:
            (self.path / mark).unlink(missing_ok=True)

    def is_locked(self) -> bool:
        """Whether a process holds the run's lock."""
        try:
            os.close(_lock(self.path / "lock", fcntl.LOCK_SH))
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    def hold(self) -> Hold:
        """Lock the run.

        Raises:
            RunActive: if another process holds it.
        """
        deadline = time.monotonic() + HOLD_WITHIN_S
        while True:
            try:
                return Hold(self, _lock(self.path / "lock", fcntl.LOCK_EX))
            except BlockingIOError:  # a page that looks, or a worker that has ended
                is_at_work = self.is_locked() and self.last_state().is_active
                if is_at_work or time.monotonic() > deadline:
                    raise RunActive(self.number) from None
            time.sleep(0.02)

    def write_state(self, state: State) -> None:
        """Write what the worker is doing."""
        text = json.dumps(asdict(state), ensure_ascii=False)
        write_atomically(self.path / "state.json", text.encode())

    def add_progress(self, point: Mapping[str, Any]) -> None:
        """Add a point to the curves."""
        with open(self.path / "progress.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(point) + "\n")

    def progress(self) -> list[dict[str, Any]]:
        """All points of the curves; an unfinished line is left out."""
        try:
            text = (self.path / "progress.jsonl").read_text("utf-8")
        except OSError:
            return []
        points = []
        for line in text.split("\n")[:-1]:
            try:
                points.append(json.loads(line))
            except ValueError:
                continue
        return points

    def newest_point(self) -> dict[str, Any] | None:
        """The last point of the curves, without reading them all."""
        try:
            with open(self.path / "progress.jsonl", "rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - MAX_POINT_BYTES))
                *_, last, _unfinished = file.read().split(b"\n")
            return dict(json.loads(last))
        except (OSError, ValueError, TypeError):
            return None

    def write_filters(self, kernels: NDArray[np.float32]) -> None:
        """Write the first layer's kernels, (height, width, filters)."""
        stream = io.BytesIO()
        np.save(stream, kernels.astype(np.float32))
        beside = self.path / ".filters.npy"
        beside.write_bytes(stream.getvalue())
        os.replace(beside, self.path / "filters.npy")

    def filters(self) -> NDArray[np.float32] | None:
        """The first layer's kernels, if there are any yet."""
        try:
            found = np.load(self.path / "filters.npy", allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        return np.asarray(found, np.float32)

    def ask_to_stop(self) -> None:
        """Ask the worker to stop soon, and to publish the best weights so far.

        Raises:
            DiskFull, PermissionDenied: if the system does not let it be written.
        """
        with writing():
            (self.path / "stop").touch()

    def is_asked_to_stop(self) -> bool:
        """Whether `ask_to_stop` was called."""
        return (self.path / "stop").exists()

    def forget_stop(self) -> None:
        """Undo `ask_to_stop`."""
        (self.path / "stop").unlink(missing_ok=True)

    def can_go_on(self) -> bool:
        """Whether it was stopped with a model, and another run can continue it."""
        state = self.state()
        was_stopped = state.status == "stopped" and state.figures is not None
        return was_stopped and all((self.path / name).exists() for name in KEPT)

    def delete(self) -> None:
        """Remove the run; its model stays.

        Raises:
            RunActive: if it is still running.
            PermissionDenied: if the system does not let it be removed.
        """
        if self.state().is_active:
            raise RunActive(self.number)
        with writing():
            shutil.rmtree(self.path)


def create(
    plan: Plan,
    folder: Path,
    before: Run | None = None,
    next_number: Callable[[int], int] | None = None,
) -> Hold:
    """Create and lock a run of a plan, numbered after the last one.

    Args:
        before: a stopped run that the new one goes on from, with the same recipe and
            seed: its checkpoint, curves and watched digits are copied.
        next_number: gives the first number after another one that is free on all
            machines which have their runs in common; None for this one alone.

    Raises:
        DiskFull, PermissionDenied: if the system does not let it be written.
    """
    with writing():
        folder.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        try:
            recipe = {**plan.recipe.to_json(), "notes": plan.recipe.notes}
            content = {**asdict(plan), "recipe": recipe}
            text = json.dumps(content, ensure_ascii=False)
            write_atomically(beside / "plan.json", text.encode())
            if before is not None:
                for name in KEPT:
                    shutil.copy2(before.path / name, beside / name)
            if next_number is not None:
                Run(beside).mark(Mark.SHARED)
                Run(beside).mark(Mark.QUEUED)
            beside.chmod(0o755)
            descriptor = _lock(beside / "lock", fcntl.LOCK_EX)
            place = give_number(beside, folder, next_number or (lambda last: last + 1))
            return Hold(Run(place), descriptor)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise


def give_number(beside: Path, folder: Path, next_number: Callable[[int], int]) -> Path:
    """Move a run's folder to the next free number."""
    number = max((run.number for run in all_runs(folder)), default=0)
    while True:
        number = next_number(number)
        try:
            return beside.rename(folder / f"{number:04}")
        except OSError as error:  # another process was faster
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise


def planned(folder: Path) -> list[tuple[Run, Plan]]:
    """All runs with their plans, the oldest first; a damaged one is left out."""
    found = []
    for run in all_runs(folder):
        try:
            found.append((run, run.plan()))
        except DamagedRun:
            continue
    return found


def all_runs(folder: Path) -> list[Run]:
    """All runs, the oldest first."""
    if not folder.is_dir():
        return []
    names = (path.name for path in folder.iterdir() if path.is_dir())
    found = [name for name in names if re.fullmatch(r"\d{4,9}", name)]
    return [Run(folder / name) for name in sorted(found, key=int)]


def find(number: int, folder: Path) -> Run:
    """The run of a number.

    Raises:
        UnknownRun: if there is none.
    """
    for run in all_runs(folder):
        if run.number == number:
            return run
    raise UnknownRun(number)


@contextmanager
def alone(folder: Path, what: str = "machine") -> Iterator[None]:
    """Hold a lock that lets one process do something in a folder at a time.

    Args:
        folder: of all runs, or of a single one.
        what: to train, or another name of what is done.

    Raises:
        BlockingIOError: if another process holds it.
    """
    descriptor = _lock(folder / f".{what}.lock", fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait until no other thread or process of this machine is about to start a run.

    Raises:
        DiskFull, PermissionDenied: if the system does not let it be noted.
    """
    with writing():
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / ".starting.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _lock(path: Path, kind: int) -> int:
    """Open and lock a file.

    Raises:
        BlockingIOError: if another process has locked it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
