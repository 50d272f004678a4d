"""From public files to those that the app reads, by the commands that people call."""

from __future__ import annotations

from pathlib import Path

import pytest

from recognizer.cli import main as cli
from recognizer.datasets import by_name, stroke_files, unipen, unipen_distribution
from recognizer.datasets.unipen_distribution import DEV, DIGITS, LETTERS
from recognizer.settings import read_settings

ONE = ".PEN_DOWN\n50 100\n50 20\n.PEN_UP\n"
WIDE = ".PEN_DOWN\n0 0\n181 100\n.PEN_UP\n"
DOT = ".PEN_DOWN\n7 7\n.PEN_UP\n"


class Distribution:
    """A folder as the public one is, with what a test puts into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, *segments: str, ink: str = ONE) -> None:
        """A file of data/ such as 1a/aga/x.dat, and the ink that it includes."""
        _, contributor, *rest = Path(name).parts
        included = f"{contributor}/data/{'/'.join(rest)}"
        statements = [f".SEGMENT CHARACTER {segment}" for segment in segments]
        top = [".VERSION 1.0", f".INCLUDE {contributor}/x.doc", f".INCLUDE {included}"]
        self._write(f"data/{name}", "\n".join(top + statements))
        self._write(f"include/{included}", f".COMMENT caf\xe9\n{ink}")

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="latin-1")


@pytest.fixture
def distribution(tmp_path: Path) -> Distribution:
    made = Distribution(tmp_path / "train_r01_v07")
    made.add("1a/aga/a.dat", '0 ? "1"')
    made.add("1b/uqb/b.dat", '0 ? "I"')
    made.add("1c/sie/c.dat", '0 ? "l"')
    return made


def test_the_command_makes_the_four_files_that_the_app_reads(
    distribution: Distribution, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution.add("1a/art/a.dat", '0 OK "1"', '0 OK "?"', '0 OK "11"')
    distribution.add("1a/ibm/a.dat", '0 ? "1"')  # a contributor of neither file
    out = tmp_path / "datasets" / "unipen"
    assert cli.main(["prepare-unipen", str(distribution.folder), str(out)]) == 0
    printed = capsys.readouterr().out
    assert f"{out}/digits-dev.jsonl.gz: 1 drawings" in printed
    settings = read_settings({"RECOGNIZER_DATASETS": str(out.parent)})
    found = {
        part: (data.labels, data.writers)
        for part in ("digits-train", "digits-dev", "letters-train", "letters-dev")
        for data in [unipen.read_strokes(part, settings)]
    }
    assert found == {
        "digits-train": (("1",), ("aga",)),
        "digits-dev": (("1",), ("art",)),
        "letters-train": (("l",), ("sie",)),
        "letters-dev": (("I",), ("uqb",)),
    }


def test_y_grows_downwards_from_the_top_of_the_drawing(
    distribution: Distribution,
) -> None:
    (line,) = unipen_distribution.read(distribution.folder).lines["digits-train"]
    assert line.strokes == [[(50, 0), (50, 80)]]


def test_what_is_cut_wide_or_a_dot_is_passed_over_and_counted(
    distribution: Distribution,
) -> None:
    distribution.add(
        "1a/aga/b.dat",
        *('0 ? "1"', '0:1-1 ? "2"', '1 ? "3"', '2 ? "4"', '9 ? "5"', '0-1 ? "6"'),
        ink=ONE + WIDE + DOT,
    )
    distribution.add("1c/sie/d.dat", '0 ? "m"', ink=WIDE)  # letters may be wide
    prepared = unipen_distribution.read(distribution.folder)
    digits, letters = (
        prepared.lines[f"{kind}-train"] for kind in ("digits", "letters")
    )
    assert [line.label for line in digits] == ["1", "1"]
    assert sorted(line.label for line in letters) == ["l", "m"]
    assert prepared.passed_over == {
        "cut within a stroke, or not there": 2,
        "a digit wider than 1.8 times its height": 2,
        "a dot": 1,
    }


def test_files_are_numbered_within_their_category(distribution: Distribution) -> None:
    for name in ("1a/aga/b.dat", "1a/ibm/a.dat", "1a/syn/syn0/a.dat"):
        distribution.add(name, '0 ? "1"')
    prepared = unipen_distribution.read(distribution.folder)
    found = [(line.contributor, line.file) for line in prepared.lines["digits-train"]]
    assert found == [("aga", 0), ("aga", 1), ("syn", 3)]


def test_a_damaged_file_is_reported_and_the_others_read(
    distribution: Distribution, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution.add("1a/aga/b.dat", '0 ? "1"', ink=".PEN_DOWN\n1 2 3\n")
    source = str(distribution.folder)
    assert cli.main(["prepare-unipen", source, str(tmp_path / "out")]) == 1
    captured = capsys.readouterr()
    assert "digits-train.jsonl.gz: 1 drawings" in captured.out
    assert "b.dat: a component has 3 numbers" in captured.err


@pytest.mark.parametrize("kind", ["digits", "letters"])
def test_only_gmd_and_val_are_on_both_sides(kind: str) -> None:
    trained_on = set(DIGITS if kind == "digits" else LETTERS)
    both = trained_on & set(DEV)
    assert both == (unipen.SEEN_WRITERS if kind == "digits" else set())


def test_the_split_is_that_of_the_files_that_were_trained_on() -> None:
    """Every third file by val, which has one for each digit and writer."""
    parts = [
        unipen_distribution.part_of("1a", "val", f"{writer}3{digit}")
        for writer in ("gresai", "yannis")
        for digit in range(10)
    ]
    dev = [number for number, part in enumerate(parts) if part == "digits-dev"]
    assert dev == [1, 4, 7, 10, 13, 16, 19]
    assert unipen_distribution.part_of("1a", "gmd", "monu") == "digits-dev"
    assert unipen_distribution.part_of("1a", "gmd", "alek") == "digits-train"
    assert unipen_distribution.part_of("1c", "gmd", "alek") == "letters-dev"
    assert unipen_distribution.part_of("1a", "cea", "Asundi") is None


def test_letters_are_sampled_always_the_same(
    distribution: Distribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(unipen_distribution.SAMPLES, "letters-train", 5)
    distribution.add("1c/aga/z.dat", *(f'0 ? "{letter}"' for letter in "bcdefghijk"))
    first, second = (
        unipen_distribution.read(distribution.folder).lines["letters-train"]
        for _ in range(2)
    )
    assert first == second
    assert len({line.label for line in first}) == 5


def test_another_folder_is_rejected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["prepare-unipen", str(tmp_path), str(tmp_path / "out")]) == 2
    assert f"{tmp_path} has no UNIPEN files in data/1a" in capsys.readouterr().err


def test_what_is_there_is_not_overwritten(
    distribution: Distribution, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letters-dev.jsonl.gz").write_bytes(b"mine")
    assert cli.main(["prepare-unipen", str(distribution.folder), str(tmp_path)]) == 2
    assert "letters-dev.jsonl.gz already exists." in capsys.readouterr().err
    assert (tmp_path / "letters-dev.jsonl.gz").read_bytes() == b"mine"
    assert not (tmp_path / "digits-train.jsonl.gz").exists()


UJI = """// ASCII char: 7
WORD 7 trn_UJI_W01-01
  NUMSTROKES 2
  POINTS 3 # 10 12 40 12 22 62
  POINTS 2 # 15 36 33 36
