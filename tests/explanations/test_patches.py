"""Products that add up: to the engine's own values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.explanations import patches
from recognizer.explanations.forward import Network
from recognizer.network.engine import FloatArray, LayerOutput, Recognizer
from tests.explanations.conftest import image_of, noise


def shape(values: FloatArray) -> tuple[int, int, int]:
    """(height, width, filters), or (1, 1, units)."""
    *place, units = values.shape
    height, width = place or (1, 1)
    return height, width, units


def test_one_value_of_every_layer_adds_up_to_the_engines(
    shipped: tuple[Recognizer, Network],
) -> None:
    recognizer, network = shipped
    rng = np.random.default_rng(2)
    for image in (image_of(5), noise(1)[0]):
        prediction = recognizer.recognize(image)
        for number, layer in enumerate(prediction.layers):
            for _ in range(20):
                # A dense layer's units lie in a row of their own.
                row, column, unit = (
                    int(rng.integers(n)) for n in shape(layer.pre_activation)
                )
                found = patches.at(network, prediction, number, unit, (row, column))
                value = layer.pre_activation.reshape(shape(layer.pre_activation))[
                    row, column, unit
                ]
                assert found.pre_activation == pytest.approx(value, abs=2e-5, rel=1e-5)
                after = layer.activation.reshape(shape(layer.activation))[
                    row, column, unit
                ]
                assert found.activation == pytest.approx(after, abs=2e-5, rel=1e-5)
                assert found.sums.sum() + found.bias == pytest.approx(
                    found.pre_activation
                )


def test_every_logit_adds_up_to_the_engines(
    shipped: tuple[Recognizer, Network],
) -> None:
    recognizer, network = shipped
    prediction = recognizer.recognize(image_of(3))
    last = len(network.layers) - 1
    for digit in range(10):
        found = patches.at(network, prediction, last, digit)
        expected = prediction.logits[digit]
        assert found.pre_activation == pytest.approx(expected, abs=5e-5, rel=1e-5)
        assert found.activation == pytest.approx(found.pre_activation, rel=1e-6)


def test_the_corner_of_a_map_sees_nothing_beyond_the_edge(
    recognizer: Recognizer, network: Network
) -> None:
    prediction = recognizer.recognize(np.full((28, 28), 255, np.uint8))
    found = patches.at(network, prediction, 0, 3, (0, 0))
    expected = np.zeros((5, 5))
    expected[2:, 2:] = 1
    np.testing.assert_array_equal(found.inputs[0], expected)
    np.testing.assert_allclose(found.total, found.kernel[0, 2:, 2:].sum())


def test_pooling_keeps_the_winner(recognizer: Recognizer) -> None:
    layer: LayerOutput = recognizer.recognize(image_of(8)).layers[0]
    assert layer.pooled is not None
    for unit in range(32):
        for row, column in ((3, 5), (7, 7), (0, 13)):
            found = patches.pooling(layer.activation, unit, (row, column))
            assert found.value == layer.pooled[row, column, unit]
            assert found.values[found.winner] == found.value


@given(st.lists(st.floats(-40, 40, width=32), min_size=10, max_size=10))
def test_shares_are_exponentials_over_their_sum(logits: list[float]) -> None:
    found = patches.softmax(np.array(logits, np.float32), 1.5)
    expected = np.exp(np.array(logits) / 1.5)
    np.testing.assert_allclose(found.exponentials, expected)
    np.testing.assert_allclose(found.probabilities, expected / expected.sum())


def test_shares_are_the_engines(shipped: tuple[Recognizer, Network]) -> None:
    recognizer, _ = shipped
    prediction = recognizer.recognize(image_of(2))
    found = patches.softmax(prediction.logits, recognizer.card.temperature)
    np.testing.assert_allclose(found.probabilities, prediction.probabilities, atol=1e-6)


def test_huge_logits_stay_finite() -> None:
    found = patches.softmax(np.array([1e4] + [0] * 9, np.float32), 1.0)
    assert found.probabilities[0] == 1.0
