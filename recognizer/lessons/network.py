"""A small network in NumPy: dense layers, ReLU, dropout, softmax, cross-entropy.

Trained by gradient descent, as in Nielsen, 2015, Neural networks and deep learning,
chapters 2 and 3; dropout after Srivastava et al., 2014, scaled while training.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Weights = tuple[tuple[FloatArray, FloatArray], ...]
"""For each layer its kernel (inputs, outputs) and bias (outputs,)."""


@dataclass(frozen=True)
class Examples:
    """What is learned from: inputs (n, d) and the class of each, (n,), from 0 on."""

    inputs: FloatArray
    labels: IntArray

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, chosen: slice | IntArray) -> Examples:
        return Examples(self.inputs[chosen], self.labels[chosen])


@dataclass(frozen=True)
class TrainingConfig:
    """How a network is trained.

    Attributes:
        steps: batches in all.
        batch_size: examples for each step; never more than there are.
        rate: the learning rate.
        dropout: fraction of hidden units left out at each step, 0 or more and below 1.
        every: steps between two measurements.
        frozen: number of layers, from the first on, that stay as they are.
    """

    steps: int
    batch_size: int
    rate: float
    dropout: float = 0.0
    every: int = 10
    frozen: int = 0


Measurement = dict[str, float]
"""step, loss and accuracy on the training examples, held_out_loss and
held_out_accuracy on the others: what `recognizer.ui.charts` draws."""


def start(sizes: tuple[int, ...], rng: Generator) -> Weights:
    """Draw weights to begin with, after He et al., 2015; biases are zero.

    Args:
        sizes: number of inputs, of each hidden layer's units, of classes.
    """
    return tuple(
        (rng.normal(0, np.sqrt(2 / inputs), (inputs, outputs)), np.zeros(outputs))
        for inputs, outputs in itertools.pairwise(sizes)
    )


def logits(weights: Weights, inputs: FloatArray) -> FloatArray:
    """The network's answer, (n, classes), before softmax."""
    return _forward(weights, inputs, None, 0.0)[1]


def loss(weights: Weights, examples: Examples) -> float:
    """Cross-entropy, the mean over the examples."""
    return _cross_entropy(logits(weights, examples.inputs), examples.labels)


def accuracy(weights: Weights, examples: Examples) -> float:
    """Fraction of the examples whose class has the largest logit."""
    answers = logits(weights, examples.inputs).argmax(axis=1)
    return float((answers == examples.labels).mean())


def gradient(
    weights: Weights,
    examples: Examples,
    rng: Generator | None = None,
    dropout: float = 0.0,
) -> Weights:
    """Derivative of the loss by every weight.

    Args:
        rng: draws which hidden units are left out; without it, none are.
        dropout: fraction of them.
    """
    inputs, answers = _forward(weights, examples.inputs, rng, dropout)
    delta = _softmax(answers)
    delta[np.arange(len(examples)), examples.labels] -= 1
    delta /= len(examples)
    found: list[tuple[FloatArray, FloatArray]] = []
    for (kernel, _bias), entered in zip(weights[::-1], inputs[::-1], strict=True):
        found.append((entered.T @ delta, delta.sum(axis=0)))
        scale = 1 / (1 - dropout) if rng is not None else 1.0
        delta = (delta @ kernel.T) * (entered > 0) * scale
    return tuple(found[::-1])


def train(
    weights: Weights,
    examples: Examples,
    held_out: Examples,
    config: TrainingConfig,
    rng: Generator,
) -> list[tuple[Weights, Measurement]]:
    """Train by gradient descent; each pass sees the examples in a new order.

    One thread: products as small as these are slower with several, many times so on
    a busy machine.

    Returns:
        Weights and how good they are: before the first step, and after every
        `config.every` steps.
    """
    with threadpool_limits(limits=1, user_api="blas"):
        return list(_steps(weights, examples, held_out, config, rng))


def _steps(
    weights: Weights,
    examples: Examples,
    held_out: Examples,
    config: TrainingConfig,
    rng: Generator,
) -> Iterator[tuple[Weights, Measurement]]:
    size = min(config.batch_size, len(examples))
    batches = len(examples) // size
    order = np.arange(len(examples))
    for step in range(config.steps + 1):
        if step % config.every == 0:
            yield weights, _measure(step, weights, examples, held_out)
        if step % batches == 0:
            order = rng.permutation(len(examples))
        place = step % batches * size
        batch = examples[order[place : place + size]]
        slopes = gradient(weights, batch, rng, config.dropout)
        weights = tuple(
            (kernel, bias)
            if number < config.frozen
            else (kernel - config.rate * slope[0], bias - config.rate * slope[1])
            for number, ((kernel, bias), slope) in enumerate(
                zip(weights, slopes, strict=True)
            )
        )


def _measure(
    step: int, weights: Weights, examples: Examples, held_out: Examples
) -> Measurement:
    found: Measurement = {"step": step}
    for prefix, part in (("", examples), ("held_out_", held_out)):
        answers = logits(weights, part.inputs)
        right = answers.argmax(axis=1) == part.labels
        found[prefix + "loss"] = _cross_entropy(answers, part.labels)
        found[prefix + "accuracy"] = float(right.mean())
    return found


def _forward(
    weights: Weights, inputs: FloatArray, rng: Generator | None, dropout: float
) -> tuple[list[FloatArray], FloatArray]:
    entered = [inputs]
    for kernel, bias in weights[:-1]:
        units = np.maximum(entered[-1] @ kernel + bias, 0)
        if rng is not None and dropout:
            units = units * (rng.random(units.shape) >= dropout) / (1 - dropout)
        entered.append(units)
    kernel, bias = weights[-1]
    return entered, entered[-1] @ kernel + bias


def _softmax(answers: FloatArray) -> FloatArray:
    probabilities: FloatArray = np.exp(answers - answers.max(axis=1, keepdims=True))
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    return probabilities


def _cross_entropy(answers: FloatArray, labels: IntArray) -> float:
    own = answers[np.arange(len(labels)), labels]
    return float((np.logaddexp.reduce(answers, axis=1) - own).mean())
