"""Pen strokes: read the canvas's JSON, draw them at MNIST's scale and pen width.

A drawing made with a pen is kept as lines, not as pixels, so it can be redrawn with
one pen width whatever pen was used: 0.5 to 1 point more accurate than shrinking the
picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.errors import N_, BlankDrawing, InvalidDrawing, SingleDot, quoted
from recognizer.ink.path_commands import MAX_COORDINATE, follow, is_coordinate

FloatArray = NDArray[np.float32]

INK_SIZE = 20
"""Long side of the ink in MNIST's format, in pixels (LeCun et al., 1998, p. 10)."""

PEN_WIDTH = 2.5
"""Pen width on the 28 × 28 grid, in pixels: the middle of the 2 to 3 px that MNIST's
own digits show."""

MAX_STROKES = 2_000
"""In a drawing; each takes a tenth of a millisecond, however short it is."""
MAX_POINTS = 100_000
MAX_LENGTH = 2_000
"""Length of all lines together, in long sides of the drawing: a pen that crosses it
twice a second takes a quarter of an hour."""
MIN_WIDTH = 1e-6
BLOCK = 1 << 20
"""Pixels that are worked on at a time, so that memory is bounded."""
MAX_PIXELS = 1 << 24
"""Pixels that a picture of the canvas may look at, so that time is: about a second."""


@dataclass(frozen=True)
class Stroke:
    """One line from pen-down to pen-up.

    Attributes:
        points: (n, 2) float32, n ≥ 1, columns x (to the right) and y (down), in
            canvas pixels.
        width: pen width in canvas pixels, > 0.
    """

    points: FloatArray
    width: float

    @cached_property
    def box(self) -> tuple[FloatArray, FloatArray]:
        """The smallest and the largest x and y of its points, (2,) each."""
        return self.points.min(axis=0), self.points.max(axis=0)


@dataclass(frozen=True)
class Drawing:
    """What a pen drew, in the order in which it was drawn."""

    strokes: tuple[Stroke, ...]

    @cached_property
    def box(self) -> tuple[FloatArray, FloatArray]:
        """The smallest and the largest x and y of all points, (2,) each.

        There is at least one stroke.
        """
        if len(self.strokes) == 1:
            return self.strokes[0].box
        low, high = zip(*(stroke.box for stroke in self.strokes), strict=True)
        return np.min(low, axis=0), np.max(high, axis=0)

    @classmethod
    def from_points(
        cls, strokes: Iterable[Sequence[Sequence[float]] | FloatArray], width: float
    ) -> Drawing:
        """Make a drawing from lists of (x, y), all drawn with one pen."""
        return cls(
            tuple(
                Stroke(np.asarray(points, np.float32).reshape(-1, 2), width)
                for points in strokes
            )
        )


def parse(json_data: object) -> Drawing:
    """Read the canvas's `json_data`.

    Args:
        json_data: a mapping with a list `objects`; each object of type "path" is a
            stroke with `path` (commands M, L, Q, C, Z with absolute coordinates)
            and `strokeWidth`. Objects of other types are not strokes and are
            passed over. None, which the canvas gives before the first stroke, is
            an empty drawing.

    Returns:
        The drawing; without strokes if the canvas is blank.

    Raises:
        InvalidDrawing: for anything else.
    """
    if json_data is None:
        return Drawing(())
    if not isinstance(json_data, Mapping):
        raise InvalidDrawing(
            N_("A drawing must be a JSON object, but {value} was found."),
            value=quoted(json_data),
        )
    objects = json_data.get("objects")
    if not isinstance(objects, list):
        raise InvalidDrawing(
            N_("A drawing must have a list “objects”, but {value} was found."),
            value=quoted(json_data),
        )
    strokes: list[Stroke] = []
    n_points = 0
    for item in objects:
        if not isinstance(item, Mapping):
            raise InvalidDrawing(
                N_(
                    "Each of a drawing's objects must be a JSON object, but {value} "
                    "was found."
                ),
                value=quoted(item),
            )
        kind = item.get("type")
        if not isinstance(kind, str) or kind.lower() != "path":
            continue
        width = item.get("strokeWidth", 1)
        if not is_coordinate(width) or not MIN_WIDTH <= width <= MAX_COORDINATE:
            raise InvalidDrawing(
                N_(
                    "A stroke's width must be a number from {low} to {high}, but "
                    "{value} was found."
                ),
                low=f"{MIN_WIDTH:f}",
                high=f"{MAX_COORDINATE:,.0f}",
                value=quoted(width),
            )
        for points in follow(item.get("path")):
            if len(strokes) == MAX_STROKES:
                raise InvalidDrawing(
                    N_("A drawing may have up to {limit} strokes, but this has more."),
                    hint=N_("Use a drawing with fewer or shorter strokes."),
                    limit=f"{MAX_STROKES:,}",
                )
            n_points += len(points)
            if n_points > MAX_POINTS:
                raise InvalidDrawing(
                    N_("A drawing may have up to {limit} points, but this has more."),
                    hint=N_("Use a drawing with fewer or shorter strokes."),
                    limit=f"{MAX_POINTS:,}",
                )
            strokes.append(Stroke(points, float(width)))
    drawing = Drawing(tuple(strokes))
    if strokes and sum(_lengths(drawing)) > MAX_LENGTH * _reach(drawing):
        raise InvalidDrawing(
            N_(
                "A drawing's lines together may be up to {limit} times as long as the "
                "drawing is large, but these are longer."
            ),
            hint=N_("Use a drawing with fewer or shorter strokes."),
            limit=f"{MAX_LENGTH:,}",
        )
    return drawing


