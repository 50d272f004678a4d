"""Things that people draw for fun, put together of parts that may be there or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.random import Generator

from recognizer.ink.strokes import FloatArray
from recognizer.synthesis.figures import Strokes
from recognizer.synthesis.parts import bow, box, closed, corners, dot, ring, turned


def _some(rng: Generator, often: float) -> bool:
    return bool(rng.random() < often)


def _eyes(rng: Generator, y: float, apart: float, x: float = 0.5) -> list[FloatArray]:
    size = rng.uniform(0.03, 0.09)
    round_ones = _some(rng, 0.5)
    places = [(x - apart, y), (x + apart, y)]
    return [
        ring(rng, place, (size, size)) if round_ones else dot(rng, place)
        for place in places
    ]


def _face(rng: Generator) -> Strokes:
    """A round face; hair, ears and nose or none."""
    width = rng.uniform(0.36, 0.5)
    lines = [ring(rng, (0.5, 0.5), (width, 0.5))]
    lines += _eyes(rng, rng.uniform(0.32, 0.45), rng.uniform(0.12, 0.22))
    smile = rng.uniform(-0.12, 0.16)
    y, reach = rng.uniform(0.66, 0.78), rng.uniform(0.12, 0.24)
    lines.append(bow(rng, (0.5 - reach, y), (0.5, y + smile), (0.5 + reach, y)))
    if _some(rng, 0.4):
        lines.append(corners(rng, (0.5, 0.45), (0.45, 0.58), (0.52, 0.58)))
    if _some(rng, 0.25):
        lines += [ring(rng, (0.5 + side * width, 0.5), (0.06, 0.1)) for side in (-1, 1)]
    if _some(rng, 0.3):
        for x in np.linspace(0.25, 0.75, rng.integers(3, 8)):
            lines.append(corners(rng, (x, 0.08), (x + rng.normal(0, 0.08), -0.14)))
    return tuple(lines)


def _house(rng: Generator) -> Strokes:
    """Walls and a roof; door, windows and chimney or none."""
    eaves, wide = rng.uniform(0.35, 0.55), rng.uniform(0, 0.12)
    if _some(rng, 0.5):
        walls = [box(rng, (0.05, eaves), (0.95, 1))]
    else:
        walls = [corners(rng, (0.05, eaves), (0.05, 1), (0.95, 1), (0.95, eaves))]
    roof = [(-wide, eaves), (0.5, 0), (1 + wide, eaves)]
    lines = [*walls, closed(rng, *roof) if _some(rng, 0.5) else corners(rng, *roof)]
    if _some(rng, 0.6):
        left = rng.uniform(0.15, 0.6)
        door = [(left, 1), (left, 0.65), (left + 0.22, 0.65), (left + 0.22, 1)]
        lines.append(corners(rng, *door))
    if _some(rng, 0.5):
        left, top = rng.uniform(0.15, 0.65), eaves + 0.08
        lines.append(box(rng, (left, top), (left + 0.2, top + 0.18)))
    if _some(rng, 0.3):
        lines.append(
            corners(rng, (0.72, 0.25), (0.72, 0.02), (0.86, 0.02), (0.86, 0.3))
        )
    return tuple(lines)


def _fish(rng: Generator) -> Strokes:
    """A fish to the left or right, in one line or with a tail, fins and an eye."""
    high = rng.uniform(0.18, 0.34)
    if _some(rng, 0.5):
        lines = [
            bow(
                rng,
                (1, -high * 0.8),
                (0.72, 0),
                (0.4, high),
                (0, 0),
                (0.4, -high),
                (0.72, 0),
                (1, high * 0.8),
            )
        ]
        if _some(rng, 0.5):
            lines.append(corners(rng, (1, -high * 0.8), (1, high * 0.8)))
    else:
        lines = [ring(rng, (0.36, 0), (0.36, high))]
        lines.append(closed(rng, (0.7, 0), (1, -high), (1, high)))
    if _some(rng, 0.75):
        lines.append(dot(rng, (0.15, -high * 0.3)))
    if _some(rng, 0.3):
        lines.append(bow(rng, (0.28, -high * 0.7), (0.34, 0), (0.28, high * 0.7)))
    if _some(rng, 0.3):
        lines.append(corners(rng, (0.32, -high), (0.46, -high * 1.6), (0.5, -high)))
    mirror = np.array([rng.choice([-1, 1]), 1], np.float32)
    return tuple(line * mirror for line in lines)


def _clock(rng: Generator) -> Strokes:
    """A clock face at any time, with numerals' ticks or none."""
    lines = [ring(rng, (0, 0), (0.5, 0.5 * rng.uniform(0.9, 1.1)))]
    for length in (rng.uniform(0.2, 0.3), rng.uniform(0.32, 0.45)):
        angle = rng.uniform(0, 360)
        lines.append(turned(corners(rng, (0, 0), (length, 0)), angle))
    for tick in range(0, 360, int(rng.choice([30, 90, 90, 360]))):
        lines.append(turned(corners(rng, (0.42, 0), (0.49, 0)), tick))
    if _some(rng, 0.2):
        lines += [ring(rng, (side * 0.3, -0.55), (0.12, 0.1)) for side in (-1, 1)]
    return tuple(lines)


