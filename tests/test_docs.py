"""The documentation, held against the code."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
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