def to_json(drawing: Drawing) -> dict[str, Any]:
    """Write a drawing as the canvas's `json_data`; `parse` reads it back."""
    return {
        "objects": [
            {
                "type": "Path",
                "path": [
                    ["M" if index == 0 else "L", float(x), float(y)]
                    for index, (x, y) in enumerate(stroke.points)
                ],
                "fill": None,
                "stroke": "#111111",
                "strokeWidth": stroke.width,
                "strokeLineCap": "round",
                "strokeLineJoin": "round",
            }
            for stroke in drawing.strokes
        ]
    }


def is_dot(drawing: Drawing) -> bool:
    """Tell whether the pen moved by less than half its own width in all strokes."""
    return _reach(drawing) < max(stroke.width for stroke in drawing.strokes) / 2


def _reach(drawing: Drawing) -> float:
    """Long side of all points, without the pens' width."""
    low, high = drawing.box
    return float((high - low).max())


def _lengths(drawing: Drawing) -> list[float]:
    """Length of each stroke's line."""
    steps = (np.diff(stroke.points, axis=0) for stroke in drawing.strokes)
    return [float(np.hypot(*step.T).sum(dtype=np.float64)) for step in steps]


def redraw(drawing: Drawing, pen_width: float = PEN_WIDTH) -> FloatArray:
    """Draw the strokes with one pen, scaled so that the ink's long side is 20 px.

    Args:
        drawing: at least one stroke that is longer than a dot.
        pen_width: in pixels of the result, 0 < pen_width < 20.

    Returns:
        (height, width) float32, 0 to 1, ink bright, the long side 20, the aspect
        ratio kept.

    Raises:
        BlankDrawing: if there is no stroke.
        SingleDot: if the pen did not move.
    """
    if not drawing.strokes:
        raise BlankDrawing
    if is_dot(drawing):
        raise SingleDot
    low, high = drawing.box
    scale = (INK_SIZE - pen_width) / float((high - low).max())
    extent = np.asarray((high - low) * scale + pen_width, np.float32)
    width, height = (max(1, math.ceil(side - 1e-3)) for side in extent)
    margin = (np.array([width, height], np.float32) - extent + pen_width) / 2
    lines = [
        np.asarray((stroke.points - low) * scale + margin, np.float32)
        for stroke in drawing.strokes
    ]
    return draw_lines(lines, [pen_width] * len(lines), (height, width))


def segments(drawing: Drawing) -> float:
    """About how many segments `redraw` draws, each in some microseconds."""
    pieces = (INK_SIZE - PEN_WIDTH) / (PEN_WIDTH / 2)
    points = sum(len(stroke.points) for stroke in drawing.strokes)
    return points + pieces * sum(_lengths(drawing)) / max(_reach(drawing), 1e-9)


def draw_on_canvas(drawing: Drawing) -> FloatArray:
    """Draw the strokes as they lie on the canvas, cut to the ink.

    Returns:
        (height, width) float32, 0 to 1, ink bright, in canvas pixels.

    Raises:
        BlankDrawing: if there is no stroke.
    """
    if not drawing.strokes:
        raise BlankDrawing
    reach = [stroke.width / 2 for stroke in drawing.strokes]
    low = np.min(
        [s.points.min(axis=0) - r for s, r in zip(drawing.strokes, reach, strict=True)],
        axis=0,
    )
    high = np.max(
        [s.points.max(axis=0) + r for s, r in zip(drawing.strokes, reach, strict=True)],
        axis=0,
    )
    # A canvas is a few hundred pixels; imported strokes in other units are reduced,
    # and so is what a broad pen went over again and again.
    scale = min(1.0, 400 / float((high - low).max()))
    while _pixels_looked_at(drawing, scale) > MAX_PIXELS:
        scale /= 2
    width, height = (max(1, math.ceil(side)) for side in (high - low) * scale)
    lines = [(stroke.points - low) * scale for stroke in drawing.strokes]
    return draw_lines(
        lines, [s.width * scale for s in drawing.strokes], (height, width)
    )


