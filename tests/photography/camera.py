"""A phone's camera, by rule: perspective, light, shadow, blur, noise and JPEG."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from recognizer.ink.strokes import FloatArray

Matrix = NDArray[np.float64]

LARGEST_TILT = 20
"""Degrees by which the paper is turned, and by which the camera leans over it."""


@dataclass(frozen=True)
class View:
    """Where a plane is seen from.

    Attributes:
        shape: of the picture, (height, width) in pixels.
        matrix: (3, 3), from the plane's x, y, 1 to the picture's, up to a factor.
            At the plane's origin it keeps lengths.
    """

    shape: tuple[int, int]
    matrix: Matrix

    @classmethod
    def choose(
        cls, shape: tuple[int, int], middle: tuple[float, float], rng: Generator
    ) -> View:
        """Look from somewhere.

        Args:
            middle: x, y in the picture at which the plane's origin is seen.
        """
        largest = math.radians(LARGEST_TILT)
        turn = rng.triangular(-largest, 0, largest)
        lean, towards = rng.triangular(0, 0, largest), rng.uniform(0, 2 * math.pi)
        cos, sin = math.cos(turn), math.sin(turn)
        turned = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
        axis = np.array([math.cos(towards), math.sin(towards), 0])
        leaning = _rotation(axis, lean) @ turned
        focal = 1.1 * max(shape)
        project = np.diag([focal, focal, 1.0])
        place = np.column_stack([leaning[:, 0], leaning[:, 1], [0, 0, focal]])
        move = np.array([[1, 0, middle[0]], [0, 1, middle[1]], [0, 0, 1.0]])
        return cls(shape, move @ project @ place)

    def seen(self, points: NDArray[Any]) -> Matrix:
        """Points of the plane, (n, 2), in the picture."""
        return _mapped(self.matrix, points)

    def bounds(self) -> tuple[Matrix, Matrix]:
        """Least and largest x, y of the plane that the picture shows."""
        height, width = self.shape
        corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], float)
        found = _mapped(np.linalg.inv(self.matrix), corners)
        return np.floor(found.min(axis=0)) - 2, np.ceil(found.max(axis=0)) + 2

    def take(self, plane: FloatArray, corner: Matrix) -> FloatArray:
        """The plane as it is seen.

        Args:
            plane: (height, width, 3), 0 to 1.
            corner: x, y in the plane of its first pixel.
        """
        move = np.array([[1, 0, corner[0]], [0, 1, corner[1]], [0, 0, 1.0]])
        back = np.linalg.inv(self.matrix @ move)
        levels = (np.clip(plane, 0, 1) * 255).astype(np.uint8)
        seen = Image.fromarray(levels).transform(
            (self.shape[1], self.shape[0]),
            Image.Transform.PERSPECTIVE,
            (back / back[2, 2]).reshape(-1)[:8].tolist(),
            Image.Resampling.BICUBIC,
        )
        return np.asarray(seen, np.float32) / np.float32(255)


def _rotation(axis: Matrix, angle: float) -> Matrix:
    """Rodrigues' formula."""
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    turned = np.eye(3) + math.sin(angle) * cross
    return np.asarray(turned + (1 - math.cos(angle)) * cross @ cross)


def _mapped(matrix: NDArray[Any], points: NDArray[Any]) -> Matrix:
    homogeneous = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:])


def light(shape: tuple[int, int], has_shadow: bool, rng: Generator) -> FloatArray:
    """Uneven light, darker corners and, if so, the shadow of a hand or of the phone.

    Returns:
        (height, width, 3) float32, about 0.3 to 1.
    """
    down, across = (
        np.linspace(-0.5, 0.5, side, dtype=np.float32).reshape(line)
        for side, line in zip(shape, ((-1, 1), (1, -1)), strict=True)
    )
    level = rng.uniform(0.65, 0.98)
    slope = rng.uniform(-0.3, 0.3, 2)
    found = level * (1 + slope[0] * down + slope[1] * across)
    found = found * (1 - rng.uniform(0, 0.5) * (down**2 + across**2))
    if has_shadow:
        angle = rng.uniform(0, 2 * math.pi)
        side = down * math.cos(angle) + across * math.sin(angle)
        along = across * math.cos(angle) - down * math.sin(angle)
        waves = 0.08 * np.sin(along * rng.uniform(3, 14) + rng.uniform(0, 6))
        softness = rng.uniform(0.008, 0.08)
        depth = (side + waves - rng.uniform(-0.3, 0.3)) / softness
        inside = 1 / (1 + np.exp(-np.clip(depth, -30, 30)))
        found = found * (1 - rng.uniform(0.2, 0.5) * inside)
    warmth = 1 + rng.normal(0, 0.04) * np.array([1, 0, -1])
    return np.asarray(found[..., None] * warmth, np.float32)


def expose(seen: FloatArray, rng: Generator, most_blur: float = 0.0025) -> bytes:
    """A JPEG as a phone writes it, of the light that falls on its sensor, 0 to 1.

    Args:
        most_blur: standard deviation, in long sides of the picture.
    """
    picture = Image.fromarray((np.clip(seen, 0, 1) * 255).astype(np.uint8))
    blur = rng.uniform(0.4, most_blur * max(seen.shape))
    blurred = np.asarray(picture.filter(ImageFilter.GaussianBlur(blur)), np.float32)
    height, width = seen.shape[:2]
    noise = rng.normal(0, rng.uniform(0.5, 5), (height, width, 1))
    coloured = rng.normal(0, rng.uniform(0.2, 2.5), seen.shape)
    noisy = np.clip(blurred + noise + coloured, 0, 255).astype(np.uint8)
    stream = io.BytesIO()
    quality = int(rng.integers(55, 95))
    Image.fromarray(noisy).save(stream, "JPEG", quality=quality)
    return stream.getvalue()
