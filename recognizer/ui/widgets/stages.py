"""The pictures from the ink to what the network sees."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from recognizer.ink.mnist_format import Preprocessed
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours, labels
from recognizer.ui.widgets.colours import Array
from recognizer.ui.widgets.html import render


def names(is_drawn: bool) -> list[str]:
    """What each of the four pictures shows.

    Args:
        is_drawn: whether the ink is pen strokes, which are redrawn, or a picture,
            which is scaled down.
    """
    found: list[str] = labels.stages(_, is_drawn)["stages"]
    return found


def stages(steps: Preprocessed) -> Markup:
    """Four boxes with a line of text each, of pen strokes.

    The Draw page's own are painted by `Stages` in browser/draw/views.js.
    """
    margins = [(side // 4, side // 4) for side in steps.cropped.shape]
    images = (
        _fitted(np.pad(steps.cropped, margins), 100),
        _fitted(steps.cropped, 100),
        _fitted(steps.scaled, 100 * 20 / 28),
        _fitted(steps.image, 100),
    )
    found = list(zip(names(is_drawn=True), images, strict=True))
    return render("widgets/stages.html", stages=found)


def _fitted(values: Array, side: float) -> dict[str, str]:
    """A picture whose long side takes `side` per cent of its box."""
    height, width = values.shape
    scale = side / max(height, width)
    return {
        "uri": colours.grey(values),
        "width": f"{width * scale:.2f}%",
        "height": f"{height * scale:.2f}%",
    }
