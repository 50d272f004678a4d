"""Attacks on the server by what one message or file costs: each is named and measured.

Each is handed in within a process of its own. What may come of it: a value or an error
of `recognizer.errors`, within 2 seconds of the processors and 500 MB.
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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from PIL import Image
from safetensors.numpy import save

from benchmarks import entrances
from benchmarks.entrances import MIB
from recognizer.network import bundles
from recognizer.network.bundles import CARD, WEIGHTS
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.training.recipes import RECIPES
from recognizer.training.runs import Plan

MAX_S = 2.0
MAX_MIB = 500e6 / MIB


@dataclass(frozen=True)
class Attack:
    """Content that costs its reader more than its maker.

    Attributes:
        entrance: where it is handed in, of `benchmarks.entrances`.
        make: what is handed in.
    """

    entrance: str
    make: Callable[[], Sequence[bytes]]


def _canvas(*objects: Any) -> list[bytes]:
    return [json.dumps({"objects": list(objects)}).encode()]


def _stroke(points: Iterable[tuple[float, float]], width: float = 16) -> Any:
    path = [["L", x, y] for x, y in points]
    path[0][0] = "M"
    return {"type": "path", "path": path, "strokeWidth": width}


def _zigzag(count: int, across: float, down: float) -> list[tuple[float, float]]:
    return [(i % 2 * across, i * down / count) for i in range(count)]


def _png(
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


def _saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def _even(mode: str, side: int, kind: str, **options: Any) -> list[bytes]:
    return [_saved(Image.new(mode, (side, side)), kind, **options)]


def _noise(side: int, kind: str, **options: Any) -> list[bytes]:
    grey = np.random.default_rng(0).integers(0, 256, (side, side), dtype=np.uint8)
    return [_saved(Image.fromarray(grey), kind, **options)]


def _frames(kind: str, count: int) -> list[bytes]:
    frames = [Image.new("L", (28, 28), number % 256) for number in range(count)]
    return [_saved(frames[0], kind, save_all=True, append_images=frames[1:])]


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


def _postscript() -> list[bytes]:
    return [
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 30000 30000\n%%EndComments\n"
        b"{} loop\n"
    ]


def _zip(*members: tuple[str, bytes], by: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", by) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def _packed_zip(name: str, packed: bytes, method: int, claimed: int) -> bytes:
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
def _zeros_in_bzip2(mib: int) -> bytes:
    packer = bz2.BZ2Compressor()
    return b"".join(packer.compress(bytes(MIB)) for _ in range(mib)) + packer.flush()


@cache
def _zeros_in_lzma(mib: int) -> bytes:
    """As a zip holds them: version, size of the properties, properties, stream."""
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 2**16, "lc": 3, "lp": 0, "pb": 2}]
    packer = lzma.LZMACompressor(lzma.FORMAT_RAW, filters=filters)
    body = b"".join(packer.compress(bytes(MIB)) for _ in range(mib)) + packer.flush()
    return struct.pack("<BBHBI", 9, 4, 5, 93, 2**16) + body


def _lines(line: str, count: int) -> list[bytes]:
    return [("[\n" + f"{line},\n" * count + "]").encode()]


def _drawing_line(points: Sequence[tuple[float, float]], width: float = 16) -> str:
    strokes = [{"width": width, "points": points}]
    return json.dumps({"label": 7, "strokes": strokes}, separators=(",", ":"))


def _many_in_one_picture() -> list[bytes]:
    """Drawings that share a picture with much beside it."""
    picture = Image.new("L", (28, 28), 9)
    plain = _saved(picture, "PNG")
    note = zlib.compress(bytes(900_000))
    content = b"note\0\0" + note
    chunk = struct.pack(">I", len(content)) + b"zTXt" + content
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + content))
    listing = "\n".join(['{"label": 7, "image": "a.png"},'] * 20_000)
    return [
        _zip(
            ("drawings.json", f"[\n{listing}\n]".encode()),
            ("a.png", plain[:33] + chunk + plain[33:]),
        )
    ]


def _np_header(shape: tuple[int, ...], kind: str = "|u1") -> bytes:
    header = repr({"descr": kind, "fortran_order": False, "shape": shape}).encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header) + 1) + header + b"\n"


_SHIPPED = bundles.find("softmax-regression", [SHIPPED_WEIGHTS])


def _card(**changes: Any) -> bytes:
    return json.dumps(
        {**json.loads((_SHIPPED.path / CARD).read_bytes()), **changes}
    ).encode()


def _model(card: bytes, weights: bytes | None = None) -> list[bytes]:
    given = _SHIPPED.weights.read_bytes() if weights is None else weights
    return [_zip((CARD, card), (WEIGHTS, given))]


def _tensors(header: object, body: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def _plan(**changes: Any) -> list[bytes]:
    plan = Plan("x", RECIPES["quick"])
    recipe = {**plan.recipe.to_json(), **changes}
    content = {"name": "x", "seed": 0, "start": None, "note": "", "ship": False}
    return [json.dumps({**content, "command": "", "recipe": recipe}).encode()]


def _many_names(count: int) -> list[bytes]:
    return [
        _zip(*((str(number), b"") for number in range(count)), by=zipfile.ZIP_STORED)
    ]


def _gzip_bomb(mib: int) -> bytes:
    member = gzip.compress(bytes(100 * MIB))
    return member * (mib // 100)


def _slow_model() -> list[bytes]:
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
    return _model(_card(architecture={**shape, "dropout": 0.5}), save(arrays))


ATTACKS: dict[str, Attack] = {
    "canvas: 100,000 points in a wide zigzag": Attack(
        "canvas", lambda: _canvas(_stroke(_zigzag(100_000, 250, 250)))
    ),
    "canvas: 100,000 points in a narrow zigzag": Attack(
        "canvas", lambda: _canvas(_stroke(_zigzag(100_000, 5, 250)))
    ),
    "canvas: 100,000 dots": Attack(
        "canvas",
        lambda: _canvas(*(_stroke([(i % 317, i % 311)]) for i in range(100_000))),
    ),
    "canvas: 50,000 strokes of two points": Attack(
        "canvas",
        lambda: _canvas(
            *(_stroke([(i % 317, i % 311), (i % 311, i % 317)]) for i in range(50_000))
        ),
    ),
    "canvas: one path of 100,000 pen-downs": Attack(
        "canvas",
        lambda: _canvas(
            {"type": "path", "path": [["M", i % 317, i % 311] for i in range(100_000)]}
        ),
    ),
    "canvas: a pen of a million pixels": Attack(
        "canvas",
        lambda: _canvas(_stroke([(0, 0), (9e5, 9e5)]), _stroke([(1, 1), (2, 2)], 1e6)),
    ),
    "canvas: a pen as wide as the drawing, 15,000 points": Attack(
        "canvas", lambda: _canvas(_stroke(_zigzag(15_000, 30, 280), 280))
    ),
    "canvas: 20,000 curves": Attack(
        "canvas",
        lambda: _canvas(
            {
                "type": "path",
                "path": [["M", 0, 0]]
                + [["C", i % 7, 0, i % 5, 9, i % 280, i % 280] for i in range(20_000)],
            }
        ),
    ),
    "canvas: 4 MB of empty lists": Attack(
        "canvas", lambda: [b'{"objects": [' + b"[]," * 1_300_000 + b"[]]}"]
    ),
    "canvas: 4 MB of what is no stroke": Attack(
        "canvas", lambda: [b'{"objects": [' + b"{}," * 1_300_000 + b"{}]}"]
    ),
    "canvas: a coordinate of 4,000 digits": Attack(
        "canvas", lambda: _canvas(_stroke([(0, 0), (10**4_000, 1)]))
    ),
    "picture: PNG, 10,000 × 10,000, grey": Attack(
        "picture", lambda: [_png(10_000, 10_000, 8, 0, 1)]
    ),
    "picture: PNG, 10,000 × 10,000, one bit": Attack(
        "picture", lambda: [_png(10_000, 10_000, 1, 0, 1)]
    ),
    "picture: PNG, 10,000 × 10,000, palette": Attack(
        "picture", lambda: [_png(10_000, 10_000, 8, 3, 1)]
    ),
    "picture: PNG, 10,000 × 10,000, 16 bits and transparent": Attack(
        "picture", lambda: [_png(10_000, 10_000, 16, 6, 4)]
    ),
    "picture: PNG, 6,300 × 6,300, 16 bits and transparent": Attack(
        "picture", lambda: [_png(6_300, 6_300, 16, 6, 4)]
    ),
    "picture: PNG, 6,300 × 6,300, palette": Attack(
        "picture", lambda: [_png(6_300, 6_300, 8, 3, 1)]
    ),
    "picture: PNG, 1 × 40,000,000": Attack(
        "picture", lambda: [_png(40_000_000, 1, 8, 0, 1)]
    ),
    "picture: PNG, 60,000 × 60,000": Attack(
        "picture", lambda: [_png(60_000, 60_000, 1, 0, 1, rows=60)]
    ),
    "picture: PNG, 1,600 × 1,600, noise": Attack(
        "picture", lambda: _noise(1_600, "PNG")
    ),
    "picture: JPEG, 10,000 × 10,000": Attack(
        "picture", lambda: _even("RGB", 10_000, "JPEG")
    ),
    "picture: JPEG, 5,000 × 5,000, noise": Attack(
        "picture", lambda: _noise(5_000, "JPEG", quality=90)
    ),
    "picture: JPEG, 10,000 × 10,000, progressive": Attack(
        "picture", lambda: [progressive_jpeg(10_000, 10)]
    ),
    "picture: JPEG, progressive, 2,000 scans": Attack(
        "picture", lambda: [progressive_jpeg(5_000, 2_000)]
    ),
    "picture: WebP, 16,000 × 6,000": Attack(
        "picture",
        lambda: [
            _saved(Image.new("RGBA", (16_000, 6_000)), "WEBP", lossless=True, method=0)
        ],
    ),
    "picture: GIF, 10,000 × 10,000": Attack(
        "picture", lambda: _even("P", 10_000, "GIF")
    ),
    "picture: GIF, 2,000 frames": Attack("picture", lambda: _frames("GIF", 2_000)),
    "picture: WebP, 2,000 frames": Attack("picture", lambda: _frames("WEBP", 2_000)),
    "picture: TIFF, 10,000 × 10,000, floats": Attack(
        "picture", lambda: _even("F", 10_000, "TIFF", compression="tiff_adobe_deflate")
    ),
    "picture: TIFF, 6,300 × 6,300, floats": Attack(
        "picture", lambda: _even("F", 6_300, "TIFF", compression="tiff_adobe_deflate")
    ),
    "picture: JPEG 2000, 5,000 × 5,000": Attack(
        "picture", lambda: _even("L", 5_000, "JPEG2000")
    ),
    "picture: PostScript that never ends": Attack("picture", _postscript),
    "drawings: zip, 800 MB in bzip2 said to be 60 MB": Attack(
        "drawings",
        lambda: [_packed_zip("drawings.json", _zeros_in_bzip2(800), 12, 60 * MIB)],
    ),
    "drawings: zip, 800 MB in LZMA said to be 60 MB": Attack(
        "drawings",
        lambda: [_packed_zip("drawings.json", _zeros_in_lzma(800), 14, 60 * MIB)],
    ),
    "drawings: zip, 800 MB deflated said to be 60 MB": Attack(
        "drawings",
        lambda: [
            _packed_zip(
                "drawings.json", zlib.compress(bytes(800 * MIB), 9)[2:-4], 8, 60 * MIB
            )
        ],
    ),
    "drawings: zip, 63 MB of carriage returns": Attack(
        "drawings", lambda: [_zip(("drawings.json", b"[" + b"\r" * (63 * MIB)))]
    ),
    "drawings: zip, 63 MB on one line, one 🌸 in it": Attack(
        "drawings",
        lambda: [_zip(("drawings.json", b"[" + "🌸".encode() + b" " * (63 * MIB)))],
    ),
    "drawings: zip of 300,000 names": Attack("drawings", lambda: _many_names(300_000)),
    "drawings: gzip, 10 GB": Attack("drawings", lambda: [_gzip_bomb(10_000)] * 2),
    "drawings: npz, array said to be large": Attack(
        "drawings",
        lambda: [
            _zip(("images.npy", _np_header((2**40, 28, 28))), ("labels.npy", b""))
        ],
    ),
    "drawings: npz, 1,000,000 zero-sized axes": Attack(
        "drawings",
        lambda: [
            _zip(("images.npy", _np_header((0,) + (2,) * 5_000)), ("labels.npy", b""))
        ],
    ),
    "drawings: npz, writers' names of 15,000,000 characters": Attack(
        "drawings",
        lambda: [
            _zip(
                ("images.npy", _np_header((1, 28, 28)) + bytes(784)),
                ("labels.npy", _np_header((1,), "|u1") + b"\7"),
                (
                    "persons.npy",
                    _np_header((1,), "<U15000000") + b"a\0\0\0" * 15_000_000,
                ),
            )
        ],
    ),
    "model: zip, 800 MB in bzip2 as card": Attack(
        "model", lambda: [_packed_zip(CARD, _zeros_in_bzip2(800), 12, MIB)]
    ),
    "model: zip of 300,000 names": Attack("model", lambda: _many_names(300_000)),
    "model: card of 100 MB": Attack("model", lambda: _model(b" " * (100 * MIB))),
    "model: card of deep lists": Attack("model", lambda: _model(b"[" * 900_000)),
    "model: card of 1 MB of empty lists": Attack(
        "model", lambda: _model(b"[" + b"[]," * 340_000 + b"[]]")
    ),
    "model: notes of 1 MB": Attack(
        "model", lambda: _model(_card(notes=["x" * 900_000]))
    ),
    "model: weights with a lying header": Attack(
        "model",
        lambda: _model(
            _card(),
            _tensors(
                {
                    "logits/kernel": {
                        "dtype": "F32",
                        "shape": [2**40],
                        "data_offsets": [0, 2**42],
                    }
                }
            ),
        ),
    ),
    "model: weights with a header of 60 MB": Attack(
        "model", lambda: _model(_card(), _tensors(b"{" + b" " * (60 * MIB) + b"}"))
    ),
    "model: weights of 500,000 arrays": Attack(
        "model",
        lambda: _model(
            _card(),
            _tensors(
                {
                    str(i): {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
                    for i in range(500_000)
                }
            ),
        ),
    ),
    "model: 20 billion operations for an image": Attack("model", _slow_model),
    "bundle: card of 100 MB": Attack(
        "bundle", lambda: [b'{"a": "' + b"x" * (100 * MIB) + b'"}', b"", b""]
    ),
    "bundle: card of deep lists": Attack(
        "bundle", lambda: [b"[" * 50_000_000, b"", b""]
    ),
    "run: a batch of 8,192 through 512 filters": Attack(
        "run",
        lambda: _plan(
            batch_size=8_192,
            architecture={
                "kind": "cnn",
                "filters": [256, 256],
                "kernel": 11,
                "dense": 4096,
                "dropout": 0.5,
            },
        ),
    ),
    "run: 10¹⁸ images": Attack("run", lambda: _plan(images=10**18)),
    "run: 100 MB of settings": Attack(
        "run", lambda: [b'{"a": "' + b"x" * (100 * MIB) + b'"}']
    ),
    "run: deep lists": Attack("run", lambda: [b"[" * 50_000_000]),
    "npz: 800 MB in bzip2 said to be 60 MB": Attack(
        "npz", lambda: [_packed_zip("images.npy", _zeros_in_bzip2(800), 12, 60 * MIB)]
    ),
    "npz: array said to be large": Attack(
        "npz",
        lambda: [
            _zip(("images.npy", _np_header((2**40, 28, 28))), ("labels.npy", b""))
        ],
    ),
    "idx: gzip, 10 GB": Attack("idx", lambda: [_gzip_bomb(10_000)]),
}


def _zipped_lines(count: int, points: Sequence[tuple[float, float]]) -> list[bytes]:
    return [_zip(("drawings.json", _lines(_drawing_line(points), count)[0]))]


LONG: dict[str, Attack] = {
    "drawings: 20,000 good ones": Attack(
        "drawings", lambda: _lines(_drawing_line(_zigzag(100, 9, 200)), 20_000)
    ),
    "drawings: 20,000 of 2 kB, all ink": Attack(
        "drawings",
        lambda: _zipped_lines(20_000, [(i % 2 * 250, i // 8) for i in range(260)]),
    ),
    "drawings: 240 of 256 kB, all ink": Attack(
        "drawings",
        lambda: _zipped_lines(240, [(i % 2, i % 70) for i in range(40_000)]),
    ),
    "drawings: 20,000 with one picture of 64 kB": Attack(
        "drawings", _many_in_one_picture
    ),
}
"""What presenters may import takes longer, and they alone may."""


ONCE: dict[str, tuple[float, int]] = {
    "canvas: 100,000 dots": (12.68, 79),
    "canvas: one path of 100,000 pen-downs": (10.55, 56),
    "picture: PNG, 10,000 × 10,000, one bit": (1.07, 867),
    "picture: PNG, 10,000 × 10,000, palette": (1.02, 867),
    "picture: PNG, 10,000 × 10,000, 16 bits and transparent": (1.49, 771),
    "picture: JPEG, progressive, 2,000 scans": (3.88, 55),
    "picture: WebP, 16,000 × 6,000": (2.01, 1_468),
    "picture: GIF, 10,000 × 10,000": (1.17, 867),
    "picture: TIFF, 10,000 × 10,000, floats": (1.46, 766),
    "drawings: zip, 800 MB in bzip2 said to be 60 MB": (2.9, 1_603),
    "drawings: zip, 800 MB in LZMA said to be 60 MB": (2.68, 1_600),
    "drawings: zip, 800 MB deflated said to be 60 MB": (2.8, 1_600),
    "drawings: zip, 63 MB of carriage returns": (4.65, 644),
    "model: zip, 800 MB in bzip2 as card": (2.8, 1_603),
    "model: zip of 300,000 names": (2.08, 162),
    "model: weights of 500,000 arrays": (4.41, 925),
    "run: deep lists": (0.07, 95),
    "npz: 800 MB in bzip2 said to be 60 MB": (3.75, 1_603),
    "idx: gzip, 10 GB": (20.6, 5_922),
}
"""Seconds and MiB of those that took too much, or ended in a traceback, before there
were bounds for them; measured at bf4d9f5."""


def run() -> None:
    """Print what each attack costs."""
    print("| attack | once | result | seconds | MiB |\n|---|---|---|---|---|")
    for name, attack in {**ATTACKS, **LONG}.items():
        outcome = entrances.apart(attack.entrance, attack.make())
        once = "{:.2f} s, {:,} MiB".format(*ONCE[name]) if name in ONCE else ""
        within = outcome.seconds <= MAX_S and outcome.mib <= MAX_MIB
        mark = "" if outcome.is_foreseen and within else " **!**"
        print(
            f"| {name} | {once} | {outcome.result}{mark} | {outcome.seconds:.2f} | "
            f"{outcome.mib:,.0f} |",
            flush=True,
        )
