"""Ablation: switch filters off and see what the network answers without them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from recognizer.explanations.forward import (
    LayerTrace,
    Network,
    activate,
    convolve,
    is_dense,
    pool,
    run,
    to_input,
)
from recognizer.ink.mnist_format import Image
from recognizer.network.engine import FloatArray


def logits_without(
    network: Network, image: Image, off: Mapping[int, Collection[int]]
) -> FloatArray:
    """Logits, (10,), with some filters' maps set to zero.

    Args:
        off: numbers of filters by number of layer, both from 0.
    """
    values = to_input(image[None])
    for number in range(len(network.layers)):
        trace = run(_only(network, number), values)[0]
        values = trace.output.copy()
        values[..., list(off.get(number, ()))] = 0
    return np.asarray(values[0])


def logits_without_each(
    network: Network, traces: tuple[LayerTrace, ...], number: int
) -> FloatArray:
    """Logits with one filter of a layer off at a time.

    Args:
        traces: of one image.
        number: of the layer, from 0.

    Returns:
        (filters, 10) float32.
    """
    trace = traces[number + 1]
    pre_activation = trace.pre_activation - _contributions(
        network.kernel(trace.layer), trace.inputs[0]
    )
    output = activate(trace.layer, pre_activation)
    if trace.layer.kind == "logits":
        return output
    if not is_dense(trace.layer):
        output = pool(output)
    return run(network, output, number + 2)[-1].pre_activation


def _contributions(kernel: FloatArray, inputs: FloatArray) -> FloatArray:
    """Contribution of each map to the next layer's pre-activations.

    Args:
        kernel: (side, side, maps, filters) or (height × width × maps, units).
        inputs: (height, width, maps).

    Returns:
        (maps, height, width, filters) or (maps, units).
    """
    height, width, maps = inputs.shape
    if kernel.ndim == 4:
        each = [
            convolve(inputs[None, ..., i : i + 1], kernel[:, :, i : i + 1])
            for i in range(maps)
        ]
        return np.concatenate(each)
    weights = kernel.reshape(height * width, maps, -1)
    places = inputs.reshape(height * width, maps)
    return np.asarray(np.einsum("pm,pmu->mu", places, weights))


def _only(network: Network, number: int) -> Network:
    return Network((network.layers[number],), network.weights)
