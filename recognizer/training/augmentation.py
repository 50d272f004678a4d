"""Distort images while training: random affine maps and elastic deformations.

Elastic deformation after Simard, Steinkraus and Platt, 2003, Best practices for
convolutional neural networks, section 2; instead of smoothing noise of full size, a
coarse grid of random displacements is spread by cubic B-splines, so that the affine
map and the deformation are one matrix product for a batch.
"""

from __future__ import annotations

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from recognizer.preprocessing import SIZE
from recognizer.recipes import Distortion


class Distorter:
    """Distorts batches of images inside TensorFlow's graph."""

    def __init__(self, distortion: Distortion) -> None:
        self.distortion = distortion
        middle = (SIZE - 1) / 2
        rows, columns = np.divmod(np.arange(SIZE * SIZE), SIZE)
        self._pixels = tf.constant(np.stack([rows, columns], 1), tf.float32)
        affine = np.stack([rows - middle, columns - middle, np.ones_like(rows)], 1)
        basis = np.concatenate([affine, spline_basis(distortion.grid)], 1)
        self._basis = tf.constant(basis, tf.float32)  # (784, 3 + knots)

    def __call__(self, images: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        """Distort a batch.

        Args:
            images: (batch, 28, 28) float32, 0 to 1, ground 0.
            seed: (2,) int32; the same seed gives the same distortion.

        Returns:
            (batch, 28, 28) float32, 0 to 1.
        """
        moved = self._pixels + tf.matmul(self._basis, self._coefficients(images, seed))
        return _sample(images, moved)

    def _coefficients(self, images: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        """Random (batch, 3 + knots, 2): how rows and columns are displaced."""
        batch, strength = tf.shape(images)[0], self.distortion
        uniform = tf.random.stateless_uniform([batch, 6], seed, -1.0, 1.0)
        angle = uniform[:, 0] * np.deg2rad(strength.rotation)
        height = tf.exp(uniform[:, 1] * strength.scale)
        width = tf.exp(uniform[:, 2] * strength.scale)
        shear = uniform[:, 3] * strength.shear
        cos, sin = tf.cos(angle), tf.sin(angle)
        shift = uniform[:, 4:] * strength.shift
        # Output pixel -> input pixel: stretch, shear, turn; less the pixel itself.
        from_row = tf.stack([cos * height - 1, sin * height + shear], 1)
        from_column = tf.stack([-sin * width, cos * width - 1], 1)
        affine = tf.stack([from_row, from_column, shift], 1)
        knots = self._basis.shape[1] - 3
        noise = tf.random.stateless_normal([batch, knots, 2], seed + 1)
        return tf.concat([affine, noise * strength.elastic], 1)


def spline_basis(grid: int) -> NDArray[np.float64]:
    """Uniform cubic B-splines on a square grid over the image.

    Returns:
        (784, (grid + 3)²): each knot's weight at each pixel; rows add up to 1.
    """
    place = (np.arange(SIZE) + 0.5) / SIZE * grid  # (28,) in grid cells
    distance = np.abs(place[:, None] - (np.arange(grid + 3) - 1.0)[None])
    near = 2 / 3 - distance**2 + distance**3 / 2
    far = np.clip(2 - distance, 0, None) ** 3 / 6
    along = np.where(distance < 1, near, far)  # (28, grid + 3)
    return np.asarray(np.kron(along, along))


def _sample(images: tf.Tensor, places: tf.Tensor) -> tf.Tensor:
    """Read images between pixels, bilinearly; the ground outside is 0.

    Args:
        images: (batch, 28, 28).
        places: (batch, 784, 2): row and column to read.
    """
    side = SIZE + 1
    padded = tf.pad(images, [[0, 0], [1, 1], [1, 1]])  # (batch, 30, 30)
    corners = tf.stack(  # (batch, 29, 29, 4): each 2 × 2 neighbourhood
        [padded[:, r : r + side, c : c + side] for r in (0, 1) for c in (0, 1)], -1
    )
    batch = tf.shape(images)[0]
    places = tf.clip_by_value(places + 1.0, 0.0, side - 1e-3)
    low = tf.floor(places)
    part = places - low
    low = tf.cast(low, tf.int32)
    first = tf.range(batch)[:, None] * (side * side)
    index = first + low[..., 0] * side + low[..., 1]
    values = tf.gather(tf.reshape(corners, [-1, 4]), index)  # (batch, 784, 4)
    down, right = part[..., 0], part[..., 1]
    upper = values[..., 0] * (1 - right) + values[..., 1] * right
    lower = values[..., 2] * (1 - right) + values[..., 3] * right
    return tf.reshape(upper * (1 - down) + lower * down, tf.shape(images))
