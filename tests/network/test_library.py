"""Models that are read once, and what changes beside."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from recognizer.errors import InvalidBundle, UnknownModel
from recognizer.network import bundles
from recognizer.network.library import MOST_LOADED, Library
from recognizer.settings import SHIPPED_WEIGHTS
from tests.conftest import MODEL


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library([SHIPPED_WEIGHTS, tmp_path])


def copy(name: str, target: Path) -> None:
    shutil.copytree(SHIPPED_WEIGHTS / name, target)


def test_a_model_is_read_once(library: Library, tmp_path: Path) -> None:
    copy("softmax-regression", tmp_path / "mine")
    first = library.find("mine")
    assert first == bundles.find("mine", [tmp_path])
    assert library.find("mine") is first
    assert library.find(MODEL).path == SHIPPED_WEIGHTS / MODEL


def test_what_changes_in_the_folders_is_seen_at_once(
    library: Library, tmp_path: Path
) -> None:
    assert not library.has("mine")
    copy("softmax-regression", tmp_path / "mine")
    assert library.has("mine")
    first = library.find("mine")
    bundles.rename(first, "other")
    assert not library.has("mine")
    with pytest.raises(UnknownModel):
        library.find("mine")
    assert library.find("other").card.name == "other"
    assert library.find("other").version == first.version
    copy("hidden-layer", tmp_path / "mine")
    second = library.find("mine")
    assert second.card.architecture["kind"] == "hidden-layer"
    assert second.version != first.version
    bundles.delete(second)
    copy("softmax-regression", tmp_path / "mine")
    assert library.find("mine").version == first.version


def test_a_damaged_model_is_there_but_cannot_be_had(
    library: Library, tmp_path: Path
) -> None:
    copy("softmax-regression", tmp_path / "mine")
    (tmp_path / "mine" / bundles.WEIGHTS).unlink()
    assert library.has("mine")
    with pytest.raises(InvalidBundle):
        library.find("mine")


def test_names_that_are_no_folders_of_the_library_are_unknown(
    library: Library, tmp_path: Path
) -> None:
    copy("softmax-regression", tmp_path / "below" / "mine")
    for name in ("below/mine", "..", ".", "", f"../{tmp_path.name}/below", "/etc"):
        assert not library.has(name)
        with pytest.raises(UnknownModel):
            library.find(name)


def test_a_network_is_loaded_once_for_all_threads(library: Library) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(library.load, [MODEL, "softmax-regression"] * 8))
    assert len(set(map(id, found))) == 2
    assert found[0].card.name == MODEL


def test_another_model_of_the_same_name_is_loaded(
    library: Library, tmp_path: Path
) -> None:
    copy("softmax-regression", tmp_path / "mine")
    first = library.load("mine")
    bundles.delete(library.find("mine"))
    copy("hidden-layer", tmp_path / "mine")
    assert library.load("mine").card.architecture["kind"] == "hidden-layer"
    assert first.card.architecture["kind"] == "softmax"


def test_the_network_that_was_not_used_for_longest_goes(
    library: Library, tmp_path: Path
) -> None:
    names = [f"mine-{number}" for number in range(MOST_LOADED + 1)]
    for name in names:
        copy("softmax-regression", tmp_path / name)
    loaded = {name: library.load(name) for name in names[:-1]}
    assert library.load(names[0]) is loaded[names[0]]
    library.load(names[-1])
    assert library.load(names[0]) is loaded[names[0]]
    assert library.load(names[1]) is not loaded[names[1]]
