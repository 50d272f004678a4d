"""What the network answers, in words."""

from __future__ import annotations

from markupsafe import Markup

from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import labels
from recognizer.ui.widgets.formats import probability
from recognizer.ui.widgets.html import render

LONG = 45
"""Characters of a message beyond which it is set smaller."""


def message(text: str) -> Markup:
    """A sentence where the digit would stand, as high as the digit."""
    return render("widgets/message.html", text=text, is_long=len(text) > LONG)


def no_digit() -> str:
    """The answer to what is not a digit."""
    return labels.no_digit(_)


def sure(confidence: float) -> str:
    """How sure the network is."""
    return _("{confidence} sure").format(confidence=probability(confidence))


def in_words(digit: int | None, confidence: float) -> str:
    """The answer as one line."""
    if digit is None:
        return _("Answer: no digit")
    return _("Answer: {digit}, {percent} sure").format(
        digit=digit, percent=probability(confidence)
    )
