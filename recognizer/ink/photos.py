"""Photos, scans and uploads: find the ink on the paper.

Step by step: the light that ink takes from the paper (`paper`), printed lines taken
away (`ruling`) where need be by their colour (`colours`), pieces that make up a digit
(`pieces`), the likeliest of them first. A picture with a perfectly even ground, such as
the canvas's own, is taken as it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from recognizer.ink import (
    centre_lines,
    colours,
    marks,
    paper,
    picture_files,
    pieces,
    ruling,
)
from recognizer.ink.pieces import Group, Labels
from recognizer.ink.strokes import FloatArray

LEAST_NOISES = 4
"""Ink differs from the paper by more standard deviations of the noise."""
DARKEST, MOST_LOST = 0.995, 0.3
"""Plainly ink is what is half as dark as this quantile of a photo, or darker; and which
part of it may be paper in a narrow window: more is a stroke wider than the window."""
CLEAR = 1.2
"""Ink is full where it is so many times darker than that, or darker."""
LEAST_SIZE = 0.03
"""What is smaller in a photo is dirt, in short sides of the picture."""
PLAINER = 4
"""A stroke that touches the picture's border is looked at if it is so many times darker
than all that does not."""
MOST_CANDIDATES = 9
AS_LARGE = 0.4
"""Height and mass of what may be meant too, for those of the most likely digit."""
SEPARATE = 0.5
"""Ink on an even ground is another digit's if there is so much of it, and so large,
for what there is of the first."""
ON_LINE, GAP = 0.5, 1.2
"""Digits of a number have so much of the higher one's height in common, and no wider
gap between them, in heights."""
NUMBER_HEIGHT = 100
"""Numbers are reduced to about so many pixels of height."""
CONTRAST = 12 / 255
"""Least difference between ink and ground, of the whole range from black to white."""


@dataclass(frozen=True)
class Candidate:
    """Ink in a picture that may be a digit.

    Attributes:
        box: left, top, right, bottom in pixels of the reduced picture.
        ink: (bottom - top, right - left) float32, 0 to 1: ink bright, peak 1, on a
            ground that is exactly 0.
    """

    box: tuple[int, int, int, int]
    ink: FloatArray


@dataclass(frozen=True)
class Found:
    """What there is to read in a picture.

    Attributes:
        candidates: what may be meant as a digit, the likeliest first.
        number: (height, width) float32, 0 to 1: the ink of the likeliest digit and of
            those beside it, on a ground that is exactly 0, reduced by a whole factor to
            about 100 pixels of height; (0, 0) if there is no ink.
    """

    candidates: list[Candidate]
    number: FloatArray


def find_ink(picture: Image.Image) -> FloatArray:
    """Find the ink of a digit in a picture, dark on light or light on dark.

    Args:
        picture: of any mode and size.

    Returns:
        (height, width) float32, 0 to 1: ink bright, peak 1, on a ground that is
        exactly 0; all 0 if there is no ink. Large pictures are reduced.
    """
    width, height = picture_files.reduced(picture, picture_files.WORKING_SIDE).size
    found = np.zeros((height, width), np.float32)
    candidates = find_candidates(picture)
    if candidates:
        left, top, right, bottom = candidates[0].box
        found[top:bottom, left:right] = candidates[0].ink
    return found


def _number(
    ink: FloatArray, labels: Labels, found: Sequence[Group], groups: Sequence[Group]
) -> FloatArray:
    """The ink of the likeliest digit, and of digits and signs on one line with it.

    Args:
        found: what may be digits, the likeliest first.
        groups: what may be signs.
    """
    if not found:
        return np.zeros((0, 0), np.float32)
    line = _on_line(found)
    line += _signs(line, [each for each in groups if each not in line], ink, labels)
    chosen = [_candidate(ink, labels, group) for group in line]
    boxes = np.array([each.box for each in chosen])
    left, top = boxes[:, :2].min(axis=0)
    right, bottom = boxes[:, 2:].max(axis=0)
    whole = np.zeros((bottom - top, right - left), np.float32)
    for each in chosen:
        x, y = each.box[0] - left, each.box[1] - top
        rows, columns = each.ink.shape
        part = whole[y : y + rows, x : x + columns]
        np.maximum(part, each.ink, out=part)
    return _averaged(whole, max(1, min(whole.shape) // NUMBER_HEIGHT))


def _signs(
    line: Sequence[Group], others: Sequence[Group], ink: FloatArray, labels: Labels
) -> list[Group]:
    """Which of other groups may be signs of a number."""
    pen = centre_lines.pen_width(_candidate(ink, labels, line[0]).ink)
    of_line = [each.box for each in line]
    return [
        each
        for each in others
        if len(line) in marks.find(np.array([*of_line, each.box], np.float64), pen)
    ]


def _on_line(found: Sequence[Group]) -> list[Group]:
    """The first, and the others that stand beside it without a wide gap."""
    first, *others = found
    height = first.box[3] - first.box[1]
    chosen = [first]
    for step in (1, -1):
        edge = first.box[2] if step == 1 else first.box[0]
        for each in sorted(others, key=lambda each: step * (each.box[0] + each.box[2])):
            left, top, right, bottom = each.box
            near, far = (left, right) if step == 1 else (right, left)
            is_ahead = step * (far - edge) > 0
            common = min(bottom, first.box[3]) - max(top, first.box[1])
            is_beside = common > ON_LINE * max(height, bottom - top)
            if is_ahead and is_beside and step * (near - edge) < GAP * height:
                chosen.append(each)
                edge = far
    return chosen


def _averaged(ink: FloatArray, factor: int) -> FloatArray:
    """Smaller by a whole factor, blocks averaged."""
    if factor == 1:
        return ink
    padded = np.pad(ink, [(0, -side % factor) for side in ink.shape])
    rows, columns = (side // factor for side in padded.shape)
    blocks = padded.reshape(rows, factor, columns, factor)
    return np.asarray(blocks.mean(axis=(1, 3)), np.float32)


def find_candidates(picture: Image.Image) -> list[Candidate]:
    """Find what may be meant: the most likely digit, and others of about its size.

    Args:
        picture: of any mode and size.
    """
    return find(picture).candidates


def find(picture: Image.Image) -> Found:
    """Find what may be meant as a digit, and as a number.

    Args:
        picture: of any mode and size.
    """
    grey = picture_files.to_grey(picture)
    drawn = drawn_ink(grey)
    if drawn is not None:
        return _drawn(drawn)
    ink = written_ink(grey, picture_files.to_colours(picture))
    least = LEAST_SIZE * min(grey.shape)
    labels, groups = pieces.groups(ink)
    found = _worthy([each for each in groups if each.side >= least], ink.shape)
    meant = [each for each in found if _is_as_large(each, found[0])]
    candidates = [_candidate(ink, labels, group) for group in meant[:MOST_CANDIDATES]]
    return Found(candidates, _number(ink, labels, found, groups))


def _is_as_large(group: Group, first: Group) -> bool:
    """Whether it may be meant instead of the first, or is the first."""
    height, usual = (each.box[3] - each.box[1] for each in (group, first))
    is_like_it = AS_LARGE * usual <= height and AS_LARGE * first.mass <= group.mass
    return group is first or (is_like_it and not group.is_word)


def _drawn(ink: FloatArray) -> Found:
    """All ink is one digit's, unless it plainly is that of several."""
    labels, found = pieces.groups(ink)
    heaviest = max((group.mass for group in found), default=0.0)
    tallest = max((group.side for group in found), default=0)
    found.sort(key=lambda group: -_likeliness(group, ink.shape))
    large = [
        group
        for group in found
        if group.mass > SEPARATE * heaviest and group.side > SEPARATE * tallest
    ]
    number = _number(ink, labels, found, found)
    if len(large) > 1:
        chosen = large[:MOST_CANDIDATES]
        return Found([_candidate(ink, labels, group) for group in chosen], number)
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return Found([], number)
    left, top = int(columns[0]), int(rows[0])
    right, bottom = int(columns[-1]) + 1, int(rows[-1]) + 1
    whole = Candidate((left, top, right, bottom), ink[top:bottom, left:right])
    return Found([whole], number)