def _sun(rng: Generator) -> Strokes:
    """A disc with rays all around or in a quarter."""
    radius = rng.uniform(0.18, 0.3)
    lines = [ring(rng, (0, 0), (radius, radius))]
    for angle in np.linspace(0, 360, rng.integers(5, 13), endpoint=False):
        ray = corners(
            rng, (radius + rng.uniform(0, 0.1), 0), (rng.uniform(0.4, 0.52), 0)
        )
        lines.append(turned(ray, angle + rng.normal(0, 4)))
    if _some(rng, 0.25):
        lines += _eyes(rng, -0.05, 0.08, 0)
    return tuple(lines)


def _flower(rng: Generator) -> Strokes:
    """Petals about a middle; stem and leaves or none."""
    lines = [ring(rng, (0, 0), (0.1, 0.1))]
    count, reach = int(rng.integers(4, 9)), rng.uniform(0.2, 0.3)
    size = (rng.uniform(0.1, 0.15), reach * np.pi / count * rng.uniform(0.7, 1.1))
    for angle in np.linspace(0, 360, count, endpoint=False):
        lines.append(turned(ring(rng, (reach, 0), size), angle))
    if _some(rng, 0.65):
        lines.append(bow(rng, (0, 0.35), (rng.normal(0, 0.05), 0.65), (0, 1)))
        if _some(rng, 0.6):
            lines.append(bow(rng, (0, 0.8), (0.14, 0.62), (0.26, 0.6), (0.12, 0.76)))
    return tuple(lines)


def _tree(rng: Generator) -> Strokes:
    """A trunk under a round, a cloudy or a pointed crown."""
    wide = rng.uniform(0.04, 0.12)
    trunk = [
        corners(rng, (0.5 + side * wide, 0.6), (0.5 + side * wide, 1))
        for side in (-1, 1)
    ]
    way = rng.integers(3)
    if way == 0:
        crown = [ring(rng, (0.5, 0.33), (rng.uniform(0.28, 0.42), 0.32))]
    elif way == 1:
        bumps = int(rng.integers(5, 9))
        angles = np.linspace(0, 2 * np.pi, 2 * bumps + 1) + 1.6
        radius = np.where(np.arange(2 * bumps + 1) % 2, 0.36, 0.27)
        around = np.stack(
            [0.5 + radius * np.cos(angles), 0.33 + radius * np.sin(angles)], 1
        )
        crown = [bow(rng, *around.tolist())]
    else:
        tiers = int(rng.integers(1, 4))
        crown = [
            closed(
                rng,
                (0.5, tier * 0.18),
                (0.5 - 0.22 - 0.06 * tier, tier * 0.18 + 0.3),
                (0.5 + 0.22 + 0.06 * tier, tier * 0.18 + 0.3),
            )
            for tier in range(tiers)
        ]
    return (*crown, *trunk)


