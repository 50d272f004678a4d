"""Photos, scans and uploads: what is opened, what is refused, where the ink is."""

from __future__ import annotations

import contextlib
import io
import struct
import warnings
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter
from scipy import ndimage

from recognizer.errors import (
    BlankDrawing,
    MissingPath,
    PictureTooLarge,
    RecognizerError,
    UnreadablePicture,
)
from recognizer.ink import mnist_format, paper, strokes
from recognizer.ink.photos import find_ink, levels, written_ink
from recognizer.ink.picture_files import open_picture
from recognizer.ink.strokes import FloatArray
from recognizer.network.engine import Recognizer
from recognizer.synthesis import figures
from recognizer.synthesis.digits import choose
from tests.drawings import change

PHOTOS = 60
SEEN = 0.01
"""Mean absolute change of the image, 0 to 1, by uneven light, blur and noise, but for
a pixel's move."""

KINDS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")


def written(digit: int, rng: np.random.Generator, side: int) -> FloatArray:
    """A digit on a square, ink 1 on 0."""
    form = choose(digit, rng)
    size, pen = side * rng.uniform(0.4, 0.7), side * rng.uniform(0.03, 0.06)
    corner = rng.uniform(0.12, 0.25, 2) * side
    lines = [
        (line * size + corner).astype(np.float32) for line in figures.write(form, rng)
    ]
    return strokes.draw_lines(lines, [pen] * len(lines), (side, side))


