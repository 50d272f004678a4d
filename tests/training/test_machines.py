"""Machines without a folder in common: one list of runs, and one queue."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.errors import InvalidSetting, RunActive, StoreUnavailable
from recognizer.object_store import ObjectStore
from recognizer.settings import Settings, read_settings
from recognizer.training import runs, small_files
from recognizer.training.launcher import Launcher
from recognizer.training.machine import Machine
from recognizer.training.plan import Plan
from recognizer.training.recipes import FAST
from recognizer.training.runs import Run
from tests import postgresql
from tests.training.workers import COUNTING, worker_of
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
LEASE_S = 3.0


@dataclass
class Here:
    """A machine whose steps are made one by one."""

    settings: Settings
    launcher: Launcher
    machine: Machine

    def run(self, number: int) -> Run:
        return Run(self.settings.runs / f"{number:04}")

    def statuses(self) -> dict[int, str]:
        found = runs.all_runs(self.settings.runs)
        return {run.number: run.state().status for run in found}

    def start(self, name: str) -> Run:
        return self.launcher.start(Plan(name, FAST))


@pytest.fixture
def place(
    request: pytest.FixtureRequest, tmp_path: Path, postgresql_server: str
) -> dict[str, str]:
    """What machines have in common: a database, and a store.

    The store is a folder, unless the fixture of another is named.
    """
    other = getattr(request, "param", None)
    store = request.getfixturevalue(other) if other else f"file://{tmp_path}/store"
    name = f"runs_{abs(hash(tmp_path))}"
    return {
        "RECOGNIZER_DATABASE_URL": postgresql.new(postgresql_server, name),
        "RECOGNIZER_MODELS_URL": store,
    }


in_each_store = pytest.mark.parametrize("place", [None, "s3_url"], indirect=True)


@pytest.fixture
def join(tmp_path: Path, place: dict[str, str]) -> Iterator[Callable[[str], Here]]:
    """Have another machine join; all of them leave in the end."""
    made: list[Here] = []
    with ExitStack() as stack:

        def join(name: str) -> Here:
            data = {"RECOGNIZER_DATA": str(tmp_path / name)}
            settings = read_settings(place | data)
            settings.runs.mkdir(parents=True, exist_ok=True)
            launcher = Launcher(settings, COUNTING)
            assert launcher.register is not None
            stack.enter_context(runs.alone(settings.runs, "sharing"))
            machine = Machine(
                settings.runs, launcher.register, launcher, LEASE_S, store_every_s=0
            )
            stack.enter_context(machine)
            made.append(Here(settings, launcher, machine))
            return made[-1]

        yield join
        for here in made:
            for run in runs.all_runs(here.settings.runs):
                run.ask_to_stop()
            here.launcher.close()


@pytest.fixture
def both(join: Callable[[str], Here]) -> tuple[Here, Here]:
    """Two machines without any runs."""
    return join("one"), join("other")


def until(done: Callable[[], object], *machines: Here) -> None:
    """Let machines step until something is so."""

    def step() -> object:
        for here in machines:
            here.machine.step()
        return done()

    wait_until(step)


def is_idle(here: Here, number: int) -> bool:
    """Whether it is told how a run has ended, and all of it stored."""
    assert here.launcher.register is not None
    name = f"run/{number}/lease"
    return not here.launcher.register.notices.read([name])


def agree(*machines: Here) -> bool:
    first, *others = [here.statuses() for here in machines]
    return all(each == first for each in others)


def test_the_other_machine_sees_a_run_grow_and_stops_it(
    both: tuple[Here, Here],
) -> None:
    one, other = both
    run = one.start("mine")
    copy = other.run(run.number)
    assert one.statuses() == {1: "waiting"}
    one.machine.step()  # so that it is the one which takes it
    until(lambda: len(copy.progress()) > 3, one, other)
    assert copy.plan() == run.plan()
    assert copy.state().status == "training"
    assert copy.progress() == run.progress()[: len(copy.progress())]
    seen = len(copy.progress())
    until(lambda: len(copy.progress()) > seen, one, other)
    assert copy.filters() is not None
    with pytest.raises(RunActive):
        other.launcher.resume(copy)
    with pytest.raises(RunActive):
        other.launcher.delete(copy)
    copy.ask_to_stop()
    until(lambda: not copy.state().is_active, one, other)
    assert copy.state().status == run.state().status == "stopped"
    assert copy.progress() == run.progress()
    assert copy.log.read_text() == run.log.read_text()
    until(copy.can_go_on, one, other)
    assert copy.checkpoint.read_text() == run.checkpoint.read_text()


def test_a_free_machine_takes_what_has_waited_longest(both: tuple[Here, Here]) -> None:
    one, other = both
    first = one.start("first")
    until(lambda: first.state().status == "training", one)
    second, third = one.start("second"), one.start("third")
    until(lambda: other.run(2).state().status == "training", one, other)
    assert worker_of(other.run(2)).is_running()
    until(lambda: agree(one, other), one, other)
    assert one.statuses() == {1: "training", 2: "training", 3: "waiting"}
    first.ask_to_stop()
    until(lambda: third.state().status == "training", one, other)
    assert worker_of(third).is_running()
    second.ask_to_stop()
    until(lambda: second.state().status == "stopped", one, other)
    until(lambda: agree(one, other), one, other)


def test_two_machines_at_the_same_moment_give_two_numbers(
    both: tuple[Here, Here],
) -> None:
    one, other = both
    names = {
        each.start(name).number: name
        for name, each in zip("abcd", (one, other, other, one), strict=True)
    }
    assert set(names) == {1, 2, 3, 4}
    until(lambda: len(one.statuses()) == 4 and agree(one, other), one, other)
    for here in both:
        found = runs.planned(here.settings.runs)
        assert {run.number: plan.name for run, plan in found} == names


def test_two_machines_at_the_same_moment_name_two_models(
    both: tuple[Here, Here],
) -> None:
    """None has heard of the other's run when it chooses a name."""
    ready = threading.Barrier(2)

    def start(here: Here) -> str:
        ready.wait()
        return here.launcher.start_next(Plan("fast", FAST)).plan().name

    with ThreadPoolExecutor(2) as pool:
        names = [name for _ in range(6) for name in pool.map(start, both)]
    assert sorted(names) == sorted(f"fast-{number}" for number in range(1, 13))


