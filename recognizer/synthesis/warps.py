"""Vary pen strokes in every way that leaves the digit what it is.

Strokes can be bent where pixels cannot: a crossbar slips, a tail grows, corners wear
off, a mouse trembles, and the pen stays as wide as before. The strengths are bounded
so that a person still reads the same digit: the plane is turned by less than what
makes a 1 of a 7, and ends grow by less than what makes a 6 of a 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recognizer.ink.strokes import FloatArray
from recognizer.synthesis import habits
from recognizer.synthesis.figures import Figure, Strokes, write

Points = NDArray[np.float64]

SPACING = 0.04
"""Distance between points after redrawing a stroke evenly; the ink's long side is 1."""

END = 0.22
"""Length of a stroke's end that is stretched or shortened, in long sides."""

N_WAVES = 3
"""Sine waves that a smooth random function is made of."""


@dataclass(frozen=True)
class Strengths:
    """How far strokes are varied; zeros leave them as they are.

    Lengths are in long sides of the ink. "Largest" values are reached seldom: most
    draws are triangular, with the peak at no change.

    Attributes:
        aspect: largest logarithm of width over height.
        rotation: largest angle, in degrees.
        slant: largest horizontal shift per height.
        waist: how far the middle is moved against top and bottom, and left and
            right, 0 to 1; below 1 nothing folds over.
        taper: largest growth of the width from the middle to top or bottom, 0 to 1.
        wave: standard deviation of the plane's smooth displacement.
        stroke_shift: standard deviation of a stroke's own displacement; not for
            drawings of one stroke.
        stroke_growth: standard deviation of the logarithm of a stroke's own size;
            not for drawings of one stroke.
        ends: largest growth or loss at either end of a stroke.
        smooth: largest distance along a stroke over which corners are rounded.
        polygon: largest distance between the corners of a stroke drawn coarsely.
        tremor: largest standard deviation of the hand's tremble.
        hook: largest length of the hook of a pen put down or lifted too slowly.
        habits: how often habits of writing show, 0 to 1, see `habits`.
        altered: probability of each of smooth, polygon, tremor and hook.
    """

    aspect: float = 0.0
    rotation: float = 0.0
    slant: float = 0.0
    waist: float = 0.0
    taper: float = 0.0
    wave: float = 0.0
    stroke_shift: float = 0.0
    stroke_growth: float = 0.0
    ends: float = 0.0
    smooth: float = 0.0
    polygon: float = 0.0
    tremor: float = 0.0
    hook: float = 0.0
    habits: float = 0.0
    altered: float = 0.25

    def times(self, factor: float) -> Strengths:
        """All strengths multiplied by a factor; `altered` stays."""
        return replace(
            self,
            **{name: getattr(self, name) * factor for name in _SCALED},
        )


_SCALED = tuple(field.name for field in fields(Strengths) if field.name != "altered")


TEMPLATES = Strengths(
    aspect=0.47,
    rotation=15,
    slant=0.45,
    waist=0.4,
    taper=0.3,
    wave=0.019,
    stroke_shift=0.016,
    stroke_growth=0.04,
    ends=0.1,
    smooth=0.16,
    polygon=0.2,
    tremor=0.012,
    hook=0.07,
    habits=1.0,
)
"""For synthetic strokes (`figures.write`), which lack a writer's irregularity."""

REAL = Strengths(
    aspect=0.3,
    rotation=10,
    slant=0.25,
    waist=0.25,
    taper=0.15,
    wave=0.014,
    stroke_shift=0.012,
    stroke_growth=0.04,
    ends=0.05,
    smooth=0.1,
    polygon=0.16,
    tremor=0.01,
    hook=0.05,
    habits=0.5,
)
"""For strokes that people drew, which are slanted and irregular already."""


def write_varied(figure: Figure, rng: Generator) -> Strokes:
    """Write a figure and vary it as far as it stays readable."""
    return warp(write(figure, rng), rng, TEMPLATES.times(figure.freedom))


def warp(
    strokes: Sequence[FloatArray], rng: Generator, strengths: Strengths = TEMPLATES
) -> Strokes:
    """Vary a drawing at random.

    Args:
        strokes: (n, 2) arrays, n ≥ 1, x to the right and y down, in any unit, of
            some extent together.
        rng: where chance comes from; the same state gives the same drawing.
        strengths: `TEMPLATES` or `REAL`, or one's own.

    Returns:
        The drawing in the same unit, at about the same place; the number of points
        may differ, and with `Strengths.habits` that of strokes.
    """
    given = np.concatenate(strokes).astype(np.float64)
    low, high = given.min(axis=0), given.max(axis=0)
    size = float((high - low).max())
    middle = (low + high) / 2
    lines = [(np.asarray(line, np.float64) - middle) / size for line in strokes]
    lines = _vary_strokes(lines, rng, strengths)
    points = _vary_plane(np.concatenate(lines), rng, strengths) * size + middle
    cuts = np.cumsum([len(line) for line in lines])[:-1]
    return tuple(np.split(points.astype(np.float32), cuts))


