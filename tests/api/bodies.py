"""Bodies that programs send: a seven in every format, and what cannot be read."""

from __future__ import annotations

import base64
import io
import json
import random
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.hostile import progressive_jpeg
from tests.test_cli import drawing_of, huge_png, write_picture


@cache
def seven() -> Image.Image:
    """Dark on white, 280 × 280, grey."""
    with tempfile.TemporaryDirectory() as folder:
        file = write_picture(Path(folder) / "seven.png", drawing_of("7-plain"))
        with Image.open(file) as picture:
            return picture.copy()


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def drawing() -> dict[str, Any]:
    objects = [
        {
            "type": "path",
            "strokeWidth": stroke.width,
            "path": [
                ["L" if place else "M", float(x), float(y)]
                for place, (x, y) in enumerate(stroke.points)
            ],
        }
        for stroke in drawing_of("7-plain").strokes
    ]
    return {"objects": objects}


def path(*commands: object, width: object = 16) -> bytes:
    stroke = {"type": "path", "path": list(commands), "strokeWidth": width}
    return json.dumps({"objects": [stroke]}).encode()


def good() -> Iterator[tuple[str, str, bytes]]:
    """Name, content type and body of what holds a seven."""
    grey = seven()
    colour, black = grey.convert("RGB"), Image.eval(grey, lambda level: 255 - level)
    clear = colour.convert("RGBA")
    clear.putalpha(black)
    png = saved(grey, "PNG")
    text = json.dumps(drawing())
    yield "PNG, grey", "image/png", png
    yield "PNG, colour", "image/png", saved(colour, "PNG")
    yield "PNG, transparent", "image/png", saved(clear, "PNG")
    yield "PNG, palette", "image/png", saved(colour.convert("P"), "PNG")
    yield "PNG, black and white", "image/png", saved(grey.convert("1"), "PNG")
    yield (
        "PNG, 16 bits",
        "image/png",
        saved(Image.fromarray(np.asarray(grey, np.uint16) * 257), "PNG"),
    )
    yield "PNG, white on black", "image/png", saved(black, "PNG")
    yield "PNG, large", "image/png", saved(grey.resize((3_000, 3_000)), "PNG")
    yield "JPEG", "image/jpeg", saved(colour, "JPEG")
    yield "JPEG, grey", "image/jpeg", saved(grey, "JPEG", quality=70)
    yield "JPEG, progressive", "image/jpeg", saved(colour, "JPEG", progressive=True)
    yield "JPEG, CMYK", "image/jpeg", saved(colour.convert("CMYK"), "JPEG")
    yield "WebP", "image/webp", saved(colour, "WEBP")
    yield "WebP, lossless", "image/webp", saved(clear, "WEBP", lossless=True)
    yield "GIF", "image/gif", saved(colour, "GIF")
    yield "BMP", "image/bmp", saved(colour, "BMP")
    yield "TIFF", "image/tiff", saved(colour, "TIFF")
    yield "TIFF, packed", "image/tiff", saved(grey, "TIFF", compression="tiff_lzw")
    yield "picture, octets", "application/octet-stream", png
    yield "picture, no type", "", png
    yield "picture, as curl calls it", "application/x-www-form-urlencoded", png
    yield "picture, another picture's type", "image/jpeg; q=1", png
    yield "JSON", "application/json", text.encode()
    yield "JSON, of a charset", "Application/JSON; charset=utf-8", text.encode()
    yield "JSON, another kind", "application/vnd.canvas+json", text.encode()
    yield "JSON, as curl calls it", "application/x-www-form-urlencoded", text.encode()
    yield "JSON, no type, spaces", "", b" \r\n\t" + text.encode()
    yield "JSON, UTF-16", "application/json", text.encode("utf-16")
    yield "JSON, byte order mark", "application/json", text.encode("utf-8-sig")
    encoded = base64.b64encode(png).decode()
    yield "JSON, base64", "application/json", json.dumps(encoded).encode()
    url = f"data:image/png;base64,{encoded}"
    yield "JSON, data URL", "application/json", json.dumps(url).encode()


def bad() -> Iterator[tuple[str, str, bytes, int, str]]:
    """Name, content type, body, status and kind of error of what cannot be read."""
    png, text = saved(seven(), "PNG"), json.dumps(drawing()).encode()
    octets, js = "application/octet-stream", "application/json"
    unreadable = (422, "UnreadablePicture")
    drawn = (422, "InvalidDrawing")
    asked = (400, "InvalidRequest")
    yield "nothing", js, b"", *asked
    yield "no picture", "image/png", b"", *asked
    yield "words", "", b"seven", *unreadable
    yield "half a PNG", "image/png", png[: len(png) // 2], *unreadable
    yield "a PNG's head", "image/png", png[:20], *unreadable
    yield "zeros", octets, bytes(10_000), *unreadable
    yield "noise", octets, random.Random(0).randbytes(10_000), *unreadable
    yield (
        "SVG",
        "image/svg+xml",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        *unreadable,
    )
    yield "PostScript", "image/eps", b"%!PS-Adobe-3.0 EPSF-3.0\n", *unreadable
    yield "a vast PNG", "image/png", huge_png(50_000), 422, "PictureTooLarge"
    yield (
        "a slow JPEG",
        "image/jpeg",
        progressive_jpeg(80, 1_000),
        422,
        "InvalidPicture",
    )
    yield "JSON as a picture", "image/png", text, *unreadable
    yield "a picture as JSON", js, png, *asked
    yield "half of JSON", js, text[:-9], *asked
    yield "JSON and more", js, text + b"}", *asked
    yield "deep JSON", js, b"[" * 100_000, *asked
    yield "long number", js, b"1" * 10_000, *asked
    yield "Latin-1", js, b'{"objects": "\xe9"}', *asked
    yield "a number", js, b"7", *drawn
    yield "true", js, b"true", *drawn
    yield "no objects", js, b"{}", *drawn
    yield "objects of null", js, b'{"objects": null}', *drawn
    yield "an object of words", js, b'{"objects": ["seven"]}', *drawn
    yield "a pen of no width", js, path(["M", 1, 1], width=0), *drawn
    yield "a pen of NaN", js, path(["M", 1, 1], width=float("nan")), *drawn
    yield "infinite", js, path(["M", 1, 1], ["L", float("inf"), 1]), *drawn
    yield "an unknown command", js, path(["Zap", 1]), *drawn
    yield "half a surrogate", js, b'{"objects": ["\\ud800"]}', *drawn
    yield "endless strokes", js, path(["M", 1, 1], *[["L", 2, 2]] * 100_001), *drawn
    yield "no base64", js, b'"seven!"', *asked
    yield "base64 of words", js, b'"c2V2ZW4="', *unreadable
    yield "101 drawings", js, b"[" + b"null," * 100 + b"null]", 413, "RequestTooLarge"
    yield "values", js, b"[" + b"0," * 2_000_001 + b"0]", 413, "RequestTooLarge"
    yield "33 MiB", octets, bytes(33 * 2**20), 413, "RequestTooLarge"
    for kind in ("text/html", "multipart/form-data; boundary=x", "video/mp4", "é"):
        yield kind, kind, png, 415, "UnsupportedContent"