def test_a_name_is_taken_as_long_as_a_run_elsewhere_may_give_it(
    both: tuple[Here, Here],
) -> None:
    one, other = both
    first = one.start("mine")
    with pytest.raises(InvalidSetting, match="training 1 will be named mine"):
        other.start("mine")
    assert runs.all_runs(other.settings.runs) == []
    first.ask_to_stop()
    until(lambda: is_idle(one, 1) and not first.state().is_active, one)
    second = other.start("mine")
    with pytest.raises(InvalidSetting, match=f"training {second.number} will be named"):
        one.launcher.resume(first)
    assert first.state().status == "stopped"
    second.ask_to_stop()
    until(lambda: is_idle(other, second.number), other)
    one.launcher.resume(first)
    assert first.state().status == "waiting"


def test_the_name_of_a_run_that_was_deleted_is_free_again(
    both: tuple[Here, Here],
) -> None:
    one, other = both
    run = one.launcher.start_next(Plan("fast", FAST))
    run.ask_to_stop()
    until(lambda: is_idle(one, 1) and not run.state().is_active, one)
    assert other.launcher.start_next(Plan("fast", FAST)).plan().name == "fast-2"
    one.launcher.delete(run)
    assert other.launcher.start_next(Plan("fast", FAST)).plan().name == "fast-1"


