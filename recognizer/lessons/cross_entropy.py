"""Softmax and cross-entropy of one answer, step by step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recognizer.lessons.network import FloatArray


@dataclass(frozen=True)
class Steps:
    """The way from logits to the loss.

    Attributes:
        logits: (n,), what the network answered.
        probabilities: (n,), softmax: exponentials divided by their sum.
        logs: (n,), natural logarithms of the probabilities.
        label: (n,), 1 for the true class and 0 for the others.
        products: (n,), logs × label.
        total: sum of the products.
        loss: the sum with its sign turned.
    """

    logits: FloatArray
    probabilities: FloatArray
    logs: FloatArray
    label: FloatArray
    products: FloatArray
    total: float
    loss: float


def steps(logits: FloatArray, truth: int) -> Steps:
    """Cross-entropy of logits (n,) for the true class, with all that leads to it."""
    logs = logits - np.logaddexp.reduce(logits)
    label = np.eye(len(logits))[truth]
    products = logs * label
    total = float(products.sum())
    return Steps(logits, np.exp(logs), logs, label, products, total, -total)
