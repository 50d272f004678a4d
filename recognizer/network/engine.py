"""Run a network with LiteRT: an image in, digit, probabilities and feature maps out."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter, SignatureRunner
from numpy.typing import NDArray
from safetensors import SafetensorError

from recognizer.errors import N_, InvalidBundle
from recognizer.ink import mnist_format
from recognizer.ink.mnist_format import SIZE, Image
from recognizer.ink.strokes import Drawing
from recognizer.network.bundles import Bundle, ModelCard

FloatArray = NDArray[np.float32]
BATCH = 128


@dataclass(frozen=True)
class LayerOutput:
    """What one layer made of an image.

    Attributes:
        name: such as "convolution_1".
        kind: "convolution", "edges" or "dense".
        kernels: (side, side, inputs, filters); None for a dense layer.
        pre_activation: before ReLU: (height, width, filters) or (units,).
        activation: after ReLU, for edges ReLU(|x| - threshold); same shape.
        pooled: after 2 × 2 max-pooling; None for a dense layer.
    """

    name: str
    kind: str
    kernels: FloatArray | None
    pre_activation: FloatArray
    activation: FloatArray
    pooled: FloatArray | None


@dataclass(frozen=True)
class Answers:
    """Answers for a number of images.

    Attributes:
        logits: (n, 10).
        probabilities: (n, 10), softmax of the logits over the temperature; each row
            adds up to 1. They say which digit, given that it is one.
        evidence: (n,), log of the odds that it is a digit: log Σ exp(logits), the
            negative energy of Liu et al., 2020, Energy-based out-of-distribution
            detection.
        is_digit: (n,) bool, False where the network says that it is no digit.
        confidence: (n,), 0 to 1: probability that it is a digit and the most
            probable one; for a network that cannot tell, the largest probability.
    """

    logits: FloatArray
    probabilities: FloatArray
    evidence: FloatArray
    is_digit: NDArray[np.bool_]
    confidence: FloatArray

    def part(self, begin: int, end: int) -> Answers:
        """Those for some of the images."""
        own = slice(begin, end)
        return Answers(
            self.logits[own],
            self.probabilities[own],
            self.evidence[own],
            self.is_digit[own],
            self.confidence[own],
        )


@dataclass(frozen=True)
class Prediction:
    """The answer for one image, and how it came about.

    Attributes:
        image: (28, 28) uint8: what the network was given.
        logits: (10,).
        probabilities: (10,), adding up to 1.
        digit: 0 to 9, or None if the network says that it is no digit.
        confidence: 0 to 1, see `Answers`.
        layers: every layer before the logits.
    """

    image: Image
    logits: FloatArray
    probabilities: FloatArray
    digit: int | None
    confidence: float
    layers: tuple[LayerOutput, ...]


class Recognizer:
    """A loaded network, to be shared by all threads of a process."""

    def __init__(
        self, card: ModelCard, weights: Mapping[str, NDArray[Any]], network: bytes
    ) -> None:
        """Load a network from memory.

        Args:
            card: says what the network is, and how its logits are to be read.
            weights: "layer/kernel" and "layer/bias"; the kernels are shown.
            network: content of model.tflite.

        Raises:
            InvalidBundle: if the network cannot be run or is not what the card says.
        """
        self.card = card
        self._lock = threading.Lock()
        try:
            self._kernels = {
                name.removesuffix("/kernel"): np.asarray(array, np.float32)
                for name, array in weights.items()
                if name.endswith("/kernel")
            }
            self._activations = _runner(network, "activations")
            self._logits = _runner(network, "logits")
            self.recognize(np.zeros((SIZE, SIZE), np.uint8))
        except Exception as error:
            raise InvalidBundle(
                N_("The network of the model {name} cannot be run."),
                name=card.name,
                details=error,
            ) from error

    @classmethod
    def from_bundle(cls, bundle: Bundle) -> Recognizer:
        """Load a bundle.

        Raises:
            InvalidBundle: if its network cannot be run or is not what its card says.
        """
        try:
            weights, network = bundle.read_weights(), bundle.network.read_bytes()
        except (OSError, SafetensorError) as error:
            raise InvalidBundle(
                N_("The files of the model in {path} cannot be read."),
                path=bundle.path,
                details=error,
            ) from error
        return cls(bundle.card, weights, network)

    def recognize(self, image: Image) -> Prediction:
        """Recognise one image, with every layer's output.

        Args:
            image: (28, 28) uint8, in MNIST's format.
        """
        with self._lock:
            outputs = self._activations(image=_to_input(image[None]))
        outputs = {name: array[0] for name, array in outputs.items()}
        answers = self.read(outputs["logits"][None])
        probabilities = answers.probabilities[0]
        return Prediction(
            image=image,
            logits=outputs["logits"],
            probabilities=probabilities,
            digit=int(probabilities.argmax()) if answers.is_digit[0] else None,
            confidence=float(answers.confidence[0]),
            layers=tuple(
                LayerOutput(
                    name=layer.name,
                    kind=layer.kind,
                    kernels=(
                        None if layer.kind == "dense" else self._kernels[layer.name]
                    ),
                    pre_activation=outputs[f"{layer.name}/before"],
                    activation=outputs[f"{layer.name}/after"],
                    pooled=outputs.get(f"{layer.name}/pooled"),
                )
                for layer in self.card.layers
                if layer.kind != "logits"
            ),
        )

    def recognize_drawing(self, drawing: Drawing) -> Prediction:
        """Recognise pen strokes, with every layer's output.

        Raises:
            BlankDrawing, SingleDot: if there is nothing to recognise.
        """
        return self.recognize(mnist_format.to_image(drawing))

    def answer(self, images: NDArray[np.uint8]) -> Answers:
        """Recognise many images, without their feature maps.

        Args:
            images: (n, 28, 28) uint8, in MNIST's format.
        """
        logits = np.empty((len(images), 10), np.float32)
        for start in range(0, len(images), BATCH):
            batch = _to_input(images[start : start + BATCH])
            with self._lock:
                logits[start : start + BATCH] = self._logits(image=batch)["logits"]
        return self.read(logits)

    def read(self, logits: FloatArray) -> Answers:
        """What logits, (n, 10), say by this network's temperature and threshold."""
        probabilities = softmax(logits / self.card.temperature)
        evidence = log_sum_exp(logits)
        best = probabilities.max(axis=1)
        threshold = self.card.rejection_threshold
        if threshold is None:
            is_digit = np.ones(len(logits), np.bool_)
            return Answers(logits, probabilities, evidence, is_digit, best)
        chance_of_digit = np.exp(-np.logaddexp(0, -evidence))
        return Answers(
            logits,
            probabilities,
            evidence,
            evidence >= threshold,
            best * chance_of_digit,
        )


def softmax(logits: FloatArray) -> FloatArray:
    """Probabilities from logits, over the last axis."""
    exponentials: FloatArray = np.exp(logits - logits.max(axis=-1, keepdims=True))
    exponentials /= exponentials.sum(axis=-1, keepdims=True)
    return exponentials


def log_sum_exp(logits: FloatArray) -> FloatArray:
    """log Σ exp over the last axis, without overflow."""
    return np.asarray(np.logaddexp.reduce(logits, axis=-1))


def _runner(network: bytes, signature: str) -> SignatureRunner:
    """One of a network's entry points, on an interpreter of its own."""
    threads = min(2, os.cpu_count() or 1)
    interpreter = Interpreter(model_content=network, num_threads=threads)
    return interpreter.get_signature_runner(signature)


def _to_input(images: NDArray[np.uint8]) -> FloatArray:
    return (images.astype(np.float32) / np.float32(255))[..., None]
