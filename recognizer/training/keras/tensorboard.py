"""TensorBoard's logs of a training."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tensorflow as tf

from recognizer.training.progress import Progress


@contextmanager
def tensorboard(folder: Path) -> Iterator[Callable[[Progress], None]]:
    """Log a training's curves; `tensorboard --logdir FOLDER` shows them.

    Yields:
        A function that adds a point to each curve.
    """
    writer = tf.summary.create_file_writer(str(folder))

    def write(progress: Progress) -> None:
        with writer.as_default(progress.step):
            tf.summary.scalar("training/loss", progress.loss)
            tf.summary.scalar("training/accuracy", progress.accuracy)
            tf.summary.scalar("speed/images_per_s", progress.images_per_s)
            if progress.held_out_accuracy is not None:
                tf.summary.scalar("held_out/loss", progress.held_out_loss)
                tf.summary.scalar("held_out/accuracy", progress.held_out_accuracy)

    try:
        yield write
    finally:
        writer.close()
