"""A writer's style: how slanted and how wide someone writes, relative to MNIST.

A network trained on a few slanted digits learns that "slanted" means one of these few.
Synthetic examples of all ten digits in the same style prevent that, see
`recognizer.training.sources`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.labelled import LabelledImages
from recognizer.synthesis.figures import Strokes

Points = NDArray[np.float64]

MOST_SLANT = 2.0
MOST_WIDTH = 3.0
"""Limits of a measured style; a slip of the pen can look like more."""


@dataclass(frozen=True)
class WriterStyle:
    """A map from the average writer's strokes: (x, y) to (width·x + slant·y, y).

    Attributes:
        width: relative to the average width, at the same height and without slant.
        slant: horizontal shift per height downwards, in units of the height.
    """

    width: float = 1.0
    slant: float = 0.0

    def apply(self, strokes: Strokes) -> Strokes:
        """Strokes, (n, 2) float32 each, in this style."""
        matrix = np.array([[self.width, self.slant], [0, 1]], np.float32)
        return tuple(line @ matrix.T for line in strokes)


AVERAGE = WriterStyle()


def usual_forms(reference: LabelledImages) -> Points:
    """Median slant and width of each digit, (10, 2).

    Args:
        reference: images of all ten digits.
    """
    forms = _forms(reference.images)
    return np.stack(
        [np.median(forms[reference.labels == digit], axis=0) for digit in range(10)]
    )


def measure(own: LabelledImages, usual: Points) -> WriterStyle:
    """Measure a writer's style by the second moments of the ink, digit by digit.

    Slant is what deskewing removes (LeCun et al., 1998, Gradient-based learning
    applied to document recognition, section III.B); width is measured after that.

    Args:
        own: digits of one writer, at least one.
        usual: MNIST's digits, see `usual_forms`.
    """
    slants, widths = _forms(own.images).T
    usual_slants, usual_widths = usual[own.labels].T
    ratio = np.median(widths / usual_widths)
    width = float(np.clip(ratio, 1 / MOST_WIDTH, MOST_WIDTH))
    shift = np.median(slants - width * usual_slants)
    return WriterStyle(width, float(np.clip(shift, -MOST_SLANT, MOST_SLANT)))


def _forms(images: NDArray[np.uint8]) -> Points:
    """Slant, and width over height without it, of (n, 28, 28) images with ink."""
    ink = images / images.sum(axis=(1, 2), keepdims=True, dtype=np.float64)
    y, x = np.indices(images.shape[1:])
    x_mean, y_mean = (ink * x).sum((1, 2)), (ink * y).sum((1, 2))
    xx = (ink * x**2).sum((1, 2)) - x_mean**2
    yy = (ink * y**2).sum((1, 2)) - y_mean**2
    xy = (ink * x * y).sum((1, 2)) - x_mean * y_mean
    # A single pixel has no extent: a twelfth of its square is its own.
    yy, xx = yy + 1 / 12, xx + 1 / 12
    return np.stack([xy / yy, np.sqrt((xx - xy**2 / yy) / yy)], axis=1)
