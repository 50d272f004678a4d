"""Digits written by rule: every common form of each digit, as pen strokes.

MNIST was written by Americans around 1990. People elsewhere slash their zeros, cross
their sevens, give their ones a flag and a foot, and Japanese schools teach a seven
that begins with a short stroke down. Each such habit is a form here: a few control
points, given by hand, with a smooth curve through them. `write` moves the control
points, so that loops grow and shrink, gaps open and bars rise and fall as they do
under a hand.

The curve is a cubic spline without jumps of curvature, as a hand's line has none; the
time between two control points grows with the root of their distance (Lee, 1989,
Choosing nodes in parametric curve interpolation), which keeps it from overshooting.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
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
        freedom: share of the usual variation that leaves the figure readable, 0 to
            1; below 1 where another digit is near.
    """

    name: str
    weight: float
    curves: tuple[Curve, ...]
    freedom: float = 1.0

    @property
    def strokes(self) -> Strokes:
        """The figure as it was designed, without variation."""
        return tuple(curve.basis @ curve.controls for curve in self.curves)


@dataclass(frozen=True, kw_only=True)
class Form(Figure):
    """One way of writing a digit; the name begins with the digit, as in 0-slashed."""

    digit: int


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


def choose(digit: int, rng: Generator) -> Form:
    """Choose one of the digit's forms, common ones more often."""
    forms, shares = _CHOICES[digit]
    return forms[int(np.searchsorted(shares, rng.random(), side="right"))]


def figure(name: str, weight: float, *strokes: str, freedom: float = 1) -> Figure:
    """Design a figure.

    Args:
        name: what it is called.
        weight: how common it is, > 0.
        *strokes: control points as "x,y x,y …" in hundredths of the box, y down;
            "|" after a point makes it a corner.
        freedom: how much of the usual variation it bears, 0 to 1.
    """
    return Figure(name, weight, tuple(_read(stroke) for stroke in strokes), freedom)


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


def _read(stroke: str) -> Curve:
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


def _form(name: str, weight: float, *strokes: str, freedom: float = 1) -> Form:
    curves = tuple(_read(stroke) for stroke in strokes)
    return Form(name, weight, curves, freedom, digit=int(name[0]))


