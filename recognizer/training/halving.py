"""When to stop a trial of a search, because others do better.

The stopping rule of ASHA (Li et al., 2020, A system for massively parallel
hyperparameter tuning): at a ninth and at a third of its training a trial goes on only
if it is in the best third of those that have come so far. Trials may come one after the
other; the first are trained on for want of others. On a cluster Ray Tune applies the
same rule, see `recognizer.training.ray_search`.
"""

from __future__ import annotations

import numpy as np

KEEPS = 3
"""One of so many goes on."""
RUNGS = (1 / KEEPS**2, 1 / KEEPS)
"""Parts of a training after which it is decided."""


class Halving:
    """The accuracies at each rung so far."""

    def __init__(self) -> None:
        """Begin a search."""
        self._reached: dict[float, dict[int, float]] = {rung: {} for rung in RUNGS}

    def goes_on(self, trial: int, part: float, accuracy: float) -> bool:
        """Whether a trial goes on.

        Args:
            trial: its number.
            part: of its training that is done, 0 to 1.
            accuracy: on the validation images.
        """
        for rung in reversed(RUNGS):
            reached = self._reached[rung]
            if part < rung or trial in reached:
                continue
            others = list(reached.values())
            reached[trial] = accuracy
            limit = np.percentile(others, 100 * (1 - 1 / KEEPS)) if others else 0.0
            return bool(accuracy >= limit)
        return True
