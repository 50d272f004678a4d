"""What people write on, by rule: colour, texture and printed lines."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from scipy import ndimage

from recognizer.ink import strokes
from recognizer.ink.strokes import FloatArray
from recognizer.synthesis.figures import Strokes
from recognizer.synthesis.glyphs import LETTERS
from recognizer.synthesis.warps import write_varied
from tests.photography.pens import BALLPOINT, CHALK, FELT, MARKER, PENCIL, Pen

Colour = tuple[float, float, float]
Shape = tuple[int, int]


@dataclass(frozen=True)
class Paper:
    """A kind of paper or board.

    Attributes:
        paint: draws a piece of it, (height, width, 3) float32, 0 to 1: the light that
            it throws back, by the shape in pixels and how many pixels are 1 mm.
        pens: what people write on it with.
    """

    paint: Callable[[Shape, float, Generator], FloatArray]
    pens: tuple[Pen, ...] = (PENCIL, BALLPOINT, FELT)


def _plain(shape: Shape, colour: Colour, grain: float, rng: Generator) -> FloatArray:
    """Paper of one colour, with fibres."""
    fibres = ndimage.gaussian_filter(rng.normal(0, 1, shape).astype(np.float32), 1.2)
    clouds = _smooth_noise(shape, 12, rng)
    texture = 1 + grain * (2 * fibres + clouds)
    return np.asarray(texture[..., None] * np.array(colour), np.float32)


def _smooth_noise(shape: Shape, cells: int, rng: Generator) -> FloatArray:
    """Noise of a standard deviation of about 1 that changes over 1/cells of a side."""
    coarse = rng.normal(0, 1, (cells, cells)).astype(np.float32)
    zoom = [side / cells for side in shape]
    return np.asarray(
        ndimage.zoom(coarse, zoom, order=1, grid_mode=True, mode="nearest"), np.float32
    )


def _rules(side: int, spacing: float, width: float, offset: float) -> FloatArray:
    """How much of each pixel along an axis parallel lines cover, 0 to 1."""
    place = (np.arange(side) + 0.5 - offset) % spacing
    distance = np.minimum(place, spacing - place)
    cover = np.clip(width / 2 + 0.5 - distance, 0, min(1, width))
    return np.asarray(cover, np.float32)


def _printed(paper: FloatArray, cover: FloatArray, colour: Colour) -> FloatArray:
    """Print on paper, where `cover` (height, width) says how much, 0 to 1."""
    ink = np.array(colour, np.float32)
    return np.asarray(paper * (1 - cover[..., None] * (1 - ink)), np.float32)


def _lines(
    shape: Shape,
    spacing: float,
    width: float,
    rng: Generator,
    down: bool = True,
    across: bool = True,
) -> FloatArray:
    """Cover of printed lines, horizontal ones if `down`, vertical ones if `across`."""
    start = rng.uniform(0, spacing, 2)
    cover = np.zeros(shape, np.float32)
    if down:
        cover = np.maximum(cover, _rules(shape[0], spacing, width, start[0])[:, None])
    if across:
        cover = np.maximum(cover, _rules(shape[1], spacing, width, start[1])[None, :])
    return cover


def _white(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    level = rng.uniform(0.86, 0.97)
    tint = rng.normal(0, 0.012, 3)
    return _plain(shape, tuple(level + tint), 0.006, rng)


def _ruled(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    colour = (
        (0.55, 0.7, 0.92)
        if rng.random() < 0.6
        else (float(shade := rng.uniform(0.5, 0.75)), shade, shade)
    )
    lines = _lines(
        shape,
        rng.uniform(6, 9) * mm,
        rng.uniform(0.15, 0.4) * mm,
        rng,
        across=False,
    )
    return _printed(_white(shape, mm, rng), lines, colour)


def _squared(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    shade = rng.uniform(0.5, 0.8)
    colour = (shade, shade, min(1, shade + rng.uniform(0, 0.2)))
    lines = _lines(shape, rng.choice([4, 5, 7]) * mm, rng.uniform(0.12, 0.3) * mm, rng)
    return _printed(_white(shape, mm, rng), lines, colour)


def _coloured(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    colours = [(0.98, 0.93, 0.5), (0.75, 0.9, 0.7), (0.7, 0.85, 0.97)]
    colour = np.array(colours[rng.integers(len(colours))]) + rng.normal(0, 0.02, 3)
    return _plain(shape, tuple(colour), 0.01, rng)


def _whiteboard(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    """A board with what the sponge left, and a lamp's reflection."""
    board = _plain(shape, (0.9, 0.91, 0.92), 0.002, rng)
    streaks = ndimage.gaussian_filter(rng.normal(0, 1, shape), (3, 40))
    board *= 1 - 0.02 * np.clip(streaks / streaks.std(), 0, 2)[..., None]
    down, across = np.ogrid[0 : shape[0], 0 : shape[1]]
    row, column = rng.uniform(0.1, 0.9, 2) * shape
    reach = rng.uniform(0.1, 0.25) * max(shape)
    lamp = np.exp(-((down - row) ** 2 + (across - column) ** 2) / (2 * reach**2))
    return np.asarray(board + 0.12 * lamp[..., None], np.float32)