def photo(ink: FloatArray, rng: np.random.Generator, is_dark: bool) -> Image.Image:
    """The ink on paper under uneven light, seen by a camera."""
    side = len(ink)
    down, across = np.mgrid[0:side, 0:side] / side
    slope = rng.uniform(-0.25, 0.25, 2)
    light = 0.75 + slope[0] * (down - 0.5) + slope[1] * (across - 0.5)
    light -= 0.3 * ((down - 0.5) ** 2 + (across - 0.5) ** 2)  # darker corners
    contrast = rng.uniform(0.35, 0.7)
    paper = light * (1 - contrast * ink) if is_dark else 0.25 * light + contrast * ink
    seen = Image.fromarray(np.clip(paper * 255, 0, 255).astype(np.uint8))
    blurred = np.asarray(seen.filter(ImageFilter.GaussianBlur(1)), float)
    noisy = blurred + rng.normal(0, 3, ink.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def as_read(picture: Image.Image) -> mnist_format.Image:
    return mnist_format.from_ink(find_ink(picture)).image


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


@pytest.fixture(scope="module")
def seven() -> Image.Image:
    ink = written(7, np.random.default_rng(1), 200)
    return Image.fromarray(255 - mnist_format.to_grey_levels(ink))


class Photo(NamedTuple):
    digit: int
    ink: FloatArray
    found: FloatArray


@pytest.fixture(scope="module")
def photos() -> list[Photo]:
    def take(number: int) -> Photo:
        rng = np.random.default_rng(number)
        ink = written(number % 10, rng, int(rng.integers(240, 480)))
        picture = photo(ink, rng, is_dark=number % 3 > 0)
        return Photo(number % 10, ink, find_ink(picture))

    return [take(number) for number in range(PHOTOS)]


def test_digits_in_photos_are_recognised(
    photos: list[Photo], recognizer: Recognizer
) -> None:
    images = [mnist_format.from_ink(each.found).image for each in photos]
    digits = recognizer.answer(np.stack(images)).logits.argmax(axis=1)
    assert np.mean(digits == [each.digit for each in photos]) >= 0.95


def test_photos_are_read_as_their_ink_is(photos: list[Photo]) -> None:
    changes = [
        change(*(mnist_format.from_ink(each).image for each in (ink, found)))
        for _, ink, found in photos
    ]
    assert np.quantile(changes, 0.9) < SEEN
    # A cell more or less along the short side moves the digit by half a pixel.
    assert max(changes) < 5 * SEEN


def test_the_ground_is_exactly_black(photos: list[Photo]) -> None:
    for number, (_, ink, found) in enumerate(photos):
        assert found.dtype == np.float32
        assert found.max() == 1
        assert not found[ndimage.maximum_filter(ink, 15) == 0].any(), number


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_phone_picture_is_turned_back(
    orientation: int, seven: Image.Image
) -> None:
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
    opened = np.asarray(open_picture(content, "x.jpg").convert("L"), float)
    assert np.abs(opened - np.asarray(seven, float)).mean() < 3


def modes(seven: Image.Image) -> dict[str, Image.Image]:
    """The same seven in every mode, dark on light, light on dark and on nothing."""
    grey = np.asarray(seven)
    ink = Image.fromarray(255 - grey)
    neutral = Image.new("L", seven.size, 128)
    black, white = (Image.new("L", seven.size, level) for level in (0, 255))
    on_nothing = Image.merge("RGBA", [black] * 3 + [ink])
    clear_palette = on_nothing.quantize(16, Image.Quantize.FASTOCTREE)
    return {
        "1": seven.convert("1", dither=Image.Dither.NONE),
        "L": seven,
        "LA": Image.merge("LA", [black, ink]),
        "P": seven.quantize(16),
        "P on nothing": clear_palette,
        "P on nothing, from a file": Image.open(
            io.BytesIO(saved(clear_palette, "PNG"))
        ),
        "PA": clear_palette.convert("PA"),
        "RGB": seven.convert("RGB"),
        "black on nothing": on_nothing,
        "white on nothing": Image.merge("RGBA", [white] * 3 + [ink]),
        "CMYK": seven.convert("CMYK"),
        "YCbCr": seven.convert("YCbCr"),
        "LAB": Image.merge("LAB", [seven, neutral, neutral]),
        "I": seven.convert("I"),
        "I;16": Image.fromarray(grey.astype(np.uint16) * 257),
        "F": Image.fromarray(grey.astype(np.float32)),
        "F to 1": Image.fromarray(grey.astype(np.float32) / 255),
        "inverted": ink,
    }


@pytest.mark.parametrize("side", [200, 1_700])
@pytest.mark.parametrize("mode", modes(Image.new("L", (20, 20), 255)))
def test_every_mode_gives_the_same_image(
    mode: str, side: int, seven: Image.Image
) -> None:
    sized = seven.resize((side, side), Image.Resampling.NEAREST)
    image = as_read(modes(sized)[mode])
    assert change(image, as_read(seven)) < (0.03 if mode == "1" else SEEN)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e38])
def test_what_is_no_number_breaks_nothing(value: float, seven: Image.Image) -> None:
    values = np.asarray(seven, np.float32).copy()
    values[5, 5] = value
    found = find_ink(Image.fromarray(values))
    assert np.isfinite(found).all()
    assert found.min() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_is_read(
    kind: str, seven: Image.Image, recognizer: Recognizer
) -> None:
    opened = open_picture(saved(seven, kind), f"seven.{kind.lower()}")
    assert recognizer.recognize(as_read(opened)).digit == 7


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "1", "F", "I;16"])
@pytest.mark.parametrize("colour", [0, 1, 128, 255])
def test_an_even_picture_has_no_ink(mode: str, colour: int) -> None:
    picture = Image.new(mode, (90, 60), colour)
    assert not find_ink(picture).any()
    with pytest.raises(BlankDrawing):
        as_read(picture)


@pytest.mark.parametrize("colour", ["red", "#123456", "#ff000000", "#ffffff80"])
def test_an_even_colour_has_no_ink(colour: str) -> None:
    assert not find_ink(Image.new("RGBA", (90, 60), colour)).any()


