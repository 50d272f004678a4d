"""Figures as pen strokes through control points, written as a hand would.

A figure is a few control points, given by hand, with a smooth curve through them;
`write` moves the control points, so that loops grow and shrink, gaps open and bars
rise and fall as they do under a hand.

The curve is a cubic spline without jumps of curvature, as a hand's line has none; the
time between two control points grows with the root of their distance (Lee, 1989,
Choosing nodes in parametric curve interpolation), which keeps it from overshooting.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recognizer.ink.strokes import FloatArray

Strokes = tuple[FloatArray, ...]
"""Lines from pen-down to pen-up: (n, 2) float32 each, columns x (to the right) and y
(down), in any unit."""

STEP = 0.04
"""Distance between points along a stroke; the digit's height is 1."""

POINT_JITTER = 0.028
STROKE_SHIFT = 0.025
STROKE_GROWTH = 0.09
"""Standard deviations: of a control point's place, of a whole stroke's place (both
in heights of the digit), and of the logarithm of a stroke's size."""


@dataclass(frozen=True)
class Curve:
    """A stroke as a curve through control points.

    Attributes:
        controls: (n, 2) float32, x and y.
        basis: (m, n) float32; `basis @ controls` are the m points of the stroke.
    """

    controls: FloatArray
    basis: FloatArray


@dataclass(frozen=True)
class Figure:
    """A figure that can be written: a form of a digit, or something else.

    Attributes:
        name: unique among its like.
        weight: how common the form is beside its like, > 0; not a probability.
        curves: the strokes in writing order, in a box of about 1 × 1.
        freedom: fraction of the usual variation that leaves the figure readable, 0
            to 1; below 1 where another digit is near.
    """

    name: str
    weight: float
    curves: tuple[Curve, ...]
    freedom: float = 1.0

    @property
    def strokes(self) -> Strokes:
        """The figure as it was designed, without variation."""
        return tuple(curve.basis @ curve.controls for curve in self.curves)


def write(figure: Figure, rng: Generator) -> Strokes:
    """Write a figure as a hand would, a little differently each time.

    Each control point is moved on its own; each stroke of several is also moved and
    resized as a whole.

    Returns:
        As many strokes as the figure has.
    """
    strokes = []
    freedom = figure.freedom
    for curve in figure.curves:
        jitter = rng.normal(0, POINT_JITTER * freedom, curve.controls.shape)
        points = curve.controls + jitter
        if len(figure.curves) > 1:
            middle = points.mean(axis=0)
            growth = math.exp(rng.normal(0, STROKE_GROWTH * freedom))
            shift = rng.normal(0, STROKE_SHIFT * freedom, 2)
            points = (points - middle) * growth + middle + shift
        strokes.append(curve.basis @ points.astype(np.float32))
    return tuple(strokes)


def figure(name: str, weight: float, *strokes: str, freedom: float = 1) -> Figure:
    """Design a figure.

    Args:
        name: what it is called.
        weight: how common it is, > 0.
        *strokes: control points as "x,y x,y …" in hundredths of the box, y down;
            "|" after a point makes it a corner.
        freedom: how much of the usual variation it bears, 0 to 1.
    """
    return Figure(
        name, weight, tuple(read_stroke(stroke) for stroke in strokes), freedom
    )


def oval(
    x: float,
    y: float,
    across: float,
    down: float,
    start: float = -90,
    sweep: float = -360,
) -> str:
    """Control points along an ellipse, for `figure`.

    Args:
        x: centre, in hundredths of the box.
        y: centre.
        across: half the width.
        down: half the height.
        start: where the pen is put down, in degrees clockwise from the right.
        sweep: how far it goes, in degrees clockwise.
    """
    n_points = max(3, round(abs(sweep) / 36) + 1)
    angles = np.deg2rad(np.linspace(start, start + sweep, n_points))
    points = zip(x + across * np.cos(angles), y + down * np.sin(angles), strict=True)
    return " ".join(f"{px:.1f},{py:.1f}" for px, py in points)


def curve(controls: NDArray[np.float64], corners: Sequence[int] = ()) -> Curve:
    """Lay a smooth curve through points.

    Args:
        controls: (n, 2), n ≥ 2, no point equal to the next.
        corners: indices of points at which the direction may jump.
    """
    basis = [np.eye(len(controls))[:1]]
    ends = sorted({0, *corners, len(controls) - 1})
    for first, last in itertools.pairwise(ends):
        rows = _spline(controls[first : last + 1])
        piece = np.zeros((len(rows), len(controls)))
        piece[:, first : last + 1] = rows
        basis.append(piece)
    return Curve(controls.astype(np.float32), np.concatenate(basis).astype(np.float32))


def read_stroke(stroke: str) -> Curve:
    """The curve of a stroke given as in `figure`."""
    points: list[tuple[float, ...]] = []
    corners: list[int] = []
    for token in stroke.split():
        if token == "|":
            corners.append(len(points) - 1)
        else:
            points.append(tuple(float(number) / 100 for number in token.split(",")))
    return curve(np.array(points), corners)


def _spline(controls: NDArray[np.float64]) -> NDArray[np.float64]:
    """Matrix (m, n) from n control points to the points after the first."""
    n = len(controls)
    chords = np.hypot(*np.diff(controls, axis=0).T)
    spans = np.sqrt(chords)  # centripetal
    speeds = np.diff(np.eye(n), axis=0) / spans[:, None]  # (n - 1, n)
    # Tangents for which the curvature does not jump at the control points.
    system, sides = np.eye(n), np.zeros((n, n))
    for i in range(1, n - 1):
        before, after = 1 / spans[i - 1], 1 / spans[i]
        system[i, i - 1 : i + 2] = before, 2 * (before + after), after
        sides[i] = 3 * (before * speeds[i - 1] + after * speeds[i])
    if np.array_equal(controls[0], controls[-1]):  # closed: no kink at the seam
        before, after = 1 / spans[-1], 1 / spans[0]
        system[0, [1, -2]] += after, before
        system[0, 0] = 2 * (before + after)
        sides[0] = 3 * (before * speeds[-1] + after * speeds[0])
        system[-1, 0] = -1
    else:  # a parabola at either end
        system[0, 1] = system[-1, -2] = 1
        sides[0], sides[-1] = 2 * speeds[0], 2 * speeds[-1]
        if n == 2:
            system, sides = np.eye(2), speeds[[0, 0]]
    tangents = np.linalg.solve(system, sides)
    rows = []
    for i, (chord, span) in enumerate(zip(chords, spans, strict=True)):
        n_steps = max(1, math.ceil(chord / STEP))
        u = (np.arange(1, n_steps + 1) / n_steps)[:, None]
        rest = 1 - u
        start, end = np.eye(len(controls))[[i, i + 1]]
        rows.append(
            rest**2 * (1 + 2 * u) * start
            + u**2 * (3 - 2 * u) * end
            + span * u * rest * (rest * tangents[i] - u * tangents[i + 1])
        )
    return np.concatenate(rows)
