"""Switch filters off: what the network says without them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from recognizer.engine import FloatArray
from recognizer.explanations.forward import LayerTrace, Network, run, to_input
from recognizer.preprocessing import Image


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
    output = traces[number].output[0]
    filters = output.shape[-1]
    without = np.repeat(output[None], filters, axis=0)
    each = np.arange(filters)
    without[each, ..., each] = 0
    return run(network, without, number + 1)[-1].before


def _only(network: Network, number: int) -> Network:
    return Network((network.layers[number],), network.weights)