def _person(rng: Generator) -> Strokes:
    """A stick figure with arms and legs anywhere."""
    head = rng.uniform(0.09, 0.16)
    lines = [ring(rng, (0, head), (head, head))]
    lines.append(corners(rng, (0, 2 * head), (0, 0.62)))
    shoulder = rng.uniform(0.35, 0.45)
    for side in (-1, 1):
        hand = (side * rng.uniform(0.15, 0.3), shoulder + rng.uniform(-0.2, 0.2))
        lines.append(corners(rng, (0, shoulder), hand))
        lines.append(corners(rng, (0, 0.62), (side * rng.uniform(0.1, 0.25), 1)))
    if _some(rng, 0.3):
        lines += _eyes(rng, head, 0.4 * head, 0)
    if _some(rng, 0.2):
        lines.append(closed(rng, (0, 0.4), (-0.2, 0.75), (0.2, 0.75)))
    return tuple(lines)


def _car(rng: Generator) -> Strokes:
    """Body, roof and two wheels."""
    roof = rng.uniform(0.1, 0.25)
    body = bow if _some(rng, 0.3) else corners
    lines = [
        body(
            rng,
            (0, 0.5),
            (0.02, 0.3),
            (0.22, 0.28),
            (0.32, 0.28 - roof),
            (0.66, 0.28 - roof),
            (0.8, 0.28),
            (1, 0.32),
            (1, 0.5),
            (0, 0.5),
        )
    ]
    wheel = rng.uniform(0.08, 0.13)
    lines += [ring(rng, (x, 0.5), (wheel, wheel)) for x in (0.24, 0.76)]
    if _some(rng, 0.4):
        lines.append(corners(rng, (0.5, 0.28 - roof), (0.5, 0.28)))
    return tuple(lines)


def _boat(rng: Generator) -> Strokes:
    """A hull with a mast and one sail or two."""
    lines = [closed(rng, (0, 0.7), (1, 0.7), (0.8, 1), (0.2, 1))]
    lines.append(corners(rng, (0.48, 0.7), (0.48, 0)))
    lines.append(closed(rng, (0.52, 0.02), (0.92, 0.6), (0.52, 0.6)))
    if _some(rng, 0.4):
        lines.append(closed(rng, (0.44, 0.1), (0.12, 0.6), (0.44, 0.6)))
    return tuple(lines)


def _cup(rng: Generator) -> Strokes:
    """A cup or a glass with a handle, steam or a saucer."""
    low = rng.uniform(0.05, 0.2)
    lines = [corners(rng, (0, 0.2), (low, 1), (0.7 - low, 1), (0.7, 0.2))]
    if _some(rng, 0.5):
        lines.append(ring(rng, (0.35, 0.2), (0.35, rng.uniform(0.05, 0.12))))
    else:
        lines.append(corners(rng, (0, 0.2), (0.7, 0.2)))
    lines.append(bow(rng, (0.68, 0.35), (0.95, 0.4), (0.9, 0.65), (0.64, 0.75)))
    if _some(rng, 0.35):
        for x in (0.2, 0.45):
            lines.append(bow(rng, (x, 0.1), (x + 0.06, 0), (x - 0.04, -0.1), (x, -0.2)))
    return tuple(lines)


