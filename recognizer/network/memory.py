"""Corrections that act at once: drawings that were corrected speak for their like.

A cache beside the network, without training (Grave, Joulin and Usunier, 2017,
Unbounded cache model; Orhan, 2018, A simple cache model for image recognition). Of each
corrected drawing the network's last activations are its key. The nearest key to a new
drawing, by cosine, changes that drawing's logits: gently from `FLOOR` on, so that
doubtful answers turn and sure ones do not; and from `NEAR` on by as much as turns the
answer at the corrected drawing itself, which `SAME` is taken for.

A person who slants one four slants the others, too. So the way of straightening is
looked for through which the network reads the corrected drawing as was said. Where that
could turn the answer to a new drawing that is somewhat like it, the network takes a
second look, at the new drawing straightened in the same way. By how much that digit
then leads, over all others and over what the first look found, is added.

docs/benchmarks.md says what was tried. `recognizer/browser/network/memory.js` computes
the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.labelled import NO_DIGIT
from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing
from recognizer.network.bundles import ModelCard
from recognizer.network.engine import (
    FloatArray,
    Prediction,
    Recognizer,
    log_sum_exp,
)
from recognizer.network.remembered import Remembered
from recognizer.network.straightening import WAYS, straighten

FLOOR = 0.5
"""Cosine at and below which a remembered drawing adds nothing without a second look."""
GAIN = 5.4
"""What it adds to a logit at a cosine of 1, growing in step with it from `FLOOR` on."""
NEAR, SAME = 0.88, 0.96
"""Cosines between which it adds what is needed: none of it, and all of it."""
EQUAL = 5
"""Decimals of a cosine to which drawings are equally near."""
LEAD = 2.0
"""By how much a corrected drawing's own label is to lead, in logits."""


@dataclass(frozen=True)
class SecondLook:
    """When a drawing gets a second look, and how far that is trusted.

    Attributes:
        like: the cosine above which it may be taken.
        most: what it adds to a logit, or takes away, at most.
        less_sure: by how much its logit may be below the first look's largest one. What
            was not slanted is read less surely when it is straightened.
    """

    like: float
    most: float
    less_sure: float


DRAWN = SecondLook(0.15, 10.0, 4.0)
"""Of strokes, which are straightened without loss."""
PICTURED = SecondLook(0.25, 6.5, 1.5)
"""Of pictures, whose pixels are."""


@dataclass(frozen=True)
class Keys:
    """What n remembered drawings are to one network, the oldest first.

    Attributes:
        vectors: (n, values) float32 of length 1: the last activations.
        labels: (n,) int64, 0 to 9 or NO_DIGIT.
        needs: (n,) float32, at least 0: what must be added at the drawing itself.
        images: (n, 28, 28) uint8.
        drawings: n; None of a picture.
    """

    vectors: FloatArray
    labels: NDArray[np.int64]
    needs: FloatArray
    images: NDArray[np.uint8]
    drawings: tuple[Drawing | None, ...]


@dataclass(frozen=True)
class Correction:
    """What the memory makes of m drawings, with n remembered.

    Attributes:
        cosines: (m, n) float32, of each drawing with each remembered one.
        nearest: (m,) int64, number of the one that speaks; -1 if none adds anything.
        ways: (m,) int64, number in `WAYS` of how the second look straightened; -1
            where none was taken.
        seen: (m,) float32, what it said for the label, 0 where none was taken.
        added: (m, 10) float32: what is added to each logit.
        logits: (m, 10) float32: the network's with that added.
    """

    cosines: FloatArray
    nearest: NDArray[np.int64]
    ways: NDArray[np.int64]
    seen: FloatArray
    added: FloatArray
    logits: FloatArray


def keys(remembered: Sequence[Remembered], recognizer: Recognizer) -> Keys:
    """Find out what remembered drawings are to a network.

    Args:
        remembered: the oldest first; at least one.
    """
    predictions = [recognizer.recognize(each.image) for each in remembered]
    return to_keys(
        np.stack([each.image for each in remembered]),
        np.stack([activations(each) for each in predictions]),
        np.stack([each.logits for each in predictions]),
        np.array([each.label for each in remembered], np.int64),
        [each.drawing for each in remembered],
        recognizer.card,
    )


def to_keys(
    images: NDArray[np.uint8],
    activations: FloatArray,
    logits: FloatArray,
    labels: NDArray[np.int64],
    drawings: Sequence[Drawing | None],
    card: ModelCard,
) -> Keys:
    """Keys from what a network makes of n images: (n, values), (n, 10), (n,)."""
    needs = (_lacking(logits, labels, card) + np.float32(LEAD)).clip(0)
    return Keys(_unit(activations), labels, needs, images, tuple(drawings))


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
        np.concatenate([one.images, other.images]),
        one.drawings + other.drawings,
    )


def _unit(vectors: FloatArray) -> FloatArray:
    """Each row at length 1; zeros stay as they are."""
    return np.asarray(vectors / _lengths(vectors), np.float32)


