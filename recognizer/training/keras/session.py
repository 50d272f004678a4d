"""One training from its data to a published model."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from recognizer.collection import collection
from recognizer.datasets.labelled import LabelledImages
from recognizer.ink import mnist_format
from recognizer.network import bundles
from recognizer.network.bundles import ModelCard
from recognizer.settings import Settings
from recognizer.training import loading, own, trials, watched
from recognizer.training.checks import starting_model
from recognizer.training.halving import Halving
from recognizer.training.keras import model, publishing
from recognizer.training.keras.tensorboard import tensorboard
from recognizer.training.keras.trainer import (
    CHECKPOINT_EVERY_S,
    MEASURED_ON,
    Fitted,
    Inherited,
    Trainer,
    predict,
)
from recognizer.training.plan import Plan
from recognizer.training.progress import Progress
from recognizer.training.recipes import FAST
from recognizer.training.runs import Run, State
from recognizer.training.sources import TrainingData
from recognizer.training.space import Search
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
    data = loading.load(run, plan, settings)
    if plan.search is not None:
        if trials.chosen(run) is None:
            run.write_state(State("training"))
            _search(run, plan, plan.search, settings, data)
        if trials.chosen(run) is None:
            return State("stopped", elapsed_s=time.monotonic() - started)
        plan = replace(plan, recipe=trials.recipe_of(run, plan))
    inherited, fine_tuned = _start(plan, settings)
    trainer = Trainer(plan.recipe, data, plan.seed, inherited)
    fitted, digits = _fit(
        run, plan, settings, data, trainer, run.is_asked_to_stop, checkpoint_every_s
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
    is_whole = fitted.finished and all(each.has_ended for each in trials.of(run))
    if is_whole or plan.search is not None:
        run.checkpoint.unlink(missing_ok=True)
    return State(
        "finished" if is_whole else "stopped",
        figures=bundle.card.figures,
        elapsed_s=elapsed,
    )


def train_trial(
    trial: Run,
    settings: Settings,
    data: TrainingData,
    goes_on: Callable[[float, float], bool],
    is_asked_to_stop: Callable[[], bool],
) -> None:
    """Train one trial of a search as far as it is worth it; no model is published.

    Args:
        data: of the search.
        goes_on: is told the part of the training that is done, 0 to 1, and the accuracy
            on the validation images, after each measurement but the last.
        is_asked_to_stop: ends it in between; another call goes on from there.
    """
    plan, started = trial.plan(), time.monotonic()
    inherited, _fine_tuned = _start(plan, settings)
    trainer = Trainer(plan.recipe, data, plan.seed, inherited)
    measured, is_pruned = 0, False

    def should_stop() -> bool:
        nonlocal measured, is_pruned
        for each in trainer.curve[measured:]:
            measured += 1
            part = each.step / plan.recipe.steps
            if part < 1 and not is_pruned:
                took = time.monotonic() - started
                speed = each.step * plan.recipe.batch_size / took
                left = took * (1 - part) / part
                point = Progress(
                    steps=plan.recipe.steps,
                    images_per_s=speed,
                    remaining_s=left,
                    **each._asdict(),
                )
                trial.add_progress(vars(point))
                is_pruned = not goes_on(part, each.held_out_accuracy)
        return is_pruned or is_asked_to_stop()

    fitted, _digits = _fit(trial, plan, settings, data, trainer, should_stop)
    elapsed = time.monotonic() - started
    if fitted.finished:
        trainer.save(trial.checkpoint)
        trial.write_state(State("finished", elapsed_s=elapsed))
    elif is_pruned:
        trial.checkpoint.unlink(missing_ok=True)
        trial.write_state(State("pruned", elapsed_s=elapsed))
    else:
        trial.write_state(State("stopped", elapsed_s=elapsed))
    keras.backend.clear_session()


def _search(
    run: Run, plan: Plan, search: Search, settings: Settings, data: TrainingData
) -> None:
    """Try one after the other, and choose the best."""
    rule = Halving()
    for trial in trials.prepare(run, plan, search):
        goes_on = partial(rule.goes_on, trial.number)
        if trial.last_state().status in ("finished", "pruned"):
            trials.retell(trial, goes_on)
        elif not run.is_asked_to_stop():
            train_trial(trial, settings, data, goes_on, run.is_asked_to_stop)
            trials.keep_best(run)
    trials.choose(run)


def _fit(
    run: Run,
    plan: Plan,
    settings: Settings,
    data: TrainingData,
    trainer: Trainer,
    should_stop: Callable[[], bool],
    checkpoint_every_s: float = CHECKPOINT_EVERY_S,
) -> tuple[Fitted, Watched]:
    """Train, on from the checkpoint if there is one, and write the curves."""
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

        fitted = trainer.run(report, run.checkpoint, should_stop, checkpoint_every_s)
    return fitted, digits


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
