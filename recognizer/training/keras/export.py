"""Export trained weights as the files of a bundle.

The network is built again from plain TensorFlow operations, one for each value that the
pages show, with two entry points that share the weights: "logits" for an answer,
"activations" for everything. Weights are rounded to half precision first, in both
files alike: half the size, and the network that is measured is the one that ships.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from safetensors.numpy import save

from recognizer.ink.mnist_format import SIZE
from recognizer.network.architecture import Layer
from recognizer.network.bundles import NETWORK, WEIGHTS

Weights = Mapping[str, NDArray[np.float32]]


def to_files(layers: tuple[Layer, ...], weights: Weights) -> dict[str, bytes]:
    """Write weights and network.

    Args:
        layers: from the image to the logits.
        weights: "layer/kernel" and "layer/bias" for each layer that has them.

    Returns:
        Contents of weights.safetensors (float16) and model.tflite.
    """
    half = {
        name: np.ascontiguousarray(array, np.float16) for name, array in weights.items()
    }
    return {WEIGHTS: save(half), NETWORK: _convert(_Network(layers, half))}


def _convert(network: _Network) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        signatures = {"logits": network.logits, "activations": network.activations}
        tf.saved_model.save(network, folder, signatures=signatures)
        converter = tf.lite.TFLiteConverter.from_saved_model(
            folder, signature_keys=list(signatures)
        )
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
        return bytes(converter.convert())


_IMAGE = tf.TensorSpec([1, SIZE, SIZE, 1], tf.float32, name="image")


class _Network(tf.Module):  # type: ignore[misc]
    def __init__(
        self, layers: tuple[Layer, ...], weights: Mapping[str, NDArray[np.float16]]
    ) -> None:
        self._layers = layers
        self._weights = {
            name: tf.Variable(array.astype(np.float32), trainable=False)
            for name, array in weights.items()
        }

    @tf.function(input_signature=[_IMAGE])  # type: ignore[untyped-decorator]
    def logits(self, image: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"logits": self._outputs(image)["logits"]}

    @tf.function(input_signature=[_IMAGE])  # type: ignore[untyped-decorator]
    def activations(self, image: tf.Tensor) -> dict[str, tf.Tensor]:
        return self._outputs(image)

    def _outputs(self, values: tf.Tensor) -> dict[str, tf.Tensor]:
        """Every layer's output: name/before, name/after and, if pooled, name/pooled."""
        outputs: dict[str, tf.Tensor] = {}
        for layer in self._layers:
            kernel = self._weights[f"{layer.name}/kernel"]
            if layer.kind in ("convolution", "edges"):
                before = tf.nn.conv2d(values, kernel, 1, "SAME")
            else:
                before = tf.reshape(values, [-1, kernel.shape[0]]) @ kernel
            if layer.kind != "edges":
                before += self._weights[f"{layer.name}/bias"]
            if layer.kind == "logits":
                return {**outputs, "logits": before}
            if layer.kind == "edges":
                after = tf.nn.relu(tf.abs(before) - layer.threshold)
            elif layer.kind == "dense":
                # tf.nn.relu would be fused into the product, which would then be
                # computed a second time for `before`: 3 times as long in all.
                after = tf.where(before > 0, before, 0.0)
            else:
                after = tf.nn.relu(before)
            outputs[f"{layer.name}/before"] = before
            outputs[f"{layer.name}/after"] = values = after
            if layer.kind != "dense":
                values = tf.nn.max_pool2d(after, 2, 2, "VALID")
                outputs[f"{layer.name}/pooled"] = values
        raise ValueError("the last layer must be the logits")
