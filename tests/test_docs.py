"""The documentation, held against the code."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from recognizer.datasets import by_name
from recognizer.errors import UnknownDataSet
from recognizer.settings import SHIPPED_WEIGHTS, read_settings

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
DATA = (ROOT / "docs" / "data.md").read_text("utf-8")
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")


def contracted_floors() -> list[list[str]]:
    """The rooms of each floor, the highest first, as the import contract has them."""
    found = re.search(r'id = "floors".*?layers = \[(.*?)\]', PYPROJECT, re.DOTALL)
    assert found is not None
    lines = re.findall(r'"(.+)"', found[1])
    floors = [[room.strip("() ") for room in line.split("|")] for line in lines]
    return [floor for floor in floors if floor != ["__main__"]]


def test_the_picture_of_the_rooms_is_the_import_contract() -> None:
    picture = re.search(r"## Rooms.*?```\n(.*?)```", ARCHITECTURE, re.DOTALL)
    assert picture is not None
    assert [line.split() for line in picture[1].splitlines()] == contracted_floors()


def test_the_table_of_rooms_names_each_once() -> None:
    table = ARCHITECTURE.split("| room of `recognizer/`")[1].split("\n\n")[0]
    rooms = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert rooms == [room for floor in contracted_floors() for room in floor]
    for file in re.findall(r"`([\w/]+\.py)` \|$", table, re.MULTILINE):
        assert (ROOT / "recognizer" / file).is_file(), file


def test_the_data_page_names_each_data_set() -> None:
    with pytest.raises(UnknownDataSet) as refused:
        by_name.named("no such one", read_settings({}))
    names = str(refused.value.values["known"]).split(", ")
    assert len(names) >= 6
    assert [name for name in names if f"`{name}`" not in DATA] == []


def test_the_data_page_has_the_hashes_that_the_cards_name() -> None:
    """Of MNIST the files', of pen strokes the text's, where they are here."""
    card = json.loads((SHIPPED_WEIGHTS / "two-layer-cnn" / "card.json").read_text())
    sources = card["training"]["data"].values()
    hashes = {name: sha for source in sources for name, sha in source["sha256"].items()}
    for name in ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"):
        assert re.search(rf"`{name}` .* `{hashes[name]}`", DATA), name


def test_the_data_page_has_the_hashes_of_the_strokes(datasets_folder: Path) -> None:
    for path in sorted(datasets_folder.glob("*/*.jsonl.gz")):
        text = gzip.decompress(path.read_bytes())
        assert f"`{hashlib.sha256(text).hexdigest()}`" in DATA, path.name
        if path.parent.name == "unipen":
            assert re.search(rf"`{path.name}` \| {len(text.splitlines()):,} \|", DATA)
