"""Ten bars, one for each digit's probability.

The Draw page's own follow the pen: `Bars` in browser/draw/views.js makes the same
markup.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.formats import probability
from recognizer.ui.widgets.html import render

Probabilities = Sequence[float] | NDArray[np.floating]


def bars(
    probabilities: Probabilities,
    best: int | None,
    before: Probabilities | None = None,
) -> Markup:
    """Ten bars.

    Args:
        probabilities: (10,), 0 to 1.
        best: the digit that stands out, if any.
        before: (10,), 0 to 1: where each bar ended before, to be marked.
    """
    rows = [
        {
            "part": f"{probabilities[digit]:.4f}",
            "text": probability(probabilities[digit]),
            "before": "" if before is None else f"{before[digit]:.2%}",
        }
        for digit in range(10)
    ]
    return render(
        "widgets/bars.html",
        label=_("Probability of each digit"),
        rows=rows,
        best_digit=best,
    )
