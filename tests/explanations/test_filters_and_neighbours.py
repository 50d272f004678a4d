"""Hand-designed filters, and the nearest training digits."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.datasets.labelled import LabelledImages
from recognizer.datasets.small_digits import sklearn_digits
from recognizer.explanations import filters, neighbours
from recognizer.explanations.forward import Network
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS
from tests.explanations.conftest import image_of


@pytest.fixture(scope="module")
def digits() -> LabelledImages:
    data = sklearn_digits()
    return LabelledImages("digits", data.images[:300], data.labels[:300], {})


def test_the_edge_maps_are_those_of_the_edges_network() -> None:
    recognizer = Recognizer.from_bundle(bundles.find("edge-filters", [SHIPPED_WEIGHTS]))
    for digit in (0, 4, 7):
        layer = recognizer.recognize(image_of(digit)).layers[0]
        before, after = filters.edge_maps(image_of(digit))
        # The bundle holds the kernels in half precision.
        np.testing.assert_allclose(before, layer.pre_activation, atol=2e-3)
        np.testing.assert_allclose(after, layer.activation, atol=3e-3)


def test_presets_do_what_they_are_called() -> None:
    presets = filters.presets()
    assert {kernel.shape for kernel in presets.values()} == {(5, 5)}
    image = np.zeros((28, 28), np.uint8)
    image[10:, :] = 255
    responses = {
        name: filters.respond(image, kernel[:, :, None, None])[..., 0]
        for name, kernel in presets.items()
    }
    np.testing.assert_array_equal(responses["same"], image / np.float32(255))
    assert responses["edge_left"][5:23, 5:23] == pytest.approx(0, abs=1e-4)
    assert np.abs(responses["edge_top"][9:11, 14]).min() > 5
    for name in ("edge_top", "edge_left", "diagonal", "dot"):
        assert presets[name].sum() == pytest.approx(0, abs=1e-5), name


def test_a_known_digit_is_its_own_nearest(
    recognizer: Recognizer, network: Network, digits: LabelledImages
) -> None:
    seen = []
    index = neighbours.build(network, digits, lambda *at: seen.append(at))
    assert seen[-1] == (300, 300)
    for number in (0, 17, 299):
        dense = recognizer.recognize(digits.images[number]).layers[-1].activation
        first, second, *_ = neighbours.nearest(index, dense, 4)
        assert first.number == number
        assert first.label == digits.labels[number]
        assert first.distance < 0.05
        all_distances = np.sort(np.linalg.norm(index.vectors - dense, axis=1))
        assert second.distance == pytest.approx(float(all_distances[1]))


def test_vectors_are_the_engines(
    shipped: tuple[Recognizer, Network], digits: LabelledImages
) -> None:
    recognizer, network = shipped
    if not neighbours.has_dense_layer(network):
        assert [layer.kind for layer in network.layers] == ["logits"]
        return
    found = neighbours.vectors_of(network, digits.images[:3])
    for image, vector in zip(digits.images, found, strict=False):
        expected = recognizer.recognize(image).layers[-1].activation
        np.testing.assert_allclose(vector, expected, atol=1e-4)
