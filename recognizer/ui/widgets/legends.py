"""What the colours mean."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from recognizer.ui.widgets import colours
from recognizer.ui.widgets.colours import Kind
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.style import theme


@dataclass(frozen=True)
class Scale:
    """A scale of colours.

    Attributes:
        text: what it is of.
        limit: where it ends; it begins at 0, or at -`limit` for signed values.
    """

    text: str
    limit: float
    kind: Kind


def legend(*scales: Scale) -> Markup:
    """Each scale with its name and its two ends."""
    shown = [
        {
            "text": scale.text,
            "low": f"−{scale.limit:.2g}" if scale.kind == "signed" else "0",
            "high": f"{scale.limit:.2g}",
            "gradient": colours.gradient(scale.kind, theme()),
        }
        for scale in scales
    ]
    return render("widgets/legend.html", scales=shown)
