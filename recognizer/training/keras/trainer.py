"""The training loop: batches in, weights out; it can be stopped and resumed.

Everything random is drawn from (seed, step), so a resumed training sees exactly the
batches of an uninterrupted one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from recognizer.datasets.labelled import NO_DIGIT
from recognizer.training.checkpoint import (
    Checkpoint,
    read_checkpoint,
    write_checkpoint,
)
from recognizer.training.keras.batches import Batches
from recognizer.training.keras.distortion import Distorter
from recognizer.training.keras.model import (
    build,
    freeze_filters,
    set_weights,
    weights_of,
)
from recognizer.training.keras.precision import policy
from recognizer.training.progress import Progress
from recognizer.training.recipe import NONE, Recipe
from recognizer.training.sources import TrainingData

Weights = dict[str, NDArray[np.float32]]
MEASUREMENTS = 20
"""Most measurements on held-out images in a training."""

MEASURED_EVERY = 1_280
"""Least training images between two measurements: otherwise measuring would take a
third of the time of a short training."""

MEASURED_ON = 1_000
"""Held-out images used for the curves. All 5,000 took two fifths of the time of
`fast`; the figures in cards use all."""

CHECKPOINT_EVERY_S = 5.0
REPORT_EVERY_S = 0.5


class Measurement(NamedTuple):
    """A point of a training's curves: means over the last batches, and held-out."""

    step: int
    loss: float
    accuracy: float
    held_out_loss: float
    held_out_accuracy: float


@dataclass(frozen=True)
class Fitted:
    """Result of a training.

    Attributes:
        weights: of the last step, or the best measured ones if it was stopped, early
            or by a person.
        best_accuracy: on the held-out images, 0 to 1.
        finished: False if it was stopped.
        elapsed_s: time that the steps and measurements took, in seconds.
        curve: all measurements.
    """

    weights: Weights
    best_accuracy: float
    finished: bool
    elapsed_s: float
    curve: tuple[Measurement, ...]


class FusedAdam(keras.optimizers.Adam):  # type: ignore[misc]
    """Keras's Adam, with the same variables and arithmetic, in one TensorFlow kernel.

    Keras's own passes over every weight a dozen times, which takes a sixth of a step of
    the two-layer CNN; the kernel takes less than half of that.
    """

    def update_step(
        self, gradient: tf.Tensor, variable: tf.Variable, learning_rate: tf.Tensor
    ) -> None:
        """Move one variable along its gradient."""
        index = self._get_variable_index(variable)
        step = tf.cast(self.iterations + 1, tf.float32)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[index].value.handle,
            v=self._velocities[index].value.handle,
            beta1_power=self.beta_1**step,
            beta2_power=self.beta_2**step,
            lr=learning_rate,
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=gradient,
        )


@dataclass(frozen=True)
class Inherited:
    """Another network's weights, to fine-tune.

    Attributes:
        freezes_filters: train the dense layers only.
        reinitialises_dense: use its filters only, with random dense layers.
    """

    weights: Weights
    freezes_filters: bool
    reinitialises_dense: bool


