"""Counterfactuals: the smallest added or erased square that changes the answer.

Slopes say which squares are worth a try; the engine says whether they do. So what is
found does change the answer, but a smaller one may have been missed (Wachter,
Mittelstadt and Russell, 2017, Counterfactual explanations without opening the black
box, look for the nearest one in the same sense).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recognizer.explanations import gradients
from recognizer.explanations.forward import Network, trace
from recognizer.ink.mnist_format import Image
from recognizer.network.engine import FloatArray, Recognizer, log_sum_exp, softmax

LARGEST = 8
TRIES = 6
"""Squares of each size and kind that the engine is asked about."""


@dataclass(frozen=True)
class Counterfactual:
    """A square that changes the answer.

    Attributes:
        image: (28, 28) uint8, with it.
        row, column: of its top left corner.
        side: in pixels.
        ink: True for added ink, False for erased ink.
        digit: that is answered instead; None for "no digit".
        confidence: of that answer.
    """

    image: Image
    row: int
    column: int
    side: int
    ink: bool
    digit: int | None
    confidence: float


def smallest(
    recognizer: Recognizer, network: Network, image: Image
) -> Counterfactual | None:
    """Look for the smallest square of ink or paper that changes the answer.

    Args:
        network: the same one in NumPy.
        image: (28, 28) uint8.

    Returns:
        The smallest one found; None if none of up to 8 × 8 pixels was.
    """
    answer = recognizer.recognize(image).digit
    margins, slopes = _margins(recognizer, network, image, answer is None)
    for side in range(1, LARGEST + 1):
        tries = [
            (ink, *place)
            for ink in (True, False)
            for place in _promising(image, margins, slopes, side, ink)
        ]
        images = np.stack([_laid(image, *each, side) for each in tries])
        answers = recognizer.answer(images)
        digits = np.where(answers.is_digit, answers.logits.argmax(axis=1), -1)
        changed = digits != (-1 if answer is None else answer)
        if changed.any():
            best = int(np.where(changed, answers.confidence, -1).argmax())
            digit = None if digits[best] < 0 else int(digits[best])
            confidence = float(answers.confidence[best])
            ink, row, column = tries[best]
            return Counterfactual(
                images[best], row, column, side, ink, digit, confidence
            )
    return None


def _margins(
    recognizer: Recognizer, network: Network, image: Image, rejected: bool
) -> tuple[FloatArray, FloatArray]:
    """What keeps the answer: (n,) margins over every other one, and their slopes."""
    traces = trace(network, image)
    logits = traces[-1].pre_activation[0]
    threshold = recognizer.card.rejection_threshold
    is_digit, evidence = softmax(logits)[None], log_sum_exp(logits)
    if rejected and threshold is not None:
        directions, margins = -is_digit, np.array([threshold - evidence])
    else:
        best = int(logits.argmax())
        directions = np.delete(np.eye(10)[best] - np.eye(10), best, axis=0)
        margins = directions @ logits
        if threshold is not None:
            directions = np.concatenate([directions, is_digit])
            margins = np.append(margins, evidence - threshold)
    slopes = gradients.of_logits(network, traces, directions.astype(np.float32))
    return margins.astype(np.float32), slopes


def _promising(
    image: Image, margins: FloatArray, slopes: FloatArray, side: int, ink: bool
) -> list[tuple[int, int]]:
    """Corners of the squares after which a margin should be smallest."""
    change = (255.0 if ink else 0.0) - image.astype(np.float32)
    squares = np.lib.stride_tricks.sliding_window_view(
        slopes * change / 255, (side, side), (1, 2)
    )
    left = (margins[:, None, None] + squares.sum(axis=(3, 4))).min(axis=0)
    # Neighbouring squares do nearly the same: every third of a side is enough.
    step = max(1, side // 3)
    left = left[::step, ::step]
    order = np.argsort(left, axis=None)[:TRIES]
    rows, columns = np.unravel_index(order, left.shape)
    return [(int(y) * step, int(x) * step) for y, x in zip(rows, columns, strict=True)]


def _laid(image: Image, ink: bool, row: int, column: int, side: int) -> Image:
    changed = image.copy()
    changed[row : row + side, column : column + side] = 255 if ink else 0
    return changed