def _vary_strokes(
    lines: list[Points], rng: Generator, strengths: Strengths
) -> list[Points]:
    """Vary each stroke on its own, in a box of long side 1 about (0, 0)."""
    if strengths.habits:
        lines = habits.follow(lines, rng, strengths.habits)
    spacing = smooth = tremor = hook = 0.0
    if strengths.smooth and rng.random() < strengths.altered:
        smooth = rng.uniform(0, strengths.smooth)
    if strengths.polygon and rng.random() < strengths.altered:
        spacing = rng.uniform(strengths.polygon / 3, strengths.polygon)
    if strengths.tremor and rng.random() < strengths.altered:
        tremor = rng.uniform(0, strengths.tremor)
    if strengths.hook and rng.random() < strengths.altered:
        hook = rng.uniform(0, strengths.hook)
    varied = []
    for line in lines:
        if smooth:
            line = _smooth(_resample(line, SPACING), smooth)
        if strengths.ends:
            line = _stretch_ends(line, rng.uniform(-1, 1, 2) * strengths.ends)
        if spacing:
            line = _resample(line, spacing, rng)
        if tremor:
            line = _tremble(_resample(line, SPACING), tremor, rng)
        if len(lines) > 1:
            centre = line.mean(axis=0)
            growth = np.exp(rng.normal(0, strengths.stroke_growth))
            shift = rng.normal(0, 1, 2) * strengths.stroke_shift
            line = (line - centre) * growth + centre + shift
        if hook:
            line = _hook(line, hook, rng)
        varied.append(line)
    return varied


def _vary_plane(points: Points, rng: Generator, strengths: Strengths) -> Points:
    """Bend, stretch, slant and turn the plane about (0, 0)."""
    waist = _triangular(rng, 2) * strengths.waist
    points = points + waist * (0.25 - np.clip(points, -0.5, 0.5) ** 2)
    taper = float(_triangular(rng, 1)[0]) * strengths.taper
    points[:, 0] *= 1 + 2 * taper * np.clip(points[:, 1], -0.5, 0.5)
    if strengths.wave:
        frequencies = rng.normal(0, 0.7, (2, N_WAVES))  # cycles per long side
        phases = rng.uniform(0, 1, (2, N_WAVES))
        amplitudes = rng.normal(0, strengths.wave, (N_WAVES, 2))
        angles = 2 * np.pi * (points @ frequencies + phases[0])
        points = points + np.sin(angles) @ amplitudes
    aspect, turn, slant = _triangular(rng, 3)
    width = np.exp(aspect * strengths.aspect / 2)
    angle = np.deg2rad(turn * strengths.rotation)
    cos, sin = np.cos(angle), np.sin(angle)
    shear = np.array([[1, -slant * strengths.slant], [0, 1]])
    matrix = np.array([[cos, -sin], [sin, cos]]) @ shear @ np.diag([width, 1 / width])
    return np.asarray(points @ matrix.T)


def _triangular(rng: Generator, n: int) -> Points:
    """Values from -1 to 1, most of them near 0."""
    return rng.triangular(-1, 0, 1, n)


def _lengths(line: Points) -> Points:
    """Way from the start to each point, (n,)."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])


def _resample(line: Points, spacing: float, rng: Generator | None = None) -> Points:
    """Put points on a stroke about `spacing` apart, evenly or else at random."""
    lengths = _lengths(line)
    n_steps = max(1, round(lengths[-1] / spacing))
    at = np.linspace(0, 1, n_steps + 1)
    if rng is not None:
        at[1:-1] += rng.uniform(-0.4, 0.4, n_steps - 1) / n_steps
    at *= lengths[-1]
    return np.stack([np.interp(at, lengths, line[:, axis]) for axis in (0, 1)], 1)


def _smooth(line: Points, reach: float) -> Points:
    """Average evenly spaced points over `reach`; the ends stay where they are."""
    half = min(round(reach / SPACING), len(line) - 1)
    before = 2 * line[0] - line[half:0:-1]
    after = 2 * line[-1] - line[-2 : -half - 2 : -1]
    padded = np.concatenate([before, line, after])
    window = np.bartlett(2 * half + 3)[1:-1]
    window /= window.sum()
    return np.stack(
        [np.convolve(padded[:, axis], window, mode="valid") for axis in (0, 1)], 1
    )


def _stretch_ends(line: Points, growth: Points) -> Points:
    """Stretch the ends along their own directions; less far into the stroke."""
    lengths = _lengths(line)
    end = min(END, lengths[-1] / 2)
    if end == 0:
        return line
    moved = line.copy()
    for way, tip, by in (
        (lengths, 0, growth[0]),
        (lengths[-1] - lengths, -1, growth[1]),
    ):
        inner = int(np.argmin(np.abs(way - end)))
        direction = line[tip] - line[inner]
        direction /= max(float(np.hypot(*direction)), 1e-9)
        weight = np.clip(1 - way / end, 0, 1)[:, None]
        moved += weight * min(by, end) * direction
    return moved


def _tremble(line: Points, tremor: float, rng: Generator) -> Points:
    """Add a smooth random function of the way, with a wave in 0.08 to 0.4."""
    lengths = _lengths(line)[:, None]
    frequencies = rng.uniform(2.5, 12, N_WAVES)
    phases = rng.uniform(0, 1, N_WAVES)
    waves = np.sin(2 * np.pi * (lengths * frequencies + phases))  # (n, N_WAVES)
    return line + waves @ rng.normal(0, tremor * np.sqrt(2 / N_WAVES), (N_WAVES, 2))


def _hook(line: Points, length: float, rng: Generator) -> Points:
    """Add a short segment at the start, the end, or both."""
    angles = rng.uniform(0, 2 * np.pi, 2)
    tips = length * np.stack([np.cos(angles), np.sin(angles)], 1)
    where = rng.integers(3)
    parts = [line]
    if where != 1:
        parts.insert(0, line[:1] + tips[:1])
    if where != 0:
        parts.append(line[-1:] + tips[1:])
    return np.concatenate(parts)