class Trainer:
    """One training: a model, its optimiser and the step it has reached."""

    def __init__(
        self,
        recipe: Recipe,
        data: TrainingData,
        seed: int,
        inherited: Inherited | None = None,
    ) -> None:
        """Set up a training.

        Args:
            inherited: weights to fine-tune; None for random ones.
        """
        self.recipe, self.seed = recipe, seed
        self.model = build(recipe.architecture, seed, policy(recipe.bfloat16))
        if inherited is not None:
            filters_only = inherited.reinitialises_dense
            set_weights(self.model, inherited.weights, filters_only)
            if inherited.freezes_filters:
                freeze_filters(self.model)
        self._batches = Batches(data.sources, recipe, seed)
        self._validation = data.validation.part(0, MEASURED_ON)
        chosen = FusedAdam if recipe.optimizer == "adam" else keras.optimizers.SGD
        decay = recipe.weight_decay or None
        self._optimizer = chosen(recipe.learning_rate, weight_decay=decay)
        self._optimizer.exclude_from_weight_decay(var_names=["bias"])
        self._optimizer.build(self.model.trainable_variables)
        self._train = _train_step(self.model, self._optimizer, recipe)
        self.step = 0
        self._best: Weights = {}
        self._best_accuracy = -1.0
        self._curve: list[Measurement] = []

    def run(
        self,
        on_progress: Callable[[Progress], None],
        checkpoint: Path,
        should_stop: Callable[[], bool] = lambda: False,
        checkpoint_every_s: float = CHECKPOINT_EVERY_S,
    ) -> Fitted:
        """Train until the end, or until `should_stop` says so.

        Args:
            on_progress: called about twice a second.
            checkpoint: file written every `checkpoint_every_s` and when stopped.
        """
        recipe, steps = self.recipe, self.recipe.steps
        measure_every = _measure_every(recipe)
        first, started = self.step, time.monotonic()
        reported = saved = started
        losses: list[tf.Tensor] = []
        rights: list[tf.Tensor] = []
        last = self._curve[-1] if self._curve else None
        while not self.is_finished and not should_stop():
            images, labels = self._batches.at(self.step)
            self._optimizer.learning_rate.assign(learning_rate(recipe, self.step))
            loss, right = self._train(images, labels, [self.seed, self.step])
            losses.append(loss)
            rights.append(right)
            self.step += 1
            now = time.monotonic()
            if self.step % measure_every == 0 or self.step == steps:
                means = float(np.mean(losses[-200:])), float(np.mean(rights[-200:]))
                last = self._measure(*means)
            if now - reported >= REPORT_EVERY_S or self.step == steps:
                speed = (self.step - first) * recipe.batch_size / (now - started)
                on_progress(
                    Progress(
                        self.step,
                        steps,
                        float(np.mean(losses)),
                        float(np.mean(rights)),
                        speed,
                        (steps - self.step) * recipe.batch_size / speed,
                        last.held_out_loss if last else None,
                        last.held_out_accuracy if last else None,
                    )
                )
                reported = now
                losses, rights = [], []
            if now - saved >= checkpoint_every_s:
                self.save(checkpoint)
                saved = now
        if not self.is_finished:
            self.save(checkpoint)
        at_the_end = self.step == steps or not self._best
        weights = weights_of(self.model) if at_the_end else self._best
        return Fitted(
            weights,
            self._best_accuracy,
            self.is_finished,
            time.monotonic() - started,
            self.curve,
        )

    @property
    def curve(self) -> tuple[Measurement, ...]:
        """All measurements so far."""
        return tuple(self._curve)

    @property
    def is_finished(self) -> bool:
        """Whether all steps are done or the recipe's patience is exhausted."""
        patience = self.recipe.patience
        errors = ((each.step, 1 - each.held_out_accuracy) for each in self._curve)
        return self.step >= self.recipe.steps or (
            patience is not None and patience.is_exhausted(errors)
        )

    def _measure(self, loss: float, right: float) -> Measurement:
        logits = predict(self.model, self._validation.images)
        labels = self._validation.labels
        held_out_loss = loss_of(tf.constant(labels), logits, self.recipe.rejects, 0.0)
        accuracy = float((logits.argmax(axis=1) == labels).mean())
        if accuracy > self._best_accuracy:
            self._best_accuracy = accuracy
            self._best = weights_of(self.model)
        measured = float(np.mean(held_out_loss))
        self._curve.append(Measurement(self.step, loss, right, measured, accuracy))
        return self._curve[-1]

    def save(self, checkpoint: Path) -> None:
        """Write everything that `resume` needs into one file, atomically."""
        arrays = {f"model/{k}": v for k, v in self._numbered(self.model.variables)}
        arrays |= {
            f"optimizer/{k}": v for k, v in self._numbered(self._optimizer.variables)
        }
        arrays |= {f"best/{name}": array for name, array in self._best.items()}
        arrays["curve"] = np.array(self._curve, np.float64).reshape(-1, 5)
        reached = Checkpoint(self.step, self._best_accuracy, arrays)
        write_checkpoint(checkpoint, reached, self.recipe, self.seed)

    def resume(self, checkpoint: Path) -> None:
        """Restore the state of a checkpoint.

        Raises:
            InvalidCheckpoint: if it is damaged, or of another recipe or seed.
        """
        reached = read_checkpoint(checkpoint, self.recipe, self.seed)
        arrays = reached.arrays
        for index, variable in enumerate(self.model.variables):
            variable.assign(arrays[f"model/{index}"])
        for index, variable in enumerate(self._optimizer.variables):
            variable.assign(arrays[f"optimizer/{index}"])
        self.step, self._best_accuracy = reached.step, reached.best_accuracy
        self._best = {
            name.removeprefix("best/"): array
            for name, array in arrays.items()
            if name.startswith("best/")
        }
        self._curve = [
            Measurement(int(step), *rest) for step, *rest in arrays["curve"].tolist()
        ]

    @staticmethod
    def _numbered(
        variables: list[keras.Variable],
    ) -> list[tuple[str, NDArray[np.generic]]]:
        return [(str(i), np.asarray(each)) for i, each in enumerate(variables)]


