"""The documentation, held against the code."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks import fuzz
from benchmarks.__main__ import NAMES
from benchmarks.attacks import ATTACKS
from recognizer.api import bodies, drawings
from recognizer.cli import main as cli
from recognizer.collection import imports
from recognizer.datasets import by_name
from recognizer.errors import InvalidSetting, UnknownDataSet
from recognizer.ink import picture_files, strokes
from recognizer.network import architecture, archives, bundles
from recognizer.settings import SHIPPED_WEIGHTS, Limits, read_settings
from recognizer.training.recipe import MAX_STEP_MIB
from recognizer.training.recipes import RECIPES
from recognizer.ui import navigation
from tests.hostile_texts import TEXTS
from tests.machine import MACHINE

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    page: page.read_text("utf-8")
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md"))
}
README = PAGES[ROOT / "README.md"]
ARCHITECTURE, BENCHMARKS, COMMAND_LINE, DATA, DEPLOYMENT, SECURITY = (
    PAGES[ROOT / "docs" / f"{name}.md"]
    for name in (
        "architecture",
        "benchmarks",
        "command-line",
        "data",
        "deployment",
        "security",
    )
)
ALL = "\n".join(PAGES.values())
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


@pytest.mark.needs("UNIPEN", "UJI")
def test_the_data_page_has_the_hashes_of_the_strokes() -> None:
    for path in sorted(MACHINE.datasets.glob("*/*.jsonl.gz")):
        text = gzip.decompress(path.read_bytes())
        assert f"`{hashlib.sha256(text).hexdigest()}`" in DATA, path.name
        if path.parent.name == "unipen":
            assert re.search(rf"`{path.name}` \| {len(text.splitlines()):,} \|", DATA)


def test_links_and_pictures_lead_somewhere() -> None:
    dead = []
    for page, text in PAGES.items():
        linked = re.findall(r"\]\(([^)]+)\)|(?:src|href)=\"([^\"]+)\"", text)
        for link in ("".join(either) for either in linked):
            if link.startswith("https://"):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.exists() or (anchor and anchor not in anchors(target)):
                dead.append(f"{page.name}: {link}")
    assert dead == []


def anchors(page: Path) -> set[str]:
    """The headings of a page, as GitHub names them in links."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


def test_paths_in_the_docs_are_there() -> None:
    paths = [
        (page.name, path)
        for page, text in PAGES.items()
        for path in re.findall(
            r"`((?:recognizer|tests|docs|benchmarks)/[\w/.-]+)`", text
        )
        if "NAME" not in path
    ]
    assert len(paths) > 20
    assert [each for each in paths if not (ROOT / each[1]).exists()] == []


def test_every_setting_is_documented_and_no_other() -> None:
    with pytest.raises(InvalidSetting) as refused:
        read_settings({"RECOGNIZER_NO_SUCH": "x"})
    known = set(str(refused.value.values["known"]).split(", "))
    told = re.findall(r"^\| `(RECOGNIZER_\w+)` \|", DEPLOYMENT, re.MULTILINE)
    assert set(told) == known
    assert set(re.findall(r"RECOGNIZER_\w+", ALL)) == known


def test_the_limits_of_visitors_are_the_defaults() -> None:
    told = re.findall(
        r"^\| `RECOGNIZER_MAX_(\w+)` \| .* \| ([\d,]+) \|$", DEPLOYMENT, re.M
    )
    defaults = {name.upper(): f"{value:,}" for name, value in asdict(Limits()).items()}
    assert dict(told) == defaults


