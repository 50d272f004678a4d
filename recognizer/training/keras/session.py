"""One training from its data to a published model."""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.collection import collection
from recognizer.datasets.labelled import LabelledImages
from recognizer.ink import mnist_format
from recognizer.network import bundles
from recognizer.network.bundles import ModelCard
from recognizer.settings import Settings
from recognizer.training import own, watched
from recognizer.training.checks import starting_model
from recognizer.training.keras import model, publishing
from recognizer.training.keras.tensorboard import tensorboard
from recognizer.training.keras.trainer import (
    CHECKPOINT_EVERY_S,
    MEASURED_ON,
    Inherited,
    Trainer,
    predict,
)
from recognizer.training.plan import Plan
from recognizer.training.progress import Progress
from recognizer.training.recipes import FAST
from recognizer.training.runs import Run, State
from recognizer.training.sources import TrainingData, load
from recognizer.training.watched import Watched

MAX_FILTERS = 64


def warm_up() -> None:
    """Have TensorFlow do in advance what the first step would wait for."""
    side = mnist_format.SIZE
    blank = np.zeros((FAST.batch_size, side, side), np.uint8)
    images = LabelledImages("blank", blank, np.zeros(len(blank), np.int64), {})
    recipe = replace(FAST, images=FAST.batch_size)
    trainer = Trainer(recipe, TrainingData({"mnist": images}, images), 0)
    with tempfile.TemporaryDirectory() as folder:
        trainer.run(lambda progress: None, Path(folder) / "checkpoint")


def train(
    run: Run,
    plan: Plan,
    settings: Settings,
    checkpoint_every_s: float = CHECKPOINT_EVERY_S,
) -> State:
    """Train by a plan and publish the model.

    Args:
        checkpoint_every_s: how much of the training a killed process may lose.

    Returns:
        How the run ended. One that was stopped before its first step has no model.

    Raises:
        RecognizerError: if it cannot be trained or published.
    """
    started = time.monotonic()
    inherited, fine_tuned = _start(plan, settings)
    data = load(
        plan.recipe,
        settings,
        plan.seed,
        lambda here, total: _note_loading(run, "mnist", here, total),
        lambda source, done, total: _note_loading(run, source, done, total),
    )
    trainer = Trainer(plan.recipe, data, plan.seed, inherited)
    if run.checkpoint.exists():
        trainer.resume(run.checkpoint)
    run.write_filters(first_layer(trainer))
    digits = _watch(run, plan, settings, trainer, data)
    run.write_state(State("training"))
    with tensorboard(run.logs) as log:

        def report(progress: Progress) -> None:
            log(progress)
            answers = _answers(trainer, digits.images).tolist()
            run.add_progress({**vars(progress), "answers": answers})
            run.write_filters(first_layer(trainer))

        fitted = trainer.run(
            report, run.checkpoint, run.is_asked_to_stop, checkpoint_every_s
        )
    elapsed = time.monotonic() - started
    if trainer.step == 0:
        return State("stopped", elapsed_s=elapsed)
    run.write_state(State("publishing", elapsed_s=elapsed))
    model.set_weights(trainer.model, fitted.weights)
    after = _answers(trainer, digits.images)
    watched.write(replace(digits, after=after), run.watched)
    bundle = publishing.publish(plan, fitted, data, settings, fine_tuned)
    if plan.note:
        bundles.write_note(bundle, plan.note)
    if fitted.finished:
        run.checkpoint.unlink(missing_ok=True)
    return State(
        "finished" if fitted.finished else "stopped",
        figures=bundle.card.figures,
        elapsed_s=elapsed,
    )


def _start(plan: Plan, settings: Settings) -> tuple[Inherited | None, ModelCard | None]:
    """Weights to start from, and the card whose calibration still holds."""
    start, bundle = plan.start, starting_model(plan, settings)
    if start is None or bundle is None:
        return None, None
    inherited = Inherited(bundle.read_weights(), start.keeps_filters, start.dense_anew)
    return inherited, None if start.dense_anew else bundle.card


def _watch(
    run: Run, plan: Plan, settings: Settings, trainer: Trainer, data: TrainingData
) -> Watched:
    """The digits to watch: own drawings if they are trained on, else held-out images.

    A training that is resumed goes on with those that it began with.
    """
    found = watched.read(run.watched)
    if found is None:
        candidates = data.validation
        if plan.recipe.needs_own and (digits := own.to_watch(settings)):
            candidates = collection.as_images(digits)
        candidates = candidates.part(0, MEASURED_ON)
        found = watched.choose(candidates, _answers(trainer, candidates.images))
        watched.write(found, run.watched)
    elif found.after is not None:  # of the run that this one goes on from
        found = replace(found, after=None)
        watched.write(found, run.watched)
    return found


def _answers(trainer: Trainer, images: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The most probable digit of each image, (n,) int64."""
    return np.asarray(predict(trainer.model, images).argmax(axis=1), np.int64)


def first_layer(trainer: Trainer) -> NDArray[np.float32]:
    """The first layer's weights as pictures: (height, width, at most 64)."""
    weights = model.weights_of(trainer.model)
    kernel = next(array for name, array in weights.items() if name.endswith("/kernel"))
    if kernel.ndim == 2:  # from 28 × 28 pixels to units
        kernel = kernel.reshape(28, 28, -1)
    return kernel.reshape(*kernel.shape[:2], -1)[:, :, :MAX_FILTERS]


def _note_loading(run: Run, source: str, done: int, total: int) -> None:
    run.add_progress({"loading": source, "done": done, "total": total})
