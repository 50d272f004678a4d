"""Sprites: each cell shows its own picture."""

from __future__ import annotations

import re

import numpy as np

from recognizer.ui.widgets.sprites import Sprites, sprites
from tests.ui.widgets.test_colours import pixels


def test_each_picture_lies_where_its_cell_looks() -> None:
    rng = np.random.default_rng(0)
    maps = rng.integers(0, 256, (5, 7, 4)) / 255
    sheet = sprites(maps, "pixels", 1.0)
    strip = pixels(sheet.uri)[..., 0]
    assert strip.shape == (5, 28)
    for index in range(4):
        # What "background-position: p %" means: the same p of image and cell meet.
        percent = float(re.findall(r"([\d.]+)% 0", sheet.place(index))[0])
        left = percent / 100 * (28 - 7)
        shown = strip[:, round(left) : round(left) + 7]
        assert (shown == np.rint(maps[..., index] * 255)).all()


def test_the_rule_scales_the_image_to_the_cells_and_has_the_cells_name() -> None:
    sheet = Sprites("data:,a", 4)
    assert sheet.css == (
        f".{sheet.name}{{background-image:url(data:,a);background-size:400% 100%}}"
    )
    assert Sprites("data:,b", 4).name != sheet.name