def _animal(rng: Generator) -> Strokes:
    """A head with ears and whiskers, or a body on four legs."""
    if _some(rng, 0.5):
        lines = [ring(rng, (0, 0), (0.42, 0.36))]
        tall = rng.uniform(0.12, 0.5)
        for side in (-1, 1):
            lines.append(
                corners(
                    rng,
                    (side * 0.36, -0.18),
                    (side * 0.34, -0.3 - tall),
                    (side * 0.1, -0.34),
                )
            )
            if _some(rng, 0.6):
                lines.append(corners(rng, (side * 0.15, 0.12), (side * 0.55, 0.08)))
                lines.append(corners(rng, (side * 0.15, 0.16), (side * 0.55, 0.22)))
        lines += _eyes(rng, -0.08, 0.15, 0)
        lines.append(bow(rng, (-0.1, 0.18), (0, 0.24), (0.1, 0.18)))
        return tuple(lines)
    lines = [ring(rng, (0, 0), (0.38, rng.uniform(0.14, 0.22)))]
    head = rng.uniform(0.1, 0.16)
    lines.append(ring(rng, (0.45, -0.22), (head, head)))
    for x in (-0.28, -0.16, 0.14, 0.28):
        lines.append(corners(rng, (x, 0.14), (x + rng.normal(0, 0.03), 0.48)))
    lines.append(bow(rng, (-0.38, -0.02), (-0.52, -0.14), (-0.5, -0.3)))
    if _some(rng, 0.5):
        lines.append(corners(rng, (0.4, -0.32), (0.42, -0.46), (0.5, -0.34)))
    return tuple(lines)


def _bird(rng: Generator) -> Strokes:
    """Body, head, beak and legs, or a chick in a few lines."""
    lines = [ring(rng, (0.45, 0.5), (0.34, 0.24))]
    lines.append(ring(rng, (0.8, 0.24), (0.15, 0.15)))
    lines.append(corners(rng, (0.93, 0.18), (1.1, 0.25), (0.93, 0.3)))
    for x in (0.4, 0.52):
        lines.append(corners(rng, (x, 0.73), (x, 0.98), (x + 0.1, 0.98)))
    if _some(rng, 0.6):
        lines.append(bow(rng, (0.3, 0.42), (0.45, 0.6), (0.6, 0.42)))
    return tuple(lines)


def _cloud(rng: Generator) -> Strokes:
    """Bumps all around; rain or none."""
    bumps = int(rng.integers(4, 9))
    angles = np.linspace(0, 2 * np.pi, 14 * bumps + 1)
    radius = 1 + 0.35 * np.abs(np.sin(angles * bumps / 2))
    points = np.stack(
        [0.42 * radius * np.cos(angles), 0.24 * radius * np.sin(angles)], 1
    )
    lines = [(points + rng.normal(0, 0.006, points.shape)).astype(np.float32)]
    if _some(rng, 0.4):
        for x in np.linspace(-0.3, 0.3, rng.integers(3, 6)):
            lines.append(corners(rng, (x, 0.35), (x - 0.06, 0.55)))
    return tuple(lines)


def _star(rng: Generator) -> Strokes:
    """A star of five to eight points, outlined or in one crossing line."""
    points = int(rng.integers(5, 9))
    step = 2 if points % 2 and _some(rng, 0.6) else 0
    if step:
        angles = np.arange(points + 1) * step * 360 / points - 90
        radius = np.full(points + 1, 0.5)
    else:
        angles = np.arange(2 * points + 1) * 180 / points - 90
        inner = rng.uniform(0.18, 0.3)
        radius = np.where(np.arange(2 * points + 1) % 2, inner, 0.5)
    turn = np.deg2rad(angles)
    around = np.stack([radius * np.cos(turn), radius * np.sin(turn)], 1)
    return (corners(rng, *around.tolist()),)


def _container(rng: Generator) -> Strokes:
    """A box with lines in it: a window, a book, a screen, a letter, a calendar."""
    high = rng.uniform(0.5, 1.2)
    lines = [box(rng, (0, 0), (1, high))]
    across, down = (int(count) for count in rng.integers(0, 4, 2))
    for y in np.linspace(0, high, across + 2)[1:-1]:
        lines.append(corners(rng, (0, y), (1, y)))
    for x in np.linspace(0, 1, down + 2)[1:-1]:
        lines.append(corners(rng, (x, 0), (x, high)))
    if across + down < 2:
        lines.append(corners(rng, (0, 0), (0.5, high * rng.uniform(0.4, 0.9)), (1, 0)))
    if _some(rng, 0.2):
        lines.append(box(rng, (0.12, 0.12 * high), (0.88, 0.88 * high)))
    return tuple(lines)


