"""Filters against the shipped networks and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import correlate

from recognizer.ink import mnist_format
from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing
from recognizer.lessons import filters
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.synthesis import digits


@pytest.fixture(scope="module")
def seven() -> Image:
    lines = [line * 150 for line in digits.FORMS["7-crossed"].strokes]
    return mnist_format.from_strokes(Drawing.from_points(lines, 14)).image


def test_the_threshold_is_the_networks_own(seven: Image) -> None:
    network = Recognizer.from_bundle(bundles.find("edge-filters", [SHIPPED_WEIGHTS]))
    (threshold,) = (
        each.threshold for each in network.card.layers if each.name == "edges"
    )
    layer = network.recognize(seven).layers[0]
    found = filters.edge_strength(layer.pre_activation, threshold)
    np.testing.assert_allclose(found, layer.activation, atol=1e-6)


def test_parts_are_the_correlations_of_each_map() -> None:
    rng = np.random.default_rng(0)
    maps = rng.normal(size=(9, 8, 3)).astype(np.float32)
    kernel = rng.normal(size=(5, 5, 3)).astype(np.float32)
    found = filters.contributions(maps, kernel)
    for number in range(3):
        expected = correlate(maps[..., number], kernel[..., number], mode="same")
        np.testing.assert_allclose(found[..., number], expected, atol=1e-5)


@pytest.mark.parametrize("chosen", [0, 17, 63])
def test_the_parts_of_a_map_add_up_to_it_but_for_its_bias(
    recognizer: Recognizer, seven: Image, chosen: int
) -> None:
    first, second = recognizer.recognize(seven).layers[:2]
    assert first.pooled is not None
    assert second.kernels is not None
    found = filters.contributions(first.pooled, second.kernels[..., chosen])
    bias = second.pre_activation[..., chosen] - found.sum(axis=-1)
    # The bundle's network computes in half-precision weights, as the kernels are.
    np.testing.assert_allclose(bias, bias.mean(), atol=1e-4)
