"""What the browser computes in a lesson is what NumPy computes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from recognizer.lessons import (
    cross_entropy,
    descent,
    experiments,
    filters,
    hidden_layer,
    logistic,
    memory,
    network,
)
from recognizer.lessons.network import Examples, Weights
from tests.node import Node

MODULE = "learn/mathematics.js"
SEEDS = range(4)


def sent(examples: Examples) -> dict[str, Any]:
    return {"points": examples.inputs.tolist(), "labels": examples.labels.tolist()}


def layers(weights: Weights) -> list[dict[str, list[float]]]:
    return [
        {"kernel": kernel.ravel().tolist(), "bias": bias.tolist()}
        for kernel, bias in weights
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_is_fitted_and_judged_alike(node: Node, seed: int) -> None:
    examples = logistic.clouds(60, seed)
    best = logistic.fit(examples)
    angle, shift, steepness = 211.0 * seed - 180, 0.7 - seed / 3, 1.5 + seed
    drawn = logistic.line(angle, shift, steepness)
    found = node.run(
        MODULE,
        "[fit(examples), line(angle, shift, steepness),"
        " ...[fit(examples), drawn].flatMap((each) => [logLikelihood(each, examples),"
        " right((point) => evidence(each, point), examples)])]",
        examples=sent(examples),
        angle=angle,
        shift=shift,
        steepness=steepness,
        drawn=drawn.tolist(),
    )
    np.testing.assert_allclose(found[0], best, rtol=1e-9)
    np.testing.assert_allclose(found[1], drawn, atol=1e-12)
    for place, weights in ((2, best), (4, drawn)):
        expected = logistic.log_likelihood(weights, examples)
        assert found[place] == pytest.approx(expected, rel=1e-9)
        assert found[place + 1] == logistic.right(weights, examples)
    back = node.run(MODULE, "place(drawn)", drawn=drawn.tolist())
    expected_place = logistic.place(drawn)
    assert list(back.values()) == pytest.approx(expected_place, abs=1e-9)


def test_probabilities_do_not_overflow(node: Node) -> None:
    odds = [-800.0, -30.0, -1.0, 0.0, 2.0, 40.0, 800.0]
    found = node.run(MODULE, "odds.map(probability)", odds=odds)
    np.testing.assert_allclose(found, logistic.probability(np.array(odds)), rtol=1e-12)


def test_classes_that_a_line_parts_have_a_line(node: Node) -> None:
    parted = Examples(
        np.array([[-1.0, 0.2], [-2.0, 0], [1.5, 0], [1, -0.3]]), np.r_[0, 0, 1, 1]
    )
    weights = node.run(MODULE, "fit(examples)", examples=sent(parted))
    assert np.isfinite(weights).all()
    assert logistic.right(np.array(weights), parted) == 4


@pytest.mark.parametrize("reach", [0.1, 0.5, 2.0])
@pytest.mark.parametrize("count", [0, 1, 7, 12])
def test_a_memory_answers_alike(node: Node, count: int, reach: float) -> None:
    examples, style = logistic.clouds(60, 3), memory.new_style(12, 3)
    weights = logistic.fit(examples)
    points = np.random.default_rng(0).uniform(-3, 3, (200, 2))
    expected = memory.remember(weights, style[:count], reach, points)
    found = node.run(
        MODULE,
        "[points.map((point) => remember(weights, remembered, reach, point)),"
        " trainOn(examples, remembered)]",
        points=points.tolist(),
        weights=weights.tolist(),
        remembered=sent(style[:count]),
        reach=reach,
        examples=sent(examples),
    )
    np.testing.assert_allclose(found[0], expected, rtol=1e-9)
    trained = memory.train(examples, style[:count])
    np.testing.assert_allclose(found[1], trained, rtol=1e-9)


@pytest.mark.parametrize("rate", [0.003, 0.1, 0.27, 0.31])
def test_every_step_down_the_bowl_is_the_same(node: Node, rate: float) -> None:
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 3, 30)
    bowl = descent.bowl(x, 0.8 * x + rng.normal(0, 0.3, 30))
    start = np.array([-0.6, -1.0])
    places = descent.descend(bowl, start, rate, 30)
    found = node.run(
        MODULE,
        "[descend(bowl, start, rate, 30),"
        " descend(bowl, start, rate, 30).map((place) => bowlLoss(bowl, place))]",
        bowl={
            "lowest": bowl.lowest.tolist(),
            "floor": bowl.floor,
            "curvature": bowl.curvature.tolist(),
        },
        start=start.tolist(),
        rate=rate,
    )
    np.testing.assert_allclose(found[0], places, rtol=1e-9)
    np.testing.assert_allclose(found[1], bowl.loss(places), rtol=1e-9)


@pytest.mark.parametrize("units", [0, 1, 2, 5, 8])
def test_the_small_network_learns_xor_alike(node: Node, units: int) -> None:
    examples = hidden_layer.xor(40, seed=1)
    config = hidden_layer.CONFIG
    for seed in (1, 4):
        trained = hidden_layer.learn(examples, units, seed)
        found = node.run(
            MODULE,
            "(() => { const weights = train(start, examples, steps, rate);"
            " const logits = answers(weights, examples.points);"
            " return [weights, logits, crossEntropy(logits, examples.labels)]; })()",
            start=layers(hidden_layer.start(units, seed)),
            examples=sent(examples),
            steps=config.steps,
            rate=config.rate,
        )
        for layer, (kernel, bias) in zip(found[0], trained, strict=True):
            np.testing.assert_allclose(layer["kernel"], kernel.ravel(), atol=1e-6)
            np.testing.assert_allclose(layer["bias"], bias, atol=1e-6)
        logits = network.logits(trained, examples.inputs)
        np.testing.assert_allclose(found[1], logits.ravel(), atol=1e-5)
        assert found[2] == pytest.approx(network.loss(trained, examples), abs=1e-6)


@pytest.mark.parametrize("truth", [0, 7])
def test_every_step_to_the_loss_is_the_same(node: Node, truth: int) -> None:
    logits = np.random.default_rng(truth).normal(0, 6, 10)
    expected = cross_entropy.steps(logits, truth)
    found = node.run(
        MODULE, "lossSteps(logits, truth)", logits=logits.tolist(), truth=truth
    )
    for name in ("probabilities", "logs", "label", "products", "total", "loss"):
        np.testing.assert_allclose(found[name], getattr(expected, name), atol=1e-12)


def test_training_stops_at_the_same_measurement(node: Node) -> None:
    losses = np.random.default_rng(0).normal(0, 1, 60).tolist()
    for patience in (1, 2, 5, 30, 100):
        found = node.run(
            MODULE, "stopsAt(losses, patience)", losses=losses, patience=patience
        )
        assert found == experiments.stops_at(losses, patience)


def test_filters_respond_alike(node: Node) -> None:
    rng = np.random.default_rng(0)
    maps = rng.normal(0, 1, (6, 6, 3)).astype(np.float32)
    kernels = rng.normal(0, 1, (5, 5, 3, 4)).astype(np.float32)
    expected = filters.contributions(maps, kernels[..., 2])
    found = node.run(
        MODULE,
        "[contributions(maps, 6, { values, shape: [5, 5, 3, 4] }, 2),"
        " edgeStrength(maps, 0.4)]",
        maps=maps.ravel().tolist(),
        values=kernels.ravel().tolist(),
    )
    np.testing.assert_allclose(found[0], expected.ravel(), atol=1e-4)
    np.testing.assert_allclose(
        found[1], filters.edge_strength(maps, 0.4).ravel(), atol=1e-6
    )