def _measure_every(recipe: Recipe) -> int:
    """Batches between two measurements."""
    if recipe.patience:
        return recipe.patience.every
    return max(recipe.steps // MEASUREMENTS, MEASURED_EVERY // recipe.batch_size, 1)


def learning_rate(recipe: Recipe, step: int) -> float:
    """The learning rate of a step, see `Recipe.schedule`."""
    if recipe.schedule == "constant":
        return recipe.learning_rate
    warm_up = recipe.steps / 10
    if step < warm_up:
        return recipe.learning_rate * (step + 1) / (warm_up + 1)
    fraction = (step - warm_up) / (recipe.steps - warm_up)
    return float(recipe.learning_rate * (1 + np.cos(np.pi * fraction)) / 2)


def loss_of(
    labels: tf.Tensor, logits: tf.Tensor, rejects: bool, label_smoothing: float
) -> tf.Tensor:
    """Cross-entropy over the ten digits and, if the network rejects, "no digit".

    "No digit" is an eleventh logit that is always 0: it needs no parameter, leaves
    the softmax over the ten digits as it is, and makes log Σ exp(logits) the log of
    the odds that an image is a digit (the energy of Liu et al., 2020, trained as in
    Hendrycks et al., 2019, Deep anomaly detection with outlier exposure).

    Args:
        labels: (batch,) int64, 0 to 9 or -1.
        logits: (batch, 10) float32.

    Returns:
        (batch,) float32.
    """
    targets = tf.one_hot(labels, 10)
    is_digit = tf.reduce_sum(targets, axis=1, keepdims=True)
    targets = targets * (1 - label_smoothing) + is_digit * label_smoothing / 10
    if rejects:
        logits = tf.pad(logits, [[0, 0], [0, 1]])
        targets = tf.concat([targets, 1 - is_digit], axis=1)
    return tf.nn.softmax_cross_entropy_with_logits(targets, logits)


def predict(model: keras.Model, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Logits of many images, without dropout: (n, 28, 28) uint8 to (n, 10)."""
    batches = [
        model(images[start : start + 500, ..., None] / np.float32(255), training=False)
        for start in range(0, len(images), 500)
    ]
    return np.concatenate([batch.numpy() for batch in batches])


def _train_step(
    model: keras.Model, optimizer: keras.optimizers.Optimizer, recipe: Recipe
) -> Callable[..., tuple[tf.Tensor, tf.Tensor]]:
    distorter = Distorter(recipe.distortion)

    @tf.function(  # type: ignore[untyped-decorator]
        input_signature=[
            tf.TensorSpec([None, 28, 28], tf.uint8),
            tf.TensorSpec([None], tf.int64),
            tf.TensorSpec([2], tf.int32),
        ]
    )
    def step(
        images: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        values = tf.cast(images, tf.float32) / 255
        if recipe.distortion != NONE:
            values = distorter(values, seed)
        with tf.GradientTape() as tape:
            logits = model(values[..., None], training=True)
            losses = loss_of(labels, logits, recipe.rejects, recipe.label_smoothing)
            loss = tf.reduce_mean(losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        answers = tf.argmax(logits, axis=1)
        is_digit = labels != NO_DIGIT
        right = tf.reduce_sum(tf.cast((answers == labels) & is_digit, tf.float32))
        return loss, right / tf.reduce_sum(tf.cast(is_digit, tf.float32))

    return step  # type: ignore[no-any-return]
