"""Strokes in few whole numbers, as browsers remember them.

`recognizer/browser/network/compact.js` writes and reads the same.
"""

from __future__ import annotations

import numpy as np

from recognizer.ink.strokes import MIN_WIDTH, Drawing

SIDE = 250
"""The drawing's longer side: a unit is a fourteenth of a pixel of the 28 × 28."""
STEP = 6
"""Points that are nearer to the last one are left out, but for a stroke's last."""
MOST = 1_000
"""Numbers of a drawing; one that has more is not written."""


def pack(drawing: Drawing) -> list[list[int]] | None:
    """Write the strokes' points as x, y, x, y, …, from 0 to `SIDE`.

    Args:
        drawing: at least one stroke, not all in one place.

    Returns:
        None for a drawing that is too long.
    """
    lines = [stroke.points.astype(np.float64) for stroke in drawing.strokes]
    points = np.concatenate(lines)
    low = points.min(axis=0)
    scale = SIDE / np.ptp(points, axis=0).max()
    packed = []
    for each in lines:
        first, *others = np.rint((each - low) * scale).astype(int).tolist()
        line = [first]
        for x, y in others:
            if np.hypot(x - line[-1][0], y - line[-1][1]) >= STEP:
                line.append([x, y])
        if others and line[-1] != others[-1]:
            line.append(others[-1])
        packed.append([value for point in line for value in point])
    return packed if sum(map(len, packed)) <= MOST else None


def unpack(content: object) -> Drawing | None:
    """Read what `pack` wrote.

    Args:
        content: unchecked.

    Returns:
        None if it is no drawing.
    """
    if not isinstance(content, list) or not all(map(_is_line, content)):
        return None
    if not 4 <= sum(map(len, content)) <= MOST:
        return None
    lines = [np.array(line, np.float32).reshape(-1, 2) for line in content]
    is_dot = not np.ptp(np.concatenate(lines), axis=0).any()
    return None if is_dot else Drawing.from_points(lines, MIN_WIDTH)


def _is_line(content: object) -> bool:
    return (
        isinstance(content, list)
        and bool(content)
        and len(content) % 2 == 0
        and all(type(each) is int and 0 <= each <= SIDE for each in content)
    )
