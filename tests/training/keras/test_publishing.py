"""What a card says beyond its figures."""

from __future__ import annotations

import numpy as np
import pytest

pytestmark = pytest.mark.training


def test_weak_points_are_named_by_digit_and_mistake():
    from recognizer.training.keras.publishing import weak_points

    confusion = np.eye(10, dtype=int) * 20
    confusion[4, 9], confusion[7, 1] = 5, 2
    per_class = [1.0] * 10
    per_class[4], per_class[7] = 0.8, 20 / 22
    figures = {"drawings": {"confusion": confusion.tolist(), "per_class": per_class}}
    assert weak_points(figures) == (
        "On drawings it is worst at 4 (80.00% right); most frequent mistakes: "
        "4 read as 9 (5 times), 7 read as 1 (2 times).",
    )


def test_a_digit_that_was_not_judged_is_no_weak_point():
    from recognizer.training.keras.publishing import weak_points

    figures = {
        "few": {
            "confusion": np.diag([3, 0, *[1] * 8]).tolist(),
            "per_class": [1.0, None, *[1.0] * 8],
        }
    }
    assert weak_points(figures) == ("On few it is worst at 0 (100.00% right).",)
