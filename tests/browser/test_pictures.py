"""A three becomes an eight: the answer follows, and the README's picture shows it."""

from __future__ import annotations

import io
import math
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import FloatRect

from tests.browser.chromium import ROOT
from tests.browser.visitor import Visitor

Points = list[tuple[float, float]]
LEFT, TOP, WIDTH = 24, 62, 1232
"""What is filmed at 1280 × 720: canvas, answer, probabilities, stages."""
CANVAS = ".st-key-canvas canvas"
COLOURS = 48
DRAWING_MS, ANSWER_MS, END_MS = 50, 1_200, 2_500


def arc(y: float, radii: tuple[float, float], start: int, end: int) -> Points:
    """Points on an ellipse in the middle of a canvas of 280, from angle to angle."""
    step = 10 if end > start else -10
    angles = [math.radians(angle) for angle in range(start, end + step, step)]
    return [
        (140 + radii[0] * math.cos(angle), y + radii[1] * math.sin(angle))
        for angle in angles
    ]


THREE = arc(95, (50, 42), -150, 90) + arc(187, (55, 50), -90, 150)
REST = arc(95, (50, 42), -150, -270) + arc(187, (55, 50), -90, -210)


class Film:
    """Frames of a page, each with how long it stays."""

    def __init__(self, visitor: Visitor) -> None:
        """Film a visitor's page, down to what the network sees."""
        stages = visitor.box(".st-key-stages")
        height = stages["y"] + stages["height"] - TOP
        self._clip = FloatRect(x=LEFT, y=TOP, width=WIDTH, height=height)
        self._page = visitor.page
        self._frames: list[tuple[Image.Image, int]] = []

    def take(self, stays_ms: int) -> None:
        """Take one frame."""
        picture = Image.open(io.BytesIO(self._page.screenshot(clip=self._clip)))
        self._frames.append((picture.convert("RGB"), stays_ms))

    def save(self, name: str) -> None:
        """Write all frames into docs/, in the colours of the last one."""
        palette = self._frames[-1][0].quantize(COLOURS)
        first, *others = [
            frame.quantize(palette=palette, dither=Image.Dither.NONE)
            for frame, _ in self._frames
        ]
        first.save(
            ROOT / "docs" / name,
            save_all=True,
            append_images=others,
            duration=[stays for _, stays in self._frames],
            loop=0,
            optimize=True,
        )


def test_the_answer_follows_from_three_to_eight(
    visit: Callable[..., Visitor], request: pytest.FixtureRequest
) -> None:
    visitor = visit()
    visitor.sees("Draw a digit from 0 to 9.")
    film = Film(visitor) if request.config.getoption("update_pictures") else None
    for line, digit in ((THREE, "3"), (REST, "8")):
        draw(visitor, line, film)
        visitor.sees(digit)
        visitor.page.locator(".st-key-probabilities .bar.best").wait_for()
        if film is not None:
            film.take(ANSWER_MS if digit == "3" else END_MS)
    if film is not None:
        film.save("drawing.gif")


def draw(visitor: Visitor, line: Points, film: Film | None) -> None:
    box = visitor.box(CANVAS)
    scale, middle = box["height"] / 280, box["x"] + box["width"] / 2
    places = [(middle + (x - 140) * scale, box["y"] + y * scale) for x, y in line]
    mouse = visitor.page.mouse
    mouse.move(*places[0])
    mouse.down()
    for number, place in enumerate(places[1:]):
        mouse.move(*place)
        if film is not None and number % 2 == 0:
            film.take(DRAWING_MS)
    mouse.up()
