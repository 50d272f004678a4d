"""A photo of a page: the numbers on it, in rows and columns.

Step by step: the light that ink takes from the paper (`paper`), how the page is turned
and leans (`perspective`), printed lines taken out (`forms`), pieces of ink put together
to numbers, and these into rows and columns (`columns`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recognizer.errors import TooMuchInk
from recognizer.ink import (
    columns,
    forms,
    lines,
    paper,
    perspective,
    photos,
    picture_files,
    pieces,
    sheet,
)
from recognizer.ink.perspective import Straight
from recognizer.ink.pieces import Labels
from recognizer.ink.strokes import FloatArray

Mask = NDArray[np.bool_]

SIDE = 2_400
"""Pages are reduced by whole factors until no side is longer, in pixels."""
MOST_PIXELS = 6_000_000
"""Of a page that is seen straight."""
WINDOW = 0.04
"""Side of the window that the paper is looked at in, in short sides of the picture."""
MUCH_MORE = 20
"""What is so many times more than dark ink is bright ink, see `paper.is_darker`: the
cells of a form with black lines are bright, too."""
MOST_DIGITS = 2_000
"""Pieces of ink of about a digit's size: a full sheet of A4 has 1,500."""
SMALLEST = 8
"""Height of a digit, in pixels."""
LARGEST = 0.35
"""Height of a digit, in short sides of the picture."""
TALL = 0.55, 2.2
"""Pieces so high, in heights of a digit, are digits, or some that touch."""
PEN = 0.4
"""Width of a pen's line at most, in heights of a digit."""
WIDEST = 8.0
"""Width of digits that touch, in heights of one."""
UNKNOWN = 0.03
"""Height of a digit where none can be told from the lines, in short sides."""
NARROW = 0.5
"""Side of the window in which the paper is looked at again, in heights of a digit."""
LINE = 0.008
"""Printed lines are thinner, in short sides of the picture."""
FULL = 0.6
"""Ink of a stroke is somewhere as dark as this part of most ink."""
WRITTEN = 0.001
"""Part of a sheet's pixels that writing and print cover, at least."""
DIRT = 0.12
"""Long side of what may be a part of a digit, at least, in heights of it."""


@dataclass(frozen=True)
class Cell:
    """A number on a page.

    Attributes:
        row: from 0, from the top.
        column: from 0, from the left.
        corners: (4, 2) x and y of its corners in the picture, clockwise from the top
            left, in pixels.
        ink: (height, width) float32, 0 to 1: ink bright, peak 1, on a ground that is
            exactly 0, upright.
    """

    row: int
    column: int
    corners: NDArray[np.float64]
    ink: FloatArray


@dataclass(frozen=True)
class Page:
    """The numbers of a page.

    Attributes:
        cells: row by row; cells without ink are left out.
        rows: how many.
        columns: how many.
    """

    cells: tuple[Cell, ...]
    rows: int
    columns: int


NOTHING = Page((), 0, 0)


@dataclass(frozen=True)
class _Pieces:
    """Pieces of ink.

    Attributes:
        labels: (height, width), the number of each pixel's piece, 0 beside them.
        boxes: (n + 1, 4), left, top, right, bottom; 0 for what is no piece.
        masses: (n + 1,), sums of the ink.
    """

    labels: Labels
    boxes: NDArray[np.intp]
    masses: NDArray[np.float64]

    @property
    def heights(self) -> NDArray[np.intp]:
        return self.boxes[:, 3] - self.boxes[:, 1]

    @property
    def widths(self) -> NDArray[np.intp]:
        return self.boxes[:, 2] - self.boxes[:, 0]


