"""The command line, run as a person runs it."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recognizer.ink import strokes
from recognizer.ink.strokes import Drawing
from recognizer.synthesis.digits import FORMS

ROOT = Path(__file__).resolve().parent.parent
KEYS = ["path", "number", "digit", "confidence", "probabilities", "digits", "reason"]


def run(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "recognizer", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **variables},
    )


def drawing_of(form: str, size: float = 160, left: float = 50) -> Drawing:
    lines = [line * size + left for line in FORMS[form].strokes]
    return Drawing.from_points(lines, 14)


def write_json(path: Path, drawing: Drawing) -> Path:
    objects = [
        {
            "type": "Path",
            "strokeWidth": stroke.width,
            "path": [
                ["M" if index == 0 else "L", float(x), float(y)]
                for index, (x, y) in enumerate(stroke.points)
            ],
        }
        for stroke in drawing.strokes
    ]
    path.write_text(json.dumps({"version": "7", "objects": objects}))
    return path


def write_picture(path: Path, drawing: Drawing) -> Path:
    widths = [stroke.width for stroke in drawing.strokes]
    lines = [stroke.points for stroke in drawing.strokes]
    ink = strokes.draw_lines(lines, widths, (280, 280))
    Image.fromarray((255 - ink * 255).astype(np.uint8)).save(path)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seven as JSON, a three as PNG, and what people get wrong."""
    made = tmp_path_factory.mktemp("drawings")
    write_json(made / "a-seven.json", drawing_of("7-plain"))
    write_picture(made / "b-three.png", drawing_of("3-round"))
    Image.new("L", (280, 280), 255).save(made / "c-blank.png")
    write_json(made / "d-dot.json", Drawing.from_points([[(9, 9), (9.01, 9)]], 16))
    (made / "e-text.png").write_text("I am no picture.")
    (made / "f-huge.png").write_bytes(huge_png(50_000))
    (made / "g-list.json").write_text("[1, 2]")
    return made


