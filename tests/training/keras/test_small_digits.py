"""Ten steps of a linear network, against plain NumPy on the 64 grey levels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_digits

from recognizer.datasets.labelled import LabelledImages
from recognizer.settings import read_settings
from recognizer.training import sources
from recognizer.training.recipes import DIGITS

pytestmark = pytest.mark.training


def test_a_linear_network_learns_the_small_digits_as_by_hand(tmp_path: Path) -> None:
    from recognizer.training.keras.batches import Batches
    from recognizer.training.keras.trainer import Trainer

    recipe = replace(DIGITS, images=10 * DIGITS.batch_size)
    settings = read_settings({"RECOGNIZER_DATA": str(tmp_path)})
    data = sources.load(
        recipe, settings, 0, lambda here, total: None, lambda *now: None
    )
    digits_8x8 = data.sources["digits-8x8"]
    assert (len(digits_8x8), len(data.validation)) == (1_437, 360)
    fitted = Trainer(recipe, data, seed=0).run(
        lambda progress: None, tmp_path / "checkpoint"
    )

    raw = load_digits().data[np.random.default_rng(0).permutation(1_797)]
    numbers: Any = np.arange(1_437)  # in place of the images
    order = LabelledImages("numbers", numbers, digits_8x8.labels, {})
    batches = Batches({"digits-8x8": order}, recipe, seed=0)
    weights, bias = np.zeros((64, 10)), np.zeros(10)
    for step in range(10):
        numbers, labels = batches.at(step)
        values = raw[numbers]
        exponentials = np.exp(values @ weights + bias)
        probabilities = exponentials / exponentials.sum(1, keepdims=True)
        error = (probabilities - np.eye(10)[labels]) / len(labels)
        weights -= 0.001 * values.T @ error
        # The bias has no pixels to be repeated or scaled.
        bias -= recipe.learning_rate * error.sum(0)
    learned = fitted.weights["logits/kernel"].reshape(28, 28, 10)[2:26, 2:26]
    whole = learned.reshape(8, 3, 8, 3, 10).sum((1, 3)).reshape(64, 10) / 16
    np.testing.assert_allclose(whole, weights, atol=2e-4)
    np.testing.assert_allclose(fitted.weights["logits/bias"], bias, atol=2e-4)
