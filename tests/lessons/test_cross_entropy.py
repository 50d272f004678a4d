"""Cross-entropy by hand and against Keras."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from recognizer.lessons import cross_entropy


def test_cross_entropy_by_hand() -> None:
    # Odds of 1 : 2 : 5, so the probabilities are eighths.
    found = cross_entropy.steps(np.log(np.array([1.0, 2, 5])), truth=1)
    assert found.probabilities.tolist() == pytest.approx([1 / 8, 2 / 8, 5 / 8])
    assert found.label.tolist() == [0, 1, 0]
    assert found.products.tolist() == pytest.approx([0, -math.log(4), 0])
    assert found.total == pytest.approx(-math.log(4))
    assert found.loss == pytest.approx(math.log(4))


@pytest.mark.training
@given(
    logits=arrays.arrays(np.float32, 10, elements=st.floats(-60, 60, width=32)),
    truth=st.integers(0, 9),
)
def test_cross_entropy_is_that_of_keras(logits: np.ndarray, truth: int) -> None:
    import keras

    found = cross_entropy.steps(logits.astype(np.float64), truth)
    expected = keras.losses.sparse_categorical_crossentropy(
        np.array([truth]), logits[None], from_logits=True
    )
    assert found.loss == pytest.approx(float(expected[0]), rel=1e-4, abs=1e-5)
    assert found.probabilities.sum() == pytest.approx(1)
