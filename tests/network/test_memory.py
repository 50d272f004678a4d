"""Drawings that were corrected change the answers to their like, and to no others."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from recognizer.datasets.labelled import NO_DIGIT
from recognizer.ink import mnist_format
from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing
from recognizer.network import bundles, memory, straightening
from recognizer.network.engine import Recognizer
from recognizer.network.memory import Keys, SecondLook
from recognizer.network.remembered import Remembered
from recognizer.settings import SHIPPED_WEIGHTS
from tests.drawings import slanted, synthetic

DRAWINGS = 60
MODELS = bundles.names([SHIPPED_WEIGHTS])


@pytest.fixture(scope="module")
def images() -> list[Image]:
    return [mnist_format.to_image(synthetic(number)) for number in range(DRAWINGS)]


def answer(
    recognizer: Recognizer,
    image: Image,
    *said: Remembered,
    drawing: Drawing | None = None,
) -> int | None:
    found = recognizer.recognize(image)
    if not said:
        return found.digit
    keys = memory.keys(said, recognizer)
    return memory.corrected(found, drawing, keys, recognizer)[0].digit


@pytest.mark.parametrize("model", MODELS)
def test_a_corrected_drawing_is_read_as_was_said(
    model: str, images: list[Image]
) -> None:
    recognizer = Recognizer.from_bundle(bundles.find(model, [SHIPPED_WEIGHTS]))
    can_reject = recognizer.card.rejection_threshold is not None
    for image in images[:12]:
        for label in (*range(10), *([NO_DIGIT] if can_reject else [])):
            expected = None if label == NO_DIGIT else label
            said = Remembered(image, label, 0)
            assert answer(recognizer, image, said) == expected


def test_of_contradicting_corrections_the_last_one_counts(
    recognizer: Recognizer, images: list[Image]
) -> None:
    said = [Remembered(images[0], label, label) for label in (3, NO_DIGIT, 8)]
    assert answer(recognizer, images[0], *said) == 8
    assert answer(recognizer, images[0], *said[::-1]) == 3


def test_the_nearest_of_two_speaks(recognizer: Recognizer, images: list[Image]) -> None:
    said = [Remembered(images[0], 3, 0), Remembered(images[1], 8, 1)]
    for order in (said, said[::-1]):
        assert answer(recognizer, images[0], *order) == 3
        assert answer(recognizer, images[1], *order) == 8


def test_what_is_added_is_what_changes(
    recognizer: Recognizer, images: list[Image]
) -> None:
    said = [Remembered(image, (n * 7) % 10, n) for n, image in enumerate(images[:9])]
    keys = memory.keys(said, recognizer)
    speaking = 0
    for image in images:
        own = recognizer.recognize(image)
        prediction, found = memory.corrected(own, None, keys, recognizer)
        vectors = [memory.activations(recognizer.recognize(s.image)) for s in said]
        here = memory.activations(own)
        cosines = [
            here @ each / np.linalg.norm(here) / np.linalg.norm(each)
            for each in vectors
        ]
        nearest = int(found.nearest[0])
        assert found.cosines[0] == pytest.approx(cosines, abs=1e-5)
        assert own.logits + found.added[0] == pytest.approx(prediction.logits, abs=1e-5)
        if nearest < 0:
            assert max(cosines) <= memory.FLOOR + 1e-6 or found.seen[0] < 0
            assert not found.added.any()
        else:
            speaking += 1
            assert cosines[nearest] == pytest.approx(max(cosines), abs=1e-6)
            assert np.flatnonzero(found.added[0]) == [said[nearest].label]
    assert 9 <= speaking < DRAWINGS


def test_a_push_grows_from_nothing_to_the_whole(
    recognizer: Recognizer, images: list[Image]
) -> None:
    image = images[0][None]
    vector, need = np.array([[1, 0]], np.float32), np.array([9.0], np.float32)
    keys = Keys(vector, np.array([4]), need, image, (None,))
    angles = np.deg2rad(np.arange(0, 91, 5))
    vectors = 3 * np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32)
    logits = np.eye(10, dtype=np.float32)[[4] * len(vectors)]  # read as 4 already
    seen = image.repeat(len(vectors), axis=0)
    pictures = [None] * len(vectors)
    found = memory.correct(logits, vectors, seen, pictures, keys, recognizer)
    pushes = found.added[:, 4].tolist()
    assert (found.ways == -1).all()
    assert pushes[0] == pytest.approx(9)
    assert pushes[-1] == 0
    assert pushes == sorted(pushes, reverse=True)


def test_a_scribble_that_is_a_seven_leaves_other_scribbles_alone(
    recognizer: Recognizer,
) -> None:
    rng = np.random.default_rng(7)
    scribbles = [
        mnist_format.to_image(scribble(rng.uniform(30, 250, (40, 2))))
        for _ in range(30)
    ]
    others = [each for each in scribbles if answer(recognizer, each) is None]
    assert len(others) >= 25
    said = Remembered(others[0], 7, 0)
    assert answer(recognizer, others[0], said) == 7
    sevens = sum(answer(recognizer, each, said) == 7 for each in others[1:])
    assert sevens <= 2


def scribble(points: NDArray[np.float64]) -> Drawing:
    return Drawing.from_points([points.astype(np.float32)], 16)


SLANTED = ((1, 1.6), (4, 1.6), (8, 1.6), (9, 1.6))
"""Digits and shears through which the shipped network misreads many."""


def misread(recognizer: Recognizer, digit: int, shear: float) -> list[Drawing]:
    """Slanted drawings of a digit that the network does not read."""
    drawings = [slanted(digit, number, shear) for number in range(24)]
    return [
        each
        for each in drawings
        if answer(recognizer, mnist_format.to_image(each)) != digit
    ]


def test_who_slants_one_slants_the_others(
    recognizer: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = [(digit, misread(recognizer, digit, shear)) for digit, shear in SLANTED]

    def mended(has_strokes: bool) -> int:
        return sum(
            answer(
                recognizer,
                mnist_format.to_image(each),
                Remembered(
                    mnist_format.to_image(first),
                    digit,
                    0,
                    first if has_strokes else None,
                ),
                drawing=each if has_strokes else None,
            )
            == digit
            for digit, (first, *others) in kinds
            for each in others
        )

    count = sum(len(drawings) - 1 for _, drawings in kinds)
    by_strokes, by_pixels = mended(True), mended(False)
    never = SecondLook(2, 8, 2)
    monkeypatch.setattr(memory, "PICTURED", never)
    assert count > 30
    assert by_strokes > 0.85 * count
    assert by_strokes > by_pixels > 0.7 * count
    assert by_pixels > mended(False) + 0.05 * count


@pytest.mark.parametrize("has_strokes", [True, False])
def test_what_a_second_look_says_is_how_much_the_digit_leads(
    recognizer: Recognizer, has_strokes: bool
) -> None:
    threshold, looks = recognizer.card.rejection_threshold, 0
    assert threshold is not None
    for digit, shear in SLANTED:
        first, *others = misread(recognizer, digit, shear)
        said = Remembered(mnist_format.to_image(first), digit, 0, first)
        keys = memory.keys([said], recognizer)
        for each in others:
            drawing = each if has_strokes else None
            own = recognizer.recognize(mnist_format.to_image(each))
            found = memory.corrected(own, drawing, keys, recognizer)[1]
            if found.ways[0] < 0:
                assert not found.seen[0]
                continue
            looks += 1
            look = memory.DRAWN if has_strokes else memory.PICTURED
            matrix = straightening.WAYS[found.ways[0]].matrix
            straightened = straightening.straighten(own.image, drawing, matrix)
            logits = recognizer.recognize(straightened).logits
            largest = own.logits.max() - look.less_sure
            lead = logits[digit] - max(*np.delete(logits, digit), threshold, largest)
            expected = lead.clip(-look.most, look.most)
            assert found.seen[0] == pytest.approx(expected, abs=1e-3)
    assert looks > 10


def test_it_is_straightened_as_makes_the_corrected_drawing_its_label(
    recognizer: Recognizer, images: list[Image]
) -> None:
    said = [Remembered(image, label, 0) for image in images[:6] for label in range(10)]
    for each in said:
        keys = memory.keys([each], recognizer)
        for image in images[:12]:
            own = recognizer.recognize(image)
            found = memory.corrected(own, None, keys, recognizer)[1]
            if found.ways[0] < 0:
                continue
            way = straightening.WAYS[found.ways[0]]
            straightened = straightening.straighten(each.image, None, way.matrix)
            assert recognizer.recognize(straightened).digit == each.label