def _furniture(rng: Generator) -> Strokes:
    """A table, chair, ladder, gate or bed: long lines joined at right angles."""
    way = rng.integers(4)
    if way == 0:
        lines = [corners(rng, (0, 0.3), (1, 0.3))]
        lines += [corners(rng, (x, 0.3), (x, 1)) for x in (0.08, 0.92)]
        lines += [corners(rng, (0, 0.3), (0.2, 0.1), (1.2, 0.1), (1, 0.3))]
    elif way == 1:
        lines = [corners(rng, (0, 0), (0, 1))]
        lines += [corners(rng, (0, 0.5), (0.6, 0.5), (0.6, 1))]
        lines += [corners(rng, (0.2, 0.38), (0.8, 0.38), (0.8, 0.9))]
    elif way == 2:
        lines = [corners(rng, (x, 0), (x, 1)) for x in (0, rng.uniform(0.3, 0.5))]
        right = float(lines[1][:, 0].mean())
        for y in np.linspace(0.12, 0.88, rng.integers(3, 7)):
            lines.append(corners(rng, (0, y), (right, y)))
    else:
        posts = np.linspace(0, 1, rng.integers(4, 7))
        lines = [corners(rng, (x, 0.1), (x, 0.7)) for x in posts]
        lines += [corners(rng, (-0.05, y), (1.05, y)) for y in (0.25, 0.55)]
    return tuple(lines)


def _fruit(rng: Generator) -> Strokes:
    """One round fruit or two, with a stalk and a leaf."""
    lines = [ring(rng, (0, 0), (0.4, rng.uniform(0.34, 0.44)))]
    if _some(rng, 0.4):
        lines.append(ring(rng, (0.7, 0.12), (0.34, 0.34)))
        lines.append(bow(rng, (0.7, -0.2), (0.6, -0.5), (0.4, -0.75)))
        lines.append(bow(rng, (0, -0.38), (0.15, -0.6), (0.4, -0.75)))
    else:
        lines.append(bow(rng, (0, -0.34), (0.02, -0.5), (0.12, -0.62)))
        leaf = [
            (0.04, -0.48),
            (0.25, -0.66),
            (0.45, -0.58),
            (0.28, -0.46),
            (0.04, -0.48),
        ]
        lines.append(bow(rng, *leaf))
    return tuple(lines)


def _wheel(rng: Generator) -> Strokes:
    """A ring with spokes, a target, a ball with seams, or a wheel with a hub."""
    lines = [ring(rng, (0, 0), (0.5, 0.5))]
    way = rng.integers(3)
    if way == 0:
        for angle in np.linspace(0, 180, rng.integers(2, 5), endpoint=False):
            lines.append(turned(corners(rng, (-0.5, 0), (0.5, 0)), angle))
    elif way == 1:
        for radius in rng.uniform(0.1, 0.42, 2):
            lines.append(ring(rng, (0, 0), (radius, radius)))
    else:
        lines.append(bow(rng, (-0.25, -0.43), (-0.08, 0), (-0.25, 0.43)))
        lines.append(bow(rng, (0.25, -0.43), (0.08, 0), (0.25, 0.43)))
        lines.append(corners(rng, (-0.5, 0), (0.5, 0)))
    return tuple(lines)


def _glasses(rng: Generator) -> Strokes:
    """Two lenses with a bridge and temples."""
    size = (rng.uniform(0.2, 0.26), rng.uniform(0.16, 0.26))
    lines = [ring(rng, (side * 0.32, 0), size) for side in (-1, 1)]
    lines.append(bow(rng, (-0.1, -0.02), (0, -0.08), (0.1, -0.02)))
    for side in (-1, 1):
        lines.append(corners(rng, (side * 0.55, 0), (side * 0.75, -0.15)))
    return tuple(lines)


