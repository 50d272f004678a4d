"""TensorBoard's logs of a training."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import tensorflow as tf

from recognizer.training.fit import Progress


class TensorBoard:
    """Writes a training's curves; `tensorboard --logdir FOLDER` shows them."""

    def __init__(self, folder: Path) -> None:
        self._writer = tf.summary.create_file_writer(str(folder))

    def __enter__(self) -> TensorBoard:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()

    def write(self, progress: Progress) -> None:
        """Add a point to each curve."""
        with self._writer.as_default(progress.step):
            tf.summary.scalar("training/loss", progress.loss)
            tf.summary.scalar("training/accuracy", progress.accuracy)
            tf.summary.scalar("speed/images_per_s", progress.images_per_s)
            if progress.held_out_accuracy is not None:
                tf.summary.scalar("held_out/loss", progress.held_out_loss)
                tf.summary.scalar("held_out/accuracy", progress.held_out_accuracy)
