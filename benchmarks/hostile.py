"""Files and messages that cost their reader more than their maker.

What each function makes is small, or packed small; what it claims or unpacks to is not.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
from PIL import Image
from safetensors.numpy import save

from benchmarks.entrances import MIB
from recognizer.network import bundles
from recognizer.network.bundles import CARD, WEIGHTS
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.training.plan import Plan
from recognizer.training.recipes import RECIPES


def canvas(*objects: Any) -> list[bytes]:
    """The canvas's JSON with these objects, as the one content of an entrance."""
    return [json.dumps({"objects": list(objects)}).encode()]


def stroke(points: Iterable[tuple[float, float]], width: float = 16) -> Any:
    """A path through points, as Fabric.js writes it."""
    path = [["L", x, y] for x, y in points]
    path[0][0] = "M"
    return {"type": "path", "path": path, "strokeWidth": width}


def zigzag(count: int, across: float, down: float) -> list[tuple[float, float]]:
    """Points that go to and fro."""
    return [(i % 2 * across, i * down / count) for i in range(count)]


def png(
    width: int,
    height: int,
    depth: int,
    colour: int,
    channels: int,
    rows: int | None = None,
) -> bytes:
    """A picture of zeros in a small file; it may hold fewer rows than it says."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
        )

    packer = zlib.compressobj(1)
    row = bytes(1 + -(-width * channels * depth // 8))
    packed = (
        b"".join(packer.compress(row) for _ in range(rows or height)) + packer.flush()
    )
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    palette = chunk(b"PLTE", bytes(768)) if colour == 3 else b""
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            palette,
            chunk(b"IDAT", packed),
            chunk(b"IEND", b""),
        ]
    )


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """A picture as a file."""
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def even(mode: str, side: int, kind: str, **options: Any) -> list[bytes]:
    """A square picture of one value."""
    return [saved(Image.new(mode, (side, side)), kind, **options)]


def noise(side: int, kind: str, **options: Any) -> list[bytes]:
    """A square picture that does not compress."""
    grey = np.random.default_rng(0).integers(0, 256, (side, side), dtype=np.uint8)
    return [saved(Image.fromarray(grey), kind, **options)]


def frames(kind: str, count: int) -> list[bytes]:
    """A picture of many frames of 28 × 28."""
    frames = [Image.new("L", (28, 28), number % 256) for number in range(count)]
    return [saved(frames[0], kind, save_all=True, append_images=frames[1:])]


def progressive_jpeg(side: int, scans: int) -> bytes:
    """Scans that each say "nothing here" for millions of blocks in a few bytes."""

    def segment(marker: int, content: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content

    def scan(first: int, last: int, bits: str) -> bytes:
        bits += "1" * (-len(bits) % 8)
        body = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
        return segment(0xDA, bytes([1, 1, 0, first, last, 0])) + body

    blocks = (-(-side // 8)) ** 2
    runs, rest = divmod(blocks, 2**15 - 1)  # code 0 begins a run of up to 32,767
    whole = "0" + "1" * 14
    tables = segment(0xDB, bytes([0]) + bytes([1] * 64))
    one_code = bytes([1]) + bytes(15)
    tables += segment(0xC4, bytes([0x00]) + one_code + bytes([0]))
    tables += segment(0xC4, bytes([0x10]) + one_code + bytes([0xE0]))
    frame = segment(0xC2, struct.pack(">BHHBBBB", 8, side, side, 1, 1, 0x11, 0))
    nothing = scan(1, 63, whole * (runs + 1 + (rest > 0)))
    constant = scan(0, 0, "0" * blocks)
    return b"\xff\xd8" + tables + frame + constant + nothing * scans + b"\xff\xd9"


def postscript() -> list[bytes]:
    """A program that asks for a huge page and never ends."""
    return [
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 30000 30000\n%%EndComments\n"
        b"{} loop\n"
    ]


def archive(*members: tuple[str, bytes], by: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of members, by name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", by) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def packed_zip(name: str, packed: bytes, method: int, claimed: int) -> bytes:
    """A zip whose one file is said to unpack to `claimed` bytes."""
    title = name.encode()
    common = struct.pack(
        "<HHHHHIIIHH", 46, 0, method, 0, 33, 0, len(packed), claimed, len(title), 0
    )
    local = b"PK\x03\x04" + common + title + packed
    entry = b"PK\x01\x02" + struct.pack("<H", 46) + common
    entry += struct.pack("<HHHII", 0, 0, 0, 0, 0) + title
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + b"PK\x05\x06" + end


@cache
def zeros_in_bzip2(mib: int) -> bytes:
    """Zeros, packed by bzip2."""
    packer = bz2.BZ2Compressor()
    return b"".join(packer.compress(bytes(MIB)) for _ in range(mib)) + packer.flush()


@cache
def zeros_in_lzma(mib: int) -> bytes:
    """As a zip holds them: version, size of the properties, properties, stream."""
    properties = {"dict_size": 2**16, "lc": 3, "lp": 0, "pb": 2}
    quick = {"mode": lzma.MODE_FAST, "mf": lzma.MF_HC3, "nice_len": 273}
    packer = lzma.LZMACompressor(
        lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA1, **properties, **quick}]
    )
    body = b"".join(packer.compress(bytes(MIB)) for _ in range(mib)) + packer.flush()
    return struct.pack("<BBHBI", 9, 4, 5, 93, 2**16) + body


def lines(line: str, count: int) -> list[bytes]:
    """An export of drawings: the same line many times."""
    return [("[\n" + f"{line},\n" * count + "]").encode()]


def drawing_line(points: Sequence[tuple[float, float]], width: float = 16) -> str:
    """A drawing as a line of an export."""
    strokes = [{"width": width, "points": points}]
    return json.dumps({"label": 7, "strokes": strokes}, separators=(",", ":"))


def many_in_one_picture() -> list[bytes]:
    """Drawings that share a picture with much beside it."""
    picture = Image.new("L", (28, 28), 9)
    plain = saved(picture, "PNG")
    note = zlib.compress(bytes(900_000))
    content = b"note\0\0" + note
    chunk = struct.pack(">I", len(content)) + b"zTXt" + content
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + content))
    listing = "\n".join(['{"label": 7, "image": "a.png"},'] * 20_000)
    return [
        archive(
            ("drawings.json", f"[\n{listing}\n]".encode()),
            ("a.png", plain[:33] + chunk + plain[33:]),
        )
    ]


def np_header(shape: tuple[int, ...], kind: str = "|u1") -> bytes:
    """The head of an .npy file, without its array."""
    header = repr({"descr": kind, "fortran_order": False, "shape": shape}).encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header) + 1) + header + b"\n"


SHIPPED = bundles.find("softmax-regression", [SHIPPED_WEIGHTS])


def card(**changes: Any) -> bytes:
    """The card of a shipped model, with some fields changed."""
    return json.dumps(
        {**json.loads((SHIPPED.path / CARD).read_bytes()), **changes}
    ).encode()


def model(card: bytes, weights: bytes | None = None) -> list[bytes]:
    """A model's archive; by default with the weights of the shipped one."""
    given = SHIPPED.weights.read_bytes() if weights is None else weights
    return [archive((CARD, card), (WEIGHTS, given))]