def drawn_ink(grey: FloatArray) -> FloatArray | None:
    """The ink in a picture with a perfectly even ground; None if it has none."""
    ground = _most_common(grey)
    if ground is None:
        return None
    deviation = np.abs(grey - ground)
    return _scaled(deviation) if deviation.max() >= CONTRAST else deviation * 0


def written_ink(grey: FloatArray, light: FloatArray | None = None) -> FloatArray:
    """The ink in a photo of paper, without printed lines.

    Args:
        grey: (height, width) float32, 0 to 1.
        light: (height, width, 3) float32, 0 to 1, red, green and blue of the same
            picture; None if it is grey.
    """
    is_darker = paper.is_darker(grey)
    window, dark = paper.WINDOW, _darkness(grey, is_darker, paper.WINDOW)
    narrow = _darkness(grey, is_darker, paper.NARROW)
    if not _loses_strokes(narrow, dark):
        window, dark = paper.NARROW, narrow
    low = _lowest(dark)
    printed = ruling.find_print(dark, low)
    if printed.rules and light is not None:
        missing = [
            _darkness(light[..., colour], is_darker, window) for colour in range(3)
        ]
        on_line = printed.levels(dark) > 0
        apart = colours.apart(np.stack(missing, axis=2), dark, low, on_line)
        if apart is not None:
            dark, low = apart, _lowest(apart)
    dark = printed.taken_from(dark, low)
    low, high = levels(pieces.without_border(dark, low, PLAINER), low)
    if high < low:
        return np.zeros_like(grey)
    return np.asarray(np.clip((dark - low) / (high - low), 0, 1), np.float32)


