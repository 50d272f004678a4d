"""Hand-designed filters, to show beside the learned ones."""

from __future__ import annotations

import numpy as np

from recognizer.explanations.forward import convolve, to_input
from recognizer.ink.mnist_format import Image
from recognizer.network.architecture import EDGE_THRESHOLD, edge_kernels
from recognizer.network.engine import FloatArray

SIDE = 5
LARGEST = 99.0
"""Largest absolute weight of a visitor's own kernel."""


def presets() -> dict[str, FloatArray]:
    """Kernels of 5 × 5 to begin with, by name; float32."""
    horizontal, vertical = np.moveaxis(edge_kernels()[:, :, 0] * 23, -1, 0)
    unit = np.zeros((SIDE, SIDE), np.float32)
    unit[2, 2] = 1
    blur = np.ones((SIDE, SIDE), np.float32)
    bell = np.array([1, 4, 6, 4, 1], np.float32)
    ring = -np.ones((SIDE, SIDE), np.float32)
    ring[1:4, 1:4] = 0
    ring[2, 2] = 16
    slope = np.add.outer(np.arange(-2, 3), np.arange(-2, 3)).astype(np.float32)
    return {
        "edge_top": horizontal,
        "edge_left": vertical,
        "diagonal": -slope,
        "dot": ring,
        "blur": blur,
        "bell": np.outer(bell, bell),
        "same": unit,
        "empty": np.zeros((SIDE, SIDE), np.float32),
    }


def respond(image: Image, kernels: FloatArray) -> FloatArray:
    """What filters see in an image: their pre-activations.

    Args:
        kernels: (side, side, 1, n).

    Returns:
        (28, 28, n) float32.
    """
    return np.asarray(convolve(to_input(image[None]), kernels)[0])


def edge_maps(image: Image) -> tuple[FloatArray, FloatArray]:
    """The hand-designed edge filters before and after ReLU, (28, 28, 2) each."""
    pre_activation = respond(image, edge_kernels())
    return pre_activation, np.maximum(
        np.abs(pre_activation) - np.float32(EDGE_THRESHOLD), 0
    )