def find(picture: Image.Image, name: str) -> Page:
    """Find the numbers on a page.

    Args:
        picture: of any mode and size; one from
            `picture_files.open_picture` with `SIDE`.
        name: what to call it in an error.

    Raises:
        TooMuchInk: if there are more pieces of ink than a page of numbers has.
    """
    grey = picture_files.to_grey(picture, SIDE)
    is_darker = paper.is_darker(grey, MUCH_MORE)
    seen = grey if is_darker else 1 - grey
    dark = _ink_of(seen, WINDOW)
    on_sheet = _sheet(picture, grey, dark) if is_darker else np.ones(grey.shape, bool)
    dark = np.where(on_sheet, dark, 0)
    low, full = _levels(dark, on_sheet)
    if full <= low:
        return NOTHING
    height, middles = _digits(dark, low)
    if len(middles) > MOST_DIGITS:
        raise TooMuchInk(name, MOST_DIGITS)
    printed = lines.find_lines(_thin(dark > low))
    if not len(middles) and len(printed) < perspective.FEWEST_LINES:
        return NOTHING
    short = min(grey.shape)
    guess = max(height, UNKNOWN * short)
    straight = perspective.straighten(grey.shape, middles, guess, printed, MOST_PIXELS)
    outside = straight.apply(on_sheet.astype(np.float32)) < 1
    ink = _without_lines(dark, on_sheet, straight, guess)
    # Without the lines, digits that were tied to them can be told.
    height = _digit_height(_pieces(ink, 0, FULL, outside), short) or guess
    window = min(WINDOW, NARROW * height / short)
    ink = _without_lines(_ink_of(seen, window), on_sheet, straight, height)
    found = _pieces(ink, 0, FULL, outside)
    height = _digit_height(found, short)
    tall = np.flatnonzero(_are_tall(found, height) & _are_drawn(found, height))
    if len(tall) > MOST_DIGITS:
        raise TooMuchInk(name, MOST_DIGITS)
    return _page(ink, found, tall, height, straight)


def _without_lines(
    dark: FloatArray, on_sheet: Mask, straight: Straight, height: float
) -> FloatArray:
    """What is written on a page, as it is seen straight: 0 to 1, on a ground of 0."""
    dark = np.where(on_sheet, dark, 0)
    faint = _least(dark, on_sheet)
    low, full = _levels(dark, on_sheet)
    level = forms.without_lines(straight.apply(dark), faint, low, height)
    found = np.clip((level - low) / max(full - low, 1e-6), 0, 1)
    return np.asarray(found, np.float32)


def _ink_of(seen: FloatArray, window: float) -> FloatArray:
    from scipy import ndimage

    dark = ndimage.gaussian_filter(paper.ink_of(seen, window), 0.7)
    return np.asarray(dark, np.float32)


def _sheet(picture: Image.Image, grey: FloatArray, dark: FloatArray) -> Mask:
    """The lightest part of the picture with something written on it."""
    for region in sheet.lightest_first(sheet.regions(picture), grey):
        written = _thin((dark > _least(dark, region)) & region)
        if written.sum() > WRITTEN * region.sum():
            return region
    return np.ones(grey.shape, bool)


def _least(dark: FloatArray, on_sheet: Mask) -> float:
    """What is darker than noise."""
    from scipy import ndimage

    rough = dark - ndimage.uniform_filter(dark, 5)
    noise = paper.noise_of(rough[on_sheet])
    return max(photos.LEAST_NOISES * noise, photos.CONTRAST)


def _levels(dark: FloatArray, on_sheet: Mask) -> tuple[float, float]:
    """Where ink begins, and where it is full; full is 0 where there is none."""
    low = _least(dark, on_sheet)
    return photos.levels(pieces.without_border(dark, low), low)


def _pieces(
    ink: FloatArray, low: float, full: float = 0.0, outside: Mask | None = None
) -> _Pieces:
    """Pieces that are full of ink somewhere and do not touch what is outside."""
    from scipy import ndimage

    labels, count = ndimage.label(ink > low, np.ones((3, 3)))
    masses = np.bincount(labels.reshape(-1), ink.reshape(-1), minlength=count + 1)
    masses[0] = 0
    boxes = pieces.boxes_of(labels)
    boxes[_peaks(ink, labels, count) < full] = 0
    if outside is not None:
        near = ndimage.maximum_filter(outside, 3)
        boxes[np.unique(labels[near])] = 0
    return _Pieces(labels, boxes, np.asarray(masses, np.float64))


def _peaks(ink: FloatArray, labels: Labels, count: int) -> FloatArray:
    """The most ink of each piece, (count + 1,)."""
    peaks = np.zeros(count + 1, np.float32)
    inked = labels > 0
    np.maximum.at(peaks, labels[inked], ink[inked])
    return peaks