def _pixels_looked_at(drawing: Drawing, scale: float) -> float:
    """About how many pixels `draw_lines` computes at a scale."""
    total = 0.0
    for stroke, length in zip(drawing.strokes, _lengths(drawing), strict=True):
        width = stroke.width * scale
        longest = max(1.0, width / 2)
        segments = len(stroke.points) + length * scale / longest
        total += segments * (longest + width + 3) ** 2
    return total


def draw_lines(
    lines: Sequence[FloatArray], widths: Sequence[float], shape: tuple[int, int]
) -> FloatArray:
    """Draw polylines with round caps and joins.

    A pixel's value is the fraction of it that the nearest segment covers, taken as
    linear in the distance d between the pixel's centre and the segment:
    clip(width / 2 + 1/2 - d, 0, 1).

    Args:
        lines: (n, 2) arrays of x, y in pixels; pixel (row, column) covers
            column ≤ x < column + 1 and row ≤ y < row + 1.
        widths: one pen width for each line, in pixels.
        shape: (height, width) of the result.

    Returns:
        (height, width) float32, 0 to 1.
    """
    canvas = np.zeros(shape, np.float32)
    for line, width in zip(lines, widths, strict=True):
        _draw_line(canvas, _subdivide(line, max(1.0, width / 2)), width / 2)
    return canvas


def _draw_line(canvas: FloatArray, line: FloatArray, radius: float) -> None:
    start = line[:-1] if len(line) > 1 else line
    step = line[1:] - start if len(line) > 1 else np.zeros_like(line)
    longest = float(np.abs(step).max())
    side = math.ceil(longest + 2 * (radius + 0.5)) + 1  # pixels that a segment reaches
    block = max(1, BLOCK // side**2)
    for first in range(0, len(start), block):
        part = slice(first, first + block)
        _draw_segments(canvas, start[part], step[part], radius, side)


def _draw_segments(
    canvas: FloatArray, start: FloatArray, step: FloatArray, radius: float, side: int
) -> None:
    corner = np.floor(np.minimum(start, start + step) - radius - 0.5).astype(np.intp)
    offsets = np.arange(side)
    columns = corner[:, 0, None, None] + offsets[None, None, :]  # (segments, 1, side)
    rows = corner[:, 1, None, None] + offsets[None, :, None]  # (segments, side, 1)
    x = columns + np.float32(0.5) - start[:, 0, None, None]
    y = rows + np.float32(0.5) - start[:, 1, None, None]
    dx, dy = step[:, 0, None, None], step[:, 1, None, None]
    length2 = np.maximum(dx * dx + dy * dy, 1e-12).astype(np.float64)
    dx, dy = dx.astype(np.float64), dy.astype(np.float64)
    along = x * dx + y * dy  # (segments, side, side), as all that follows
    along /= length2
    _bound(along)
    across = x - along * dx
    value = radius + 0.5 - np.hypot(across, y - along * dy, out=across)
    _bound(value)
    height, width = canvas.shape
    is_row, is_column = (
        (places >= 0) & (places < most)
        for places, most in ((rows, height), (columns, width))
    )
    inside = is_row & is_column
    inside &= value > 0
    flat = (rows * width + columns)[inside]
    np.maximum.at(canvas.reshape(-1), flat, value[inside].astype(np.float32))


def _bound(values: NDArray[np.float64]) -> None:
    """Bring values between 0 and 1, in place; `np.clip` costs small arrays more."""
    np.maximum(values, 0, out=values)
    np.minimum(values, 1, out=values)


def _subdivide(line: FloatArray, longest: float) -> FloatArray:
    """Cut segments so that none is longer than `longest`."""
    if len(line) < 2:
        return line
    pieces = np.maximum(
        1, np.ceil(np.hypot(*np.diff(line, axis=0).T) / longest)
    ).astype(np.intp)
    if pieces.max() == 1:
        return line
    index = np.repeat(np.arange(len(pieces)), pieces)
    within = np.arange(len(index)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    fraction = (within / pieces[index])[:, None].astype(np.float32)
    cut = line[index] * (1 - fraction) + line[index + 1] * fraction
    return np.concatenate([cut, line[-1:]]).astype(np.float32)
