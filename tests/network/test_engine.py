"""The engine against NumPy, and under threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file

from recognizer.network import bundles
from recognizer.network.engine import Recognizer, log_sum_exp, softmax
from recognizer.settings import SHIPPED_WEIGHTS

Images = NDArray[np.uint8]
DoubleArray = NDArray[np.float64]


@pytest.fixture
def images() -> Images:
    """A few random pictures; the network need not understand them."""
    return np.random.default_rng(0).integers(0, 256, (6, 28, 28)).astype(np.uint8)


def convolve(
    values: DoubleArray, kernel: DoubleArray, bias: DoubleArray
) -> DoubleArray:
    """A "same" convolution of stride 1, as its definition has it, in double."""
    side = kernel.shape[0]
    pad = side // 2
    padded = np.pad(values, ((pad, pad), (pad, pad), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side), (0, 1))
    sums: DoubleArray = np.einsum("yxcij,ijcf->yxf", windows, kernel)
    return sums + bias


def pool(values: DoubleArray) -> DoubleArray:
    height, width, channels = values.shape
    blocks = values.reshape(height // 2, 2, width // 2, 2, channels)
    largest: DoubleArray = blocks.max(axis=(1, 3))
    return largest


def test_every_layer_is_what_numpy_computes(
    recognizer: Recognizer, images: Images
) -> None:
    weights = load_file(SHIPPED_WEIGHTS / "two-layer-cnn" / bundles.WEIGHTS)
    weights = {name: array.astype(np.float64) for name, array in weights.items()}
    prediction = recognizer.recognize(images[0])
    values = images[0].astype(np.float64)[..., None] / 255
    for layer in prediction.layers:
        kernel, bias = weights[f"{layer.name}/kernel"], weights[f"{layer.name}/bias"]
        if layer.kind == "convolution":
            before = convolve(values, kernel, bias)
        else:
            before = values.reshape(-1) @ kernel + bias
        after = np.maximum(before, 0)
        np.testing.assert_allclose(layer.pre_activation, before, atol=1e-4, rtol=1e-5)
        np.testing.assert_allclose(layer.activation, after, atol=1e-4, rtol=1e-5)
        values = after
        if layer.pooled is not None:
            values = pool(after)
            np.testing.assert_allclose(layer.pooled, values, atol=1e-4, rtol=1e-5)
    logits = values @ weights["logits/kernel"] + weights["logits/bias"]
    np.testing.assert_allclose(prediction.logits, logits, atol=1e-4, rtol=1e-5)


def test_a_network_in_memory_answers_as_its_bundle_does(
    recognizer: Recognizer, images: Images
) -> None:
    folder = SHIPPED_WEIGHTS / "two-layer-cnn"
    weights = load_file(folder / bundles.WEIGHTS)
    network = (folder / bundles.NETWORK).read_bytes()
    found = Recognizer(recognizer.card, weights, network).answer(images)
    np.testing.assert_array_equal(found.logits, recognizer.answer(images).logits)


def test_the_network_is_the_one_of_the_design(recognizer: Recognizer) -> None:
    assert recognizer.card.parameters == 3_274_634
    shapes = [
        (layer.name, layer.pre_activation.shape)
        for layer in recognizer.recognize(np.zeros((28, 28), np.uint8)).layers
    ]
    assert shapes == [
        ("convolution_1", (28, 28, 32)),
        ("convolution_2", (14, 14, 64)),
        ("dense", (1024,)),
    ]


def test_one_image_and_many_give_the_same(
    recognizer: Recognizer, images: Images
) -> None:
    many = recognizer.answer(np.concatenate([images] * 40))
    for index, image in enumerate(images):
        one = recognizer.recognize(image)
        np.testing.assert_allclose(many.logits[index], one.logits, atol=1e-5)
        np.testing.assert_allclose(many.probabilities[index], one.probabilities, 1e-4)
        assert one.confidence == pytest.approx(float(many.confidence[index]), abs=1e-5)


def test_probabilities_are_softmax_over_the_temperature(
    recognizer: Recognizer, images: Images
) -> None:
    prediction = recognizer.recognize(images[0])
    scaled = prediction.logits.astype(np.float64) / recognizer.card.temperature
    expected = np.exp(scaled) / np.exp(scaled).sum()
    np.testing.assert_allclose(prediction.probabilities, expected, rtol=1e-4)


def test_threads_do_not_mix_up_answers(recognizer: Recognizer, images: Images) -> None:
    expected = [
        recognizer.recognize(image).layers[0].pre_activation.copy() for image in images
    ]

    def differs(number: int) -> float:
        layer = recognizer.recognize(images[number % 6]).layers[0]
        return float(np.abs(layer.pre_activation - expected[number % 6]).max())

    with ThreadPoolExecutor(8) as pool_of_threads:
        assert max(pool_of_threads.map(differs, range(120))) == 0


def test_recognising_leaves_the_image_unchanged(
    recognizer: Recognizer, images: Images
) -> None:
    before = images[0].copy()
    recognizer.recognize(images[0])
    np.testing.assert_array_equal(images[0], before)


def test_softmax_of_a_hand_worked_example() -> None:
    # exp(0), exp(log 2), exp(log 5) = 1, 2, 5; eighths.
    logits = np.log(np.array([1, 2, 5], np.float32))
    np.testing.assert_allclose(softmax(logits), [1 / 8, 2 / 8, 5 / 8], rtol=1e-6)
    assert log_sum_exp(logits) == pytest.approx(np.log(8))


def test_softmax_of_huge_logits_stays_finite() -> None:
    probabilities = softmax(np.array([[1000.0, 999.0, -1000.0]], np.float32))
    np.testing.assert_allclose(probabilities[0, :2], [0.731059, 0.268941], rtol=1e-5)
    assert log_sum_exp(np.array([1000.0, 1000.0], np.float32)) == pytest.approx(
        1000 + np.log(2)
    )