def test_empty_paper_has_no_ink() -> None:
    rng = np.random.default_rng(0)
    for is_dark in (True, False):
        empty = photo(np.zeros((300, 300), np.float32), rng, is_dark)
        assert not find_ink(empty).any()


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
def test_a_vast_picture_is_rejected_undecoded(side: int) -> None:
    with pytest.raises(
        PictureTooLarge,
        match=f"up to 40,000,000 pixels, but vast.png has {side:,} × {side:,}",
    ):
        open_picture(vast_png(side), "vast.png")


@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_file_is_rejected(kind: str, seven: Image.Image) -> None:
    content = saved(seven.resize((600, 600)), kind)
    with pytest.raises(
        UnreadablePicture, match=r"cut\.img is damaged or is not a picture"
    ):
        open_picture(content[: len(content) // 3], "cut.img")


@pytest.mark.parametrize(
    "content", [b"", b"a seven", bytes(1_000), b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_picture_is_rejected(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "text.png"
    file.write_bytes(content)
    for source in (content, file):
        with pytest.raises(UnreadablePicture, match=r"text\.png"):
            open_picture(source, "text.png")


def test_a_missing_file_and_a_folder_are_reported(tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(MissingPath):
            open_picture(path, str(path))


_side = st.integers(1, 80)


@given(
    shape=st.tuples(_side, _side) | st.sampled_from([(1, 5_000), (5_000, 1), (2, 3)]),
    levels=st.tuples(st.integers(0, 255), st.integers(0, 255)),
    seed=st.integers(0, 99),
)
def test_no_noise_breaks_the_finder(
    shape: tuple[int, int], levels: tuple[int, int], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    noise = rng.integers(min(levels), max(levels) + 1, shape).astype(np.uint8)
    try:
        image = as_read(Image.fromarray(noise))
    except BlankDrawing:
        return
    assert image.shape == (28, 28)
    assert image.max() == 255


@settings(max_examples=300)
@given(
    kind=st.sampled_from(KINDS),
    kept=st.integers(0, 2_000),
    added=st.binary(max_size=30),
    dropped=st.integers(0, 2_000),
)
def test_no_damage_breaks_the_way_to_the_network(
    kind: str, kept: int, added: bytes, dropped: int
) -> None:
    whole = saved(Image.radial_gradient("L").resize((40, 40)), kind)
    content = whole[:kept] + added + whole[kept + dropped :]
    with contextlib.suppress(RecognizerError):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of damage of many kinds
            picture = open_picture(content, "x")
        assert as_read(picture).max() == 255


def test_ink_that_is_hardly_darker_than_the_noise_is_ink() -> None:
    """Full strength is never where paper ends, so that pale ink is not left out."""
    pale = np.zeros((20, 20), np.float32)
    pale[5:15, 5:15] = 0.105
    low, full = levels(pale, 0.1)
    assert (low, full) == pytest.approx((0.1, 0.12))
    pale[5:15, 5:15] = 0.6
    assert levels(pale, 0.1) == pytest.approx((0.2, 0.54))
    assert levels(pale * 0, 0.1) == (0.1, 0.0)


@pytest.mark.parametrize("pen", [0.02, 0.12])
def test_a_tinted_band_is_paper_and_a_wide_stroke_is_none(pen: float) -> None:
    """Widths in sides of the picture: a pencil's, and one wider than the window in
    which the band is paper."""
    rng = np.random.default_rng(0)
    side = 400
    line = np.array([[0.5, 0.3], [0.5, 0.7]], np.float32) * side
    stroke = strokes.draw_lines([line], [pen * side], (side, side))
    light = np.full((side, side), 0.9, np.float32)
    light[np.arange(side) % 110 < 55] = 0.74  # narrower than the wide window
    light -= 0.25 * stroke
    grey = np.clip(light + rng.normal(0, 0.006, light.shape), 0, 1).astype(np.float32)
    ink = written_ink(grey)
    assert (ink[stroke == 1] > 0.2).mean() > 0.99
    if pen < paper.NARROW:
        assert (ink[ndimage.grey_dilation(stroke, 9) == 0] > 0).mean() < 0.001
