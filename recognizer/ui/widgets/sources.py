"""What data is called: what a network was trained on."""

from __future__ import annotations

from recognizer.ui.translation import gettext as _


def names() -> dict[str, str]:
    """By the name that recipes use."""
    return {
        "mnist": "MNIST",
        "mnist-tenth": _("a tenth of MNIST"),
        "digits-8x8": _("scikit-learn's digits"),
        "templates": _("synthetic digits"),
        "unipen": _("UNIPEN's pen strokes"),
        "nondigits": _("letters and scribbles (not digits)"),
        "scribbles": _("scribbles (not digits)"),
        "own": _("saved drawings"),
        "own-hand": _("synthetic digits, as slanted and wide as the saved drawings"),
    }
