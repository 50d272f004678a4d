"""What is no digit, of kinds that no training has seen: characters of fonts, and things
and shapes drawn by rule here and nowhere in `recognizer.synthesis`.

Characters and signs that a hand could make into a digit are left out: く, こ, し, ち,
つ, る, ろ, 口, 了, Б, Ф, ע and their like, and a sword.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.synthesis.figures import Strokes
from recognizer.synthesis.parts import bow, box, closed, corners, dot, ring
from recognizer.synthesis.warps import TEMPLATES, warp
from recognizer.training.sources import draw_variant

FONT_SIDE = 160
TURN, SLANT = 8.0, 0.2
"""Largest angle in degrees and largest shift per height of a character of a font."""


@dataclass(frozen=True)
class Script:
    """Characters of a font.

    Attributes:
        font: name of its file, as Debian's package installs it.
        characters: each of them a kind of its own.
    """

    font: str
    characters: str


_NOTO, _DEJAVU = "NotoSansCJK-Regular.ttc", "DejaVuSans.ttf"

SCRIPTS: Mapping[str, Script] = {
    "hiragana": Script(_NOTO, "えおさすせふみむめれを"),
    "katakana": Script(_NOTO, "エオケシセタチツヌマミムルヲ"),
    "kanji": Script(
        _NOTO,
        "校先生年月金空雨青赤白車花草虫犬見学休円王音気名手足耳男女子石竹糸貝町村森",
    ),
    "hangul": Script(
        _NOTO,
        "한글나라사람마음학교시간오늘내일물불집문밥꽃별달해비눈봄여름강산들바다길꿈힘말책",
    ),
    "cyrillic": Script(_DEJAVU, "ДЖИЙКЛМНПЦШЩЫЮЯ"),
    "arabic and hebrew": Script(_DEJAVU, "سشصضطظكثتאטמצשת"),
    "mathematics": Script(_DEJAVU, "≪≫≅∵⊞⊠∦≮≯∄ℵℏ†‡‖⊄⇌↺⇈⌈⋮⋯∬∯"),
    "pictograms": Script(
        _DEJAVU,
        "☀☁☂☃☎☕☠☢☣☮☹☺☼♁♂♀♈♉♊♋♌♍♎♏♐♑♒♓♔♕♖♗♘♙♚♞⌂⌘✂✈✉✏✓✗✝✡✿❀❄❤♻⚓⚔⚖⚛⚠",
    ),
}
"""By name; printed forms, slanted and turned a little."""


def of_font(script: Script, rng: Generator) -> NDArray[np.uint8]:
    """Each of a script's characters once, (n, 28, 28)."""
    font = ImageFont.truetype(script.font, FONT_SIDE)
    return np.stack([_character(each, font, rng) for each in script.characters])


def _character(
    character: str, font: ImageFont.FreeTypeFont, rng: Generator
) -> mnist_format.Image:
    picture = Image.new("L", (2 * FONT_SIDE, 2 * FONT_SIDE))
    middle = (FONT_SIDE, FONT_SIDE)
    ImageDraw.Draw(picture).text(middle, character, 255, font, anchor="mm")
    slant = rng.uniform(-SLANT, SLANT)
    matrix = (1, slant, -slant * FONT_SIDE, 0, 1, 0)
    slanted = picture.transform(picture.size, Image.Transform.AFFINE, matrix)
    turned = slanted.rotate(rng.uniform(-TURN, TURN), Image.Resampling.BILINEAR)
    ink = np.asarray(turned, np.float32) / np.float32(255)
    return mnist_format.from_ink(ink).image


def _mushroom(rng: Generator) -> Strokes:
    cap = bow(rng, (0, 0.5), (0.1, 0.15), (0.5, 0), (0.9, 0.15), (1, 0.5))
    stalk = corners(rng, (0.38, 0.5), (0.34, 1), (0.66, 1), (0.62, 0.5))
    return (
        cap,
        corners(rng, (0, 0.5), (1, 0.5)),
        stalk,
        ring(rng, (0.5, 0.25), (0.1, 0.08)),
    )


def _rocket(rng: Generator) -> Strokes:
    body = bow(
        rng, (0.3, 0.8), (0.28, 0.35), (0.5, 0), (0.72, 0.35), (0.7, 0.8), (0.3, 0.8)
    )
    fins = [
        corners(rng, (0.5 + 0.2 * s, 0.6), (0.5 + 0.45 * s, 0.95), (0.5 + 0.2 * s, 0.8))
        for s in (-1, 1)
    ]
    return (body, *fins, ring(rng, (0.5, 0.4), (0.09, 0.09)))


def _bicycle(rng: Generator) -> Strokes:
    wheels = [ring(rng, (x, 0.7), (0.28, 0.28)) for x in (0.25, 1.05)]
    frame = closed(rng, (0.25, 0.7), (0.5, 0.3), (0.9, 0.3), (0.6, 0.7))
    return (*wheels, frame, corners(rng, (1.05, 0.7), (0.86, 0.1), (1.0, 0.08)))


