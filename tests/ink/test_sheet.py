"""A sheet is told from what it lies on."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from recognizer.ink import picture_files, sheet

SIZE = (800, 600)
CORNERS = [(150, 90), (660, 130), (620, 520), (110, 470)]


def photo(table: tuple[int, int, int], paper: tuple[int, int, int]) -> Image.Image:
    picture = Image.new("RGB", SIZE, table)
    draw = ImageDraw.Draw(picture)
    draw.polygon(CORNERS, paper)
    for top in range(200, 420, 60):
        draw.text((300, top), "42   17   365", (20, 20, 60), font_size=40)
    return picture


@pytest.mark.parametrize("table", [(120, 80, 50), (40, 40, 45), (190, 160, 110)])
@pytest.mark.parametrize("paper", [(240, 240, 235), (250, 235, 120), (180, 215, 245)])
def test_the_lightest_large_region_is_the_sheet(
    table: tuple[int, int, int], paper: tuple[int, int, int]
) -> None:
    picture = photo(table, paper)
    truth = Image.new("L", SIZE)
    ImageDraw.Draw(truth).polygon(CORNERS, 255)
    is_paper = np.asarray(truth) > 0
    found = next(
        sheet.lightest_first(sheet.regions(picture), picture_files.to_grey(picture))
    )
    assert (found & is_paper).sum() > 0.93 * is_paper.sum()
    assert not (found & ~is_paper).any()


def test_a_shadow_is_no_edge() -> None:
    levels = np.asarray(Image.new("RGB", SIZE, (240, 240, 235)), float).copy()
    levels[:, 400:] *= 0.55
    labels = sheet.regions(Image.fromarray(levels.astype(np.uint8)))
    assert labels.min() == labels.max()
