"""Colours, judged by Pillow reading the pictures and by lightness."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from recognizer.ui.widgets import colours
from recognizer.ui.widgets.colours import Kind, Theme

GROUND = {"light": (255, 255, 255), "dark": (18, 22, 29)}


def pixels(uri: str) -> NDArray[np.uint8]:
    """(height, width, 3) of a data URI."""
    content = base64.b64decode(uri.removeprefix("data:image/png;base64,"))
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert("RGB"), np.uint8)


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def lightness(colour: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIE L*, from sRGB."""
    linear = np.where(
        colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4
    )
    y = linear @ np.array([0.2126, 0.7152, 0.0722])
    return np.asarray(np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["pixels", "activation", "signed"])
def test_the_ends_of_a_scale_are_its_stops(kind: Kind, theme: Theme) -> None:
    low = -3.0 if kind == "signed" else 0.0
    found = pixels(colours.encode(np.array([[low, 3.0]]), kind, 3.0, theme))
    stops = colours.stops(kind, theme)
    assert tuple(found[0, 0]) == rgb(stops[0])
    assert tuple(found[0, 1]) == rgb(stops[-1])
    assert colours.gradient(kind, theme).count("#") == len(stops)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_zero_is_the_ground_of_the_diverging_scale(theme: Theme) -> None:
    (found,) = pixels(colours.encode(np.array([[0.0]]), "signed", 1.0, theme))[0]
    assert np.abs(found.astype(int) - GROUND[theme]).max() <= 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sequential_scale_grows_in_lightness_throughout(theme: Theme) -> None:
    values = np.linspace(0, 1, 256)[None]
    found = pixels(colours.encode(values, "activation", 1.0, theme))[0] / 255
    assert (np.diff(lightness(found)) > 0).all()


def test_a_map_of_zeros_is_seen_on_a_dark_page() -> None:
    low = np.array(rgb(colours.stops("activation", "dark")[0])) / 255
    ground = np.array(GROUND["dark"]) / 255
    assert lightness(low) > lightness(ground) + 8


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_diverging_scale_leaves_the_ground_on_both_sides(theme: Theme) -> None:
    values = np.linspace(-1, 1, 255)[None]
    found = lightness(
        pixels(colours.encode(values, "signed", 1.0, theme))[0].astype(float) / 255
    )
    sign = -1 if theme == "light" else 1
    assert (sign * np.diff(found[127:]) > 0).all()
    assert (sign * np.diff(found[127::-1]) > 0).all()


def test_an_image_keeps_its_grey_levels() -> None:
    image = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert (pixels(colours.grey(image))[..., 0] == image).all()
    assert (
        pixels(colours.encode(image, "pixels", 255, "light"))[..., 1] == image
    ).all()


def test_values_beyond_a_scale_take_its_end() -> None:
    found = pixels(colours.encode(np.array([[-9.0, 9.0]]), "activation", 1.0, "light"))
    stops = colours.stops("activation", "light")
    assert [tuple(each) for each in found[0]] == [rgb(stops[0]), rgb(stops[-1])]
