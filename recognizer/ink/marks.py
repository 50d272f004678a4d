"""Signs of a number that are no digits: a minus before it, a decimal point or comma.

They are told from other ink by where they stand and how large they are, before the
digits are cut: to the network a point is no digit, and a comma may be a 1. All lengths
are in heights of the number. `recognizer/browser/network/marks.js` does the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from recognizer.ink.segmentation import MOST_PIECES, Floats, Mark, height_of
from recognizer.ink.strokes import FloatArray

MINUS, POINT, COMMA = "-", ".", ","

TALL = 0.5
"""Height of a digit, or of its main stroke, at least."""
MINUS_WIDTH = (0.12, 0.9)
FLATTEST = 0.35
"""Height of a minus, in widths of it, at most."""
MINUS_PLACE = (0.25, 0.8)
"""Where its middle is between the tops of the digits and their feet."""
POINT_SIDE = 0.13
"""Sides of a point at most."""
COMMA_SIDES = (0.28, 0.45)
"""Width and height of a comma at most."""
ABOVE, BELOW = 0.25, 0.3
"""How far above and below the feet of the digits beside it a point's middle may be, and
how far above them a comma may begin; it ends below them."""
OVERLAP, NEAR = 0.05, 1.0
"""How far a minus may reach over the first digit, and how far before it it may end."""
CLEAR = 0.06
"""Paper round a sign at least, up to the middle of other strokes."""
SPECK = 0.6
"""Ink whose short side is shorter, in widths of the pen, is no sign but dirt."""


def find(boxes: Floats, pen: float = 0.0) -> dict[int, str]:
    """Parts of a number's ink that stand where signs stand and are as large.

    Args:
        boxes: (n, 4) float64: left, top, right, bottom of each stroke or connected
            part of the ink.
        pen: width of the strokes, in the same unit, where boxes are those of ink; 0
            where they are those of the strokes' middle lines.

    Returns:
        The sign of each that may be one, by its number: of a minus all digits stand to
        the right, of a point or comma some do, and some to the left.
    """
    if not 2 <= len(boxes) <= MOST_PIECES:
        return {}
    is_speck = (boxes[:, 2:] - boxes[:, :2]).min(axis=1) < SPECK * pen
    lines = _middle_lines(boxes, pen)
    scaled = lines / height_of(lines)
    is_tall = scaled[:, 3] - scaled[:, 1] >= TALL
    found = {}
    for number, box in enumerate(scaled):
        others = np.arange(len(scaled)) != number
        digits = scaled[is_tall & others]
        if is_speck[number] or not len(digits):
            continue
        before = scaled[others, 0].min() - box[2]
        if _is_minus(box, digits) and -OVERLAP <= before <= NEAR:
            found[number] = MINUS
        elif not is_tall[number] and (sign := _within(box, digits)):
            found[number] = sign
    return found


def placed(signs: Mapping[int, str], boxes: Floats, height: float) -> tuple[Mark, ...]:
    """The signs that were found, from left to right.

    Args:
        signs: see `find`.
        height: of the number that is left without them.
    """
    found = [
        Mark(sign, float(boxes[number, [0, 2]].mean()) / height)
        for number, sign in signs.items()
    ]
    return tuple(sorted(found, key=lambda mark: mark.middle))


def is_clear(points: FloatArray, others: Sequence[FloatArray], height: float) -> bool:
    """Whether there is paper round a stroke, so that it is no part of a digit.

    Args:
        points: (n, 2), the stroke's.
        others: those of other strokes.
        height: of the number.
    """
    line = points.astype(np.float64)
    places = np.concatenate([line, (line[1:] + line[:-1]) / 2])
    nearest = min(_distance(places, other.astype(np.float64)) for other in others)
    return nearest >= CLEAR * height


def _middle_lines(boxes: Floats, pen: float) -> Floats:
    """Boxes of the middle lines of strokes, from those of their ink."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    halves = ((boxes[:, 2:] - boxes[:, :2] - pen) / 2).clip(0)
    return np.concatenate([middles - halves, middles + halves], axis=1)


def _is_minus(box: Floats, digits: Floats) -> bool:
    wide, high = box[2:] - box[:2]
    top, foot = digits[:, 1].min(), digits[:, 3].max()
    highest, lowest = (top + place * (foot - top) for place in MINUS_PLACE)
    is_bar = MINUS_WIDTH[0] <= wide <= MINUS_WIDTH[1] and high <= FLATTEST * wide
    return bool(is_bar and highest <= (box[1] + box[3]) / 2 <= lowest)


def _within(box: Floats, digits: Floats) -> str | None:
    """A point or comma between two digits; it may stand below a 7's bar."""
    middles = (digits[:, 0] + digits[:, 2]) / 2
    behind, before = digits[middles < box[0]], digits[middles > box[2]]
    if not len(behind) or not len(before):
        return None
    last, first = (each[:, [0, 2]].sum(axis=1) for each in (behind, before))
    feet = (behind[last.argmax(), 3] + before[first.argmin(), 3]) / 2
    wide, high = box[2:] - box[:2]
    row = (box[1] + box[3]) / 2
    if max(wide, high) <= POINT_SIDE:
        return POINT if feet - ABOVE <= row <= feet + BELOW else None
    is_small = wide <= COMMA_SIDES[0] and high <= COMMA_SIDES[1]
    return COMMA if is_small and box[1] >= feet - ABOVE and box[3] > feet else None


def _distance(places: Floats, line: Floats) -> float:
    """From the nearest of some places to a line that is drawn through points."""
    starts = line[:-1] if len(line) > 1 else line
    along = (line[1:] if len(line) > 1 else line) - starts
    squared = np.maximum((along**2).sum(axis=1), 1e-12)
    to_place = places[:, None] - starts  # (places, segments, 2)
    part = ((to_place * along).sum(axis=2) / squared).clip(0, 1)
    return float(np.linalg.norm(to_place - part[..., None] * along, axis=2).min())
