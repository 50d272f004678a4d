"""Corrections that act at once: drawings that were corrected speak for their like.

A cache beside the network, without training (Grave, Joulin and Usunier, 2017,
Unbounded cache model; Orhan, 2018, A simple cache model for image recognition). Of each
corrected drawing the network's last activations are its key. The nearest key to a new
drawing, by cosine, changes that drawing's logits: gently from `FLOOR` on, so that
doubtful answers turn and sure ones do not; and from `NEAR` on by as much as turns the
answer at the corrected drawing itself, which `SAME` is taken for. docs/benchmarks.md
says what was tried. `recognizer/browser/memory.js` computes the same.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.labelled import NO_DIGIT
from recognizer.ink.mnist_format import SIZE, Image
from recognizer.network.bundles import ModelCard
from recognizer.network.engine import (
    FloatArray,
    Prediction,
    Recognizer,
    log_sum_exp,
)

FLOOR = 0.44
"""Cosine at and below which a remembered drawing says nothing."""
GAIN = 6.7
"""What it adds to a logit, growing in step with the cosine from `FLOOR` to 1."""
NEAR, SAME = 0.8, 0.92
"""Cosines between which it adds what more is needed: none of it, and all of it."""
EQUAL = 5
"""Decimals of a cosine to which drawings are equally near."""
MOST = 100
"""Drawings that a browser remembers."""
MOST_CHARACTERS = 1_500 * MOST
LABELS = range(NO_DIGIT, 10)
LEAD = 2.0
"""By how much a corrected drawing's own label is to lead, in logits."""


@dataclass(frozen=True)
class Remembered:
    """A drawing that a person has corrected, or confirmed.

    Attributes:
        image: (28, 28) uint8.
        label: 0 to 9, or NO_DIGIT.
        time: when, in milliseconds since 1970.
    """

    image: Image
    label: int
    time: int


def from_text(text: object) -> tuple[Remembered, ...]:
    """Read what the browser says that it remembers; what has not its form is left out.

    Args:
        text: of `toText` in browser/remembered.js, unchecked.

    Returns:
        At most `MOST`, the oldest first.
    """
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        return ()
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    found = map(_remembered, content if isinstance(content, list) else [])
    return tuple(each for each in found if each is not None)[-MOST:]


def to_text(remembered: Sequence[Remembered]) -> str:
    """Drawings as `from_text` and the browser read them."""
    return json.dumps(
        [
            {
                "image": base64.b64encode(each.image.tobytes()).decode(),
                "label": each.label,
                "time": each.time,
            }
            for each in remembered
        ]
    )


def _remembered(content: object) -> Remembered | None:
    match content:
        case {"image": str() as pixels, "label": int() as label, "time": int() as time}:
            try:
                levels = base64.b64decode(pixels, validate=True)
            except ValueError:
                return None
            if len(levels) == SIZE * SIZE and label in LABELS:
                image = np.frombuffer(levels, np.uint8).reshape(SIZE, SIZE)
                return Remembered(image, int(label), time)
    return None


@dataclass(frozen=True)
class Keys:
    """What n remembered drawings are to one network, the oldest first.

    Attributes:
        vectors: (n, values) float32 of length 1: the last activations.
        labels: (n,) int64, 0 to 9 or NO_DIGIT.
        needs: (n,) float32, at least 0: what must be added at the drawing itself
            beyond `GAIN`.
    """

    vectors: FloatArray
    labels: NDArray[np.int64]
    needs: FloatArray


@dataclass(frozen=True)
class Correction:
    """What the memory makes of m drawings, with n remembered.

    Attributes:
        cosines: (m, n) float32, of each drawing with each remembered one.
        nearest: (m,) int64, number of the one that speaks; -1 if all are too far.
        added: (m, 10) float32: what it adds to each logit.
        logits: (m, 10) float32: the network's with that added.
    """

    cosines: FloatArray
    nearest: NDArray[np.int64]
    added: FloatArray
    logits: FloatArray


def keys(remembered: Sequence[Remembered], recognizer: Recognizer) -> Keys:
    """Find out what remembered drawings are to a network.

    Args:
        remembered: the oldest first; at least one.
    """
    predictions = [recognizer.recognize(each.image) for each in remembered]
    logits = np.stack([each.logits for each in predictions])
    labels = np.array([each.label for each in remembered], np.int64)
    vectors = np.stack([activations(each) for each in predictions])
    return to_keys(vectors, logits, labels, recognizer.card)


