"""Many small pictures as one image that lies under many cells.

Ninety-six feature maps as pictures of their own would be ninety-six times the work
for server and browser.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from markupsafe import Markup

from recognizer.ui.widgets import colours
from recognizer.ui.widgets.colours import Array, Kind
from recognizer.ui.widgets.style import theme


@dataclass(frozen=True)
class Sprites:
    """Pictures side by side in one image.

    Attributes:
        uri: the image.
        count: of the pictures in it.
    """

    uri: str
    count: int

    @property
    def name(self) -> str:
        """The CSS class of its cells; other pictures, another name."""
        return f"hr-sprites-{zlib.crc32(self.uri.encode()):08x}"

    @property
    def css(self) -> Markup:
        """The rule that lays the image under the cells."""
        return Markup(
            ".{name}{{background-image:url({uri});background-size:{size}% 100%}}"
        ).format(name=self.name, uri=self.uri, size=self.count * 100)

    def place(self, index: int) -> str:
        """The style that shows one of the pictures in a cell."""
        shift = 100 * index / max(self.count - 1, 1)
        return f"background-position:{shift:.4f}% 0"


def sprites(maps: Array, kind: Kind, limit: float) -> Sprites:
    """Lay pictures side by side.

    Args:
        maps: (height, width, n).
        limit: where the scale of colours ends.
    """
    height, width, count = maps.shape
    strip = maps.transpose(0, 2, 1).reshape(height, count * width)
    return Sprites(colours.encode(strip, kind, limit, theme()), count)
