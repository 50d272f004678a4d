"""Photos, scans and uploads: what is opened, what is refused, where the ink is."""

from __future__ import annotations

import contextlib
import io
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image, ImageFilter

from recognizer import handwriting, pictures, preprocessing, strokes
from recognizer.engine import Recognizer
from recognizer.errors import (
    BlankDrawing,
    MissingPath,
    PictureTooLarge,
    RecognizerError,
    UnreadablePicture,
)
from recognizer.strokes import FloatArray

PHOTOS = 60


def written(digit: int, rng: np.random.Generator, side: int) -> FloatArray:
    """A digit on a square, ink 1 on 0."""
    form = handwriting.choose(digit, rng)
    size, pen = side * rng.uniform(0.4, 0.7), side * rng.uniform(0.03, 0.06)
    corner = rng.uniform(0.12, 0.25, 2) * side
    lines = [line * size + corner for line in handwriting.write(form, rng)]
    lines = [line.astype(np.float32) for line in lines]
    return strokes.draw_lines(lines, [pen] * len(lines), (side, side))


def photo(ink: FloatArray, rng: np.random.Generator, is_dark: bool) -> Image.Image:
    """The ink on paper under uneven light, seen by a camera."""
    side = len(ink)
    down, across = np.mgrid[0:side, 0:side] / side
    slope = rng.uniform(-0.25, 0.25, 2)
    light = 0.75 + slope[0] * (down - 0.5) + slope[1] * (across - 0.5)
    contrast = rng.uniform(0.35, 0.7)
    paper = light * (1 - contrast * ink) if is_dark else 0.25 * light + contrast * ink
    seen = Image.fromarray(np.clip(paper * 255, 0, 255).astype(np.uint8))
    blurred = np.asarray(seen.filter(ImageFilter.GaussianBlur(1)), float)
    noisy = blurred + rng.normal(0, 3, ink.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def as_read(picture: Image.Image) -> preprocessing.Image:
    return preprocessing.from_ink(pictures.find_ink(picture)).image


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


@pytest.fixture(scope="module")
def seven() -> Image.Image:
    ink = written(7, np.random.default_rng(1), 200)
    return Image.fromarray(255 - preprocessing.to_grey_levels(ink))


def test_photos_are_read_as_their_ink_is(recognizer: Recognizer):
    right, differences = 0, []
    for number in range(PHOTOS):
        rng = np.random.default_rng(number)
        ink = written(number % 10, rng, int(rng.integers(240, 900)))
        image = as_read(photo(ink, rng, is_dark=number % 3 > 0))
        clean = preprocessing.from_ink(ink).image
        differences.append(np.abs(image.astype(float) - clean).mean() / 255)
        right += recognizer.recognize(image).digit == number % 10
    assert right >= 0.95 * PHOTOS
    assert np.median(differences) < 0.02


def test_the_ground_is_exactly_black(seven: Image.Image):
    rng = np.random.default_rng(5)
    ink = written(3, rng, 400)
    found = pictures.find_ink(photo(ink, rng, is_dark=True))
    assert found.dtype == np.float32
    assert found.max() == 1
    reach = Image.fromarray(preprocessing.to_grey_levels(ink))
    far = np.asarray(reach.filter(ImageFilter.MaxFilter(15))) == 0
    assert (found[far] == 0).mean() > 0.999


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_phone_picture_is_turned_back(orientation: int, seven: Image.Image):
    turns = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    turn = turns[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = seven if turn is None else seven.transpose(turn)
    content = saved(stored, "JPEG", exif=exif, quality=95)
    opened = np.asarray(pictures.open_picture(content, "x.jpg").convert("L"), float)
    assert np.abs(opened - np.asarray(seven, float)).mean() < 3


def modes(seven: Image.Image) -> dict[str, Image.Image]:
    grey = np.asarray(seven)
    clear = np.zeros((*grey.shape, 4), np.uint8)
    clear[..., 3] = 255 - grey
    white_on_clear = clear.copy()
    white_on_clear[..., :3] = 255
    palette = seven.quantize(16)
    return {
        "1": seven.convert("1"),
        "L": seven,
        "LA": seven.convert("LA"),
        "P": palette,
        "RGB": seven.convert("RGB"),
        "CMYK": seven.convert("CMYK"),
        "I;16": Image.fromarray(grey.astype(np.uint16) * 257),
        "F": Image.fromarray(grey.astype(np.float32)),
        "black on nothing": Image.fromarray(clear),
        "white on nothing": Image.fromarray(white_on_clear),
        "inverted": Image.fromarray(255 - grey),
        "small": seven.resize((20, 20), Image.Resampling.BOX),
        "huge": seven.resize((3000, 3000), Image.Resampling.BOX),
    }


@pytest.mark.parametrize("mode", modes(Image.new("L", (20, 20), 255)))
def test_every_mode_gives_the_same_image(mode: str, seven: Image.Image):
    image = as_read(modes(seven)[mode])
    difference = np.abs(image.astype(float) - as_read(seven)).mean() / 255
    assert difference < (0.03 if mode in ("1", "small") else 0.012)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_every_kind_of_file_is_read(
    kind: str, seven: Image.Image, recognizer: Recognizer
):
    opened = pictures.open_picture(saved(seven, kind), f"seven.{kind.lower()}")
    assert recognizer.recognize(as_read(opened)).digit == 7


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "1", "F", "I;16"])
@pytest.mark.parametrize("colour", [0, 1])
def test_an_even_picture_has_no_ink(mode: str, colour: int):
    picture = Image.new(mode, (90, 60), colour)
    assert not pictures.find_ink(picture).any()
    with pytest.raises(BlankDrawing):
        as_read(picture)