def test_the_limits_of_content_are_those_of_the_code() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    mib = 2**20
    limits = [
        f"{config['server']['maxWidgetStateSize']} MB",
        f"{config['server']['maxUploadSize']} MB",
        f"{drawings.MOST_MIB} MiB as it is sent; {drawings.MOST_OF_ONE // mib} MiB of "
        f"one visitor at a time, {drawings.MOST_AT_ONCE // mib} MiB of all",
        f"{strokes.MAX_STROKES:,} strokes, {strokes.MAX_POINTS:,} points, "
        f"lines {strokes.MAX_LENGTH:,} times",
        f"{picture_files.MAX_PIXELS:,} pixels; "
        f"a JPEG {picture_files.MAX_JPEG_PIXELS:,} pixels and "
        f"{picture_files.MAX_SCANS} scans",
        f"{imports.MAX_DRAWINGS:,} drawings, {imports.MAX_BYTES // mib} MiB unpacked, "
        f"{imports.MAX_LINE_BYTES // 1024} KiB a drawing",
        f"{archives.MAX_CARD_BYTES // mib} MiB of card, "
        f"{archives.MAX_WEIGHTS_BYTES // mib} MiB of weights, "
        f"{architecture.MAX_WEIGHTS:,} weights, "
        f"{architecture.MAX_MULTIPLICATIONS:,} multiplications",
        f"{MAX_STEP_MIB:,} MiB of activations",
        f"{bodies.MAX_BYTES // mib} MiB, {bodies.MAX_ITEMS} drawings and pictures, "
        f"{bodies.MAX_VALUES:,} values of JSON",
    ]
    table = SECURITY.split("| content |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| .* \| (.*) \|$", table, re.MULTILINE)
    assert len(rows) == len(limits)
    for row, limit in zip(rows, limits, strict=True):
        assert row.startswith(limit)
    assert f"hands in {len(ATTACKS)} attacks" in SECURITY
    assert f"{len(TEXTS)} hostile texts" in SECURITY
    assert f"{fuzz.CASES * fuzz.ROUNDS:,} times" in SECURITY


def test_every_command_is_documented_and_every_example_is_understood(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def help_of(*arguments: str) -> str:
        with pytest.raises(SystemExit):
            cli.main([*arguments, "--help"])
        return capsys.readouterr().out

    names = re.findall(r"^    ([a-z-]+)(?:  |$)", help_of(), re.MULTILINE)
    headings = re.findall(r"^## (.+)$", COMMAND_LINE, re.MULTILINE)
    assert [name for line in headings for name in line.split(", ")] == names
    options = {name: help_of(name) for name in names}
    examples = re.findall(
        r"(?:python -m recognizer|handwriting-recognizer) ([a-z-]+)([^\n`]*)",
        ALL,
    )
    assert {name for name, _ in examples} == set(names)
    for name, rest in examples:
        for option in re.findall(r"--[a-z-]+", rest):
            assert option in options[name], (name, option)


def test_every_recipe_is_documented_with_its_samples() -> None:
    told = re.findall(
        r"^\| `([\w-]+)` \| .* \| ([\d,]+) \|$", COMMAND_LINE, re.MULTILINE
    )
    recipes = {name: f"{recipe.images:,}" for name, recipe in RECIPES.items()}
    assert {name: count for name, count in told if name in recipes} == recipes
    used = re.findall(r"--recipe ([\w-]+)", ALL)
    assert set(used) <= set(recipes)


def test_every_benchmark_is_documented() -> None:
    used = re.findall(r"`python -m benchmarks ([\w ]+)`", ALL)
    assert {name for names in used for name in names.split()} == set(NAMES)


def test_every_page_of_the_app_is_documented() -> None:
    text = (ROOT / "docs" / "pages.md").read_text("utf-8")
    titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert titles == list(navigation.PAGES.values())


def test_the_models_have_the_figures_of_their_cards() -> None:
    row = r"^\| `([\w-]+)` \| `([\w-]+)` \| ([\d,]+) \| (.+) \| (.+) \| (.+) \|$"
    told = {name: rest for name, *rest in re.findall(row, BENCHMARKS, re.MULTILINE)}
    assert sorted(told) == sorted(bundles.names([SHIPPED_WEIGHTS]))
    for name, (recipe, parameters, *accuracies) in told.items():
        card = bundles.find(name, [SHIPPED_WEIGHTS]).card
        assert card.training["recipe"]["name"] == recipe
        assert f"{card.parameters:,}" == parameters
        for data, text in zip(
            ("mnist-test", "uji-test", "unipen-dev"), accuracies, strict=False
        ):
            number = text.strip("* ").removesuffix(" %")
            digits = len(number.partition(".")[2])
            accuracy = 100 * card.figures[data]["accuracy"]
            assert f"{accuracy:.{digits}f}" == number, (name, data)


def test_the_example_for_python_prints_what_the_readme_says(tmp_path: Path) -> None:
    found = re.search(r"```python\n(.*?)```\n\n```\n(.*?)```", README, re.DOTALL)
    assert found is not None
    example, printed = found.groups()
    assert len(example.splitlines()) <= 10
    done = subprocess.run(
        [sys.executable, "-c", example],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "RECOGNIZER_DATA": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == printed
