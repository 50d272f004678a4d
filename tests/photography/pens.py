"""What people write with, by rule: how wide, how dark and how even a line is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from scipy import ndimage

from recognizer.ink import strokes
from recognizer.ink.strokes import FloatArray

Colour = tuple[float, float, float]

BLACK, BLUE, RED, GREEN = (
    (0.1, 0.1, 0.12),
    (0.1, 0.15, 0.5),
    (0.75, 0.12, 0.15),
    (0.1, 0.45, 0.25),
)


@dataclass(frozen=True)
class Pen:
    """A kind of pen.

    Attributes:
        widths: least and most, in mm.
        heights: of the digits that are written with it, in mm.
        colours: of its ink, the light that it throws back, 0 to 1.
        cover: least and most of the paper that the ink hides, 0 to 1.
        grain: how much the paper's roughness shows in the line, 0 to 1.
    """

    widths: tuple[float, float]
    heights: tuple[float, float]
    colours: tuple[Colour, ...]
    cover: tuple[float, float]
    grain: float

    def draw(
        self,
        lines: Sequence[FloatArray],
        shape: tuple[int, int],
        mm: float,
        rng: Generator,
    ) -> FloatArray:
        """How much of each pixel the ink hides, (height, width) float32, 0 to 1.

        Args:
            lines: (n, 2) arrays of x, y in pixels.
            shape: of the result.
            mm: pixels of one.
        """
        width = rng.uniform(*self.widths) * mm
        drawn = strokes.draw_lines(
            [line.astype(np.float32) for line in lines],
            [max(width, 1)] * len(lines),
            shape,
        ) * min(width, 1)
        pressure = 1 + 0.1 * self.grain * rng.normal()
        noise = ndimage.gaussian_filter(
            rng.normal(0, 1, shape).astype(np.float32), max(0.15 * mm, 0.5)
        )
        noise *= self.grain / max(float(noise.std()), 1e-6)
        cover = rng.uniform(*self.cover) * pressure
        return np.asarray(np.clip(drawn * (cover + 0.3 * noise), 0, 1), np.float32)


PENCIL = Pen((0.4, 0.9), (10, 45), ((0.3, 0.3, 0.32),), (0.5, 0.85), 0.5)
BALLPOINT = Pen((0.45, 0.8), (10, 45), (BLACK, BLUE, BLUE, RED), (0.75, 0.95), 0.15)
FELT = Pen((0.9, 2.5), (12, 70), (BLACK, BLUE, RED, GREEN), (0.85, 1), 0.05)
MARKER = Pen((3, 6), (50, 160), (BLACK, BLUE, RED, GREEN), (0.75, 0.98), 0.1)
CHALK = Pen((5, 9), (60, 160), ((0.93, 0.93, 0.9), (0.95, 0.9, 0.6)), (0.6, 0.9), 0.6)