def _lengths(vectors: FloatArray) -> FloatArray:
    """Length of each row, (n, 1); 1 for zeros."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    return np.asarray(np.where(lengths, lengths, 1), np.float32)


def _lacking(
    logits: FloatArray, labels: NDArray[np.int64], card: ModelCard
) -> FloatArray:
    """What must be added for the network to answer the labels, (n,); below 0: too much.

    Args:
        logits: (n, 10).
    """
    threshold = np.float32(
        -np.inf if card.rejection_threshold is None else card.rejection_threshold
    )
    is_none = labels == NO_DIGIT
    is_label = np.arange(10) == labels[:, None]
    others = np.where(is_label, -np.inf, logits).max(axis=1)
    own = np.where(is_label, logits, -np.inf).max(axis=1)
    least = np.maximum(others, threshold) - np.where(is_none, 0, own)
    rejected = log_sum_exp(logits) - threshold if np.isfinite(threshold) else -np.inf
    return np.asarray(np.where(is_none, rejected, least), np.float32)


def correct(
    logits: FloatArray,
    activations: FloatArray,
    images: NDArray[np.uint8],
    drawings: Sequence[Drawing | None],
    keys: Keys,
    recognizer: Recognizer,
) -> Correction:
    """Let the nearest remembered drawing speak; of equally near ones the newest.

    A digit's logit is raised; for NO_DIGIT all are lowered alike, which leaves the
    probabilities and takes away evidence that it is a digit.

    Args:
        logits: (m, 10), the network's.
        activations: (m, values), the network's for the same drawings.
        images: (m, 28, 28), the drawings.
        drawings: m, their strokes; None of a picture.
        keys: of this network.
        recognizer: the network, for second looks.
    """
    lengths = _lengths(activations)
    cosines = np.asarray(activations @ keys.vectors.T / lengths, np.float32)
    rows = np.arange(len(cosines))
    rounded = cosines.round(EQUAL)
    nearest = cosines.shape[1] - 1 - rounded[:, ::-1].argmax(axis=1)
    largest = cosines[rows, nearest]
    labels = keys.labels[nearest]
    is_none = labels == NO_DIGIT
    gentle = np.float32(GAIN) * _slope(largest)
    lacking = _lacking(logits, labels, recognizer.card)
    looks = [second_look(each) for each in drawings]
    like, most, less_sure = np.array([astuple(each) for each in looks], np.float32).T
    could_turn = (lacking > 0) & (lacking < gentle + most)
    is_looked_at = could_turn & (largest > like) & ~is_none
    ways, seen = np.full(len(rows), -1), np.zeros(len(rows), np.float32)
    for number in np.unique(nearest[is_looked_at]).tolist():
        label = int(keys.labels[number])
        way = _way(keys.images[number], keys.drawings[number], label, recognizer)
        if way is None:
            continue
        here = np.flatnonzero(is_looked_at & (nearest == number))
        matrix = WAYS[way].matrix
        straightened = [
            straighten(images[each], drawings[each], matrix) for each in here.tolist()
        ]
        rivals = logits[here].max(axis=1) - less_sure[here]
        leads = _leads(np.stack(straightened), label, recognizer, rivals)
        ways[here], seen[here] = way, leads.clip(-most[here], most[here])
    same = keys.needs[nearest] * _ramp(largest)
    push = np.maximum(np.maximum(gentle + seen, same), 0)
    added = np.where(is_none, -push, 0)[:, None].repeat(10, axis=1)
    added[rows[~is_none], labels[~is_none]] = push[~is_none]
    nearest = np.where(push > 0, nearest, -1)
    return Correction(cosines, nearest, ways, seen, added, logits + added)


def second_look(drawing: Drawing | None) -> SecondLook:
    """The one that a drawing gets, or a picture."""
    return PICTURED if drawing is None else DRAWN


def _way(
    image: Image, drawing: Drawing | None, label: int, recognizer: Recognizer
) -> int | None:
    """The way of straightening through which a drawing is most surely its label."""
    images = np.stack([straighten(image, drawing, way.matrix) for way in WAYS])
    leads = _leads(images, label, recognizer)
    best = int(leads.argmax())
    return best if leads[best] > 0 else None


def _leads(
    images: NDArray[np.uint8],
    digit: int,
    recognizer: Recognizer,
    rivals: FloatArray | float = -np.inf,
) -> FloatArray:
    """By how much a digit leads in the network's answers, (n,); below 0: another does.

    Args:
        rivals: (n,), logits to lead over besides.
    """
    logits = recognizer.answer(images).logits
    leads = -_lacking(logits, np.full(len(logits), digit), recognizer.card)
    return np.asarray(np.minimum(leads, logits[:, digit] - rivals), np.float32)


@dataclass(frozen=True)
class Parts:
    """What a cosine alone is worth.

    Attributes:
        gentle: which part of `GAIN`; below 0 under `FLOOR`.
        same: which part of what the remembered drawing itself needs, 0 to 1.
    """

    gentle: float
    same: float


def parts(cosine: float) -> Parts:
    """What a cosine alone is worth."""
    values = np.array([cosine], np.float32)
    return Parts(float(_slope(values)[0]), float(_ramp(values)[0]))


def _slope(cosines: FloatArray) -> FloatArray:
    """0 at `FLOOR`, 1 at 1."""
    return np.asarray((cosines - np.float32(FLOOR)) / np.float32(1 - FLOOR))


def _ramp(cosines: FloatArray) -> FloatArray:
    """0 up to `NEAR`, then evenly up to 1, which it is from `SAME` on."""
    return np.asarray(
        ((cosines - np.float32(NEAR)) / np.float32(SAME - NEAR)).clip(0, 1)
    )


def corrected(
    prediction: Prediction,
    drawing: Drawing | None,
    keys: Keys,
    recognizer: Recognizer,
) -> tuple[Prediction, Correction]:
    """The network's answer with the memory's correction, and that correction.

    Args:
        drawing: that was answered; None for a picture.
    """
    found = correct(
        prediction.logits[None],
        activations(prediction)[None],
        prediction.image[None],
        [drawing],
        keys,
        recognizer,
    )
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