def tensors(header: object, body: bytes = b"") -> bytes:
    """A safetensors file whose header says what it likes."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def plan(**changes: Any) -> list[bytes]:
    """The plan of a training whose recipe has some fields changed."""
    plan = Plan("x", RECIPES["quick"])
    recipe = {**plan.recipe.to_json(), **changes}
    content = {"name": "x", "seed": 0, "start": None, "note": "", "ship": False}
    return [json.dumps({**content, "command": "", "recipe": recipe}).encode()]


def many_names(count: int) -> list[bytes]:
    """A zip of many empty members."""
    return [
        archive(*((str(number), b"") for number in range(count)), by=zipfile.ZIP_STORED)
    ]


def gzip_bomb(mib: int) -> bytes:
    """Zeros, packed by gzip in members of 100 MiB."""
    member = gzip.compress(bytes(100 * MIB))
    return member * (mib // 100)


def slow_model() -> list[bytes]:
    """Few weights, each of which is multiplied with every pixel."""
    shape = {"kind": "cnn", "filters": [256, 256], "kernel": 11, "dense": 1}
    shapes = {
        "convolution_1/kernel": (11, 11, 1, 256),
        "convolution_1/bias": (256,),
        "convolution_2/kernel": (11, 11, 256, 256),
        "convolution_2/bias": (256,),
        "dense/kernel": (7 * 7 * 256, 1),
        "dense/bias": (1,),
        "logits/kernel": (1, 10),
        "logits/bias": (10,),
    }
    arrays = {name: np.zeros(size, np.float16) for name, size in shapes.items()}
    return model(card(architecture={**shape, "dropout": 0.5}), save(arrays))


def zipped_lines(count: int, points: Sequence[tuple[float, float]]) -> list[bytes]:
    """An export of drawings in a zip, the same line many times."""
    return [archive(("drawings.json", lines(drawing_line(points), count)[0]))]