def _digit_height(found: _Pieces, short: int) -> float:
    """Height of a digit: of the middle one, where each counts by its ink; 0 if none."""
    heights, widths = found.heights, found.widths
    fits = (heights >= SMALLEST) & (heights <= LARGEST * short)
    fits &= (widths <= 4 * heights) & (heights <= 12 * widths)
    if not fits.any():
        return 0.0
    order = np.argsort(heights[fits])
    weights = np.sqrt(found.masses[fits][order]).cumsum()
    middle = int(np.searchsorted(weights, weights[-1] / 2))
    return float(heights[fits][order][middle])


def _digits(dark: FloatArray, low: float) -> tuple[float, NDArray[np.float64]]:
    """Height of a digit, 0 if there is none, and (n, 2) middles of what is as high."""
    found = _pieces(dark, low)
    height = _digit_height(found, min(dark.shape))
    is_digit = _are_tall(found, height)
    boxes = found.boxes[is_digit]
    return height, (boxes[:, :2] + boxes[:, 2:]) / 2


def _thin(mask: Mask) -> Mask:
    """Without what is thicker than a pen's or a printed line."""
    from scipy import ndimage

    thick = max(3, round(LINE * min(mask.shape)))
    opened = ndimage.grey_opening(mask.astype(np.uint8), (thick, thick))
    return np.asarray(mask & (opened == 0))


def _are_tall(found: _Pieces, height: float) -> NDArray[np.bool_]:
    low, high = (part * height for part in TALL)
    is_tall = (found.heights >= low) & (found.heights <= high)
    is_tall &= (found.widths <= WIDEST * height) & (found.widths > 0)
    return is_tall


def _are_drawn(found: _Pieces, height: float) -> Mask:
    """Whether pieces are lines of a pen, not spots or shadows."""
    from scipy import ndimage

    side = max(3, round(PEN * height))
    inked = (found.labels > 0).astype(np.uint8)
    thick = ndimage.grey_opening(inked, (side, side)) > 0
    count = len(found.masses)
    areas, spots = (
        np.bincount(labels.reshape(-1), minlength=count)
        for labels in (found.labels, found.labels[thick])
    )
    return np.asarray(spots <= areas / 2)


def _page(
    ink: FloatArray,
    found: _Pieces,
    tall: NDArray[np.intp],
    height: float,
    straight: Straight,
) -> Page:
    placed = columns.place(found.boxes[tall].astype(float), height)
    small = _small_parts(found, tall, height)
    cells = []
    for each in placed:
        own = tall[list(each.pieces)]
        own = np.concatenate([own, *(small.get(int(piece), []) for piece in own)])
        own = own.astype(np.intp)
        left, top = found.boxes[own, :2].min(axis=0)
        right, bottom = found.boxes[own, 2:].max(axis=0)
        cut = (slice(top, bottom), slice(left, right))
        written = np.where(np.isin(found.labels[cut], own), ink[cut], 0)
        corners = np.array(
            [[left, top], [right, top], [right, bottom], [left, bottom]], float
        )
        cells.append(
            Cell(
                each.row,
                each.column,
                straight.back(corners),
                np.asarray(written / written.max(), np.float32),
            )
        )
    return Page(
        tuple(cells),
        1 + max((cell.row for cell in cells), default=-1),
        1 + max((cell.column for cell in cells), default=-1),
    )


def _small_parts(
    found: _Pieces, tall: NDArray[np.intp], height: float
) -> dict[int, list[int]]:
    """Parts of digits that do not touch the rest, by the tall piece they belong to."""
    parts: dict[int, list[int]] = {}
    if not len(tall):
        return parts
    sides = np.maximum(found.heights, found.widths)
    is_small = (sides >= DIRT * height) & (sides <= height)
    is_small[tall] = False
    is_small[0] = False
    boxes = found.boxes[tall]
    for small in np.flatnonzero(is_small):
        gaps = pieces.gaps(found.boxes[small], boxes)
        nearest = int(np.argmin(gaps))
        if gaps[nearest] <= pieces.NEAR * height:
            parts.setdefault(int(tall[nearest]), []).append(int(small))
    return parts
