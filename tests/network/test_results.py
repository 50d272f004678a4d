"""What programs are told of numbers, from the canvas's JSON and from pictures."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recognizer.ink import files, photos, strokes
from recognizer.ink.strokes import Drawing
from recognizer.network.engine import Recognizer
from recognizer.network.results import results

ONE = [[(20, 10), (20, 110)]]
FOUR = [[(60, 10), (20, 70), (100, 70)], [(75, 45), (75, 110)]]
SEVEN = [[(20, 10), (80, 10), (40, 110)]]

Lines = Sequence[Sequence[tuple[float, float]]]
Write = Callable[[Drawing, Path], Path]


def written(*digits: tuple[Lines, float, float]) -> Drawing:
    """Digits, each moved to the right and down."""
    lines = [
        [(x + right, y + down) for x, y in line]
        for digit, right, down in digits
        for line in digit
    ]
    return Drawing.from_points(lines, 10)


NUMBER = written((FOUR, 0, 0), (SEVEN, 110, 0), (ONE, 200, 0))


def as_json(drawing: Drawing, folder: Path) -> Path:
    path = folder / "drawing.json"
    path.write_text(json.dumps(strokes.to_json(drawing)))
    return path


def as_picture(drawing: Drawing, folder: Path) -> Path:
    path = folder / "drawing.png"
    lines = [stroke.points + 20 for stroke in drawing.strokes]
    width, height = np.concatenate(lines).max(axis=0).astype(int) + 20
    ink = strokes.draw_lines(lines, [10] * len(lines), (int(height), int(width)))
    Image.fromarray((255 * (1 - ink)).astype(np.uint8)).save(path)
    return path


@pytest.mark.parametrize("write", [as_json, as_picture])
def test_a_number_is_told_with_each_digit(
    recognizer: Recognizer, tmp_path: Path, write: Write
) -> None:
    (found,) = results([files.read(write(NUMBER, tmp_path))], recognizer)
    assert found["number"] == "471"
    assert found["digit"] is found["probabilities"] is found["reason"] is None
    digits = found["digits"]
    assert [each["digit"] for each in digits] == [4, 7, 1]
    for each in digits:
        assert math.isclose(sum(each["probabilities"]), 1, abs_tol=1e-4)
        assert each["confidence"] <= each["probabilities"][each["digit"]] + 1e-6
    product = math.prod(each["confidence"] for each in digits)
    assert 0.5 < found["confidence"] <= product + 1e-6


MINUS = [[(0, 60), (35, 62)]]
POINT = [[(0, 108), (3, 110)]]
SIGNED = written((MINUS, -50, 0), (FOUR, 0, 0), (POINT, 125, 0), (SEVEN, 150, 0))


@pytest.mark.parametrize("write", [as_json, as_picture])
def test_signs_are_told_with_the_number(
    recognizer: Recognizer, tmp_path: Path, write: Write
) -> None:
    moved = Drawing.from_points([s.points + 60 for s in SIGNED.strokes], 10)
    (found,) = results([files.read(write(moved, tmp_path))], recognizer)
    assert found["number"] == "-4.7"
    assert [each["digit"] for each in found["digits"]] == [4, 7]


@pytest.mark.parametrize("write", [as_json, as_picture])
def test_one_digit_with_a_minus_is_a_number(
    recognizer: Recognizer, tmp_path: Path, write: Write
) -> None:
    (found,) = results(
        [files.read(write(written((MINUS, 0, 0), (FOUR, 60, 0)), tmp_path))], recognizer
    )
    assert found["number"] == "-4"
    assert found["digit"] is None
    assert [each["digit"] for each in found["digits"]] == [4]


@pytest.mark.parametrize("write", [as_json, as_picture])
def test_one_digit_is_answered_as_by_the_engine(
    recognizer: Recognizer, tmp_path: Path, write: Write
) -> None:
    file = files.read(write(written((FOUR, 0, 0)), tmp_path))
    (found,) = results([file], recognizer)
    assert file.image is not None
    prediction = recognizer.recognize(file.image)
    assert found["digit"] == prediction.digit == 4
    assert found["number"] == "4"
    assert found["digits"] == []
    assert found["confidence"] == pytest.approx(prediction.confidence, abs=1e-5)


def test_two_lines_are_told_as_two_numbers(
    recognizer: Recognizer, tmp_path: Path
) -> None:
    drawing = written((FOUR, 0, 0), (ONE, 100, 0), (SEVEN, 0, 150))
    (found,) = results([files.read(as_json(drawing, tmp_path))], recognizer)
    assert found["number"] == "41 7"


def test_a_number_of_a_picture_is_what_stands_on_one_line() -> None:
    """Neither what is below it nor what is far beside it; a thin one counts as well."""
    grey = np.ones((400, 800), np.float32)
    for left, top, right in ((300, 150, 360), (400, 160, 412), (200, 140, 260)):
        grey[top : top + 100, left:right] = 0
    grey[300:390, 330:390] = grey[150:250, 700:760] = 0
    found = photos.find(Image.fromarray(grey))
    assert found.number.shape == (120, 212)  # rows 140 to 260, columns 200 to 412
    assert found.number.sum() == 100 * (60 + 12 + 60)


def test_large_numbers_are_reduced() -> None:
    grey = np.ones((1_000, 800), np.float32)
    grey[50:950, 100:700] = 0
    number = photos.find(Image.fromarray(grey)).number
    assert number.shape == (150, 100)
    assert number.min() == number.max() == 1


def test_a_picture_sent_by_itself_is_read_as_a_file_is(
    recognizer: Recognizer, tmp_path: Path
) -> None:
    content = as_picture(NUMBER, tmp_path).read_bytes()
    (found,) = results([files.read_picture(content, "body")], recognizer)
    assert found["number"] == "471"
