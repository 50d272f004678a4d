"""One contract for every architecture: Keras and LiteRT agree on the same weights."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, load_file

from recognizer.network import bundles
from recognizer.network.architecture import TWO_LAYER_CNN
from recognizer.network.bundles import ModelCard
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.training import conversions
from tests.architectures import FAMILY

pytestmark = pytest.mark.training


def random_images(count: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (count, 28, 28)).astype(np.uint8)


@pytest.mark.parametrize("name", FAMILY)
def test_litert_agrees_with_keras(name: str, tmp_path: Path) -> None:
    from recognizer.training.keras import export
    from recognizer.training.keras.model import build, set_weights, weights_of

    architecture = FAMILY[name]
    model = build(architecture, seed=3)
    files = export.to_files(architecture.layers, weights_of(model))
    half = load(files[bundles.WEIGHTS])
    assert {array.dtype for array in half.values()} == {np.dtype(np.float16)}
    set_weights(model, {k: v.astype("f4") for k, v in half.items()})
    card = ModelCard(name, architecture.to_json(), architecture.layers)
    recognizer = Recognizer.from_bundle(bundles.publish(card, files, tmp_path))
    images = random_images(5)
    expected = model(images[..., None] / np.float32(255), training=False).numpy()
    np.testing.assert_allclose(recognizer.answer(images).logits, expected, atol=1e-5)
    prediction = recognizer.recognize(images[0])
    np.testing.assert_allclose(prediction.logits, expected[0], atol=1e-5)
    assert [layer.name for layer in prediction.layers] == [
        layer.name for layer in architecture.layers[:-1]
    ]


def test_the_shipped_network_agrees_with_keras(recognizer: Recognizer) -> None:
    from recognizer.training.keras.model import build, set_weights

    model = build(TWO_LAYER_CNN, seed=0)
    weights = load_file(SHIPPED_WEIGHTS / "two-layer-cnn" / bundles.WEIGHTS)
    set_weights(model, {k: v.astype("f4") for k, v in weights.items()})
    images = random_images(8)
    expected = model(images[..., None] / np.float32(255), training=False).numpy()
    np.testing.assert_allclose(
        recognizer.answer(images).logits, expected, atol=1e-5, rtol=1e-5
    )
    assert model.count_params() == recognizer.card.parameters == 3_274_634


@pytest.mark.parametrize("name", bundles.names([SHIPPED_WEIGHTS]))
def test_every_shipped_network_is_given_to_keras(name: str, tmp_path: Path) -> None:
    import keras

    from recognizer.training.keras import keras_file

    bundle = bundles.find(name, [SHIPPED_WEIGHTS])
    keras_file.export_keras(bundle, tmp_path / "x.keras")
    model = keras.models.load_model(tmp_path / "x.keras")
    images = random_images(8)
    expected = Recognizer.from_bundle(bundle).answer(images).logits
    given = model.predict(images[..., None] / np.float32(255), verbose=0)
    np.testing.assert_allclose(given, expected, atol=1e-5, rtol=1e-4)


def test_a_keras_file_is_written_in_a_process_of_its_own() -> None:
    bundle = bundles.find("softmax-regression", [SHIPPED_WEIGHTS])
    assert zipfile.is_zipfile(io.BytesIO(conversions.export_keras(bundle)))
