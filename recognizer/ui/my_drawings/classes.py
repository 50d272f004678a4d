"""Whose drawings are looked at: this class's, or those of one that has ended."""

from __future__ import annotations

from recognizer.collection.collection import PRESENT
from recognizer.ui import shared, state
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import choices


def choose() -> str:
    """Choose a class, if one has ended.

    Returns:
        Its id, or PRESENT.

    Raises:
        RecognizerError: if the collection cannot be reached.
    """
    ended = shared.collection().classes()
    if not ended:
        return PRESENT
    names = {PRESENT: _("this class")}
    names |= {each.id: f"{each.name} · {each.ended_at[:10]}" for each in ended}
    return choices.from_list(
        _("Which class"),
        list(names),
        state.CLASS,
        PRESENT,
        names.__getitem__,
        width=300,
    )
