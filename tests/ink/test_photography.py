"""Photos of a digit on paper, made by rule, are read."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest

from recognizer.errors import BlankDrawing
from recognizer.ink import mnist_format, paper
from recognizer.ink.photos import find_candidates, find_ink
from recognizer.ink.picture_files import open_picture, to_grey
from recognizer.ink.strokes import FloatArray
from recognizer.network.engine import Recognizer
from recognizer.synthesis.digits import choose
from recognizer.synthesis.figures import write
from tests.photography import papers, scenes
from tests.photography.scenes import Around, Photo

PAPERS = {**papers.KNOWN, **papers.UNSEEN}


def digit(number: int, seed: int = 0) -> tuple[FloatArray, ...]:
    rng = np.random.default_rng([seed, number])
    return write(choose(number, rng), rng)


def photo(name: str, number: int, around: Around) -> Photo:
    rng = np.random.default_rng(number)
    return scenes.take(digit(number), PAPERS[name], around, rng)


AROUND = (
    Around(),
    Around(writing=True),
    Around(edge=True),
    Around(shadow=True),
    Around(writing=True, shadow=True),
)


def test_digits_on_every_paper_are_recognised(recognizer: Recognizer) -> None:
    images = np.zeros((len(PAPERS), 28, 28), np.uint8)
    digits: list[int] = []
    for place, name in enumerate(PAPERS):
        number = place % 10
        taken = photo(name, number, AROUND[place * 2 % len(AROUND)])
        ink = find_ink(open_picture(taken.content, "photo.jpg"))
        with contextlib.suppress(BlankDrawing):
            images[place] = mnist_format.from_ink(ink).image
        digits.append(number)
    answers = recognizer.answer(images)
    right = (answers.logits.argmax(axis=1) == digits) & answers.is_digit
    assert right.sum() >= len(digits) - 2


@pytest.mark.parametrize("name", ["slate", "white"])
def test_chalk_is_told_from_a_pen_beside_a_table_and_letters(name: str) -> None:
    for seed in (127, 135, 216, 233):
        rng = np.random.default_rng(seed)
        lines, around = digit(seed % 10, seed), Around.choose(rng)
        taken = scenes.take(lines, PAPERS[name], around, rng)
        grey = to_grey(open_picture(taken.content, "photo.jpg"))
        assert paper.is_darker(grey) == (name == "white")


@pytest.mark.parametrize("name", ["white", "squared", "blackboard"])
def test_each_of_several_digits_is_a_candidate(name: str) -> None:
    rng = np.random.default_rng(5)
    digits = [digit(number) for number in (2, 7, 3)]
    taken = scenes.take_several(digits, PAPERS[name], rng)
    found = find_candidates(open_picture(taken.content, "photo.jpg"))
    middles = np.array([np.reshape(each.box, (2, 2)).mean(axis=0) for each in found])
    for left, top, right, bottom in taken.boxes:
        inside = (middles > (left, top)).all(axis=1)
        inside &= (middles < (right, bottom)).all(axis=1)
        assert inside.sum() == 1


def test_the_same_state_takes_the_same_photo() -> None:
    taken = [photo("manuscript", 4, AROUND[4]).content for _ in range(2)]
    assert taken[0] == taken[1]
    assert photo("manuscript", 5, AROUND[4]).content != taken[0]
