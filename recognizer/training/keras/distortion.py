"""Distort images while training: random affine maps and elastic deformations.

Elastic deformation after Simard, Steinkraus and Platt, 2003, Best practices for
convolutional neural networks, section 2; instead of smoothing noise of full size, a
coarse grid of random displacements is spread by cubic B-splines, so that the affine
map and the deformation are one matrix product for a batch.

Rows and columns are separate arrays: TensorFlow is slow if the last axis is short.
"""

from __future__ import annotations

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from recognizer.ink.mnist_format import SIZE
from recognizer.training.recipe import Distortion


class Distorter:
    """Distorts batches of images inside TensorFlow's graph."""

    def __init__(self, distortion: Distortion) -> None:
        self.distortion = distortion
        middle = (SIZE - 1) / 2
        rows, columns = np.divmod(np.arange(SIZE * SIZE), SIZE)
        self._pixels = tf.constant(np.stack([rows, columns])[:, None], tf.float32)
        affine = np.stack([rows - middle, columns - middle, np.ones_like(rows)])
        basis = np.concatenate([affine, spline_basis(distortion.grid).T])
        self._basis = tf.constant(basis, tf.float32)  # (3 + knots, 784)

    def __call__(self, images: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        """Distort a batch.

        Args:
            images: (batch, 28, 28) float32, 0 to 1, ground 0.
            seed: (2,) int32; the same seed gives the same distortion.

        Returns:
            (batch, 28, 28) float32, 0 to 1.
        """
        coefficients = self._coefficients(images, seed)
        by_row = tf.reshape(coefficients, [-1, coefficients.shape[-1]])
        moved = tf.reshape(tf.matmul(by_row, self._basis), [2, -1, SIZE * SIZE])
        return sample(images, *tf.unstack(self._pixels + moved))

    def _coefficients(self, images: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        """Random (2, batch, 3 + knots): how rows and columns are displaced."""
        batch, strength = tf.shape(images)[0], self.distortion
        uniform = tf.random.stateless_uniform([batch, 6], seed, -1.0, 1.0)
        angle = uniform[:, 0] * np.deg2rad(strength.rotation)
        height = tf.exp(uniform[:, 1] * strength.scale)
        width = tf.exp(uniform[:, 2] * strength.scale)
        shear = uniform[:, 3] * strength.shear
        cos, sin = tf.cos(angle), tf.sin(angle)
        down, right = uniform[:, 4] * strength.shift, uniform[:, 5] * strength.shift
        # Output pixel -> input pixel: stretch, shear, turn; less the pixel itself.
        to_row = tf.stack([cos * height - 1, -sin * width, down], 1)
        to_column = tf.stack([sin * height + shear, cos * width - 1, right], 1)
        knots = self._basis.shape[0] - 3
        noise = tf.random.stateless_normal([batch, knots, 2], seed + 1)
        displaced = tf.transpose(noise * strength.elastic, [2, 0, 1])
        return tf.concat([tf.stack([to_row, to_column]), displaced], 2)


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


def sample(images: tf.Tensor, rows: tf.Tensor, columns: tf.Tensor) -> tf.Tensor:
    """Read images between pixels, bilinearly; the ground outside is 0.

    Args:
        images: (batch, 28, 28).
        rows, columns: (batch, 784): where to read.
    """
    side = SIZE + 2
    padded = tf.reshape(tf.pad(images, [[0, 0], [1, 1], [1, 1]]), [-1])
    rows, columns = (
        tf.clip_by_value(places + 1.0, 0.0, side - 1 - 1e-3)
        for places in (rows, columns)
    )
    row, column = tf.floor(rows), tf.floor(columns)
    down, right = rows - row, columns - column
    first = tf.range(tf.shape(images)[0])[:, None] * (side * side)
    index = first + tf.cast(row * side + column, tf.int32)
    upper, lower = (
        tf.gather(padded, index + step) * (1 - right)
        + tf.gather(padded, index + step + 1) * right
        for step in (0, side)
    )
    return tf.reshape(upper * (1 - down) + lower * down, tf.shape(images))