def test_empty_paper_has_no_ink():
    rng = np.random.default_rng(0)
    for is_dark in (True, False):
        empty = photo(np.zeros((300, 300), np.float32), rng, is_dark)
        assert not pictures.find_ink(empty).any()


def vast_png(side: int) -> bytes:
    """A PNG that says it has side × side pixels of one bit, and holds next to none."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return (
            struct.pack(">I", len(content))
            + checked
            + struct.pack(">I", zlib.crc32(checked))
        )

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1_000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [11_000, 50_000])
def test_a_vast_picture_is_refused_undecoded(side: int):
    with pytest.raises(
        PictureTooLarge, match=f"vast.png has {side} × {side} pixels; at most"
    ):
        pictures.open_picture(vast_png(side), "vast.png")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "TIFF"])
def test_a_cut_file_is_refused(kind: str, seven: Image.Image):
    content = saved(seven.resize((600, 600)), kind)
    with pytest.raises(UnreadablePicture, match=r"cut\.img is not a picture"):
        pictures.open_picture(content[: len(content) // 3], "cut.img")


@pytest.mark.parametrize(
    "content", [b"", b"a seven", bytes(1_000), b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_picture_is_refused(content: bytes, tmp_path: Path):
    file = tmp_path / "text.png"
    file.write_bytes(content)
    for source in (content, file):
        with pytest.raises(UnreadablePicture, match=r"text\.png"):
            pictures.open_picture(source, "text.png")


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path):
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(MissingPath):
            pictures.open_picture(path, str(path))


@given(
    arrays.arrays(
        np.uint8,
        st.sampled_from([(1, 1), (1, 5_000), (5_000, 1), (2, 3), (17, 40), (64, 64)]),
        elements=st.integers(0, 255),
    )
)
def test_no_picture_breaks_the_finder(values: np.ndarray):
    try:
        image = as_read(Image.fromarray(values))
    except BlankDrawing:
        return
    assert image.shape == (28, 28)
    assert image.max() == 255


@settings(max_examples=200)
@given(content=st.binary(max_size=300), place=st.integers(0, 500))
def test_no_bytes_break_the_opener(content: bytes, place: int):
    whole = saved(Image.radial_gradient("L").resize((40, 40)), "PNG")
    with warnings.catch_warnings(), contextlib.suppress(RecognizerError):
        warnings.simplefilter("ignore")  # Pillow warns of damage of many kinds
        pictures.open_picture(whole[:place] + content + whole[place:], "x.png")