def test_one_that_is_queued_can_be_stopped_and_resumed_anywhere(
    both: tuple[Here, Here],
) -> None:
    one, other = both
    for name in ("first", "second"):
        one.start(name)
    until(lambda: one.statuses() == {1: "training", 2: "training"}, one, other)
    third = one.start("third")
    copy = other.run(3)
    until(lambda: copy.state().status == "waiting", other)
    copy.ask_to_stop()
    until(lambda: third.state().status == "stopped", one, other)
    assert not third.state().is_active
    assert not third.progress()
    other.launcher.resume(copy)
    assert copy.state().status == "waiting"
    until(lambda: third.state().status == "waiting", one, other)
    with pytest.raises(RunActive):
        one.launcher.resume(third)
    one.run(1).ask_to_stop()
    until(lambda: third.state().status == "training", one, other)


@in_each_store
def test_a_stopped_run_goes_on_on_another_machine(both: tuple[Here, Here]) -> None:
    one, other = both
    run = one.start("mine")
    until(lambda: len(run.progress()) > 3, one)
    run.ask_to_stop()
    until(lambda: other.run(1).can_go_on(), one, other)
    last = int(run.checkpoint.read_text())
    second = other.launcher.go_on(
        other.run(1), replace(other.run(1).plan(), name="second")
    )
    until(lambda: second.state().status == "training", other)
    until(lambda: len(one.run(2).progress()) > last + 1, one, other)
    steps = [point["step"] for point in one.run(2).progress()]
    assert steps == list(range(1, len(steps) + 1))


def test_what_is_deleted_is_deleted_everywhere_and_its_number_not_given_again(
    both: tuple[Here, Here],
) -> None:
    one, other = both
    run = one.start("mine")
    (run.path / "finish").touch()
    copy = other.run(1)
    one.machine.step()
    until(lambda: copy.state().status == "finished", one, other)
    until(lambda: is_idle(other, 1), one, other)
    other.launcher.delete(copy)
    until(lambda: one.statuses() == other.statuses() == {}, one, other)
    assert one.start("again").number == 2


def test_what_was_trained_before_is_given_to_the_others(
    tmp_path: Path, join: Callable[[str], Here]
) -> None:
    for name in ("one", "other"):
        for number in range(2):
            folder = tmp_path / name / "runs"
            runs.create(Plan(f"{name}-{number}", FAST), folder).release()
    one, other = join("one"), join("other")
    names = {"one-0", "one-1", "other-0", "other-1"}

    def known(here: Here) -> set[str]:
        return {plan.name for _run, plan in runs.planned(here.settings.runs)}

    until(lambda: known(one) == known(other) == names, one, other)
    until(lambda: agree(one, other), one, other)
    assert set(one.statuses()) == {1, 2, 3, 4}
    assert set(one.statuses().values()) == {"interrupted"}


def test_a_killed_worker_is_seen_and_its_run_goes_on_elsewhere(
    both: tuple[Here, Here],
) -> None:
    one, other = both
    run, copy = one.start("mine"), other.run(1)
    until(lambda: len(copy.progress()) > 3, one, other)
    worker_of(run).kill()
    until(lambda: copy.state().status == "interrupted", one, other)
    until(lambda: agree(one, other), one, other)
    saved = int(run.checkpoint.read_text())
    before = len(copy.progress())
    until(lambda: copy.checkpoint.exists() and is_idle(other, 1), one, other)
    other.launcher.resume(copy)
    until(lambda: len(run.progress()) > before, other, one)
    assert run.progress()[before]["step"] == saved + 1


def test_a_machine_that_comes_back_gives_way(both: tuple[Here, Here]) -> None:
    one, other = both
    run, copy = one.start("mine"), other.run(1)
    until(lambda: len(copy.progress()) > 3, one, other)
    worker = worker_of(run)
    until(lambda: not copy.state().is_active, other)  # one is silent
    assert copy.state().status == "interrupted"
    one.machine.step()  # and nobody has resumed it: it is at work again
    until(lambda: copy.state().status == "training", one, other)
    until(lambda: copy.state().status == "interrupted", other)
    other.launcher.resume(copy)
    until(lambda: copy.state().status == "training", other)
    new = worker_of(copy)
    until(lambda: not worker.is_running() or worker.status() == "zombie", one, other)
    assert new.is_running()
    seen = len(copy.progress())
    until(lambda: len(run.progress()) > seen, one, other)
    assert run.progress() == copy.progress()[: len(run.progress())]


