"""Architectures: what cannot be one, and the fixed filters of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from recognizer.errors import InvalidSetting
from recognizer.network.architecture import TWO_LAYER_CNN, Architecture, edge_kernels


def test_the_edge_filters_ignore_an_even_area_and_see_an_edge() -> None:
    kernels = edge_kernels()
    np.testing.assert_allclose(kernels.sum(axis=(0, 1, 2)), 0, atol=1e-7)
    step = np.zeros((5, 5), np.float32)
    step[:2] = 1  # bright above, dark below
    horizontal, vertical = np.einsum("yxcf,yx->f", kernels, step)
    assert abs(horizontal) == pytest.approx(1)
    assert vertical == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (
            {"kind": "transformer"},
            "architecture must be softmax, hidden-layer, edges or cnn",
        ),
        (
            {"kind": "cnn"},
            "cnn must have one or two layers with filters .* cnn was given 0",
        ),
        (
            {"kind": "softmax", "filters": (3,)},
            "the others none, but softmax was given 1",
        ),
        (
            {"kind": "cnn", "filters": (0,)},
            "Filters in layer 1 must be 1 to 256, but 0 was given",
        ),
        ({"kind": "hidden-layer", "dense": 9999}, "Dense units must be 1 to 4,096"),
        (
            {"kind": "hidden-layer", "dropout": 1.0},
            "Dropout must be 0 or more and below 1, but 1.0 was given",
        ),
        ({"kind": "softmax", "kernel": 0}, "Kernel size must be 1 to 11"),
    ],
)
def test_impossible_architectures_are_rejected(
    settings: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidSetting, match=problem):
        Architecture(**settings)


def test_weights_fit_whatever_the_dropout() -> None:
    other = replace(TWO_LAYER_CNN, dropout=0.1).to_json()
    assert TWO_LAYER_CNN.takes_weights_of(other)
    assert not replace(TWO_LAYER_CNN, dense=64).takes_weights_of(other)
    assert not replace(TWO_LAYER_CNN, filters=(32, 32)).takes_weights_of(other)
    assert not replace(TWO_LAYER_CNN, kernel=3).takes_weights_of(other)
