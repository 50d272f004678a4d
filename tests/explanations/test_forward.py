"""The NumPy network against the engine, and against SciPy on any kernel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate

from recognizer.explanations import forward
from recognizer.explanations.forward import Network
from recognizer.network.engine import Recognizer
from tests.architectures import FAMILY
from tests.explanations.conftest import image_of, noise


def test_every_layer_is_what_the_engine_computes(
    shipped: tuple[Recognizer, Network],
) -> None:
    recognizer, network = shipped
    for image in (*noise(2), image_of(7), np.zeros((28, 28), np.uint8)):
        prediction = recognizer.recognize(image)
        traces = forward.trace(network, image)
        for layer, trace in zip(prediction.layers, traces, strict=False):
            for computed, expected in (
                (trace.pre_activation, layer.pre_activation),
                (trace.activation, layer.activation),
                (
                    trace.output,
                    layer.activation if layer.pooled is None else layer.pooled,
                ),
            ):
                np.testing.assert_allclose(computed[0], expected, atol=1e-4, rtol=1e-5)
        np.testing.assert_allclose(
            traces[-1].pre_activation[0], prediction.logits, atol=1e-4
        )


def test_many_images_are_computed_as_one_by_one(
    shipped: tuple[Recognizer, Network],
) -> None:
    _, network = shipped
    images = noise(5)
    together = forward.run(network, forward.to_input(images))[-1].pre_activation
    for image, logits in zip(images, together, strict=True):
        alone = forward.trace(network, image)[-1].pre_activation[0]
        np.testing.assert_allclose(alone, logits, atol=1e-4)


@given(
    st.integers(0, 1000),
    st.sampled_from([1, 3, 5, 7]),
    st.integers(1, 3),
    st.integers(2, 9),
)
def test_convolution_is_what_scipy_correlates(
    seed: int, side: int, channels: int, size: int
) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(2, size, size + 1, channels)).astype(np.float32)
    kernel = rng.normal(size=(side, side, channels, 4)).astype(np.float32)
    found = forward.convolve(values, kernel)
    for number, filter_ in np.ndindex(2, 4):
        expected = sum(
            correlate(values[number, ..., c], kernel[..., c, filter_], "full")[
                side // 2 : side // 2 + size, side // 2 : side // 2 + size + 1
            ]
            for c in range(channels)
        )
        np.testing.assert_allclose(found[number, ..., filter_], expected, atol=1e-4)


def test_pooling_by_hand() -> None:
    values = np.array([[1, 5, 0], [2, 3, 9], [7, 7, 7]], np.float32)[None, ..., None]
    assert forward.pool(values).tolist() == [[[[5.0]]]]  # the odd edge is left out


@pytest.mark.training
@pytest.mark.parametrize("name", FAMILY)
def test_numpy_agrees_with_keras_on_random_weights(name: str) -> None:
    from recognizer.training.keras.model import build, set_weights, weights_of

    model = build(FAMILY[name], seed=5)
    rng = np.random.default_rng(5)
    weights = weights_of(model)
    for layer, array in weights.items():
        if not layer.startswith("edges"):
            weights[layer] = rng.normal(0, 0.2, array.shape).astype(np.float32)
    set_weights(model, weights)
    network = Network(FAMILY[name].layers, weights)
    values = forward.to_input(noise(4))
    expected = model(values, training=False).numpy()
    found = forward.run(network, values)[-1].pre_activation
    np.testing.assert_allclose(found, expected, atol=2e-3, rtol=1e-4)
