"""Parts of a page that come into sight when they show something new."""

from __future__ import annotations

from typing import Literal

from recognizer.ui.widgets.browser import Component

_in_sight = Component("sight")


def bring(key: str, shown: object, block: Literal["start", "center"]) -> None:
    """Bring the container with a key into sight, from within it.

    Args:
        shown: what it shows; only another one moves the page.
        block: where on the screen it is to stand.
    """
    data = {"key": key, "shown": str(shown), "block": block}
    _in_sight(key=f"{key}-in-sight", data=data)