def _loses_strokes(narrow: FloatArray, wide: FloatArray) -> bool:
    """Whether what is plainly ink in a wide window is paper in a narrow one."""
    is_ink = wide > float(np.quantile(wide, DARKEST)) / 2
    is_lost = is_ink & (narrow < wide / 2)
    return bool(is_lost.sum() > MOST_LOST * is_ink.sum())


def _darkness(light: FloatArray, is_darker: bool, window: float) -> FloatArray:
    """How much of the paper's light is missing, or too much if ink is lighter."""
    from scipy import ndimage

    ink = paper.ink_of(light if is_darker else 1 - light, window)
    return np.asarray(ndimage.gaussian_filter(ink, 0.7), np.float32)


def _lowest(dark: FloatArray) -> float:
    """What is above it is ink or print."""
    return max(LEAST_NOISES * paper.noise_of(dark), CONTRAST)


def levels(dark: FloatArray, low: float) -> tuple[float, float]:
    """Where ink begins, and where it is full; full is 0 where there is none."""
    above = dark[dark > low]
    if above.size < 12:
        return low, 0.0
    peak = float(np.quantile(above, 0.98))
    strong = float(np.median(above[above > peak / 2]))
    return max(low, strong / 3), max(strong * 0.9, low * CLEAR)


def _worthy(found: list[Group], shape: tuple[int, int]) -> list[Group]:
    """Groups that may be digits, the most likely first."""
    whole = [group for group in found if not group.at_border]
    if whole and max(g.mass for g in whole) > 0.02 * max(g.mass for g in found):
        found = whole
    return sorted(found, key=lambda group: -_likeliness(group, shape))


def _likeliness(group: Group, shape: tuple[int, int]) -> float:
    left, top, right, bottom = group.box
    x = (left + right) / 2 / shape[1] - 0.5
    y = (top + bottom) / 2 / shape[0] - 0.5
    central = math.exp(-2 * (x * x + y * y))
    likeliness = (bottom - top) * math.sqrt(math.sqrt(group.mass)) * central
    return likeliness / 2 if group.is_word else likeliness


def _candidate(ink: FloatArray, labels: Labels, group: Group) -> Candidate:
    left, top, right, bottom = group.box
    cut = (slice(top, bottom), slice(left, right))
    own = np.where(np.isin(labels[cut], group.pieces), ink[cut], 0)
    return Candidate(group.box, _scaled(own))


def _most_common(grey: FloatArray) -> float | None:
    """The grey level of a perfectly even ground, or None.

    Even means that half of the border's pixels share one level, that nothing lies
    on the other side of it, and that few pixels lie close to it, as they would in a
    photo or under JPEG's ringing.
    """
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    levels, counts = np.unique(border, return_counts=True)
    ground = float(levels[counts.argmax()])
    everything, ground_share = grey.size, float((grey == ground).mean())
    if counts.max() < len(border) / 2 or ground_share < 0.25:
        return None
    deviation = grey - ground
    other_side = min(float((deviation > 0).sum()), float((deviation < 0).sum()))
    close = ((deviation != 0) & (np.abs(deviation) < 0.03)).sum()
    if other_side > 1e-3 * everything or close > 0.03 * everything:
        return None
    return ground


def _scaled(ink: FloatArray) -> FloatArray:
    peak = ink.max()
    return np.asarray(ink / peak if peak > 0 else ink, np.float32)
