"""The straight line against scikit-learn and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from recognizer.lessons import logistic
from recognizer.lessons.network import Examples


@pytest.mark.parametrize("seed", range(5))
def test_the_best_line_is_scikit_learns(seed: int) -> None:
    examples = logistic.clouds(60, seed)
    theirs = LogisticRegression(C=np.inf, tol=1e-10).fit(
        examples.inputs, examples.labels
    )
    found = logistic.fit(examples)
    np.testing.assert_allclose(found[:2], theirs.coef_[0], rtol=1e-3)
    assert found[2] == pytest.approx(theirs.intercept_[0], rel=1e-2, abs=1e-3)
    chances = theirs.predict_proba(examples.inputs)
    expected = -log_loss(examples.labels, chances, normalize=False)
    assert logistic.log_likelihood(found, examples) == pytest.approx(expected, rel=1e-6)
    right = theirs.score(examples.inputs, examples.labels) * len(examples)
    assert logistic.right(found, examples) == pytest.approx(right)


@given(
    angle=st.floats(-179, 179),
    shift=st.floats(-3, 3),
    steepness=st.floats(0.1, 10),
    along=st.floats(-5, 5),
)
def test_a_line_lies_where_it_was_put(
    angle: float, shift: float, steepness: float, along: float
) -> None:
    weights = logistic.line(angle, shift, steepness)
    turn = np.radians(angle)
    across = np.array([np.cos(turn), np.sin(turn)])
    on_it = shift * across + along * np.array([-across[1], across[0]])
    assert logistic.evidence(weights, on_it) == pytest.approx(0, abs=1e-9)
    beyond = logistic.evidence(weights, on_it + 2 * across)
    assert beyond == pytest.approx(2 * steepness)
    assert logistic.place(weights) == pytest.approx((angle, shift, steepness))


def test_likelihood_by_hand() -> None:
    # A vertical line at 0 with steepness log 3: at distance 1 the odds are 3 to 1.
    weights = logistic.line(0, 0, np.log(3))
    examples = Examples(np.array([[1.0, 5], [-1, 2], [1, 0]]), np.array([1, 0, 0]))
    chances = logistic.probability(logistic.evidence(weights, examples.inputs))
    assert chances.tolist() == pytest.approx([0.75, 0.25, 0.75])
    likelihood = np.exp(logistic.log_likelihood(weights, examples))
    assert likelihood == pytest.approx(0.75 * 0.75 * 0.25)
    assert logistic.right(weights, examples) == 2