@in_each_store
def test_a_machine_that_is_killed_loses_its_run_to_another_one(
    tmp_path: Path, place: dict[str, str], join: Callable[[str], Here]
) -> None:
    data = {"RECOGNIZER_DATA": str(tmp_path / "killed")}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.training.machine_process", str(LEASE_S)],
        cwd=ROOT,
        env={**os.environ, **place, **data},
    )
    here = join("one")
    assert here.launcher.register is not None
    notices, copy = here.launcher.register.notices, here.run(1)

    def is_taken() -> bool:
        told = notices.read(["run/1/lease"])
        return bool(told and told["run/1/lease"]["machine"])

    wait_until(is_taken)  # by the other one, before this one looks
    try:
        until(lambda: len(copy.progress()) > 3, here)
        until(lambda: copy.checkpoint.name in str(notices.read(["run/1/stored"])), here)
        assert copy.state().status == "training"
        children = psutil.Process(process.pid).children()
        process.send_signal(signal.SIGSTOP)  # so that it cannot tell of its worker
        for child in children:
            child.kill()
        process.kill()
        until(lambda: copy.state().status == "interrupted", here)
    finally:
        process.kill()
        process.wait()
    before = len(copy.progress())
    until(copy.checkpoint.exists, here)
    saved = int(copy.checkpoint.read_text())
    assert saved > 0
    here.launcher.resume(copy)
    until(lambda: len(copy.progress()) > before, here)
    assert copy.progress()[before]["step"] == saved + 1


def test_what_ended_while_the_machine_was_not_heard_is_told_later(
    both: tuple[Here, Here],
) -> None:
    one, other = both
    run, copy = one.start("mine"), other.run(1)
    until(lambda: len(copy.progress()) > 3, one, other)
    until(lambda: copy.state().status == "interrupted", other)  # one is silent
    (run.path / "finish").touch()
    wait_until(lambda: run.state().status == "finished")
    one.machine.step()
    until(lambda: copy.state().status == "finished", one, other)
    assert copy.progress() == run.progress()


def test_a_run_goes_on_while_the_store_cannot_be_reached(
    tmp_path: Path, both: tuple[Here, Here]
) -> None:
    one, other = both
    (tmp_path / "store").touch()
    run, copy = one.start("mine"), other.run(1)
    until(lambda: len(copy.progress()) > 3, one, other)
    run.ask_to_stop()
    until(lambda: copy.state().status == "stopped", one, other)
    with pytest.raises(StoreUnavailable):
        ObjectStore(f"file://{tmp_path}/store").put("runs/1/x", b"")


@given(
    st.binary(max_size=3 * 8),
    st.binary(max_size=3 * 8),
)
def test_parts_make_the_file_whatever_it_was(before: bytes, after: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(small_files, "PART", 8)
        old, new = (dict(enumerate(small_files.cut(each))) for each in (before, after))
        changed: dict[int, bytes | None] = {
            index: part for index, part in new.items() if old.get(index) != part
        }
        changed |= dict.fromkeys(set(old) - set(new))
        assert small_files.splice(before, changed) == after
        assert small_files.splice(None, dict(new)) == after
        assert small_files.splice(before, dict.fromkeys(old)) is None


def test_no_path_leads_out_of_the_folder() -> None:
    assert small_files.is_path("trials/0001/progress.jsonl")
    for path in ("../x", "a/../x", "/x", "", "a//b", ".hidden", "a/.b", "a\nb"):
        assert not small_files.is_path(path), path