def huge_png(side: int) -> bytes:
    """A valid PNG that says it is side × side, of a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + data + chunk(b"IEND", b"")


def test_a_folder_is_answered_line_by_line(folder: Path) -> None:
    result = run("predict", folder, folder / "missing.png", "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 1
    assert result.stderr == ""
    assert [row["digit"] for row in rows] == [7, 3, None, None, *[None] * 4]
    for row in rows:
        assert list(row) == KEYS
        assert (row["reason"] is None) == (row["digit"] is not None)
    for row in rows[:4]:
        assert sum(row["probabilities"]) == pytest.approx(1, abs=1e-4)
    assert [row["probabilities"] for row in rows[4:]] == [None] * 4
    reasons = [row["reason"] for row in rows]
    assert reasons[2:4] == ["The drawing is blank.", "A single dot is not a digit."]
    assert "is damaged or is not a picture" in reasons[4]
    assert "has 50,000 × 50,000." in reasons[5]
    assert "A drawing must be a JSON object, but " in reasons[6]
    assert "missing.png that can be read" in reasons[7]
    assert all("\n" not in reason for reason in reasons[2:])


def test_text_output_tells_answers_and_problems_apart(folder: Path) -> None:
    result = run("predict", folder / "a-seven.json", folder / "e-text.png")
    assert result.returncode == 1
    assert f"{folder / 'a-seven.json'}: 7  " in result.stdout
    assert result.stderr.count("\n") == 1


def test_digits_and_blanks_alone_are_a_success(folder: Path) -> None:
    result = run("predict", folder / "a-seven.json", folder / "c-blank.png")
    assert result.returncode == 0
    assert "c-blank.png: no digit (The drawing is blank.)" in result.stdout


def write_page(path: Path) -> Path:
    """A sheet with 7 and 3 in its first row, and 5 below the 7."""
    ink = np.zeros((600, 800), np.float32)
    places = {"7-plain": (200, 100), "3-round": (500, 100), "5-angular": (200, 350)}
    for form, corner in places.items():
        lines = [
            (line * 110 + corner).astype(np.float32) for line in FORMS[form].strokes
        ]
        ink = np.maximum(ink, strokes.draw_lines(lines, [9] * len(lines), ink.shape))
    Image.fromarray((230 - ink * 200).astype(np.uint8)).save(path)
    return path


def test_the_numbers_of_pages_are_tables(tmp_path: Path) -> None:
    write_page(tmp_path / "a.png")
    Image.new("L", (300, 200), 220).save(tmp_path / "b.png")
    shown = run("read", tmp_path)
    assert shown.returncode == 1
    assert f"No numbers were found in {tmp_path / 'b.png'}." in shown.stderr
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert lines[1] == ["7", "3"]
    assert lines[2] == ["5"]
    assert lines[4] == ["12", "3"]
    csv = run("read", tmp_path / "a.png", "--csv")
    assert csv.returncode == 0
    name = tmp_path / "a.png"
    assert csv.stdout.splitlines() == [
        "page,row,1,2",
        f"{name},1,7,3",
        f"{name},2,5,",
        f"{name},sum,12,3",
    ]


def test_three_thousand_drawings_are_all_answered(tmp_path: Path) -> None:
    one = write_json(tmp_path / "0.json", drawing_of("7-plain")).read_text()
    for number in range(1, 3_000):
        (tmp_path / f"{number}.json").write_text(one)
    result = run("predict", tmp_path, "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rows) == 3_000
    assert {row["digit"] for row in rows} == {7}


def test_the_models_are_listed() -> None:
    result = run("models", "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    found = {row["name"]: row for row in rows}
    assert found["two-layer-cnn"]["parameters"] == 3_274_634


def test_the_handout_is_a_page_with_the_model_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "digits.html"
    done = run("handout", file, "--model", "softmax-regression")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{file}: {file.stat().st_size / 1e6:.1f} MB\n"
    page = file.read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "softmax-regression" in page


@pytest.mark.needs("MNIST")
def test_evaluation_prints_the_cards_figures() -> None:
    card = json.loads((ROOT / "weights/two-layer-cnn/card.json").read_text())
    result = run("evaluate", "--data", "mnist-test", "--json")
    figures = json.loads(result.stdout)
    expected = card["figures"]["mnist-test"]
    assert abs(figures["errors"] - expected["errors"]) <= 1
    assert np.trace(figures["confusion"]) == 10_000 - figures["errors"]
    assert len(figures["per_class"]) == 10


def test_evaluation_is_readable() -> None:
    result = run("evaluate", "--data", "digits")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "two-layer-cnn on digits"
    assert lines[1].startswith("accuracy ")
    assert [int(line.split()[0]) for line in lines[-10:]] == list(range(10))


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            ["predict", "x.png", "--model", "nope"],
            "There is no model named nope. Choose one of these models: ",
        ),
        (["predict", "x.png", "--model", "../x"], "There is no model named ../x"),
        (
            ["evaluate", "--data", "nope"],
            "no data set named nope. Choose one of mnist-test",
        ),
        (["handout", "no-folder/x.html"], "no-folder/x.html cannot be written. Give a"),
        (["handout", "x.html", "--model", "nope"], "There is no model named nope."),
        (["train", "--name", "a/b"], "1 to 60 letters, digits, - or _"),
        (
            ["train", "--name", "x", "--recipe", "y"],
            "no recipe named y. Choose one of ",
        ),
        (["train", "--name", "x", "--seed", "-1"], "Random seed must be 0 to"),
        (["train", "--name", "x", "--images", "0"], "must be 1 to 100,000,000, but 0"),
        (["train", "--name", "x", "--learning-rate", "nan"], "Learning rate must be"),
    ],
)
def test_a_wrong_call_gets_one_sentence(
    arguments: list[str], problem: str, tmp_path: Path
) -> None:
    result = run(*arguments, RECOGNIZER_DATA=str(tmp_path))
    assert result.returncode == 2
    assert problem in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--recipe", "y", "--name", "x"],
        ["--recipe", "digits", "--name", "a/b"],
        ["--recipe", "digits", "--name", "two-layer-cnn"],
        ["--recipe", "best", "--name", "x"],  # no UNIPEN here
        ["--recipe", "own", "--name", "x"],  # no drawings here
        ["--resume", "3"],
    ],
)
def test_a_wrong_training_is_rejected_without_tensorflow(
    arguments: list[str], tmp_path: Path
) -> None:
    code = (
        "import sys; from recognizer.cli.main import main\n"
        "status = main(sys.argv[1:])\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)\n"
        "sys.exit(status)"
    )
    command = [sys.executable, "-c", code, "train", *arguments]
    data = {"RECOGNIZER_DATA": str(tmp_path), "RECOGNIZER_DATASETS": str(tmp_path)}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **data}
    )
    assert done.returncode == 2, done.stderr
    assert "AssertionError" not in done.stderr
    assert not (tmp_path / "runs").exists()


def test_a_misspelt_setting_gets_one_sentence() -> None:
    result = run("models", RECOGNIZER_MODLE="x")
    assert result.returncode == 2
    assert "RECOGNIZER_MODLE" in result.stderr
    assert "Traceback" not in result.stderr