def _television(rng: Generator) -> Strokes:
    aerials = corners(rng, (0.25, 0), (0.5, 0.28), (0.75, 0))
    screen = box(rng, (0.1, 0.36), (0.7, 0.9))
    return (box(rng, (0, 0.28), (1, 1)), screen, aerials, dot(rng, (0.84, 0.5)))


def _lamp(rng: Generator) -> Strokes:
    shade = closed(rng, (0.3, 0), (0.7, 0), (0.95, 0.4), (0.05, 0.4))
    return (
        shade,
        corners(rng, (0.5, 0.4), (0.5, 0.92)),
        ring(rng, (0.5, 0.95), (0.25, 0.06)),
    )


def _pizza(rng: Generator) -> Strokes:
    edge = bow(rng, (0, 0.1), (0.5, 0), (1, 0.1))
    slices = [
        ring(rng, place, (0.07, 0.07))
        for place in ((0.35, 0.28), (0.6, 0.3), (0.5, 0.6))
    ]
    return (corners(rng, (0, 0.1), (0.5, 1), (1, 0.1)), edge, *slices)


def _cactus(rng: Generator) -> Strokes:
    stem = bow(rng, (0.4, 1), (0.4, 0.1), (0.5, 0), (0.6, 0.1), (0.6, 1))
    left = bow(rng, (0.4, 0.65), (0.12, 0.6), (0.1, 0.35))
    return (stem, left, bow(rng, (0.6, 0.55), (0.88, 0.5), (0.9, 0.25)))


def _cake(rng: Generator) -> Strokes:
    candles = [corners(rng, (x, 0.1), (x, 0.4)) for x in (0.25, 0.5, 0.75)]
    return (
        box(rng, (0, 0.4), (1, 1)),
        bow(rng, (0, 0.6), (0.25, 0.7), (0.5, 0.6), (0.75, 0.7), (1, 0.6)),
        *candles,
    )


def _octopus(rng: Generator) -> Strokes:
    arms = [
        bow(rng, (x, 0.5), (x + rng.normal(0, 0.1), 0.75), (x * 1.4 - 0.2, 1))
        for x in np.linspace(0.15, 0.85, 6)
    ]
    head = bow(rng, (0.1, 0.5), (0.15, 0.1), (0.5, 0), (0.85, 0.1), (0.9, 0.5))
    return (head, *arms, dot(rng, (0.4, 0.3)), dot(rng, (0.6, 0.3)))


def _aeroplane(rng: Generator) -> Strokes:
    body = bow(
        rng,
        (0, 0.5),
        (0.2, 0.42),
        (0.9, 0.42),
        (1, 0.5),
        (0.9, 0.58),
        (0.2, 0.58),
        (0, 0.5),
    )
    wings = [
        corners(
            rng, (0.6, 0.5 + 0.08 * s), (0.35, 0.5 + 0.45 * s), (0.42, 0.5 + 0.08 * s)
        )
        for s in (-1, 1)
    ]
    return (body, *wings, corners(rng, (0.12, 0.45), (0, 0.28), (0.04, 0.48)))


def _train(rng: Generator) -> Strokes:
    wheels = [ring(rng, (x, 0.85), (0.12, 0.12)) for x in (0.2, 0.55, 0.95)]
    cabin = corners(rng, (0.7, 0.45), (0.7, 0.1), (1.1, 0.1), (1.1, 0.75))
    return (
        box(rng, (0, 0.45), (1.1, 0.75)),
        cabin,
        *wheels,
        box(rng, (0.12, 0.2), (0.24, 0.45)),
    )


def _castle(rng: Generator) -> Strokes:
    points = [(0.0, 1.0), (0.0, 0.1)]
    for x in (0.0, 0.4, 0.8):
        points += [(x, 0.1), (x + 0.2, 0.1), (x + 0.2, 0.3), (x + 0.4, 0.3)]
    points += [(1.2, 0.1), (1.3, 0.1), (1.3, 1.0), (0.0, 1.0)]
    return (
        corners(rng, *points),
        bow(rng, (0.5, 1), (0.52, 0.7), (0.65, 0.6), (0.78, 0.7), (0.8, 1)),
    )


def _hourglass(rng: Generator) -> Strokes:
    glass = closed(rng, (0.1, 0.06), (0.9, 0.06), (0.1, 0.94), (0.9, 0.94))
    return (glass, corners(rng, (0, 0), (1, 0)), corners(rng, (0, 1), (1, 1)))


def _camera(rng: Generator) -> Strokes:
    bump = corners(rng, (0.35, 0.2), (0.4, 0.05), (0.62, 0.05), (0.68, 0.2))
    lens = [ring(rng, (0.5, 0.55), (r, r)) for r in (0.22, 0.12)]
    return (box(rng, (0, 0.2), (1, 0.9)), bump, *lens)


