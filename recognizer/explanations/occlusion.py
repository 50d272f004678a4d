"""Hide a square of the drawing at a time: where does the answer lean on it?

Zeiler and Fergus, 2014, Visualizing and understanding convolutional networks, 4.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recognizer.ink.mnist_format import SIZE, Image
from recognizer.network.engine import FloatArray, Recognizer

SIDE, STEP = 4, 2


@dataclass(frozen=True)
class Occlusion:
    """What hiding squares of 4 × 4 pixels does to a digit.

    Attributes:
        evidence: (28, 28) float32: by how much the log-odds of the digit fall when
            the pixel is hidden, on average over all squares that cover it. Below
            zero where its ink speaks against the digit, zero where there is none.
        worst: row and column of the square that costs most.
        probability: of the digit, without anything hidden.
        hidden_probability: of the digit, with that square hidden.
    """

    evidence: FloatArray
    worst: tuple[int, int]
    probability: float
    hidden_probability: float


def hide(image: Image, row: int, column: int, side: int = SIDE) -> Image:
    """The image with a square of paper laid on it."""
    hidden = image.copy()
    hidden[row : row + side, column : column + side] = 0
    return hidden


def occlude(recognizer: Recognizer, image: Image, digit: int) -> Occlusion:
    """Hide every square that holds ink, one at a time.

    Args:
        image: (28, 28) uint8.
        digit: whose probability is watched.
    """
    places = [
        (row, column)
        for row in range(0, SIZE - SIDE + 1, STEP)
        for column in range(0, SIZE - SIDE + 1, STEP)
        if image[row : row + SIDE, column : column + SIDE].any()
    ]
    images = np.stack([image, *(hide(image, *place) for place in places)])
    answers = recognizer.answer(images)
    odds = log_odds(answers.logits / recognizer.card.temperature, digit)
    falls = odds[0] - odds[1:]
    sums = np.zeros((SIZE, SIZE), np.float32)
    counts = np.zeros((SIZE, SIZE), np.float32)
    for row in range(0, SIZE - SIDE + 1, STEP):
        for column in range(0, SIZE - SIDE + 1, STEP):
            counts[row : row + SIDE, column : column + SIDE] += 1
    for (row, column), fall in zip(places, falls, strict=True):
        sums[row : row + SIDE, column : column + SIDE] += fall
    worst = int(falls.argmax()) if places else 0
    evidence = (sums / np.maximum(counts, 1)).astype(np.float32)
    return Occlusion(
        evidence,
        places[worst] if places else (0, 0),
        float(answers.probabilities[0, digit]),
        float(answers.probabilities[1:, digit][worst]) if places else 0.0,
    )


def log_odds(logits: FloatArray, digit: int) -> FloatArray:
    """log(p / (1 - p)) of a digit, from logits (n, 10)."""
    others = np.delete(logits, digit, axis=1)
    return np.asarray(logits[:, digit] - np.logaddexp.reduce(others, axis=1))
