"""Evidence, gradients, ablation, occlusion and counterfactuals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from recognizer.explanations import (
    ablation,
    counterfactual,
    evidence,
    forward,
    gradients,
    occlusion,
)
from recognizer.explanations.forward import Network
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS
from tests.explanations.conftest import image_of, noise


def test_the_contributions_add_up_to_the_difference_of_the_engines_logits(
    shipped: tuple[Recognizer, Network],
) -> None:
    recognizer, network = shipped
    for image in (image_of(4), image_of(9), noise(1)[0]):
        logits = recognizer.recognize(image).logits
        traces = forward.trace(network, image)
        for digit, other in ((4, 9), (0, 7)):
            found = evidence.between(network, traces, digit, other)
            expected = logits[digit] - logits[other]
            assert found.total == pytest.approx(expected, abs=2e-4, rel=1e-4)
            assert found.by_map.sum() + found.constant == pytest.approx(found.total)
            assert found.by_place.sum() + found.constant == pytest.approx(found.total)
        alone = evidence.between(network, traces, 4, None)
        assert alone.total == pytest.approx(logits[4], abs=2e-4, rel=1e-4)


def test_a_map_that_is_all_zero_gives_no_evidence(
    recognizer: Recognizer, network: Network
) -> None:
    traces = forward.trace(network, image_of(1))
    found = evidence.between(network, traces, 1, 7)
    silent = traces[1].output[0].max(axis=(0, 1)) == 0
    assert not found.by_map[silent].any()


def test_slopes_times_pixels_and_a_constant_are_the_logits_nearby(
    shipped: tuple[Recognizer, Network],
) -> None:
    recognizer, network = shipped
    image = image_of(6)
    traces = forward.trace(network, image)
    slopes = gradients.of_logits(network, traces, np.eye(10, dtype=np.float32))
    pixels = (image / 255).astype(np.float32)
    logits = recognizer.recognize(image).logits
    constant = evidence.linear_piece(slopes, logits, pixels)
    # In double precision a step so small that no ReLU changes sides is exact.
    weights: dict[str, Any] = {
        name: array.astype(np.float64) for name, array in network.weights.items()
    }
    double = Network(network.layers, weights)
    exact: Any = image / 255
    rng = np.random.default_rng(0)
    step = rng.normal(0, 1e-7, (28, 28)) * (pixels > 0)
    moved = forward.run(double, (exact + step)[None, ..., None])[-1].pre_activation[0]
    still = forward.run(double, exact[None, ..., None])[-1].pre_activation[0]
    predicted = (slopes.astype(np.float64) * step).sum(axis=(1, 2))
    np.testing.assert_allclose(moved - still, predicted, atol=1e-8, rtol=1e-2)
    if network.layers[0].kind == "logits":
        np.testing.assert_allclose(constant, network.weights["logits/bias"], atol=1e-4)


@pytest.mark.training
def test_slopes_are_tensorflows(network: Network) -> None:
    import tensorflow as tf

    from recognizer.network.architecture import TWO_LAYER_CNN
    from recognizer.training.keras.model import build, set_weights

    model = build(TWO_LAYER_CNN, seed=0)
    set_weights(model, network.weights)
    image = noise(1)[0]
    values = tf.constant(forward.to_input(image[None]))
    with tf.GradientTape() as tape:
        tape.watch(values)
        logits = model(values, training=False)
    expected = tape.jacobian(logits, values).numpy()[0, :, 0, :, :, 0]
    traces = forward.trace(network, image)
    found = gradients.of_logits(network, traces, np.eye(10, dtype=np.float32))
    np.testing.assert_allclose(found, expected, atol=1e-4 * np.abs(expected).max())


def test_a_filter_off_is_a_network_without_its_outgoing_weights(
    network: Network, recognizer: Recognizer
) -> None:
    image = image_of(8)
    traces = forward.trace(network, image)
    each = ablation.logits_without_each(network, traces, 0)
    for number in (0, 13, 31):
        weights = dict(network.weights)
        kernel = weights["convolution_2/kernel"].copy()
        kernel[:, :, number] = 0
        weights["convolution_2/kernel"] = kernel
        cut = forward.trace(Network(network.layers, weights), image)[-1].pre_activation[
            0
        ]
        np.testing.assert_allclose(each[number], cut, atol=1e-4)
        alone = ablation.logits_without(network, image, {0: [number]})
        np.testing.assert_allclose(alone, cut, atol=1e-4)


def test_nothing_off_changes_nothing_and_all_off_leaves_the_biases(
    shipped: tuple[Recognizer, Network],
) -> None:
    recognizer, network = shipped
    image = image_of(0)
    logits = ablation.logits_without(network, image, {})
    np.testing.assert_allclose(logits, recognizer.recognize(image).logits, atol=1e-4)
    last = forward.first_dense(network) - 1
    if last < 0:
        return
    filters = network.kernel(network.layers[last]).shape[-1]
    bare = ablation.logits_without(network, image, {last: range(filters)})
    other = ablation.logits_without(network, image_of(7), {last: range(filters)})
    np.testing.assert_allclose(bare, other, atol=1e-5)


def test_the_last_maps_switched_off_fit_the_evidence_of_a_linear_network() -> None:
    bundle = bundles.find("softmax-regression", [SHIPPED_WEIGHTS])
    network = forward.read(bundle)
    image = image_of(5)
    found = evidence.between(network, forward.trace(network, image), 5, None)
    kernel = network.weights["logits/kernel"][:, 5].reshape(28, 28)
    np.testing.assert_allclose(
        found.contributions[..., 0], image / 255 * kernel, atol=1e-6
    )


def test_occlusion_is_what_hiding_by_hand_gives(recognizer: Recognizer) -> None:
    image = image_of(7)
    found = occlusion.occlude(recognizer, image, 7)
    row, column = found.worst
    hidden = recognizer.recognize(occlusion.hide(image, row, column))
    assert found.hidden_probability == pytest.approx(
        float(hidden.probabilities[7]), abs=1e-4
    )
    for place in np.argwhere(image[::2, ::2] > 0)[:8] * 2:
        row, column = (min(int(each), 24) for each in place)
        other = recognizer.recognize(occlusion.hide(image, row, column))
        assert other.probabilities[7] >= found.hidden_probability - 1e-4


def test_paper_that_is_hidden_counts_nothing(recognizer: Recognizer) -> None:
    image = np.zeros((28, 28), np.uint8)
    image[10:20, 13:15] = 255
    found = occlusion.occlude(recognizer, image, 1)
    assert not found.evidence[:6].any()
    assert not found.evidence[:, :8].any()
    blank = occlusion.occlude(recognizer, np.zeros((28, 28), np.uint8), 1)
    assert not blank.evidence.any()


def test_a_counterfactual_changes_the_answer(
    shipped: tuple[Recognizer, Network],
) -> None:
    recognizer, network = shipped
    turned = 0
    for digit in range(10):
        image = image_of(digit)
        found = counterfactual.smallest(recognizer, network, image)
        if found is None:
            continue
        turned += 1
        before, after = recognizer.recognize(image), recognizer.recognize(found.image)
        assert after.digit == found.digit != before.digit
        changed = found.image != image
        inside = np.zeros((28, 28), bool)
        rows = slice(found.row, found.row + found.side)
        inside[rows, found.column : found.column + found.side] = True
        assert not changed[~inside].any()
        assert set(np.unique(found.image[inside])) == {255 if found.ink else 0}
    assert turned >= 5


def test_most_digits_have_a_counterfactual(
    recognizer: Recognizer, network: Network
) -> None:
    changes = [
        counterfactual.smallest(recognizer, network, image_of(digit))
        for digit in range(10)
    ]
    assert sum(change is not None for change in changes) >= 5
    scribble = noise(1)[0]
    assert recognizer.recognize(scribble).digit is None