def _tent(rng: Generator) -> Strokes:
    flap = corners(rng, (0.5, 0.1), (0.38, 0.95), (0.62, 0.95), (0.5, 0.1))
    return (
        closed(rng, (0.5, 0.1), (0, 0.95), (1, 0.95)),
        flap,
        corners(rng, (0.5, 0.1), (1.2, 0.3), (1.4, 0.9), (1, 0.95)),
    )


def _balloon(rng: Generator) -> Strokes:
    ropes = [
        corners(rng, (0.5 + 0.3 * s, 0.6), (0.5 + 0.12 * s, 0.85)) for s in (-1, 1)
    ]
    seams = bow(rng, (0.5, 0), (0.35, 0.35), (0.5, 0.7))
    return (
        ring(rng, (0.5, 0.35), (0.38, 0.35)),
        seams,
        *ropes,
        box(rng, (0.36, 0.85), (0.64, 1)),
    )


def _snowman(rng: Generator) -> Strokes:
    hat = corners(
        rng,
        (0.2, 0.08),
        (0.8, 0.08),
        (0.66, 0.08),
        (0.66, -0.15),
        (0.34, -0.15),
        (0.34, 0.08),
    )
    arms = [corners(rng, (0.5 + 0.25 * s, 0.5), (0.5 + 0.6 * s, 0.3)) for s in (-1, 1)]
    return (
        ring(rng, (0.5, 0.24), (0.18, 0.16)),
        ring(rng, (0.5, 0.7), (0.3, 0.3)),
        hat,
        *arms,
    )


def _noughts_and_crosses(rng: Generator) -> Strokes:
    lines = [corners(rng, (x, 0), (x, 1)) for x in (0.33, 0.67)]
    lines += [corners(rng, (0, y), (1, y)) for y in (0.33, 0.67)]
    x, y = rng.integers(3, size=2) / 3 + 1 / 6
    return (*lines, ring(rng, (x, y), (0.1, 0.1)))


def _speech_bubble(rng: Generator) -> Strokes:
    lines = [corners(rng, (0.2, y), (0.8, y)) for y in (0.25, 0.4)]
    return (
        bow(
            rng,
            (0.3, 0.7),
            (0, 0.35),
            (0.5, 0),
            (1, 0.35),
            (0.5, 0.72),
            (0.2, 1),
            (0.3, 0.7),
        ),
        *lines,
    )


def _cross_outline(rng: Generator) -> Strokes:
    arm = rng.uniform(0.3, 0.38)
    points = [
        (arm, 0),
        (1 - arm, 0),
        (1 - arm, arm),
        (1, arm),
        (1, 1 - arm),
        (1 - arm, 1 - arm),
    ]
    points += [
        (1 - arm, 1),
        (arm, 1),
        (arm, 1 - arm),
        (0, 1 - arm),
        (0, arm),
        (arm, arm),
    ]
    return (closed(rng, *points),)


def _arrow_outline(rng: Generator) -> Strokes:
    points = [
        (0, 0.35),
        (0.55, 0.35),
        (0.55, 0.1),
        (1, 0.5),
        (0.55, 0.9),
        (0.55, 0.65),
        (0, 0.65),
    ]
    return (closed(rng, *points),)


def _trapezium(rng: Generator) -> Strokes:
    shift = rng.uniform(0.25, 0.4)
    slanted = rng.choice([-1, 1])
    return (closed(rng, (shift, 0), (1.2, 0), (1.2 - shift * slanted, 0.6), (0, 0.6)),)


THINGS: Mapping[str, Callable[[Generator], Strokes]] = {
    "mushroom": _mushroom,
    "rocket": _rocket,
    "bicycle": _bicycle,
    "television": _television,
    "lamp": _lamp,
    "pizza": _pizza,
    "cactus": _cactus,
    "cake": _cake,
    "octopus": _octopus,
    "aeroplane": _aeroplane,
    "train": _train,
    "castle": _castle,
    "hourglass": _hourglass,
    "camera": _camera,
    "tent": _tent,
    "balloon": _balloon,
    "snowman": _snowman,
}
"""Things, drawn by rule."""


SHAPES: Mapping[str, Callable[[Generator], Strokes]] = {
    "noughts and crosses": _noughts_and_crosses,
    "speech bubble": _speech_bubble,
    "cross outline": _cross_outline,
    "arrow outline": _arrow_outline,
    "trapezium": _trapezium,
}
"""Shapes and signs, drawn by rule."""


def drawn(
    draw: Callable[[Generator], Strokes], count: int, rng: Generator
) -> NDArray[np.uint8]:
    """A thing or a shape, varied as a hand would, with any pen, (count, 28, 28)."""
    strength = TEMPLATES.times(0.7)
    lines = [warp(draw(rng), rng, strength) for _ in range(count)]
    return np.stack(
        [draw_variant(Drawing.from_points(each, 1e-3), rng) for each in lines]
    )
