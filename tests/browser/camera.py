"""What the browser's camera sees."""

from __future__ import annotations

from PIL import Image, ImageDraw

from tests.browser.visitor import SEVEN


def seven_on_paper() -> Image.Image:
    """A photo of grey paper, 640 × 480, with a seven in dark ink."""
    paper = Image.new("L", (640, 480), 205)
    places = [(x + 180, y + 100) for x, y in SEVEN]
    ImageDraw.Draw(paper).line(places, fill=40, width=16, joint="curve")
    return paper


def film(picture: Image.Image) -> bytes:
    """One grey picture as a film in YUV4MPEG2."""
    width, height = picture.size
    header = f"YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420mpeg2\nFRAME\n"
    colours = bytes([128]) * (width * height // 2)
    return header.encode() + picture.tobytes() + colours
