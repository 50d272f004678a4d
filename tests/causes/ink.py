"""Drawings and pictures that cannot be read."""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image

from benchmarks.hostile import progressive_jpeg
from recognizer.ink import files, mnist_format, picture_files, strokes
from recognizer.ink.strokes import Drawing
from recognizer.network import bundles, pages
from recognizer.network.engine import Recognizer
from recognizer.network.pages import Table
from recognizer.settings import SHIPPED_WEIGHTS
from tests.causes import Cause, Place, as_nobody
from tests.test_cli import huge_png


def parsing(name: str, json_data: object, *given: str) -> Cause:
    return Cause(name, lambda place: strokes.parse(json_data), given)


def path(*commands: object, width: object = 16) -> dict[str, list[object]]:
    return {"objects": [{"type": "path", "path": list(commands), "strokeWidth": width}]}


def secret_picture(place: Place) -> object:
    file = place.file("secret.png", b"x")
    file.chmod(0)
    with as_nobody():
        return files.preprocess(file)


def secret_json(place: Place) -> object:
    file = place.file("secret.json", b"x")
    file.chmod(0)
    with as_nobody():
        return files.preprocess(file)


def large_json(place: Place) -> object:
    with open(place.folder / "large.json", "wb") as file:
        file.truncate(files.MAX_JSON_BYTES + 1)
    return files.preprocess(place.folder / "large.json")


def blobs(side: int) -> Image.Image:
    """So many spots along either side, of a digit's size."""
    spot = np.pad(np.full((12, 9), 20, np.uint8), (4, 7), constant_values=240)
    return Image.fromarray(np.tile(spot, (side, side)))


def read_page(picture: Image.Image) -> object:
    return pages.read(picture, "meadow.jpg", best())


@cache
def best() -> Recognizer:
    return Recognizer.from_bundle(bundles.find("two-layer-cnn", [SHIPPED_WEIGHTS]))


CAUSES = [
    parsing("a list for a drawing", [1, None, True]),
    parsing("a drawing without objects", {"version": 5}, "version"),
    parsing("a word for an object", {"objects": ["seven"]}, "seven"),
    parsing("a stroke of no width", path(["M", 1, 1], width=None), "null"),
    parsing("a stroke too long", path(["M", 1, 1], *[["L", 2, 2]] * 100_000)),
    parsing("three thousand dots", {"objects": path(["M", 1, 1])["objects"] * 3_000}),
    parsing(
        "an hour of zigzag",
        path(["M", 0, 0], *[["L", i % 2 * 250, i / 400] for i in range(9_999)]),
    ),
    parsing("a word for a path", {"objects": [{"type": "path", "path": "M"}]}),
    parsing("a command that nobody knows", path(["Zap", 1, 1]), "Zap"),
    parsing("a word for a coordinate", path(["M", "left", 1]), "left"),
    parsing("a path that goes on from nowhere", path(["L", 1, 1])),
    Cause("a blank canvas", lambda place: strokes.redraw(strokes.parse(None))),
    Cause(
        "a tap on the canvas",
        lambda place: strokes.redraw(Drawing.from_points([[(9, 9)]], 16)),
    ),
    Cause(
        "no stroke on the canvas",
        lambda place: mnist_format.from_strokes(Drawing(())),
    ),
    Cause("a file that is not there", lambda place: files.preprocess(place.folder)),
    Cause(
        "text that is called a picture",
        lambda place: files.preprocess(place.file("text.png", "I am no picture.")),
    ),
    Cause(
        "a vast picture",
        lambda place: picture_files.open_picture(huge_png(50_000), "vast.png"),
        ("vast.png",),
    ),
    Cause(
        "a picture of 65 MiB",
        lambda place: picture_files.open_picture(bytes(65 * 2**20), "vast.png"),
        ("vast.png",),
    ),
    Cause(
        "a JPEG of a thousand scans",
        lambda place: picture_files.open_picture(
            progressive_jpeg(80, 1_000), "slow.jpg"
        ),
        ("slow.jpg",),
    ),
    Cause(
        "a word for a number of a page",
        lambda place: Table((), 1, 1).corrected(0, 0, "seven"),
        ("15",),
    ),
    Cause(
        "a meadow for a page of numbers",
        lambda place: read_page(Image.new("L", (300, 200), 90)),
        ("meadow.jpg",),
    ),
    Cause(
        "a page of ten thousand blobs",
        lambda place: read_page(blobs(100)),
        ("meadow.jpg",),
    ),
    Cause("another person's picture", secret_picture),
    Cause("another person's drawing", secret_json),
    Cause("a vast drawing", large_json),
    Cause(
        "text that is called JSON",
        lambda place: files.preprocess(place.file("text.json", "seven")),
    ),
]
