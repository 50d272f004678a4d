"""Printed lines: how they run in a photo, and how to take them out of it.

A line that `lines` has found is straight; paper is not quite, and lenses bend it. It is
followed piece by piece to where it is darkest, and is as wide as it is seen there. What
lies on it is taken away where it is no darker than the line, and no ink crosses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

from recognizer.ink import lines
from recognizer.ink.lines import Line, Mask
from recognizer.ink.strokes import FloatArray

T = TypeVar("T", bound=np.generic)

INVISIBLE = 1e-6
"""How dark print is at least, in a mixture of colours that does not show it."""
WIDEST = 0.02
"""Lines are narrower, in short sides of the picture."""
DARKER = 1.4
"""Ink on a printed line is so many times darker than it."""
PIECES = 40
"""A line is followed in so many pieces of its way through the picture."""
FAINT = 0.5
"""Of the least ink: so dark pieces of a line are seen, since their medians have less
noise than pixels have."""
ALIKE = 1.6
"""Print is nowhere so many times darker than most of it, or as much paler."""
PRINTED = 0.3
"""Part of a line that is no darker than its print: ink may run along the others."""
WOBBLE = 1.0
"""Print runs evenly, but for so many pixels."""
ROUNDS = 5
"""In which it is found how a line bends."""
BENT = 0.01
"""It bows by no more of its length."""
TOP = 0.7
"""A line's middle is that of what is so dark, for its darkest."""
MARGIN = 2
"""So many pixels more are taken with a line."""
FRINGE = 6
"""What lies within so many pixels more, and nowhere else, is a line's fringe."""
SEEN = 0.75
"""What is seen farther from its middle, for the widest line, is a sheet's edge."""
EDGE = 0.5
"""What is no darker than so much of the least ink is paper."""
WAYS = ((1, 0), (0, 1), (1, 1), (1, -1), (2, 1), (2, -1), (1, 2), (1, -2))
"""Ways that a stroke may cross print, as steps down and to the right."""


