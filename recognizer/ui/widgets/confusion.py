"""The confusion matrix: true digits in rows, predicted ones in columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.tables import NOTHING


def confusion(
    counts: Sequence[Sequence[int]] | NDArray[np.integer],
    pick: str | None = None,
    chosen: tuple[int, int] | None = None,
) -> Markup:
    """The matrix; mistakes are the redder, the more there are.

    Args:
        counts: (10, 10).
        pick: what a click on a cell is told as, followed by row and column; needs a
            picker.
        chosen: the cell that is marked.
    """
    matrix = np.asarray(counts)
    mistakes = matrix * (1 - np.eye(10, dtype=int))
    most = max(1, int(mistakes.max()))
    rows = [
        [
            {
                "text": f"{count}" if count else NOTHING,
                "shade": f"{mistakes[truth, predicted] / most:.3f}",
                "is_right": truth == predicted,
                "is_chosen": (truth, predicted) == chosen,
                "label": _("{truth} read as {predicted}: {count}").format(
                    truth=truth, predicted=predicted, count=count
                ),
            }
            for predicted, count in enumerate(row)
        ]
        for truth, row in enumerate(matrix.tolist())
    ]
    return render(
        "widgets/confusion.html",
        label=_("Confusion matrix: true digits in rows, predicted digits in columns"),
        rows=rows,
        pick=pick,
    )
