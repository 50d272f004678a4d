"""Thresholds of hand-designed filters, and the contributions to a feature map."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Maps = NDArray[np.float32]


def edge_strength(responses: Maps, threshold: float) -> Maps:
    """Strength of edges beyond a threshold, whichever side is bright."""
    return np.maximum(np.abs(responses) - np.float32(threshold), 0)


def contributions(maps: Maps, kernel: Maps) -> Maps:
    """Contribution of each map to one filter; their sum plus the bias is its output.

    Args:
        maps: (height, width, n), the layer's inputs.
        kernel: (side, side, n), the filter's weights, side odd.

    Returns:
        (height, width, n), each map convolved with its own slice of the kernel;
        outside the maps there are zeros.
    """
    side = kernel.shape[0]
    margin = side // 2
    padded = np.pad(maps, ((margin, margin), (margin, margin), (0, 0)))
    windows = sliding_window_view(padded, (side, side), axis=(0, 1))
    return np.asarray(np.einsum("yxnij,ijn->yxn", windows, kernel))
