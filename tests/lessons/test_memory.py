"""What is remembered is exact and stays where it is; what is trained moves the line."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.lessons import logistic, memory
from recognizer.lessons.network import Examples

OLD = logistic.clouds(60, 3)
NEW = memory.new_style(12, 3)


@pytest.mark.parametrize("reach", [0.2, 0.6, 1.2])
def test_only_what_is_within_reach_is_answered_by_the_memory(reach: float) -> None:
    weights = logistic.fit(OLD)
    said = Examples(
        np.concatenate([NEW.inputs[:4], OLD.inputs[:2]]), np.array([1, 1, 1, 1, 0, 0])
    )
    points = np.random.default_rng(1).uniform(-3, 3, (400, 2))
    found = memory.remember(weights, said, reach, points)
    theirs = np.full(len(points), -1)
    for number, point in enumerate(points):
        distance, label = min(
            (float(np.hypot(*(point - place))), int(label))
            for place, label in zip(said.inputs, said.labels, strict=True)
        )
        if distance <= reach:
            theirs[number] = label
    line = logistic.evidence(weights, points) > 0
    expected = np.where(theirs == -1, line, theirs == 1)
    assert np.array_equal(found > 0, expected)
    assert 0 < (theirs != -1).sum() < len(points)


def test_nothing_remembered_is_the_line() -> None:
    weights = logistic.fit(OLD)
    found = memory.remember(weights, NEW[:0], 1.0, OLD.inputs)
    assert np.array_equal(found, logistic.evidence(weights, OLD.inputs))
    assert memory.right(found, OLD) == logistic.right(weights, OLD)


def test_training_moves_the_line_and_costs_old_points() -> None:
    before = logistic.fit(OLD)
    after = memory.train(OLD, NEW[:6])
    assert logistic.right(after, NEW) > logistic.right(before, NEW) == 0
    assert logistic.right(after, OLD) < logistic.right(before, OLD)
    assert memory.train(OLD, NEW[:0]) == pytest.approx(before)