_ZERO = oval(50, 50, 31, 50)
_WIDE_ZERO = oval(50, 50, 36, 50)
_FORMS = (
    _form("0-plain", 5, _ZERO),
    _form("0-from-side", 2, oval(50, 50, 31, 50, 190, 375)),
    _form("0-clockwise", 1, oval(50, 50, 30, 50, -80, 365)),
    _form("0-round", 2, oval(50, 50, 44, 50, -80)),
    _form("0-narrow", 2, oval(50, 50, 21, 50, -85), freedom=0.8),
    _form("0-slanted", 2, "64,0 42,12 26,45 20,78 34,100 56,88 74,55 80,20 64,0"),
    _form("0-lying", 1, "70,14 36,22 8,52 14,80 44,84 80,62 94,34 78,16 62,18"),
    _form(
        "0-crossed-ends", 1, "72,4 46,2 26,20 18,54 32,92 58,98 78,74 78,40 62,14 42,2"
    ),
    _form("0-open", 2, "60,2 42,3 27,20 19,50 28,85 49,100 70,86 80,54 77,26 69,12"),
    _form(
        "0-overlapping",
        2,
        "62,8 46,1 28,14 20,50 29,86 50,100 71,86 80,50 72,16 56,3 38,5",
    ),
    _form(
        "0-looped",
        1.5,
        "52,3 30,15 20,50 29,87 50,100 71,87 80,50 74,22 60,5 44,6 42,17 54,21 70,12 "
        "82,0",
    ),
    _form("0-slashed", 2.5, _WIDE_ZERO, "72,20 28,80"),
    _form("0-slashed-through", 2.5, _WIDE_ZERO, "88,2 12,98"),
    _form("0-slashed-steeply", 1, oval(50, 52, 29, 32), "60,0 40,100", freedom=0.8),
    _form("0-slashed-far", 1, oval(50, 50, 37, 46), "98,2 2,98", freedom=0.8),
    _form(
        "0-slashed-in-one",
        1,
        oval(50, 50, 36, 49, -50, -350) + " 75,13 | 22,86",
        freedom=0.8,
    ),
    _form("0-backslashed", 0.8, _WIDE_ZERO, "27,18 73,82"),
    _form("0-dotted", 0.8, oval(50, 50, 36, 50), "48,49 52,51"),
    _form("1-bar", 5, "50,0 50,50 50,100"),
    _form("1-slanted", 3, "62,0 50,50 38,100"),
    _form("1-curved", 1, "46,0 53,35 53,65 46,100"),
    _form("1-flagged", 3, "30,24 42,14 52,0 | 52,100", freedom=0.6),
    _form("1-flagged-flatly", 1, "25,11 40,7 54,2 | 52,100", freedom=0.5),
    _form("1-flagged-foot", 3, "30,23 42,13 50,0 | 50,98", "27,99 73,99", freedom=0.7),
    _form(
        "1-flagged-foot-in-one", 0.5, "32,20 50,0 | 50,98 | 28,98 | 74,98", freedom=0.6
    ),
    _form("1-foot", 1, "50,0 50,98", "28,99 72,99", freedom=0.6),
    _form("1-long-flag", 3, "16,46 38,26 60,0 | 60,50 60,100", freedom=0.6),
    _form("1-long-flag-slanted", 1.5, "22,46 44,25 68,0 | 60,50 52,100", freedom=0.5),
    _form("1-very-long-flag", 1.5, "18,78 42,40 62,0 | 64,50 64,100", freedom=0.45),
    _form(
        "1-very-long-flag-slanted", 1, "14,74 42,38 68,2 | 62,50 56,100", freedom=0.6
    ),
    _form(
        "1-long-flag-foot", 1, "20,40 40,24 58,0 | 58,98", "34,99 82,99", freedom=0.7
    ),
    _form("1-hooked-foot", 1, "48,0 48,84 52,96 62,97 70,90", freedom=0.5),
    _form("1-flagged-hooked", 0.5, "35,18 46,0 | 46,88 50,98 58,98 64,94", freedom=0.5),
    _form("2-round", 4, "21,26 29,8 49,0 69,7 77,25 70,47 48,71 19,98 | 82,98"),
    _form(
        "2-looped",
        2.5,
        "20,22 32,4 54,0 73,11 75,33 58,61 34,87 19,93 14,84 25,79 43,88 64,98 86,92",
    ),
    _form(
        "2-large-loop",
        1.5,
        "18,20 34,3 60,1 76,18 70,44 52,74 28,96 9,94 8,78 26,72 48,80 70,92 94,84",
    ),
    _form(
        "2-two-loops",
        0.7,
        "44,24 32,28 24,16 34,3 54,0 70,12 70,34 56,62 36,86 18,95 14,86 28,80 50,90 "
        "70,97 90,86",
    ),
    _form("2-small-top", 1, "30,13 44,1 58,4 60,20 46,52 16,94 | 50,96 86,92"),
    _form(
        "2-round-base",
        1,
        "22,18 38,2 60,4 68,20 54,46 26,74 22,90 42,98 66,97 88,88",
        freedom=0.7,
    ),
    _form(
        "2-tight",
        2,
        "20,22 33,3 56,0 75,13 74,36 55,64 29,88 17,97 36,96 84,99",
    ),
    _form("2-z-like", 1, "17,16 26,5 45,3 77,3 | 47,50 15,98 | 83,98", freedom=0.8),
    _form(
        "2-swan",
        2,
        "20,26 30,6 52,0 71,10 74,32 58,60 37,82 17,98 | 31,89 46,90 64,99 78,98 88,88",
    ),
    _form(
        "2-curled",
        1.5,
        "34,29 23,28 21,15 35,2 57,0 75,13 74,36 56,64 36,84 18,98 | 50,97 84,98",
    ),
    _form("2-hollow-base", 1, "20,22 33,3 55,0 74,14 72,37 52,66 18,99 | 50,93 84,97"),
    _form("2-wide-curve", 1, "18,18 40,1 64,3 78,22 70,48 46,72 16,96 | 50,100 84,94"),
    _form(
        "3-round",
        4,
        "21,15 34,3 53,0 71,9 74,27 62,42 43,47 | 64,50 79,66 77,86 56,100 33,97 17,84",
    ),
    _form(
        "3-shallow",
        1.5,
        "22,11 41,0 63,3 73,18 67,34 52,46 66,53 77,68 73,88 53,100 32,98 17,88",
    ),
    _form("3-flat-top", 2.5, "20,2 77,2 | 46,39 | 66,42 80,58 79,80 60,98 36,99 17,86"),
    _form(
        "3-flat-top-round", 1, "22,3 74,2 | 58,26 42,44 58,43 76,54 78,82 52,100 18,92"
    ),
    _form(
        "3-looped",
        2,
        "21,13 38,1 60,3 72,18 64,36 47,49 36,48 37,40 49,42 69,53 78,72 68,93 44,100 "
        "19,89",
    ),
    _form(
        "3-pointed",
        2,
        "22,10 44,0 68,8 68,26 34,46 | 66,54 78,74 64,96 38,100 18,90",
    ),
    _form("3-angular", 0.5, "22,4 74,6 | 38,45 | 76,66 | 62,92 20,98", freedom=0.8),
    _form(
        "3-large-below",
        1,
        "28,9 42,0 58,3 66,16 58,30 42,36 | 66,40 82,60 76,86 52,100 30,98 14,84",
    ),
    _form(
        "3-curled",
        1,
        "22,10 40,0 62,4 68,20 58,36 40,44 | 64,48 80,64 76,86 54,99 30,96 18,82 24,72 "
        "36,76",
    ),
    _form("3-wide", 1, "8,10 44,2 78,8 76,26 40,44 | 76,50 92,66 82,86 50,96 14,90"),
    _form("4-open", 3, "27,2 21,32 14,60 | 86,58", "64,0 64,100"),
    _form("4-open-square", 1.5, "20,2 19,54 | 84,54", "64,2 64,100"),
    _form("4-open-curved", 1.5, "24,2 17,34 20,52 38,57 84,53", "68,4 62,100"),
    _form("4-open-no-crossing", 1, "24,2 15,56 | 67,55", "68,4 66,100", freedom=0.8),
    _form("4-school", 3, "54,0 10,66 | 90,66", "66,36 66,100"),
    _form("4-closed", 3, "60,0 34,34 7,68 | 93,68", "62,1 62,100", freedom=0.85),
    _form("4-closed-in-one", 2, "60,100 60,2 | 8,68 | 92,68"),
    _form("4-closed-no-crossing", 1, "58,0 6,66 | 62,66", "61,1 61,100", freedom=0.65),
    _form("4-closed-short", 1, "58,0 6,74 | 94,74", "62,4 62,92", freedom=0.75),
    _form("4-closed-from-top", 1, "64,2 8,62 | 90,60", "66,0 60,100", freedom=0.8),
    _form("4-lightning", 1, "46,0 14,58 | 72,54 | 62,100", freedom=0.6),
    _form("4-cup", 1.5, "20,4 18,38 28,53 48,53 68,42 | 72,6 | 66,100", freedom=0.7),
    _form("4-open-in-one", 1, "28,2 14,56 | 66,54 | 70,12 | 64,100", freedom=0.8),
    _form(
        "4-cursive",
        0.7,
        "30,2 18,32 14,54 30,60 54,44 74,8 | 66,54 58,100",
        freedom=0.8,
    ),
    _form("4-low-crossing", 1, "40,0 8,72 | 92,70", "62,38 56,100", freedom=0.8),
    _form(
        "5-hat-last",
        3,
        "29,3 24,44 | 40,36 61,38 77,54 77,78 59,97 37,99 17,87",
        "29,2 78,2",
    ),
    _form(
        "5-hat-apart",
        1.5,
        "27,12 23,47 | 42,39 62,42 76,58 74,82 56,98 36,99 17,89",
        "36,2 84,0",
    ),
    _form(
        "5-in-one", 3, "77,2 30,2 | 24,43 | 42,35 63,38 78,56 75,82 56,98 36,99 17,88"
    ),
    _form(
        "5-s-like",
        1.5,
        "77,4 50,2 33,7 27,26 37,40 59,47 75,62 75,82 57,97 20,95",
        freedom=0.8,
    ),
    _form(
        "5-rounded",
        1.5,
        "74,1 36,4 26,14 24,38 32,45 52,39 72,48 78,70 66,93 42,100 19,91",
    ),
    _form(
        "5-angular",
        0.7,
        "76,2 26,2 | 24,45 | 60,43 | 77,60 76,84 | 60,98 20,98",
        freedom=0.8,
    ),
    _form(
        "5-small-belly",
        1,
        "34,2 26,56 | 44,50 62,54 72,68 68,88 50,99 30,98 18,91",
        "34,2 80,0",
    ),
    _form(
        "5-slanted",
        1,
        "84,2 46,2 | 32,42 | 54,37 70,48 69,72 52,94 30,100 12,93",
    ),
    _form(
        "5-long-hat",
        1,
        "98,0 40,8 | 32,42 52,38 66,50 68,72 50,94 28,100 10,92",
        freedom=0.8,
    ),
    _form(
        "5-crossed-hat",
        1,
        "34,0 27,44 | 44,37 63,40 77,56 76,80 58,98 36,99 17,88",
        "22,12 84,10",
        freedom=0.8,
    ),
    _form(
        "6-straight", 2.5, "62,0 42,27 26,57 27,85 48,100 70,91 75,71 62,55 42,57 27,72"
    ),
    _form(
        "6-curved",
        4,
        "70,4 52,3 33,20 21,53 27,87 50,100 71,89 76,69 62,53 42,56 27,70",
    ),
    _form(
        "6-large-loop",
        1.5,
        "56,0 34,20 19,56 29,91 53,100 76,87 81,61 65,41 42,44 23,62",
        freedom=0.7,
    ),
    _form(
        "6-small-loop",
        1.5,
        "68,0 42,18 25,50 26,84 43,100 61,95 66,80 54,70 38,75 28,86",
    ),
    _form("6-open-loop", 1, "66,0 38,25 22,60 30,92 52,100 71,88 71,70 58,62 45,66"),
    _form(
        "6-spiral",
        1.5,
        "68,3 42,16 22,50 28,89 52,100 74,87 75,65 57,53 41,63 41,78 54,81",
    ),
    _form("6-stem", 1.5, "34,0 27,40 25,76 38,98 60,99 75,83 70,64 52,57 34,66 25,80"),
    _form(
        "6-cursive",
        1,
        "32,0 18,36 15,76 34,98 58,86 76,60 76,46 62,46 52,66 56,90 72,96 86,88",
        freedom=0.7,
    ),
    _form("6-wide", 1, "40,0 18,38 10,76 28,98 62,98 88,84 86,66 62,58 34,66 14,82"),
    _form(
        "6-hooked",
        1,
        "76,16 69,4 54,3 33,22 21,56 28,89 51,100 72,88 76,68 60,54 41,58 27,73",
        freedom=0.8,
    ),
    _form(
        "6-tail-through",
        0.7,
        "60,0 36,28 22,64 32,96 58,97 72,78 60,60 38,64 14,80",
        freedom=0.8,
    ),
    _form("7-plain", 4, "16,3 82,3 | 60,46 42,100", freedom=0.65),
    _form("7-straight", 2, "14,2 80,2 | 36,100", freedom=0.65),
    _form("7-curved", 2, "16,3 80,3 | 60,32 50,62 48,100", freedom=0.65),
    _form("7-rounded", 1, "15,8 52,1 76,5 77,16 62,48 46,100", freedom=0.65),
    _form("7-serif", 2, "17,21 18,3 | 82,3 | 60,44 46,100", freedom=0.65),
    _form("7-wavy", 1.5, "14,15 22,3 40,5 60,9 82,2 | 60,44 46,100", freedom=0.65),
    _form("7-school", 3, "19,1 19,27", "19,3 82,3 | 62,40 50,68 48,100", freedom=0.65),
    _form("7-school-in-one", 1.5, "20,28 22,4 | 80,4 | 60,48 48,100", freedom=0.65),
    _form("7-crossed", 3, "16,3 82,3 | 58,52 42,100", "36,52 80,50", freedom=0.85),
    _form("7-crossed-straight", 1.5, "14,2 82,2 | 38,100", "32,54 78,54"),
    _form("7-crossed-curved", 1, "16,5 80,3 | 60,34 52,64 50,100", "32,50 78,46"),
    _form("7-crossed-serif", 1.5, "15,20 17,3 | 82,3 | 46,100", "36,54 82,52"),
    _form(
        "7-crossed-wavy",
        1,
        "14,15 24,4 50,8 82,2 | 58,52 46,100",
        "34,56 82,48",
        freedom=0.8,
    ),
    _form(
        "7-crossed-steeply", 0.7, "16,3 82,3 | 58,52 42,100", "38,62 78,42", freedom=0.8
    ),
    _form(
        "7-crossed-arched",
        1,
        "6,15 34,4 62,4 80,14 78,40 70,100",
        "34,48 96,46",
        freedom=0.8,
    ),
    _form("7-crossed-low", 0.7, "14,3 84,3 | 58,50 46,100", "30,64 76,64", freedom=0.8),
    _form(
        "8-s-start",
        4,
        "73,13 52,0 31,8 28,26 44,43 66,56 78,74 69,94 49,100 29,94 22,76 34,57 54,44 "
        "70,29 73,13",
    ),
    _form(
        "8-mirrored",
        1,
        "27,13 48,0 69,8 72,26 56,43 34,56 22,74 31,94 51,100 71,94 78,76 66,57 46,44 "
        "30,29 27,13",
    ),
    _form("8-stacked", 2.5, oval(50, 23, 22, 23), oval(50, 73, 28, 27), freedom=0.8),
    _form(
        "8-stacked-apart",
        0.7,
        oval(51, 22, 21, 22, -60),
        oval(50, 75, 25, 25, -100),
        freedom=0.7,
    ),
    _form(
        "8-open-top",
        2,
        "66,6 46,0 29,11 31,30 50,45 69,60 75,80 62,97 40,99 24,85 30,65 50,48 68,31 "
        "82,5",
    ),
    _form(
        "8-wide-open",
        1,
        "88,10 62,0 38,4 30,20 44,40 64,60 66,84 48,100 26,94 22,76 40,56 66,38 96,18",
        freedom=0.8,
    ),
    _form(
        "8-from-centre",
        1.5,
        "50,46 31,30 31,10 50,0 69,10 69,30 50,46 27,63 25,87 50,100 75,87 73,63 50,46",
    ),
    _form(
        "8-narrow",
        1.5,
        "64,12 50,0 36,10 36,28 50,46 65,66 66,86 50,100 34,86 35,66 50,46 64,28 64,12",
        freedom=0.8,
    ),
    _form(
        "8-hasty",
        1.5,
        "70,9 50,0 33,9 32,24 68,70 72,86 56,100 34,96 30,80 40,64 78,2",
        freedom=0.9,
    ),
    _form(
        "8-diagonal",
        1,
        "78,8 58,0 42,10 46,32 54,52 58,78 44,100 24,94 24,76 46,54 70,36 82,18 78,8",
    ),
    _form(
        "9-straight",
        3,
        "73,16 57,1 37,5 25,23 31,43 50,50 66,38 74,10 | 72,100",
    ),
    _form(
        "9-slanted",
        2,
        "75,14 57,0 37,7 25,26 33,45 52,47 68,33 76,10 | 66,56 50,100",
    ),
    _form(
        "9-hooked",
        2.5,
        "73,18 58,2 37,4 25,23 31,44 50,50 66,39 74,14 76,50 71,83 55,99 36,97 26,87",
    ),
    _form(
        "9-g-like",
        1,
        "72,13 53,0 33,6 24,25 33,44 54,47 69,33 74,8 | 76,70 66,93 45,100 25,95 14,82",
    ),
    _form(
        "9-open",
        1,
        "66,6 46,1 28,13 26,33 42,46 62,39 78,8 | 74,56 66,100",
        freedom=0.8,
    ),
    _form(
        "9-from-stem",
        1,
        "70,100 75,48 74,20 58,2 37,4 25,23 32,43 52,48 72,36",
        freedom=0.8,
    ),
    _form("9-two-strokes", 2, oval(48, 25, 24, 25, -30, -370), "73,2 71,100"),
    _form("9-two-strokes-tail", 1, oval(49, 26, 25, 25, -40), "74,6 75,70 62,96 36,98"),
    _form("9-triangular", 1, "72,3 46,10 23,30 | 70,40 | 74,4 | 70,100", freedom=0.6),
    _form(
        "9-spiral",
        1,
        "62,32 72,16 56,1 36,5 25,23 32,43 52,48 68,36 76,14 | 72,62 60,100",
    ),
    _form(
        "9-curved",
        1.5,
        "73,18 58,1 36,5 25,24 32,44 51,48 68,36 75,16 77,40 68,72 44,100",
    ),
    _form(
        "9-small-loop",
        1,
        "66,8 52,0 38,8 38,24 52,30 66,18 70,6 | 70,66 58,96 38,98 24,86",
        freedom=0.8,
    ),
    _form(
        "9-flat-loop", 1, "80,6 50,0 22,12 24,28 50,28 84,4 | 62,50 46,100", freedom=0.7
    ),
    _form(
        "9-flat-base",
        0.7,
        "70,16 54,1 34,5 24,24 34,43 54,46 70,32 74,10 | 78,60 76,94 | 22,98",
        freedom=0.8,
    ),
)

FORMS: Mapping[str, Form] = {form.name: form for form in _FORMS}
"""All forms by name, as in FORMS["7-crossed"]."""


def _shares(digit: int) -> tuple[tuple[Form, ...], NDArray[np.float64]]:
    forms = tuple(form for form in _FORMS if form.digit == digit)
    weights = np.cumsum([form.weight for form in forms])
    return forms, weights / weights[-1]


_CHOICES = tuple(_shares(digit) for digit in range(10))