@dataclass(frozen=True)
class Rule:
    """A printed line as the picture shows it.

    Attributes:
        middles: (length,) float32: y for each x, or x for each y if it goes down, in
            pixels.
        reach: so far from its middle it is seen, in pixels.
        goes_down: whether it goes down rather than across.
        level: how dark it is, as a part of the paper's light.
        goes_on: whether it goes on to where it leaves the picture, on one side at
            least.
    """

    middles: FloatArray
    reach: int
    goes_down: bool
    level: float
    goes_on: bool

    def places(
        self, shape: tuple[int, ...], reach: int
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Rows and columns of the pixels so near to its middle."""
        return lines.places(self.middles, reach, shape, self.goes_down)


@dataclass(frozen=True)
class Print:
    """The printed lines of a picture.

    Attributes:
        rules: where they are.
        thin: (height, width), of thin dark things.
    """

    rules: list[Rule]
    thin: Mask

    def levels(self, dark: FloatArray) -> FloatArray:
        """How dark the print is of the line that a pixel lies on.

        Args:
            dark: (height, width), how much of the paper's light is missing.

        Returns:
            (height, width) float32, above 0 on lines and 0 beside them; the darkest
            where lines cross.
        """
        found = np.zeros_like(dark)
        for rule in self.rules:
            _, middle = _strip(dark, rule.middles, 1, rule.goes_down)
            _, is_thin = _strip(self.thin, rule.middles, 1, rule.goes_down)
            printed = middle.max(axis=1)[is_thin.any(axis=1)]
            level = float(np.quantile(printed, PRINTED)) if printed.size else 0.0
            places = rule.places(dark.shape, rule.reach + MARGIN)
            found[places] = np.maximum(found[places], max(level, INVISIBLE))
        return found

    def taken_from(self, dark: FloatArray, low: float) -> FloatArray:
        """Take the lines away where no stroke crosses them.

        Args:
            dark: (height, width), how much of the paper's light is missing.
            low: what is above it is ink or print.
        """
        if not self.rules:
            return dark
        printed, mask = self.levels(dark), dark > low
        rest = self._without_fringes(mask & (printed == 0))
        widest = 2 * max(rule.reach for rule in self.rules) + 2 * MARGIN + 1
        crossing = mask & _bridged(rest, widest + 2)
        is_ink = rest | crossing | (dark > DARKER * printed) & (printed > 0)
        return np.asarray(np.where(mask & ~is_ink, 0, dark), np.float32)

    def _without_fringes(self, rest: Mask) -> Mask:
        """Without pieces that lie along a line only: where it is wider than usual."""
        from scipy import ndimage

        far = np.ones_like(rest)
        for rule in self.rules:
            far[rule.places(rest.shape, rule.reach + FRINGE)] = False
        labels, count = ndimage.label(rest, np.ones((3, 3)))
        leaves = np.zeros(count + 1, bool)
        leaves[labels[far]] = True
        leaves[0] = False
        return np.asarray(leaves[labels])


def find_print(dark: FloatArray, low: float) -> Print:
    """Find printed lines.

    Args:
        dark: (height, width), how much of the paper's light is missing.
        low: what is above it is ink or print.
    """
    from scipy import ndimage

    widest = max(3, round(min(dark.shape) * WIDEST))
    # Half as dark, not at the threshold, where blur makes a faint line twice as wide.
    thin = (dark > low) & (2 * ndimage.grey_opening(dark, widest + 1) < dark)
    rules: list[Rule] = []
    for line in lines.find_lines(thin):
        rule = _followed(line, dark, low, widest)
        if rule and not any(_are_one(rule, other) for other in rules):
            rules.append(rule)
    return Print([rule for rule in rules if _is_print(rule, rules)], thin)


def _followed(line: Line, dark: FloatArray, low: float, widest: int) -> Rule | None:
    """A line as it runs in the picture; None if that is not as print does.

    Args:
        low: what is above it is ink or print.
        widest: it may be so wide, in pixels.
    """
    middles = lines.middles(line, dark.shape)
    inside, strip = _strip(dark, middles, widest, line.goes_down)
    if len(inside) < PIECES:
        return None
    pieces = np.array_split(np.arange(len(inside)), PIECES)
    peaks = [_peak(np.median(strip[each], axis=0), low) for each in pieces]
    shifts, levels = np.array(peaks).T
    visible = levels > FAINT * low
    if not visible.any():
        return None
    usual = float(np.median(levels[visible]))
    alike = visible & (np.abs(levels - usual) < (ALIKE - 1) * usual)
    if alike.mean() < lines.COVERED:
        return None
    bend = _bend(np.array([inside[each].mean() for each in pieces]), shifts, alike)
    if bend is None:
        return None
    middles = np.asarray(middles + bend(np.arange(len(middles))), np.float32)
    inside, strip = _strip(dark, middles, widest, line.goes_down)
    if not len(inside):
        return None
    profile = np.median(strip, axis=0)
    reach = max(_reach(side, low) for side in (profile[widest::-1], profile[widest:]))
    if reach > SEEN * widest:
        return None
    return Rule(middles, reach, line.goes_down, usual, bool(alike[0] or alike[-1]))


def _bend(
    centres: NDArray[np.float64], shifts: NDArray[np.float64], alike: Mask
) -> Polynomial | None:
    """How a line bends; None if it wobbles as no print does, or bends too much.

    Args:
        centres: of its pieces, in pixels along it.
        shifts: how far beside a straight line each is, in pixels.
        alike: which pieces are as dark as most.
    """
    # Ink that crosses a line, or runs along it, draws pieces aside: least absolute
    # differences, by weights, let the most decide.
    weights = np.ones(int(alike.sum()))
    for _ in range(ROUNDS):
        bend = Polynomial.fit(centres[alike], shifts[alike], 2, w=weights)
        off = np.abs(shifts - bend(centres))[alike]
        weights = 1 / np.sqrt(off.clip(WOBBLE / 2))
    ends = centres[[0, -1]]
    bow = abs(float(bend(ends.mean()) - bend(ends).mean()))
    is_even = np.median(off) <= WOBBLE and bow <= BENT * np.ptp(ends)
    return bend if is_even else None


def _bridged(ink: Mask, gap: int) -> Mask:
    """Ink, and what lies in a gap of it, straight between its ends, whichever way.

    A closing (Serra, 1982, Image analysis and mathematical morphology) with short
    lines: one with a square loses slanting strokes, and fills corners.

    Args:
        gap: its length at most, in pixels.
    """
    from scipy import ndimage

    found = ink.copy()
    for down, right in WAYS:
        steps = np.arange(gap // max(abs(down), abs(right)) + 1)
        places = np.stack([steps * down, steps * right])
        line = np.zeros(np.ptp(places, axis=1) + 1, bool)
        line[tuple(places - places.min(axis=1, keepdims=True))] = True
        found |= ndimage.binary_closing(ink, line)
    return np.asarray(ndimage.binary_dilation(found, np.ones((3, 3), bool)))


def _strip(
    picture: NDArray[T], middles: FloatArray, reach: int, goes_down: bool
) -> tuple[NDArray[np.intp], NDArray[T]]:
    """What is to be seen along a line and beside it, where that is in the picture.

    Args:
        middles: (length,), the line's rows, or its columns if it goes down.

    Returns:
        The columns, or rows, (n,), and what is seen in them, (n, 2 * reach + 1).
    """
    seen = picture.T if goes_down else picture
    rows = np.rint(middles).astype(np.intp)
    inside = np.flatnonzero((rows >= reach) & (rows < seen.shape[0] - reach))
    across = rows[inside, None] + np.arange(-reach, reach + 1)
    return inside, seen[across, inside[:, None]]


def _peak(profile: FloatArray, low: float) -> tuple[float, float]:
    """The peak that a profile's middle lies at: how far beside it, and how high.

    Args:
        low: what is darker is ink or print; if the middle is not, the highest peak near
            it counts.
    """
    middle = peak = len(profile) // 2
    if profile[middle] <= low:
        reach = middle // 2
        peak = (
            middle - reach + int(profile[middle - reach : middle + reach + 1].argmax())
        )
    while 0 < peak < len(profile) - 1:
        step = int(profile[peak - 1 : peak + 2].argmax()) - 1
        if not step:
            break
        peak += step
    weak = profile < TOP * profile[peak]
    left = peak - _first(weak[peak::-1]) + 1
    right = peak + _first(weak[peak:])
    return (left + right - 1) / 2 - middle, float(profile[peak])


def _reach(side: FloatArray, low: float) -> int:
    """How far a line is seen from its middle: to the paper, or to the next line."""
    is_paper = side <= EDGE * low
    goes_up = np.diff(side, append=side[-1:]) > EDGE * low / 2
    return max(1, _first(is_paper | goes_up))


def _first(is_it: NDArray[np.bool_]) -> int:
    """The first place where something is so; the number of places if it is nowhere."""
    return int(is_it.argmax()) if is_it.any() else len(is_it)


def _is_print(rule: Rule, rules: list[Rule]) -> bool:
    """Whether a line is no stroke: as dark as others, or goes beyond the picture."""
    levels = [each.level for each in rules if each.goes_down == rule.goes_down]
    if len(levels) < lines.FAMILY:
        return rule.goes_on
    return rule.level < ALIKE * float(np.median(levels))


def _are_one(rule: Rule, other: Rule) -> bool:
    """Whether two are the same line, found twice."""
    if rule.goes_down != other.goes_down:
        return False
    distance = float(np.median(np.abs(rule.middles - other.middles)))
    return distance <= max(rule.reach, other.reach)
