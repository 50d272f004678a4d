"""scikit-learn's 8 × 8 digits.

Alpaydin and Kaynak, 1998, Optical recognition of handwritten digits, UCI, test part,
CC BY 4.0.
"""

from __future__ import annotations

import numpy as np

from recognizer.datasets.labelled import (
    LabelledImages,
)
from recognizer.ink import mnist_format


def sklearn_digits() -> LabelledImages:
    """Read scikit-learn's digits, brought into MNIST's format.

    Their grey levels count the set pixels of 4 × 4 blocks of a 32 × 32 scan, so they
    are area-averaged already and are treated as any other picture of ink.
    """
    from sklearn.datasets import load_digits

    data = load_digits()
    images = np.stack(
        [mnist_format.from_ink(ink.astype(np.float32)).image for ink in data.images]
    )
    return LabelledImages("digits", images, data.target.astype(np.int64), {})


def sklearn_digits_enlarged() -> LabelledImages:
    """Read scikit-learn's digits as they are: 8 × 8 grey levels from 0 to 16.

    Each pixel is repeated 3 × 3 times, in the middle of 28 × 28, and 16 becomes 255.
    A linear network that starts at zero learns on them as on the 64 grey levels, if
    its learning rate is 16² / 3² as large. They are shuffled, because they lie in the
    order of their writers.
    """
    from sklearn.datasets import load_digits

    data = load_digits()
    order = np.random.default_rng(0).permutation(len(data.images))
    images = np.zeros((len(data.images), 28, 28), np.uint8)
    levels = np.rint(data.images[order] * (255 / 16)).astype(np.uint8)
    images[:, 2:26, 2:26] = levels.repeat(3, axis=1).repeat(3, axis=2)
    labels = data.target[order].astype(np.int64)
    return LabelledImages("digits-8x8", images, labels, {})
