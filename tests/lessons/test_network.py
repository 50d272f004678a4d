"""The small network against numerical gradients, Keras and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from recognizer.lessons import network
from recognizer.lessons.network import Examples, TrainingConfig, Weights


def some(sizes: tuple[int, ...], count: int, seed: int) -> tuple[Weights, Examples]:
    rng = np.random.default_rng(seed)
    weights = tuple(
        (kernel, rng.normal(0, 0.3, bias.shape))
        for kernel, bias in network.start(sizes, rng)
    )
    inputs = rng.normal(size=(count, sizes[0]))
    return weights, Examples(inputs, rng.integers(0, sizes[-1], count))


@given(
    sizes=st.lists(st.integers(1, 5), min_size=2, max_size=4).map(tuple),
    seed=st.integers(0, 1000),
)
def test_the_gradient_is_the_slope_of_the_loss(
    sizes: tuple[int, ...], seed: int
) -> None:
    weights, examples = some(sizes, 7, seed)
    slopes = network.gradient(weights, examples)
    rng = np.random.default_rng(seed + 1)
    ways = [[rng.normal(size=part.shape) for part in layer] for layer in weights]
    step = 1e-7

    def moved(by: float) -> Weights:
        return tuple(
            (kernel + by * way[0], bias + by * way[1])
            for (kernel, bias), way in zip(weights, ways, strict=True)
        )

    numerical = network.loss(moved(step), examples) - network.loss(
        moved(-step), examples
    )
    along = sum(
        float((part * way).sum())
        for layer, way_layer in zip(slopes, ways, strict=True)
        for part, way in zip(layer, way_layer, strict=True)
    )
    assert numerical / (2 * step) == pytest.approx(along, abs=1e-5, rel=1e-4)


@pytest.mark.training
def test_the_loss_and_its_gradient_are_those_of_keras() -> None:
    import keras
    import tensorflow as tf

    weights, examples = some((6, 5, 4), 9, 3)
    model = keras.Sequential(
        [keras.layers.Dense(5, activation="relu"), keras.layers.Dense(4)]
    )
    model.build((None, 6))
    model.set_weights([part for layer in weights for part in layer])
    with tf.GradientTape() as tape:
        answers = model(tf.constant(examples.inputs, tf.float32))
        losses = keras.losses.sparse_categorical_crossentropy(
            examples.labels, answers, from_logits=True
        )
        theirs = tf.reduce_mean(losses)
    assert network.loss(weights, examples) == pytest.approx(float(theirs), rel=1e-5)
    slopes = network.gradient(weights, examples)
    ours = [part for layer in slopes for part in layer]
    for found, expected in zip(
        ours, tape.gradient(theirs, model.trainable_variables), strict=True
    ):
        np.testing.assert_allclose(found, expected.numpy(), rtol=1e-4, atol=1e-6)


def test_without_hidden_layer_it_learns_what_logistic_regression_does() -> None:
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(300, 2))
    chances = 1 / (1 + np.exp(-(inputs @ [1.5, -0.7] + 0.3)))
    examples = Examples(inputs, (rng.random(300) < chances).astype(np.int64))
    fitted = LogisticRegression(C=np.inf, tol=1e-10).fit(inputs, examples.labels)
    begun = ((np.zeros((2, 2)), np.zeros(2)),)
    config = TrainingConfig(steps=4000, batch_size=300, rate=1.0, every=4000)
    weights, _measured = network.train(begun, examples, examples, config, rng)[-1]
    kernel, bias = weights[0]
    np.testing.assert_allclose(kernel[:, 1] - kernel[:, 0], fitted.coef_[0], atol=1e-4)
    assert bias[1] - bias[0] == pytest.approx(fitted.intercept_[0], abs=1e-4)


def test_dropout_leaves_the_mean_of_the_units_as_it_is() -> None:
    # One hidden unit per input, passed on as it is: the gradient of the last kernel
    # is the units times a constant, so its mean over many draws is that without.
    weights = ((np.eye(3), np.zeros(3)), (np.zeros((3, 2)), np.zeros(2)))
    examples = Examples(np.ones((20_000, 3)), np.zeros(20_000, np.int64))
    plain = network.gradient(weights, examples)[1][0]
    rng = np.random.default_rng(0)
    dropped = network.gradient(weights, examples, rng, 0.75)[1][0]
    np.testing.assert_allclose(dropped, plain, rtol=0.05)
    assert not np.allclose(dropped, plain, rtol=1e-6)


def test_a_dropped_unit_passes_no_gradient_and_a_remaining_one_passes_more() -> None:
    weights = ((np.eye(1), np.ones(1)), (np.array([[1.0, -1.0]]), np.zeros(2)))
    one = Examples(np.ones((1, 1)), np.zeros(1, np.int64))
    rng = np.random.default_rng(0)
    slopes = [network.gradient(weights, one, rng, 0.5)[0][0].item() for _ in range(50)]
    # Left out: 0. Kept: unit 2 × 2 = 4, logits (4, -4), delta = p1 (-1, 1), times
    # the kernel (1, -1), times 2, times the input 1.
    probability = np.exp(-4) / (np.exp(4) + np.exp(-4))
    assert sorted({round(slope, 9) for slope in slopes}) == pytest.approx(
        [-4 * probability, 0], abs=1e-8
    )


def test_frozen_layers_stay_as_they_are() -> None:
    weights, examples = some((4, 6, 3), 30, 1)
    config = TrainingConfig(steps=20, batch_size=10, rate=0.1, every=20, frozen=1)
    after, _measured = network.train(
        weights, examples, examples, config, np.random.default_rng(0)
    )[-1]
    np.testing.assert_array_equal(after[0][0], weights[0][0])
    np.testing.assert_array_equal(after[0][1], weights[0][1])
    assert not np.array_equal(after[1][0], weights[1][0])


def test_each_measurement_is_that_of_the_weights_beside_it() -> None:
    weights, examples = some((4, 6, 3), 40, 2)
    config = TrainingConfig(steps=25, batch_size=8, rate=0.1, every=10)
    trained = list(
        network.train(
            weights, examples[:32], examples[32:], config, np.random.default_rng(0)
        )
    )
    assert [measured["step"] for _weights, measured in trained] == [0, 10, 20]
    for found, measured in trained:
        for prefix, part in (("", examples[:32]), ("held_out_", examples[32:])):
            assert measured[prefix + "loss"] == network.loss(found, part)
            assert measured[prefix + "accuracy"] == network.accuracy(found, part)


def test_every_example_is_seen_once_in_each_pass() -> None:
    # With inputs that are unit vectors and a rate that changes little, each
    # example moves its own row of the kernel, by the same amount.
    examples = Examples(np.eye(12), np.zeros(12, np.int64))
    weights = ((np.zeros((12, 2)), np.zeros(2)),)
    config = TrainingConfig(steps=3, batch_size=4, rate=1e-6, every=3)
    after, _measured = network.train(
        weights, examples, examples, config, np.random.default_rng(0)
    )[-1]
    np.testing.assert_allclose(after[0][0][:, 0], 1e-6 / 4 / 2, rtol=1e-4)