def _tool(rng: Generator) -> Strokes:
    """A handle with something at its end: a rake, a hammer, a key, an umbrella."""
    way = rng.integers(4)
    stem = corners(rng, (0, 0.3), (0, 1))
    if way == 0:
        reach = np.linspace(-0.3, 0.3, rng.integers(3, 6))
        lines = [stem, corners(rng, (-0.32, 0.3), (0.32, 0.3))]
        lines += [corners(rng, (x, 0.3), (x, 0)) for x in reach]
    elif way == 1:
        lines = [stem, box(rng, (-0.3, 0.05), (0.3, 0.3))]
        lines.append(corners(rng, (0.06, 0.3), (0.06, 1)))
    elif way == 2:
        lines = [ring(rng, (0, 0.15), (0.16, 0.16)), stem]
        lines += [corners(rng, (0, y), (0.2, y)) for y in (0.78, 0.95)]
        lines.append(ring(rng, (0, 0.15), (0.06, 0.06)))
    else:
        dome = bow(rng, (-0.5, 0.45), (-0.35, 0.1), (0, 0), (0.35, 0.1), (0.5, 0.45))
        scallops = [
            (x, 0.45 - 0.07 * (n % 2)) for n, x in enumerate(np.linspace(-0.5, 0.5, 7))
        ]
        hook = bow(rng, (0, 0.4), (0, 0.92), (-0.1, 1), (-0.18, 0.9))
        lines = [dome, bow(rng, *scallops), hook]
    turn = float(rng.choice([0, 0, 90, 180, 45, -45]))
    return tuple(turned(line, turn) for line in lines)


def _garment(rng: Generator) -> Strokes:
    """A shirt, trousers, a sock or a hat."""
    way = rng.integers(3)
    if way == 0:
        lines = [
            closed(
                rng,
                (0.32, 0.02),
                (0, 0.2),
                (0.12, 0.42),
                (0.25, 0.34),
                (0.25, 1),
                (0.75, 1),
                (0.75, 0.34),
                (0.88, 0.42),
                (1, 0.2),
                (0.68, 0.02),
                (0.5, 0.14),
            )
        ]
    elif way == 1:
        lines = [
            closed(
                rng,
                (0.15, 0),
                (0, 1),
                (0.3, 1),
                (0.48, 0.35),
                (0.66, 1),
                (0.96, 1),
                (0.8, 0),
            ),
            corners(rng, (0.14, 0.14), (0.82, 0.14)),
        ]
    else:
        lines = [ring(rng, (0.5, 0.7), (0.5, 0.12))]
        lines.append(corners(rng, (0.25, 0.66), (0.3, 0.1), (0.7, 0.1), (0.75, 0.66)))
        lines.append(corners(rng, (0.26, 0.52), (0.74, 0.52)))
    return tuple(lines)


def _landscape(rng: Generator) -> Strokes:
    """Peaks or waves in a row, with a ground line, a sun or a flag."""
    peaks = int(rng.integers(2, 5))
    place = np.linspace(0, 1.4, 2 * peaks + 1)
    tops = np.where(
        np.arange(2 * peaks + 1) % 2, rng.uniform(0, 0.3, 2 * peaks + 1), 0.7
    )
    line = bow if _some(rng, 0.4) else corners
    lines = [line(rng, *np.stack([place, tops], 1).tolist())]
    if _some(rng, 0.6):
        lines.append(corners(rng, (-0.1, 0.75), (1.5, 0.75)))
    if _some(rng, 0.6):
        lines.append(ring(rng, (rng.uniform(0.2, 1.2), -0.15), (0.12, 0.12)))
    return tuple(lines)