WORD 7 trn_UJI_W01-02
  NUMSTROKES 1
  POINTS 2 # -5 -100 -5 150
WORD A trn_UJI_W02-01
  NUMSTROKES 1
  POINTS 2 # 0 0 1 1
WORD 1 tst_UPV_W02-01
  NUMSTROKES 1
  POINTS 1 # 3 3
"""


def test_the_uji_file_gives_its_digits(tmp_path: Path) -> None:
    source = tmp_path / "ujipenchars2.txt"
    source.write_text(UJI)
    out = tmp_path / "uji"
    assert cli.main(["prepare-uji", str(source), str(out)]) == 0
    settings = read_settings({"RECOGNIZER_DATASETS": str(tmp_path)})
    data = stroke_files.read("uji", "digits-test", settings)
    assert data.labels == ("7", "7", "1")
    assert data.writers == ("uji00", "uji00", "uji01")
    points = [[s.points.tolist() for s in drawing.strokes] for drawing in data.drawings]
    assert points == [
        [[[0, 0], [300, 0], [120, 500]], [[50, 240], [230, 240]]],
        [[[0, 0], [0, 500]]],
        [[[0, 0]]],
    ]
    assert by_name.named("uji-test", settings).labels.tolist() == [7, 7]  # no dot


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("WORD 7 a_W01-01\n NUMSTROKES 1\n POINTS 2 # 1 2 3\n", "{} is damaged"),
        ("WORD 7 a_W01-01\n NUMSTROKES 0\n", "{} is damaged"),
        ("something else", "{} has no digits of UJI Pen Characters"),
        (None, "no file {} that can be read"),
    ],
)
def test_another_uji_file_is_rejected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, said: str
) -> None:
    source = tmp_path / "file"
    if text is not None:
        source.write_text(text)
    assert cli.main(["prepare-uji", str(source), str(tmp_path / "out")]) == 2
    assert said.format(source) in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