def _legal(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    """Yellow, with blue lines and a red double margin."""
    paper = _plain(shape, (0.98, 0.94, 0.66), 0.008, rng)
    lines = _lines(shape, 8.7 * mm, 0.3 * mm, rng, across=False)
    paper = _printed(paper, lines, (0.6, 0.75, 0.85))
    margin = np.zeros(shape, np.float32)
    place = rng.uniform(0.08, 0.3) * shape[1]
    for offset in (0, 2 * mm):
        distance = np.abs(np.arange(shape[1]) - place - offset)
        margin += np.clip(0.2 * mm + 0.5 - distance, 0, min(1, 0.4 * mm))[None, :]
    return _printed(paper, np.clip(margin, 0, 1), (0.9, 0.45, 0.45))


def _dotted(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    size = rng.uniform(0.4, 0.7) * mm
    start = rng.uniform(0, 5 * mm, 2)
    down, across = (
        _rules(side, 5 * mm, size, each)
        for side, each in zip(shape, start, strict=True)
    )
    paper = _plain(shape, (0.95, 0.94, 0.9), 0.006, rng)
    return _printed(paper, down[:, None] * across[None, :], (0.5, 0.5, 0.55))


def _millimetre(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    colour = [(0.95, 0.6, 0.4), (0.5, 0.75, 0.55)][rng.integers(2)]
    start = rng.uniform(0, 10 * mm, 2)
    cover = np.zeros(shape, np.float32)
    for spacing, width, strength in ((1, 0.1, 0.5), (5, 0.15, 0.7), (10, 0.25, 1)):
        for axis in (0, 1):
            rules = strength * _rules(
                shape[axis], spacing * mm, width * mm, start[axis]
            )
            cover = np.maximum(cover, rules[:, None] if axis == 0 else rules[None, :])
    return _printed(_white(shape, mm, rng), cover, colour)


def _recycled(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    """Grey, with dark and light flecks."""
    paper = _plain(shape, (0.78, 0.76, 0.71), 0.015, rng)
    flecks = ndimage.gaussian_filter(rng.normal(0, 1, shape), (0.5 * mm, 0.25 * mm))
    flecks /= flecks.std()
    paper *= 1 - 0.12 * (flecks > 3)[..., None] + 0.06 * (flecks < -2.8)[..., None]
    return np.asarray(paper, np.float32)


def _cardboard(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    """Brown, with the ribs below it."""
    paper = _plain(shape, (0.68, 0.52, 0.36), 0.02, rng)
    ribs = np.sin(np.arange(shape[1]) * 2 * math.pi / (rng.uniform(5, 8) * mm))
    return np.asarray(paper * (1 + 0.03 * ribs[None, :, None]), np.float32)


def _manuscript(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    """Squares for one character each, in columns with gaps, as Japanese pupils use."""
    cell, gap = rng.uniform(8, 12) * mm, 3 * mm
    width = 0.3 * mm
    row = _lines(shape, cell, width, rng, across=False)
    start = rng.uniform(0, cell)
    left, right = (
        _rules(shape[1], cell + gap, width, offset) for offset in (start, start + cell)
    )
    inside = ((np.arange(shape[1]) - start) % (cell + gap)) <= cell
    cover = np.maximum(row * inside[None, :], np.maximum(left, right)[None, :])
    colour = [(0.92, 0.6, 0.5), (0.6, 0.78, 0.62)][rng.integers(2)]
    return _printed(_plain(shape, (0.96, 0.94, 0.86), 0.006, rng), cover, colour)


def _form(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    """Tinted fields to write in, with or without an outline."""
    tint = 1 - rng.uniform(0.06, 0.2) * rng.uniform(0.3, 1, 3)
    width, height = rng.uniform((15, 10), (45, 30)) * mm
    gap, line = rng.uniform(3, 8) * mm, rng.choice([0, 0.25]) * mm
    down, across = (
        (np.arange(side) + rng.uniform(0, length + gap)) % (length + gap)
        for side, length in zip(shape, (height, width), strict=True)
    )
    inside = (down < height)[:, None] & (across < width)[None, :]
    paper = _printed(_white(shape, mm, rng), inside.astype(np.float32), tuple(tint))
    core = (np.abs(down - height / 2) < height / 2 - line)[:, None]
    core = core & (np.abs(across - width / 2) < width / 2 - line)[None, :]
    outline = (inside & ~core).astype(np.float32)
    return _printed(paper, outline, (0.55, 0.55, 0.6))


def _slate(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    """A school slate or a board of glass, with what a cloth leaves of chalk."""
    colour = [(0.2, 0.21, 0.24), (0.1, 0.2, 0.28), (0.22, 0.3, 0.22)][rng.integers(3)]
    cloud = np.abs(_smooth_noise(shape, int(rng.integers(4, 14)), rng))
    dust = ndimage.gaussian_filter(rng.normal(0, 1, shape), 0.6 * mm)
    wiped = rng.uniform(0, 0.05) * cloud * (1 + 0.4 * dust / dust.std())
    board = _plain(shape, colour, 0.012, rng)
    return np.asarray(board + wiped[..., None], np.float32)


def _crumpled(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    """Folded several times, each part under another angle to the light."""
    paper = _white(shape, mm, rng)
    down, across = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    for _ in range(int(rng.integers(2, 6))):
        angle = rng.uniform(0, math.pi)
        through = rng.uniform(0.2, 0.8, 2) * shape
        side = (down - through[0]) * math.cos(angle)
        side += (across - through[1]) * math.sin(angle)
        fold = np.tanh(side / (2 * mm)) * rng.normal(0, 0.03)
        ridge = 0.05 * np.exp(-((side / (0.4 * mm)) ** 2)) * rng.choice([-1, 1])
        paper *= (1 + fold + ridge).astype(np.float32)[..., None]
    return paper


def _shining_through(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    """The back is printed, and shows."""
    paper = _white(shape, mm, rng)
    cover = np.zeros(shape, np.float32)
    size = rng.uniform(3, 5) * mm
    for top in np.arange(rng.uniform(0, 2 * size), shape[0], 2 * size):
        left = rng.uniform(0, 4 * size)
        while left < shape[1] - size:
            if rng.random() < 0.85:
                letter = write_varied(LETTERS[rng.integers(len(LETTERS))], rng)
                _type(cover, letter, (left, top), size)
            left += size * rng.uniform(0.9, 1.1)
    cover = ndimage.gaussian_filter(cover[:, ::-1], 0.3 * mm)
    return _printed(paper, rng.uniform(0.08, 0.2) * cover, (0.3, 0.3, 0.3))


def _type(
    cover: FloatArray, letter: Strokes, corner: tuple[float, float], size: float
) -> None:
    left, top = (int(each) for each in corner)
    piece = cover[top : top + int(1.3 * size), left : left + int(1.3 * size)]
    lines = [(line * size).astype(np.float32) for line in letter]
    drawn = strokes.draw_lines(lines, [0.12 * size] * len(lines), piece.shape[:2])
    np.maximum(piece, drawn, out=piece)


def _blackboard(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    """Green or black, with wiped chalk."""
    colour = [(0.13, 0.25, 0.2), (0.14, 0.14, 0.15)][rng.integers(2)]
    wiped = np.abs(_smooth_noise(shape, 9, rng)) * 0.03
    streaks = ndimage.gaussian_filter(rng.normal(0, 1, shape), (2, 30))
    wiped += 0.012 * np.abs(streaks / streaks.std())
    board = _plain(shape, colour, 0.02, rng)
    return np.asarray(board + wiped[..., None], np.float32)


def _staves(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    """Music paper: five lines close together, then a gap."""
    start, line = rng.uniform(0, 20 * mm), 0.2 * mm
    rules = np.zeros(shape[0], np.float32)
    for number in range(5):
        offset = start + number * 2 * mm
        rules = np.maximum(rules, _rules(shape[0], 20 * mm, line, offset))
    cover = np.broadcast_to(rules[:, None], shape)
    paper = _plain(shape, (0.95, 0.93, 0.88), 0.006, rng)
    return _printed(paper, cover, (0.35, 0.35, 0.35))


def _banded(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    """A ledger: every other line is tinted."""
    spacing = rng.uniform(10, 16) * mm
    band = ((np.arange(shape[0]) + rng.uniform(0, spacing)) % spacing) < spacing / 2
    colour = [(0.82, 0.93, 0.84), (0.84, 0.9, 0.96)][rng.integers(2)]
    cover = np.broadcast_to(band[:, None], shape).astype(np.float32)
    return _printed(_white(shape, mm, rng), cover, colour)


def _rough(shape: Shape, mm: float, rng: Generator) -> FloatArray:
    """Watercolour paper, whose grain throws shadows."""
    grain = ndimage.gaussian_filter(rng.normal(0, 1, shape), 0.5 * mm)
    light = np.gradient(grain / grain.std(), axis=1)
    paper = _plain(shape, (0.93, 0.92, 0.88), 0.006, rng)
    return np.asarray(paper * (1 + 0.02 * light / light.std())[..., None], np.float32)


KNOWN: Mapping[str, Paper] = {
    "white": Paper(_white),
    "ruled": Paper(_ruled),
    "squared": Paper(_squared),
    "coloured": Paper(_coloured),
    "whiteboard": Paper(_whiteboard, (MARKER,)),
    "legal pad": Paper(_legal),
    "dotted": Paper(_dotted),
    "cardboard": Paper(_cardboard, (BALLPOINT, FELT, MARKER)),
    "manuscript": Paper(_manuscript),
    "form": Paper(_form),
    "slate": Paper(_slate, (CHALK,)),
}
"""Papers that the way from a photo to its ink was tuned on."""

UNSEEN: Mapping[str, Paper] = {
    "millimetre": Paper(_millimetre),
    "recycled": Paper(_recycled),
    "crumpled": Paper(_crumpled),
    "shining through": Paper(_shining_through),
    "blackboard": Paper(_blackboard, (CHALK,)),
    "staves": Paper(_staves),
    "banded": Paper(_banded),
    "rough": Paper(_rough),
}
"""Papers that are looked at for the report alone."""
