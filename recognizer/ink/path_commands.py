"""A path's commands as the canvas's JSON has them, which are those of SVG, as lines."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.errors import N_, InvalidDrawing, quoted

FloatArray = NDArray[np.float32]

MAX_COORDINATE = 1e6
CURVE_STEPS = 4
_ARGUMENTS = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}
_FRACTIONS = np.arange(1, CURVE_STEPS + 1)[:, None] / CURVE_STEPS


def follow(path: object) -> list[FloatArray]:
    """Turn a path into polylines, one for each of its M.

    Args:
        path: a list of commands, each a list of M, L, Q, C or Z and its absolute
            coordinates, as a canvas's JSON has it.

    Returns:
        (n, 2) float32 each, x and y of the corners and of `CURVE_STEPS` points along
        each Bézier curve.

    Raises:
        InvalidDrawing: for anything else.
    """
    corners: list[float] = []  # x, y of the points that are on no curve
    places: list[int] = []  # of these among all points
    quadratic, cubic = _Curves([], []), _Curves([], [])
    starts: list[int] = []
    count = 0
    x = y = first_x = first_y = 0.0
    for name, *values in _commands(path):
        if name == "Q":
            x1, y1, x2, y2 = values
            quadratic.corners.extend((x, y, x1, y1, x2, y2))
            quadratic.places.append(count)
            x, y = _quadratic_end(x, x1, x2), _quadratic_end(y, y1, y2)
            count += CURVE_STEPS
            continue
        if name == "C":
            x1, y1, x2, y2, x3, y3 = values
            cubic.corners.extend((x, y, x1, y1, x2, y2, x3, y3))
            cubic.places.append(count)
            x, y = _cubic_end(x, x1, x2, x3), _cubic_end(y, y1, y2, y3)
            count += CURVE_STEPS
            continue
        if name == "M":
            starts.append(count)
            first_x, first_y = values
        x, y = values or (first_x, first_y)
        corners.extend((x, y))
        places.append(count)
        count += 1
    points = np.empty((count, 2), np.float32)
    points[places] = np.reshape(corners, (-1, 2))
    for curves in (quadratic, cubic):
        if curves.places:
            points[curves.all_places()] = curves.points()
    return [points[one:two] for one, two in itertools.pairwise([*starts, count])]


def _commands(path: object) -> list[list[Any]]:
    """A path whose commands have what they must."""
    if not isinstance(path, list) or not path:
        raise InvalidDrawing(
            N_("A path must be a list of commands, but {value} was found."),
            value=quoted(path),
        )
    for command in path:
        if (
            not isinstance(command, list)
            or not command
            or not isinstance(command[0], str)
            or len(command) - 1 != _ARGUMENTS.get(command[0])
        ):
            raise InvalidDrawing(
                N_(
                    "A path's command must be M, L, Q, C or Z with its coordinates, "
                    "but {value} was found."
                ),
                value=quoted(command),
            )
        for value in command[1:]:
            # What JSON holds is looked at without a call, which costs as much again.
            if type(value) is float and -MAX_COORDINATE <= value <= MAX_COORDINATE:
                continue
            if not is_coordinate(value):
                raise InvalidDrawing(
                    N_(
                        "A path's coordinates must be numbers from -{limit} to "
                        "{limit}, but {value} was found."
                    ),
                    limit=f"{MAX_COORDINATE:,.0f}",
                    value=quoted(command),
                )
        if command[0] != "M" and command is path[0]:
            raise InvalidDrawing(
                N_("A path must begin with the command M, but {value} was found."),
                value=quoted(command),
            )
    return path


@dataclass(frozen=True)
class _Curves:
    """Bézier curves of one degree, 2 or 3.

    Attributes:
        corners: x, y of each curve's start, of what bends it, and of its end.
        places: of the first point of each among all points.
    """

    corners: list[float]
    places: list[int]

    def all_places(self) -> NDArray[np.intp]:
        """Of every point, (curves, steps)."""
        return np.add.outer(self.places, np.arange(CURVE_STEPS))

    def points(self) -> NDArray[np.float64]:
        """Along each curve, without its start, (curves, steps, 2)."""
        shape = (len(self.places), -1, 1, 2)
        points = np.array(self.corners, np.float64).reshape(shape).swapaxes(0, 1)
        while len(points) > 1:  # de Casteljau
            points = points[:-1] + (points[1:] - points[:-1]) * _FRACTIONS
        return np.asarray(points[0])


def _quadratic_end(start: float, bend: float, end: float) -> float:
    """Where de Casteljau's algorithm ends, which rounds; one coordinate."""
    corner = start + (bend - start)
    return corner + (bend + (end - bend) - corner)


def _cubic_end(start: float, bend: float, other: float, end: float) -> float:
    """The same for a curve that two corners bend."""
    return _quadratic_end(
        start + (bend - start), bend + (other - bend), other + (end - other)
    )


def is_coordinate(value: object) -> bool:
    """Whether it is a number that a drawing may hold."""
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and abs(value) <= MAX_COORDINATE
    )
