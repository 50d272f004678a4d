"""Every shipped network, and drawings to explain."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.explanations import forward
from recognizer.explanations.forward import Network
from recognizer.ink import mnist_format
from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.synthesis import digits, figures

SHIPPED = bundles.names([SHIPPED_WEIGHTS])


@pytest.fixture(scope="session", params=SHIPPED)
def shipped(request: pytest.FixtureRequest) -> tuple[Recognizer, Network]:
    """A shipped network, in the engine and in NumPy."""
    bundle = bundles.find(request.param, [SHIPPED_WEIGHTS])
    return Recognizer.from_bundle(bundle), forward.read(bundle)


@pytest.fixture(scope="session")
def network() -> Network:
    """The shipped two-layer network in NumPy."""
    return forward.read(bundles.find("two-layer-cnn", [SHIPPED_WEIGHTS]))


def drawn(digit: int, seed: int = 1) -> Drawing:
    """A digit in the middle of the canvas of 280 × 280."""
    rng = np.random.default_rng(seed)
    lines = figures.write(digits.choose(digit, rng), rng)
    return Drawing.from_points([line * 160 + 60 for line in lines], 16)


def image_of(digit: int, seed: int = 1) -> Image:
    return mnist_format.from_strokes(drawn(digit, seed)).image


def noise(count: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (count, 28, 28)).astype(np.uint8)
