"""A layer's maps as buttons, for a picker."""

from __future__ import annotations

from collections.abc import Collection

from markupsafe import Markup

from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.sprites import Sprites


def map_buttons(
    sheet: Sprites,
    pick: str,
    layer: str,
    columns: int,
    side: str,
    off: Collection[int] | None = None,
) -> Markup:
    """A grid of buttons, each with one map.

    Args:
        pick: what a click is reported as, followed by the map's number.
        layer: what the layer is called.
        side: of a button, as CSS.
        off: the maps that are switched off, if the buttons are switches.
    """
    text = _("Filter {number}")
    return render(
        "widgets/map_buttons.html",
        sheet=sheet,
        pick=pick,
        layer=layer,
        names=[text.format(number=index + 1) for index in range(sheet.count)],
        columns=columns,
        side=side,
        off=off,
    )
