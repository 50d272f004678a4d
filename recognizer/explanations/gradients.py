"""How much each pixel moves each logit: exact slopes of a piecewise linear network.

Round one image, convolutions, ReLU, max-pooling and dense layers together are a linear
map (Montúfar et al., 2014, On the number of linear regions of deep neural networks), so
slopes × pixels plus a constant are the logits themselves.
"""

from __future__ import annotations

import numpy as np

from recognizer.explanations.forward import (
    LayerTrace,
    Network,
    blocks,
    is_dense,
)
from recognizer.network.engine import FloatArray


def of_logits(
    network: Network, traces: tuple[LayerTrace, ...], directions: FloatArray
) -> FloatArray:
    """Slopes of weighted sums of logits with respect to the pixels.

    Args:
        traces: of one image, as `forward.trace` gives them.
        directions: (n, 10), one weighted sum of the logits a row.

    Returns:
        (n, 28, 28) float32, per unit of 0 (paper) to 1 (ink). Where several inputs of
        a pooling are the largest, the first counts.
    """
    slopes = np.asarray(directions, np.float32)
    for trace in reversed(traces):
        kernel = network.kernel(trace.layer)
        if is_dense(trace.layer):
            weighed = (slopes * _slope_of_activation(trace)) @ kernel.T
            shape = (len(slopes), *trace.inputs.shape[1:])
            slopes = np.asarray(weighed, np.float32).reshape(shape)
        else:
            slopes = _unpool(slopes, trace.activation) * _slope_of_activation(trace)
            slopes = _convolve_back(slopes, kernel)
    return slopes[..., 0]


def _slope_of_activation(trace: LayerTrace) -> FloatArray:
    if trace.layer.kind == "logits":
        return np.ones_like(trace.pre_activation)
    slope: FloatArray = (trace.activation > 0).astype(np.float32)
    return (
        slope * np.sign(trace.pre_activation) if trace.layer.kind == "edges" else slope
    )


def _unpool(slopes: FloatArray, activation: FloatArray) -> FloatArray:
    """Hand each slope to the winner of its 2 × 2 block."""
    n, rows, columns, maps = slopes.shape
    cells = (
        blocks(activation)[0].transpose(0, 2, 4, 1, 3).reshape(rows, columns, maps, 4)
    )
    winners = np.eye(4, dtype=np.float32)[cells.argmax(axis=-1)]
    spread = (slopes[..., None] * winners).reshape(n, rows, columns, maps, 2, 2)
    unpooled = np.zeros((n, *activation.shape[1:]), np.float32)
    unpooled[:, : 2 * rows, : 2 * columns] = spread.transpose(0, 1, 4, 2, 5, 3).reshape(
        n, 2 * rows, 2 * columns, maps
    )
    return unpooled


def _convolve_back(slopes: FloatArray, kernel: FloatArray) -> FloatArray:
    """Hand slopes of a convolution's values to its inputs.

    Args:
        slopes: (n, height, width, filters).
        kernel: (side, side, channels, filters).

    Returns:
        (n, height, width, channels).
    """
    side, _, channels, _ = kernel.shape
    n, height, width, _ = slopes.shape
    pad = side // 2
    padded = np.zeros((n, height + 2 * pad, width + 2 * pad, channels), np.float32)
    for row, column in np.ndindex(side, side):
        under = padded[:, row : row + height, column : column + width]
        under += slopes @ kernel[row, column].T
    return padded[:, pad : pad + height, pad : pad + width]
