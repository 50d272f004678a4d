"""Machines that have models in common, in a folder and on a real S3 server."""

from __future__ import annotations

import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer.collection.database import Database
from recognizer.collection.notices import Notices
from recognizer.errors import InvalidBundle, StoreUnavailable
from recognizer.mirror.mirror import Mirror, mirroring
from recognizer.mirror.store import Store
from recognizer.network import bundles
from recognizer.network.bundles import CARD, WEIGHTS
from recognizer.settings import SHIPPED_WEIGHTS, read_settings
from tests.waiting import wait_until

SOFTMAX = SHIPPED_WEIGHTS / "softmax-regression"


class Machine:
    """A folder of models, and its mirror."""

    def __init__(self, folder: Path, database_url: str, store_url: str) -> None:
        self.folder = folder
        notices = Notices(Database(database_url))
        self._mirror = Mirror(folder, notices, Store(store_url))

    def step(self) -> None:
        self._mirror.step()

    def publish(self, name: str, created: str = "") -> None:
        """Train a model; another time makes another model."""
        source = bundles.read(SOFTMAX)
        card = json.loads((SOFTMAX / CARD).read_text("utf-8"))
        beside = self.folder / ".unfinished-test"
        shutil.copytree(source.path, beside)
        (beside / CARD).write_text(json.dumps({**card, "created": created}))
        beside.rename(self.folder / name)

    def models(self) -> dict[str, tuple[str, str]]:
        """When each was made, and its note."""
        found = {}
        for name in bundles.names([self.folder]):
            bundle = bundles.read(self.folder / name)
            found[name] = (bundle.card.created, bundle.note)
        return found


@pytest.fixture
def machines(tmp_path: Path, store_url: str) -> list[Machine]:
    """Two machines with nothing."""
    return start(tmp_path, store_url)


def start(place: Path, store_url: str) -> list[Machine]:
    url = f"sqlite:///{place}/common.sqlite"
    found = [Machine(place / name, url, store_url) for name in ("here", "there")]
    settle(found)
    return found


def settle(machines: list[Machine]) -> None:
    for machine in [*machines, *machines]:
        machine.step()


def stored(store_url: str) -> set[str]:
    """Versions in the store, whole or not."""
    files, root = fsspec.core.url_to_fs(store_url, skip_instance_cache=True)
    if not files.exists(root):
        return set()
    return {Path(path).name for path in files.ls(root, detail=False)}


def test_what_one_machine_does_the_other_has(
    machines: list[Machine], store_url: str
) -> None:
    here, there = machines
    here.publish("mine", "monday")
    settle(machines)
    assert there.models() == {"mine": ("monday", "")}
    for name in (CARD, WEIGHTS):
        one, other = (each.folder / "mine" / name for each in machines)
        assert one.read_bytes() == other.read_bytes()
    bundles.write_note(bundles.read(there.folder / "mine"), "best so far")
    settle(machines)
    assert here.models() == {"mine": ("monday", "best so far")}
    bundles.rename(bundles.read(here.folder / "mine"), "ours")
    settle(machines)
    assert there.models() == {"ours": ("monday", "best so far")}
    assert len(stored(store_url)) == 1
    bundles.delete(bundles.read(there.folder / "ours"))
    settle(machines)
    assert here.models() == {}
    assert stored(store_url) == set()


def test_two_models_of_one_name_are_both_kept(machines: list[Machine]) -> None:
    here, there = machines
    here.publish("mine", "monday")
    there.publish("mine", "tuesday")
    settle(machines)
    assert here.models() == there.models()
    assert here.models() == {"mine": ("monday", ""), "mine-2": ("tuesday", "")}


def test_what_was_there_before_is_given_and_never_removed(
    tmp_path: Path, store_url: str
) -> None:
    old = tmp_path / "here"
    shutil.copytree(SOFTMAX, old / "old")
    machines = start(tmp_path, store_url)
    assert list(machines[1].models()) == ["old"]
    (machines[0].folder / ".mirror.json").unlink()
    settle(machines)
    assert list(machines[0].models()) == ["old"]


def test_a_damaged_copy_is_nobody_elses_loss(machines: list[Machine]) -> None:
    here, there = machines
    here.publish("mine")
    settle(machines)
    weights = there.folder / "mine" / WEIGHTS
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    (there.folder / "mine" / CARD).touch()
    settle(machines)
    assert list(here.models()) == ["mine"]
    with pytest.raises(InvalidBundle):
        there.models()


def test_what_is_damaged_in_the_store_is_not_taken(
    machines: list[Machine], store_url: str
) -> None:
    here, there = machines
    here.publish("mine", "monday")
    here.publish("other", "tuesday")
    here.step()
    version = bundles.read(here.folder / "mine").version
    files, root = fsspec.core.url_to_fs(store_url)
    files.pipe_file(f"{root}/{version}/{WEIGHTS}", b"nonsense")
    with pytest.raises(InvalidBundle):
        there.step()
    assert list(there.models()) == ["other"]


def test_a_store_that_cannot_be_reached_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    machine = Machine(
        tmp_path / "here",
        f"sqlite:///{tmp_path}/common.sqlite",
        f"file://{tmp_path}/a file",
    )
    machine.step()
    machine.publish("mine")
    with pytest.raises(StoreUnavailable):
        machine.step()
    assert list(machine.models()) == ["mine"]
    (tmp_path / "a file").unlink()
    machine.step()
    assert len(stored(f"file://{tmp_path}/a file")) == 1


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["publish", "rename", "delete", "note", "step", "step"]),
        st.integers(0, 1),
        st.sampled_from("abc"),
        st.sampled_from("abc"),
    ),
    max_size=10,
)


@settings(max_examples=15)
@given(steps=STEPS)
def test_machines_agree_in_the_end_whatever_was_done(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str, str]]
) -> None:
    place = tmp_path_factory.mktemp("place")
    machines = start(place, f"file://{place}/store")
    for number, (step, which, name, other) in enumerate(steps):
        machine = machines[which]
        known = machine.models()
        match step:
            case "publish" if name not in known:
                machine.publish(name, str(number))
            case "rename" if name in known and other not in known:
                bundles.rename(bundles.read(machine.folder / name), other)
            case "delete" if name in known:
                bundles.delete(bundles.read(machine.folder / name))
            case "note" if name in known:
                bundles.write_note(bundles.read(machine.folder / name), str(number))
            case "step":
                machine.step()
    settle(machines)
    settle(machines)
    assert machines[0].models() == machines[1].models()
    versions = {
        bundles.read(machines[0].folder / name).version for name in machines[0].models()
    }
    assert versions <= stored(f"file://{place}/store")


def test_the_app_mirrors_while_it_runs(tmp_path: Path) -> None:
    store_url = f"file://{tmp_path}/store"
    url = f"sqlite:///{tmp_path}/common.sqlite"
    there = Machine(tmp_path / "there", url, store_url)
    there.publish("theirs")
    there.step()
    here = replace(
        read_settings({"RECOGNIZER_DATA": str(tmp_path / "data")}), models_url=store_url
    )
    common = Database(url)
    with mirroring(here, lambda: Notices(common)):
        wait_until(lambda: bundles.names([here.data / "models"]) == ["theirs"])
    assert not any(each.name == "mirror" for each in threading.enumerate())
