"""Small data for trainings of seconds."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.datasets.labelled import LabelledImages
from recognizer.datasets.small_digits import sklearn_digits


@pytest.fixture(scope="session")
def digits() -> LabelledImages:
    """scikit-learn's digits: real ones that need no download."""
    return sklearn_digits()


@pytest.fixture(scope="session")
def blots() -> LabelledImages:
    """Noise, as what is no digit."""
    rng = np.random.default_rng(0)
    images = np.zeros((200, 28, 28), np.uint8)
    images[:, 4:24, 4:24] = rng.integers(0, 256, (200, 20, 20))
    return LabelledImages("blots", images, np.full(200, -1), {})
