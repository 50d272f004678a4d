"""From a photo of a page to the page: how it is turned and leans, undone.

Rows and columns that are parallel on paper meet in the photo, each family in one point.
In a plane where a row is v = (y - a·x) / w, a column u = (x - b·y) / w and
w = 1 + g·x + h·y they are straight and upright again. Printed lines give a and g, b and
h; where there are none, those are taken whose rows and columns stand out most from the
gaps between them (projection profiles: Postl, 1986, Detection of linear oblique
structures and skew scan in digitized documents).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recognizer.ink.lines import Line
from recognizer.ink.strokes import FloatArray

Matrix = NDArray[np.float64]

STEEPEST = 0.5
"""Slope of rows against the picture's side; 20° are 0.36, perspective adds to it."""
STRONGEST = 0.3
"""Of the perspective: how much w changes from the picture's middle to its long side."""
SHEAR = 0.12
"""Rows and columns are perpendicular but for so much, by perspective."""
BLUR = 0.2
"""Of projection profiles, in heights of a digit."""
FEWEST_LINES = 3
"""Two lines always meet somewhere; three that meet in one point are a family."""
AS_CLEAR = 0.8
"""Printed lines are followed if rows are so clear along them, for the clearest."""


@dataclass(frozen=True)
class Straight:
    """How a picture is seen straight.

    Attributes:
        matrix: (3, 3), from x, y, 1 in pixels of the picture to those of the straight
            one, up to a factor.
        shape: of the straight picture, (height, width).
    """

    matrix: Matrix
    shape: tuple[int, int]

    def apply(self, values: FloatArray) -> FloatArray:
        """The picture as it is seen straight; 0 where it has nothing.

        Args:
            values: (height, width) float32.
        """
        back = np.linalg.inv(self.matrix)
        seen = Image.fromarray(values).transform(
            (self.shape[1], self.shape[0]),
            Image.Transform.PERSPECTIVE,
            (back / back[2, 2]).reshape(-1)[:8].tolist(),
            Image.Resampling.BILINEAR,
        )
        return np.array(seen, np.float32)

    def back(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points of the straight picture, (n, 2) x and y, in the picture itself."""
        return mapped(np.asarray(np.linalg.inv(self.matrix), np.float64), points)


def mapped(matrix: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points, (n, 2), through a projective map."""
    homogeneous = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:])


def straighten(
    shape: tuple[int, int],
    middles: NDArray[np.float64],
    height: float,
    lines: Sequence[Line],
    most_pixels: int,
) -> Straight:
    """See how a page must be turned for its rows and columns to be straight.

    Args:
        shape: of the picture, (height, width).
        middles: (n, 2), x and y of what is written, in pixels.
        height: of a digit, in pixels.
        lines: printed on the page.
        most_pixels: of the straight picture.
    """
    half = max(shape) / 2
    centre = np.array([shape[1] - 1, shape[0] - 1]) / 2
    places = (middles - centre) / half
    blur = BLUR * height / half
    x, y = places[:, 0], places[:, 1]
    across, down = (
        _family([line for line in lines if line.goes_down == goes_down], half)
        for goes_down in (False, True)
    )
    a, g = _clearest(x, y, blur, across, 0.0, STEEPEST)
    b, h = _clearest(y, x, blur, down, -a, SHEAR)
    own = np.array([[1, -b, 0], [-a, 1, 0], [g, h, 1.0]])
    from_pixels = np.array(
        [[1 / half, 0, -centre[0] / half], [0, 1 / half, -centre[1] / half], [0, 0, 1]]
    )
    return _framed(own @ from_pixels, shape, half, most_pixels)


def _framed(
    matrix: Matrix, shape: tuple[int, int], half: float, most_pixels: int
) -> Straight:
    """Move and scale so that all of the picture lies in the straight one."""
    height, width = shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    seen = mapped(matrix, corners)
    low, high = seen.min(axis=0), seen.max(axis=0)
    scale = min(half, float(np.sqrt(most_pixels / np.prod(high - low))))
    frame = np.diag([scale, scale, 1.0])
    frame[:2, 2] = -low * scale
    sides = np.ceil((high - low) * scale).astype(int)
    return Straight(frame @ matrix, (int(sides[1]), int(sides[0])))


def _family(lines: Sequence[Line], half: float) -> tuple[float, float] | None:
    """Slope in the middle, and how it grows with a line's place; None if too few."""
    if len(lines) < FEWEST_LINES:
        return None
    slopes = np.array([line.slope for line in lines])
    places = np.array([line.at for line in lines]) / half
    kept = np.abs(slopes - np.median(slopes)) < 0.15
    if kept.sum() < FEWEST_LINES:
        return None
    for _ in range(3):
        design = np.column_stack([np.ones(kept.sum()), places[kept]])
        slope, growth = np.linalg.lstsq(design, slopes[kept], rcond=None)[0]
        error = np.abs(slopes - slope - growth * places)
        kept = error <= max(2.5 * float(np.median(error)), 0.004)
    if abs(growth) > STRONGEST or np.ptp(places[kept]) < 0.1:
        return float(np.median(slopes)), 0.0
    return float(slope), float(growth)


def _clearest(
    along: NDArray[np.float64],
    across: NDArray[np.float64],
    blur: float,
    printed: tuple[float, float] | None,
    expected: float,
    reach: float,
) -> tuple[float, float]:
    """Slope and convergence for which what is written gathers in narrow bands.

    Args:
        along: places along the bands, from the middle, in halves of the long side.
        across: places across them.
        blur: width of the gaps that matter.
        printed: slope and convergence of printed lines.
        expected: the slope that is likeliest.
        reach: how far from it to look.
    """

    def clearness(slope: float, growth: float) -> float:
        places = (across - slope * along) / (1 + growth * along)
        bins = np.floor((places + 2) / (blur / 2)).astype(np.intp)
        counts = np.bincount(bins.clip(0, int(4 / (blur / 2))))
        smooth = np.convolve(counts, (0.25, 0.75, 1, 0.75, 0.25))
        gathered = float((smooth.astype(np.float64) ** 2).sum())
        # Between equals, the one that is turned and leans least.
        unlikely = ((slope - expected) / reach) ** 2 + (growth / STRONGEST) ** 2
        return gathered * (1 - 0.15 * unlikely)

    if len(along) < 2:
        return printed or (expected, 0.0)
    best, most = (expected, 0.0), clearness(expected, 0.0)
    slopes = expected + np.linspace(-reach, reach, 1 + 2 * round(reach / 0.01))
    steps = (0.01, 0.03)
    for slope in slopes:
        for growth in np.arange(-STRONGEST, STRONGEST + 1e-9, steps[1]):
            found = clearness(float(slope), float(growth))
            if found > most:
                best, most = (float(slope), float(growth)), found
    for _ in range(3):
        steps = (steps[0] / 2, steps[1] / 2)
        for one in (-1, 0, 1):
            for other in (-1, 0, 1):
                near = best[0] + one * steps[0], best[1] + other * steps[1]
                found = clearness(*near)
                if found > most:
                    best, most = near, found
    if printed is not None and clearness(*printed) >= AS_CLEAR * most:
        return printed
    return best
