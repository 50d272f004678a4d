"""One image through the shipped network: LiteRT beside ONNX Runtime and Keras.

Each library runs in a process of its own, one after the other and round after round:
ONNX Runtime's threads go on spinning after a call, and would take the processor from
whatever is measured next in the same process.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from benchmarks.tables import medians, table
from recognizer.network import bundles
from recognizer.network.architecture import TWO_LAYER_CNN
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS

MODEL = "two-layer-cnn"
ROUNDS = 5
THREADS = 2
Weights = dict[str, NDArray[np.float32]]


def run() -> None:
    """Print the two tables."""
    difference = np.abs(litert_logits()() - onnx_logits()()).max()
    print(f"largest difference of the logits: {difference:.1e}\n")
    peers = {
        "LiteRT": "clock(litert_logits, 500)",
        "ONNX Runtime": "clock(onnx_logits, 500)",
    }
    logits = medians("benchmarks.serving", peers, ROUNDS)
    print(table(logits, "ms, logits of one image", "ONNX Runtime"), "\n")
    peers = {
        "LiteRT": "clock(litert_maps, 50)",
        "Keras model.predict": "clock(keras_maps, 50)",
    }
    maps = medians("benchmarks.serving", peers, ROUNDS)
    print(table(maps, "ms, all maps of one image", "Keras model.predict"))
    ratio = maps["Keras model.predict"] / maps["LiteRT"]
    print(f"\nKeras takes {ratio:.0f} times as long.")


def clock(peer: Callable[[], Callable[[], object]], calls: int) -> None:
    """Print the median time of a call, in milliseconds, after some to warm up."""
    action = peer()
    times = []
    for number in range(calls + calls // 10):
        start = time.perf_counter()
        action()
        if number >= calls // 10:
            times.append((time.perf_counter() - start) * 1000)
    print(statistics.median(times))


def litert_logits() -> Callable[[], NDArray[np.float32]]:
    """The engine, logits alone."""
    recognizer = Recognizer.from_bundle(bundles.find(MODEL, [SHIPPED_WEIGHTS]))
    image = example()[None]
    return lambda: recognizer.answer(image).logits


def litert_maps() -> Callable[[], object]:
    """The engine, every layer before and after ReLU."""
    recognizer = Recognizer.from_bundle(bundles.find(MODEL, [SHIPPED_WEIGHTS]))
    image = example()
    return lambda: recognizer.recognize(image)


def onnx_logits() -> Callable[[], NDArray[np.float32]]:
    """ONNX Runtime from the same weights, logits alone."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(
        onnx_network(weights()), options, providers=["CPUExecutionProvider"]
    )
    values = example().astype(np.float32)[None, None] / 255
    return lambda: np.asarray(session.run(None, {"image": values})[0], np.float32)


def keras_maps() -> Callable[[], object]:
    """Keras's own way to every map: a model with all outputs, and `predict`."""
    import keras

    from recognizer.training.keras.model import build, set_weights

    model = build(TWO_LAYER_CNN, seed=0)
    set_weights(model, weights())
    every = keras.Model(model.inputs, [layer.output for layer in model.layers[1:]])
    values = example().astype(np.float32)[None, ..., None] / 255
    return lambda: every.predict(values, verbose=0)


def example() -> NDArray[np.uint8]:
    """An image; which one does not matter for time."""
    return np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.uint8)


def weights() -> Weights:
    """The shipped weights in single precision."""
    file = bundles.find(MODEL, [SHIPPED_WEIGHTS]).weights
    return {name: array.astype(np.float32) for name, array in load_file(file).items()}


def onnx_network(weights: Weights) -> bytes:
    """The two-layer network from the same weights, in ONNX's own layout."""
    tensors = []
    nodes = []

    def constant(name: str, array: NDArray[np.generic]) -> str:
        tensors.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    last = "image"
    for number in (1, 2):
        name = f"convolution_{number}"
        kernel = weights[f"{name}/kernel"].transpose(3, 2, 0, 1)
        inputs = [
            last,
            constant(f"{name}_kernel", kernel),
            constant(f"{name}_bias", weights[f"{name}/bias"]),
        ]
        nodes += [
            helper.make_node("Conv", inputs, [f"{name}_before"], pads=[2, 2, 2, 2]),
            helper.make_node("Relu", [f"{name}_before"], [f"{name}_after"]),
            helper.make_node(
                "MaxPool",
                [f"{name}_after"],
                [f"{name}_pooled"],
                kernel_shape=[2, 2],
                strides=[2, 2],
            ),
        ]
        last = f"{name}_pooled"
    # Keras flattens rows, columns, channels; ONNX channels, rows, columns.
    by_place = weights["dense/kernel"].reshape(7, 7, 64, -1)
    dense = by_place.transpose(2, 0, 1, 3).reshape(3136, -1)
    nodes.append(helper.make_node("Flatten", [last], ["flat"]))
    last = "flat"
    for name, kernel in (("dense", dense), ("logits", weights["logits/kernel"])):
        inputs = [
            last,
            constant(f"{name}_kernel", kernel),
            constant(f"{name}_bias", weights[f"{name}/bias"]),
        ]
        nodes.append(helper.make_node("Gemm", inputs, [name]))
        last = name
        if name == "dense":
            nodes.append(helper.make_node("Relu", ["dense"], ["dense_after"]))
            last = "dense_after"
    graph = helper.make_graph(
        nodes,
        "two-layer-cnn",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 1, 28, 28])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, 10])],
        tensors,
    )
    opset = [helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=9)
    return bytes(model.SerializeToString())
