"""XOR: a straight line cannot, a hidden layer can."""

from __future__ import annotations

from recognizer.lessons import hidden_layer


def share_right(units: int, seed: int) -> float:
    examples = hidden_layer.xor(40, seed=1)
    weights = hidden_layer.learn(examples, units, seed)
    answers = hidden_layer.evidence(weights, examples.inputs) > 0
    return float((answers == (examples.labels == 1)).mean())


def test_xor_needs_a_hidden_layer() -> None:
    assert max(share_right(0, seed) for seed in range(4)) <= 0.75
    assert min(share_right(4, seed) for seed in range(4)) >= 0.98