def _creature(rng: Generator) -> Strokes:
    """A spider, crab, caterpillar, snail or butterfly."""
    way = rng.integers(4)
    if way == 0:
        body = rng.uniform(0.14, 0.24)
        lines = [ring(rng, (0, 0), (body, body))]
        for angle in (*range(-60, 61, 30), *range(120, 241, 30)):
            leg = bow(rng, (body, 0), (0.36, -0.08), (0.5, 0.04))
            lines.append(turned(leg, angle + rng.normal(0, 6)))
    elif way == 1:
        count = int(rng.integers(3, 7))
        lines = [ring(rng, (0.24 * n, 0), (0.14, 0.14)) for n in range(count)]
        lines += [
            corners(rng, (0.24 * n, 0.13), (0.24 * n, 0.26)) for n in range(count)
        ]
        lines.append(corners(rng, (0, -0.13), (-0.1, -0.3)))
    elif way == 2:
        time = np.linspace(0, rng.uniform(2, 3.2), 60)
        radius = 0.28 * (1 - time / 4)
        shell = np.stack(
            [
                0.4 + radius * np.cos(2 * np.pi * time),
                0.3 + radius * np.sin(2 * np.pi * time),
            ],
            1,
        )
        lines = [shell.astype(np.float32)]
        lines.append(bow(rng, (0, 0.6), (0.6, 0.6), (0.9, 0.5), (1, 0.2)))
        lines += [corners(rng, (1, 0.2), (1 + x, 0)) for x in (-0.06, 0.08)]
    else:
        lines = [corners(rng, (0, -0.3), (0, 0.35))]
        for side in (-1, 1):
            lines.append(ring(rng, (side * 0.27, -0.18), (0.25, 0.2)))
            lines.append(ring(rng, (side * 0.22, 0.2), (0.19, 0.16)))
            lines.append(bow(rng, (0, -0.3), (side * 0.08, -0.45), (side * 0.18, -0.5)))
    return tuple(lines)


def _hand(rng: Generator) -> Strokes:
    """A hand: fingers up from a palm, in one line."""
    points: list[tuple[float, float]] = [(0.1, 1.0), (0.08, 0.6)]
    for x in (0.08, 0.28, 0.48, 0.68):
        top = rng.uniform(0, 0.15)
        points += [(x, 0.5), (x + 0.02, top), (x + 0.14, top), (x + 0.17, 0.48)]
    points += [(0.86, 0.6), (1.05, 0.42), (1.1, 0.52), (0.84, 0.82), (0.75, 1.0)]
    line = bow if _some(rng, 0.5) else corners
    return (line(rng, *points),)


def _assembly(rng: Generator) -> Strokes:
    """Nothing in particular: three to seven rings, boxes, lines and bows together."""
    lines = []
    for _ in range(rng.integers(3, 8)):
        place = rng.uniform(0.1, 0.9, 2)
        size = rng.uniform(0.08, 0.45, 2)
        way = rng.integers(5)
        if way == 0:
            lines.append(ring(rng, place, size))
        elif way == 1:
            lines.append(box(rng, place - size, place + size))
        elif way == 2:
            lines.append(closed(rng, *(place + rng.uniform(-1, 1, (3, 2)) * size)))
        elif way == 3:
            lines.append(bow(rng, *(place + rng.uniform(-1, 1, (4, 2)) * size)))
        else:
            lines.append(
                corners(rng, *(place + rng.uniform(-1, 1, (2, 2)) * 1.5 * size))
            )
    return tuple(lines)


THINGS: Mapping[str, Callable[[Generator], Strokes]] = {
    "face": _face,
    "house": _house,
    "fish": _fish,
    "clock": _clock,
    "sun": _sun,
    "flower": _flower,
    "tree": _tree,
    "person": _person,
    "car": _car,
    "boat": _boat,
    "cup": _cup,
    "animal": _animal,
    "bird": _bird,
    "cloud": _cloud,
    "star": _star,
    "container": _container,
    "furniture": _furniture,
    "fruit": _fruit,
    "wheel": _wheel,
    "glasses": _glasses,
    "tool": _tool,
    "garment": _garment,
    "landscape": _landscape,
    "creature": _creature,
    "hand": _hand,
    "assembly": _assembly,
}
"""What is drawn, by name; each draws one at random."""
