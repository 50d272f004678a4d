"""The training loop: it learns, stops, goes on without a trace, and rejects."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from recognizer.datasets.labelled import LabelledImages
from recognizer.errors import InvalidCheckpoint
from recognizer.network.architecture import Architecture
from recognizer.network.engine import FloatArray, log_sum_exp
from recognizer.training.progress import Progress
from recognizer.training.recipe import Distortion, Patience, Recipe
from recognizer.training.sources import TrainingData

pytestmark = pytest.mark.training


@pytest.fixture(scope="module")
def loop() -> ModuleType:
    from recognizer.training.keras import trainer

    return trainer


def tiny_recipe(**changes: Any) -> Recipe:
    architecture = Architecture("cnn", (4,), dense=32)
    return replace(
        Recipe("tiny", architecture, images=40 * 64, batch_size=64), **changes
    )


def parts(digits: LabelledImages) -> TrainingData:
    return TrainingData({"mnist": digits.part(0, 1500)}, digits.part(1500, 1797))


def test_a_network_learns_digits(
    loop: ModuleType, digits: LabelledImages, tmp_path: Path
) -> None:
    data = parts(digits)
    reports: list[Progress] = []
    trainer = loop.Trainer(tiny_recipe(images=200 * 64), data, seed=0)
    fitted = trainer.run(reports.append, tmp_path / "checkpoint")
    assert fitted.finished
    assert fitted.best_accuracy > 0.85
    assert reports[-1].step == reports[-1].steps == 200
    assert reports[-1].remaining_s == 0
    assert len(fitted.curve) == 200 * 64 // loop.MEASURED_EVERY


@pytest.mark.parametrize("optimizer", ["adam", "gradient-descent"])
def test_weight_decay_takes_a_part_of_each_kernel_and_of_no_bias(
    loop: ModuleType, digits: LabelledImages, tmp_path: Path, optimizer: str
) -> None:
    from recognizer.training.keras import model

    recipe = tiny_recipe(images=64, optimizer=optimizer, schedule="constant")
    start = model.weights_of(model.build(recipe.architecture, 7))
    start = {name: array + np.float32(0.01) for name, array in start.items()}

    def after_a_step(decay: float) -> dict[str, FloatArray]:
        trainer = loop.Trainer(
            replace(recipe, weight_decay=decay),
            parts(digits),
            0,
            loop.Inherited(start, False, False),
        )
        trainer.run(lambda progress: None, tmp_path / "checkpoint")
        return model.weights_of(trainer.model)

    plain, decayed = after_a_step(0), after_a_step(0.5)
    for name, array in start.items():
        taken = array * recipe.learning_rate * 0.5 * name.endswith("/kernel")
        np.testing.assert_allclose(plain[name] - decayed[name], taken, atol=1e-6)


@pytest.mark.parametrize("frozen", [True, False])
@pytest.mark.parametrize("reinitialised", [True, False])
def test_inherited_layers_are_frozen_trained_or_reinitialised(
    loop: ModuleType,
    digits: LabelledImages,
    tmp_path: Path,
    frozen: bool,
    reinitialised: bool,
) -> None:
    from recognizer.training.keras import model

    data = parts(digits)
    recipe = tiny_recipe(images=3 * 64)
    weights = model.weights_of(model.build(recipe.architecture, 7))
    inherited = loop.Inherited(weights, frozen, reinitialised)
    trainer = loop.Trainer(recipe, data, 0, inherited)
    before = model.weights_of(trainer.model)
    filters, dense = "convolution_1/kernel", "dense/kernel"
    np.testing.assert_array_equal(before[filters], weights[filters])
    assert (before[dense] == weights[dense]).all() == (not reinitialised)
    trainer.run(lambda progress: None, tmp_path / "checkpoint")
    after = model.weights_of(trainer.model)
    assert (after[filters] == before[filters]).all() == frozen
    assert (after[dense] != before[dense]).any()


@pytest.mark.parametrize("optimizer", ["adam", "gradient-descent"])
def test_a_resumed_training_ends_where_an_undisturbed_one_ends(
    loop: ModuleType, digits: LabelledImages, tmp_path: Path, optimizer: str
) -> None:
    data = parts(digits)
    recipe = tiny_recipe(optimizer=optimizer, distortion=Distortion(rotation=5))
    checkpoint = tmp_path / "checkpoint"
    undisturbed = loop.Trainer(recipe, data, seed=4)
    expected = undisturbed.run(lambda progress: None, checkpoint)

    stopped = loop.Trainer(recipe, data, seed=4)
    halfway = stopped.run(lambda p: None, checkpoint, lambda: stopped.step == 27)
    assert not halfway.finished
    resumed = loop.Trainer(recipe, data, seed=4)
    resumed.resume(checkpoint)
    assert resumed.step == 27
    found = resumed.run(lambda progress: None, checkpoint)
    for name, array in expected.weights.items():
        np.testing.assert_allclose(found.weights[name], array, atol=2e-4)
    assert [point.step for point in found.curve] == [p.step for p in expected.curve]


def test_a_stopped_training_gives_its_best_weights(
    loop: ModuleType, digits: LabelledImages, tmp_path: Path
) -> None:
    data = parts(digits)
    recipe = tiny_recipe(images=400 * 64, learning_rate=5e-3)
    trainer = loop.Trainer(recipe, data, seed=0)
    fitted = trainer.run(
        lambda progress: None, tmp_path / "c", lambda: trainer.step == 130
    )
    from recognizer.training.keras import model

    model.set_weights(trainer.model, fitted.weights)
    logits = loop.predict(trainer.model, data.validation.images)
    accuracy = float((logits.argmax(axis=1) == data.validation.labels).mean())
    assert (
        accuracy
        == fitted.best_accuracy
        == max(p.held_out_accuracy for p in fitted.curve)
    )


def test_a_checkpoint_of_another_recipe_or_none_is_rejected(
    loop: ModuleType, digits: LabelledImages, tmp_path: Path
) -> None:
    data = parts(digits)
    checkpoint = tmp_path / "checkpoint"
    loop.Trainer(tiny_recipe(), data, seed=0).save(checkpoint)
    other = loop.Trainer(tiny_recipe(), data, seed=1)
    with pytest.raises(InvalidCheckpoint, match="belongs to another recipe or seed"):
        other.resume(checkpoint)
    checkpoint.write_bytes(b"half")
    with pytest.raises(InvalidCheckpoint, match="is missing or damaged"):
        other.resume(checkpoint)


def test_a_training_without_success_is_stopped_early(
    loop: ModuleType, digits: LabelledImages, tmp_path: Path
) -> None:
    data = parts(digits)
    recipe = tiny_recipe(
        images=64 * 1_000,
        learning_rate=1e-9,
        schedule="constant",
        patience=Patience(steps=30, every=10, increase=1.5),
    )
    fitted = loop.Trainer(recipe, data, 0).run(lambda p: None, tmp_path / "c")
    assert fitted.finished
    assert fitted.curve[-1].step == 30


def test_one_pass_gives_every_image_once(
    loop: ModuleType, digits: LabelledImages
) -> None:
    sources = parts(digits).sources
    recipe = tiny_recipe(batch_size=100)
    batches = loop.Batches(sources, recipe, seed=0)
    seen = Counter(
        image.tobytes() for step in range(15) for image in batches.at(step)[0]
    )
    assert seen == Counter(image.tobytes() for image in sources["mnist"].images)


def test_a_batch_is_mixed_as_the_recipe_says(
    loop: ModuleType, digits: LabelledImages, blots: LabelledImages
) -> None:
    recipe = tiny_recipe(mixture=(("mnist", 0.75), ("nondigits", 0.25)))
    sources = {"mnist": digits, "nondigits": blots}
    images, labels = loop.Batches(sources, recipe, seed=0).at(3)
    assert len(images) == len(labels) == 64
    assert (labels == -1).sum() == 16


def test_what_is_no_digit_gets_less_evidence(
    loop: ModuleType, digits: LabelledImages, blots: LabelledImages, tmp_path: Path
) -> None:
    recipe = tiny_recipe(
        images=150 * 64, mixture=(("mnist", 0.75), ("nondigits", 0.25))
    )
    sources = {"mnist": digits.part(0, 1500), "nondigits": blots.part(0, 150)}
    data = TrainingData(sources, digits.part(1500, 1797))
    trainer = loop.Trainer(recipe, data, seed=0)
    trainer.run(lambda progress: None, tmp_path / "c")
    digits_evidence = log_sum_exp(loop.predict(trainer.model, digits.images[1500:]))
    blots_evidence = log_sum_exp(loop.predict(trainer.model, blots.images[150:]))
    assert np.quantile(digits_evidence, 0.1) > np.quantile(blots_evidence, 0.9)


def test_the_loss_of_a_hand_worked_example(loop: ModuleType) -> None:
    logits = np.zeros((2, 10), np.float32)
    labels = np.array([3, -1])
    # Eleven equal logits: each class has 1/11, whatever the truth.
    losses = loop.loss_of(labels, logits, rejects=True, label_smoothing=0.0)
    np.testing.assert_allclose(losses, np.log(11), rtol=1e-6)
    plain = loop.loss_of(labels[:1], logits[:1], rejects=False, label_smoothing=0.1)
    np.testing.assert_allclose(plain, np.log(10), rtol=1e-6)


def test_fused_adam_moves_as_keras_adam_does(loop: ModuleType) -> None:
    import keras

    rng = np.random.default_rng(0)
    start = rng.normal(size=(20, 30)).astype(np.float32)
    sizes = np.repeat([[0.001], [10.0]], 10, axis=0)
    gradients = rng.normal(0, sizes, (50, 20, 30)).astype(np.float32)

    def move(optimizer: keras.optimizers.Optimizer) -> list[FloatArray]:
        variable = keras.Variable(start)
        optimizer.build([variable])
        for gradient in gradients:
            optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
        return [np.asarray(each) for each in (variable, *optimizer.variables)]

    fused, own = move(loop.FusedAdam(3e-3)), move(keras.optimizers.Adam(3e-3))
    assert np.abs(own[0] - start).max() > 0.02
    assert len(fused) == len(own) == 5
    # The kernel works out 1 - 0.999 in single precision, 1.3e-5 off.
    for ours, theirs in zip(fused, own, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=3e-5, atol=1e-6)


def test_one_cycle_rises_to_its_peak_and_falls_to_nothing(loop: ModuleType) -> None:
    recipe = tiny_recipe(images=64 * 1000)
    rates = [loop.learning_rate(recipe, step) for step in range(recipe.steps)]
    assert int(np.argmax(rates)) in (99, 100)
    assert max(rates) == pytest.approx(recipe.learning_rate, rel=0.02)
    assert rates[-1] < recipe.learning_rate / 1000
