"""Attacks on the server by what one message or file costs: each is named and measured.

Each is handed in within a process of its own. What may come of it: a value or an error
of `recognizer.errors`, within 2 seconds of the processors and 500 MB.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image

from benchmarks import entrances, hostile
from benchmarks.entrances import MIB
from recognizer.network.bundles import CARD

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


ATTACKS: dict[str, Attack] = {
    "canvas: 100,000 points in a wide zigzag": Attack(
        "canvas",
        lambda: hostile.canvas(hostile.stroke(hostile.zigzag(100_000, 250, 250))),
    ),
    "canvas: 100,000 points in a narrow zigzag": Attack(
        "canvas",
        lambda: hostile.canvas(hostile.stroke(hostile.zigzag(100_000, 5, 250))),
    ),
    "canvas: 100,000 dots": Attack(
        "canvas",
        lambda: hostile.canvas(
            *(hostile.stroke([(i % 317, i % 311)]) for i in range(100_000))
        ),
    ),
    "canvas: 50,000 strokes of two points": Attack(
        "canvas",
        lambda: hostile.canvas(
            *(
                hostile.stroke([(i % 317, i % 311), (i % 311, i % 317)])
                for i in range(50_000)
            )
        ),
    ),
    "canvas: one path of 100,000 pen-downs": Attack(
        "canvas",
        lambda: hostile.canvas(
            {"type": "path", "path": [["M", i % 317, i % 311] for i in range(100_000)]}
        ),
    ),
    "canvas: a pen of a million pixels": Attack(
        "canvas",
        lambda: hostile.canvas(
            hostile.stroke([(0, 0), (9e5, 9e5)]), hostile.stroke([(1, 1), (2, 2)], 1e6)
        ),
    ),
    "canvas: a pen as wide as the drawing, 15,000 points": Attack(
        "canvas",
        lambda: hostile.canvas(hostile.stroke(hostile.zigzag(15_000, 30, 280), 280)),
    ),
    "canvas: 20,000 curves": Attack(
        "canvas",
        lambda: hostile.canvas(
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
        "canvas", lambda: hostile.canvas(hostile.stroke([(0, 0), (10**4_000, 1)]))
    ),
    "picture: PNG, 10,000 × 10,000, grey": Attack(
        "picture", lambda: [hostile.png(10_000, 10_000, 8, 0, 1)]
    ),
    "picture: PNG, 10,000 × 10,000, one bit": Attack(
        "picture", lambda: [hostile.png(10_000, 10_000, 1, 0, 1)]
    ),
    "picture: PNG, 10,000 × 10,000, palette": Attack(
        "picture", lambda: [hostile.png(10_000, 10_000, 8, 3, 1)]
    ),
    "picture: PNG, 10,000 × 10,000, 16 bits and transparent": Attack(
        "picture", lambda: [hostile.png(10_000, 10_000, 16, 6, 4)]
    ),
    "picture: PNG, 6,300 × 6,300, 16 bits and transparent": Attack(
        "picture", lambda: [hostile.png(6_300, 6_300, 16, 6, 4)]
    ),
    "picture: PNG, 6,300 × 6,300, palette": Attack(
        "picture", lambda: [hostile.png(6_300, 6_300, 8, 3, 1)]
    ),
    "picture: PNG, 1 × 40,000,000": Attack(
        "picture", lambda: [hostile.png(40_000_000, 1, 8, 0, 1)]
    ),
    "picture: PNG, 60,000 × 60,000": Attack(
        "picture", lambda: [hostile.png(60_000, 60_000, 1, 0, 1, rows=60)]
    ),
    "picture: PNG, 1,600 × 1,600, noise": Attack(
        "picture", lambda: hostile.noise(1_600, "PNG")
    ),
    "picture: JPEG, 10,000 × 10,000": Attack(
        "picture", lambda: hostile.even("RGB", 10_000, "JPEG")
    ),
    "picture: JPEG, 5,000 × 5,000, noise": Attack(
        "picture", lambda: hostile.noise(5_000, "JPEG", quality=90)
    ),
    "picture: JPEG, 10,000 × 10,000, progressive": Attack(
        "picture", lambda: [hostile.progressive_jpeg(10_000, 10)]
    ),
    "picture: JPEG, progressive, 2,000 scans": Attack(
        "picture", lambda: [hostile.progressive_jpeg(5_000, 2_000)]
    ),
    "picture: WebP, 16,000 × 6,000": Attack(
        "picture",
        lambda: [
            hostile.saved(
                Image.new("RGBA", (16_000, 6_000)), "WEBP", lossless=True, method=0
            )
        ],
    ),
    "picture: GIF, 10,000 × 10,000": Attack(
        "picture", lambda: hostile.even("P", 10_000, "GIF")
    ),
    "picture: GIF, 2,000 frames": Attack(
        "picture", lambda: hostile.frames("GIF", 2_000)
    ),
    "picture: WebP, 2,000 frames": Attack(
        "picture", lambda: hostile.frames("WEBP", 2_000)
    ),
    "picture: TIFF, 10,000 × 10,000, floats": Attack(
        "picture",
        lambda: hostile.even("F", 10_000, "TIFF", compression="tiff_adobe_deflate"),
    ),
    "picture: TIFF, 6,300 × 6,300, floats": Attack(
        "picture",
        lambda: hostile.even("F", 6_300, "TIFF", compression="tiff_adobe_deflate"),
    ),
    "picture: JPEG 2000, 5,000 × 5,000": Attack(
        "picture", lambda: hostile.even("L", 5_000, "JPEG2000")
    ),
    "picture: PostScript that never ends": Attack("picture", hostile.postscript),
    "drawings: zip, 800 MB in bzip2 said to be 60 MB": Attack(
        "drawings",
        lambda: [
            hostile.packed_zip(
                "drawings.json", hostile.zeros_in_bzip2(800), 12, 60 * MIB
            )
        ],
    ),
    "drawings: zip, 800 MB in LZMA said to be 60 MB": Attack(
        "drawings",
        lambda: [
            hostile.packed_zip(
                "drawings.json", hostile.zeros_in_lzma(800), 14, 60 * MIB
            )
        ],
    ),
    "drawings: zip, 800 MB deflated said to be 60 MB": Attack(
        "drawings",
        lambda: [
            hostile.packed_zip(
                "drawings.json", zlib.compress(bytes(800 * MIB), 9)[2:-4], 8, 60 * MIB
            )
        ],
    ),
    "drawings: zip, 63 MB of carriage returns": Attack(
        "drawings",
        lambda: [hostile.archive(("drawings.json", b"[" + b"\r" * (63 * MIB)))],
    ),
    "drawings: zip, 63 MB on one line, one 🌸 in it": Attack(
        "drawings",
        lambda: [
            hostile.archive(("drawings.json", b"[" + "🌸".encode() + b" " * (63 * MIB)))
        ],
    ),
    "drawings: zip of 300,000 names": Attack(
        "drawings", lambda: hostile.many_names(300_000)
    ),
    "drawings: gzip, 10 GB": Attack(
        "drawings", lambda: [hostile.gzip_bomb(10_000)] * 2
    ),
    "drawings: npz, array said to be large": Attack(
        "drawings",
        lambda: [
            hostile.archive(
                ("images.npy", hostile.np_header((2**40, 28, 28))), ("labels.npy", b"")
            )
        ],
    ),
    "drawings: npz, 1,000,000 zero-sized axes": Attack(
        "drawings",
        lambda: [
            hostile.archive(
                ("images.npy", hostile.np_header((0,) + (2,) * 5_000)),
                ("labels.npy", b""),
            )
        ],
    ),
    "drawings: npz, writers' names of 15,000,000 characters": Attack(
        "drawings",
        lambda: [
            hostile.archive(
                ("images.npy", hostile.np_header((1, 28, 28)) + bytes(784)),
                ("labels.npy", hostile.np_header((1,), "|u1") + b"\7"),
                (
                    "persons.npy",
                    hostile.np_header((1,), "<U15000000") + b"a\0\0\0" * 15_000_000,
                ),
            )
        ],
    ),
    "model: zip, 800 MB in bzip2 as card": Attack(
        "model",
        lambda: [hostile.packed_zip(CARD, hostile.zeros_in_bzip2(800), 12, MIB)],
    ),
    "model: zip of 300,000 names": Attack("model", lambda: hostile.many_names(300_000)),
    "model: card of 100 MB": Attack("model", lambda: hostile.model(b" " * (100 * MIB))),
    "model: card of deep lists": Attack("model", lambda: hostile.model(b"[" * 900_000)),
    "model: card of 1 MB of empty lists": Attack(
        "model", lambda: hostile.model(b"[" + b"[]," * 340_000 + b"[]]")
    ),
    "model: notes of 1 MB": Attack(
        "model", lambda: hostile.model(hostile.card(notes=["x" * 900_000]))
    ),
    "model: weights with a lying header": Attack(
        "model",
        lambda: hostile.model(
            hostile.card(),
            hostile.tensors(
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
        "model",
        lambda: hostile.model(
            hostile.card(), hostile.tensors(b"{" + b" " * (60 * MIB) + b"}")
        ),
    ),
    "model: weights of 500,000 arrays": Attack(
        "model",
        lambda: hostile.model(
            hostile.card(),
            hostile.tensors(
                {
                    str(i): {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
                    for i in range(500_000)
                }
            ),
        ),
    ),
    "model: 20 billion operations for an image": Attack("model", hostile.slow_model),
    "bundle: card of 100 MB": Attack(
        "bundle", lambda: [b'{"a": "' + b"x" * (100 * MIB) + b'"}', b"", b""]
    ),
    "bundle: card of deep lists": Attack(
        "bundle", lambda: [b"[" * 50_000_000, b"", b""]
    ),
    "run: a batch of 8,192 through 512 filters": Attack(
        "run",
        lambda: hostile.plan(
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
    "run: 10¹⁸ images": Attack("run", lambda: hostile.plan(images=10**18)),
    "run: 100 MB of settings": Attack(
        "run", lambda: [b'{"a": "' + b"x" * (100 * MIB) + b'"}']
    ),
    "run: deep lists": Attack("run", lambda: [b"[" * 50_000_000]),
    "npz: 800 MB in bzip2 said to be 60 MB": Attack(
        "npz",
        lambda: [
            hostile.packed_zip("images.npy", hostile.zeros_in_bzip2(800), 12, 60 * MIB)
        ],
    ),
    "npz: array said to be large": Attack(
        "npz",
        lambda: [
            hostile.archive(
                ("images.npy", hostile.np_header((2**40, 28, 28))), ("labels.npy", b"")
            )
        ],
    ),
    "idx: gzip, 10 GB": Attack("idx", lambda: [hostile.gzip_bomb(10_000)]),
}


LONG: dict[str, Attack] = {
    "drawings: 20,000 good ones": Attack(
        "drawings",
        lambda: hostile.lines(
            hostile.drawing_line(hostile.zigzag(100, 9, 200)), 20_000
        ),
    ),
    "drawings: 20,000 of 2 kB, all ink": Attack(
        "drawings",
        lambda: hostile.zipped_lines(
            20_000, [(i % 2 * 250, i // 8) for i in range(260)]
        ),
    ),
    "drawings: 240 of 256 kB, all ink": Attack(
        "drawings",
        lambda: hostile.zipped_lines(240, [(i % 2, i % 70) for i in range(40_000)]),
    ),
    "drawings: 20,000 with one picture of 64 kB": Attack(
        "drawings", hostile.many_in_one_picture
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