def to_keys(
    activations: FloatArray,
    logits: FloatArray,
    labels: NDArray[np.int64],
    card: ModelCard,
) -> Keys:
    """Keys from what a network makes of n drawings: (n, values), (n, 10), (n,)."""
    pairs = zip(logits, labels.tolist(), strict=True)
    needs = [_need(each, label, card) for each, label in pairs]
    return Keys(_unit(activations), labels, np.array(needs, np.float32))


def activations(prediction: Prediction) -> FloatArray:
    """What the logits are made of: the last layer's values, or else the pixels."""
    if not prediction.layers:
        return prediction.image.astype(np.float32).ravel() / np.float32(255)
    last = prediction.layers[-1]
    values = last.activation if last.pooled is None else last.pooled
    return np.asarray(values.ravel())


def join(one: Keys, other: Keys) -> Keys:
    """Both, the other's as the newer ones."""
    return Keys(
        np.concatenate([one.vectors, other.vectors]),
        np.concatenate([one.labels, other.labels]),
        np.concatenate([one.needs, other.needs]),
    )


def _unit(vectors: FloatArray) -> FloatArray:
    """Each row at length 1; zeros stay as they are."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths, lengths, np.float32(1)), np.float32)


def _need(logits: FloatArray, label: int, card: ModelCard) -> float:
    """What beyond `GAIN` makes the network answer a label, with a lead."""
    threshold = card.rejection_threshold
    if label == NO_DIGIT:
        least = -np.inf if threshold is None else float(log_sum_exp(logits)) - threshold
    else:
        others = float(np.delete(logits, label).max())
        least = others if threshold is None else max(others, threshold)
        least -= float(logits[label])
    return max(0.0, least + LEAD - GAIN)


def correct(logits: FloatArray, activations: FloatArray, keys: Keys) -> Correction:
    """Let the nearest remembered drawing speak; of equally near ones the newest.

    A digit's logit is raised; for NO_DIGIT all are lowered alike, which leaves the
    probabilities and takes away evidence that it is a digit.

    Args:
        logits: (m, 10), the network's.
        activations: (m, values), the network's for the same drawings.
    """
    cosines = _unit(activations) @ keys.vectors.T
    rows = np.arange(len(cosines))
    rounded = cosines.round(EQUAL)
    nearest = cosines.shape[1] - 1 - rounded[:, ::-1].argmax(axis=1)
    largest = cosines[rows, nearest]
    push = np.float32(GAIN) * _ramp(largest, FLOOR, 1)
    push += keys.needs[nearest] * _ramp(largest, NEAR, SAME)
    labels = keys.labels[nearest]
    is_none = labels == NO_DIGIT
    added = np.where(is_none, -push, 0)[:, None].repeat(10, axis=1)
    added[rows[~is_none], labels[~is_none]] = push[~is_none]
    nearest = np.where(largest > FLOOR, nearest, -1)
    return Correction(cosines, nearest, added, logits + added)


def pushes(cosine: float) -> tuple[float, float]:
    """Which part of `GAIN`, and of what more is needed, a drawing adds; 0 to 1."""
    values = np.array([cosine], np.float32)
    return float(_ramp(values, FLOOR, 1)[0]), float(_ramp(values, NEAR, SAME)[0])


def _ramp(cosines: FloatArray, start: float, end: float) -> FloatArray:
    """0 up to `start`, then evenly up to 1, which it is from `end` on."""
    way = (cosines - np.float32(start)) / np.float32(end - start)
    return np.asarray(way.clip(0, 1))


def corrected(
    prediction: Prediction, keys: Keys, recognizer: Recognizer
) -> tuple[Prediction, Correction]:
    """The network's answer with the memory's correction, and that correction."""
    found = correct(prediction.logits[None], activations(prediction)[None], keys)
    answers = recognizer.read(found.logits)
    probabilities = answers.probabilities[0]
    answer = replace(
        prediction,
        logits=found.logits[0],
        probabilities=probabilities,
        digit=int(probabilities.argmax()) if answers.is_digit[0] else None,
        confidence=float(answers.confidence[0]),
    )
    return answer, found
