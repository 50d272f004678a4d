"""Numbers of two to six digits, single digits, and what is no number; beside peers.

Numbers are composed of UNIPEN's dev digits, each of one writer of whom no network was
trained on anything, apart and touching or overlapping, and read as strokes and as
pictures (digits 40 to 110 px high, strokes 0.05 to 0.16 heights wide). Peers read the
same pictures, enlarged to the height that they ask for, black on white with a margin:
Tesseract for a line of digits only (`apt-get install tesseract-ocr`), and RapidOCR,
whose weights come inside the package (`pip install rapidocr_onnxruntime`).
"""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.composed import SINGLE, Composed, compose, scribble, signed
from recognizer.datasets import unipen
from recognizer.ink import mnist_format, picture_pieces, stroke_pieces
from recognizer.ink.strokes import FloatArray
from recognizer.network import bundles, numbers
from recognizer.network.engine import Recognizer
from recognizer.network.numbers import Reading
from recognizer.settings import SHIPPED_WEIGHTS, read_settings

SEED = 20_261_127
COUNT = 250
OF_A_PEER = 60
SIGNED = 150
SIGNS = {"with a minus": "-", "with a point": ".", "with a comma": ","}
TALL = 48
"""Height of a picture for peers, in pixels."""

Read = Callable[[Composed], str]


def run() -> None:
    """Print what is read, by whom, and how fast."""
    settings = read_settings()
    digits, letters = (
        unipen.of_unseen_writers(unipen.read_strokes(part, settings))
        for part in ("digits-dev", "letters-dev")
    )
    recognizer = Recognizer.from_bundle(
        bundles.find("two-layer-cnn", [SHIPPED_WEIGHTS])
    )
    rng = np.random.default_rng(SEED)
    written = {
        kind: [compose(digits, kind, rng) for _ in range(COUNT)]
        for kind in ("apart", "touching", SINGLE)
    }
    rng_of_signs = np.random.default_rng(SEED + 1)
    for name, sign in SIGNS.items():
        written[name] = [signed(digits, sign, rng_of_signs) for _ in range(SIGNED)]
    print("| reader, way in | numbers | right | digits right | ms a number |")
    print("|---|---|---|---|---|")
    ways: dict[str, tuple[int, Read]] = {
        "as one digit, strokes": (COUNT, lambda each: _as_one(each, recognizer)),
        "strokes": (COUNT, lambda each: _strokes(each, recognizer).text),
        "pictures": (COUNT, lambda each: _picture(each, recognizer).text),
        **_peers(),
    }
    for title, (count, read) in ways.items():
        for kind, numbers_written in written.items():
            if kind == SINGLE or title != "as one digit, strokes":
                _print_row(title, kind, numbers_written[:count], read)
    print("\n| what is no number | read as a digit | as a number |")
    print("|---|---|---|")
    clear = unipen.clear_letters(letters)
    for title, others in (
        ("letters", [compose(clear, SINGLE, rng) for _ in range(COUNT)]),
        ("scribbles", [scribble(rng) for _ in range(COUNT)]),
    ):
        for way, read_one in (("strokes", _strokes), ("pictures", _picture)):
            readings = [read_one(each, recognizer) for each in others]
            as_digit = np.mean([_is_digit(reading) for reading in readings])
            several = np.mean([len(reading.digits) > 1 for reading in readings])
            print(f"| {title}, {way} | {as_digit:.1%} | {several:.1%} |")


def _print_row(title: str, kind: str, written: Sequence[Composed], read: Read) -> None:
    start = time.perf_counter()
    found = [read(each) for each in written]
    passed = (time.perf_counter() - start) / len(written)
    right = np.mean([a == b.text for a, b in zip(found, written, strict=True)])
    errors = sum(edits(a, b.text) for a, b in zip(found, written, strict=True))
    digits = 1 - errors / sum(len(each.text) for each in written)
    print(
        f"| {title} | {len(written):,} {kind} | {right:.1%} | {digits:.1%} "
        f"| {1_000 * passed:.0f} |"
    )


def edits(found: str, text: str) -> int:
    """Digits to insert, leave out or change (Levenshtein 1966)."""
    row = list(range(len(text) + 1))
    for i, own in enumerate(found, start=1):
        before, row[0] = row[0], i
        for j, other in enumerate(text, start=1):
            change = before + (own != other)
            before = row[j]
            row[j] = min(change, row[j] + 1, row[j - 1] + 1)
    return row[-1]


def _as_one(composed: Composed, recognizer: Recognizer) -> str:
    image = mnist_format.to_image(composed.drawing)
    return str(recognizer.answer(image[None]).probabilities[0].argmax())


def _strokes(composed: Composed, recognizer: Recognizer) -> Reading:
    pieces = stroke_pieces.of_drawing(composed.drawing)
    return numbers.read_all([pieces], recognizer)[0]


def _picture(composed: Composed, recognizer: Recognizer) -> Reading:
    pieces = picture_pieces.of_ink(composed.picture())
    return numbers.read_all([pieces], recognizer)[0]


def _is_digit(reading: Reading) -> bool:
    return len(reading.digits) == 1 and reading.digits[0].is_digit


def _peers() -> dict[str, tuple[int, Read]]:
    """Peers that are on the machine."""
    found: dict[str, tuple[int, Read]] = {}
    if shutil.which("tesseract"):
        found["Tesseract, digits only, pictures"] = (OF_A_PEER, _tesseract)
    if importlib.util.find_spec("rapidocr_onnxruntime"):
        module = importlib.import_module("rapidocr_onnxruntime")
        engine = module.RapidOCR()

        def rapid(composed: Composed) -> str:
            page = np.asarray(_page(composed.picture()).convert("RGB"))
            lines, _times = engine(page, use_det=False, use_cls=False)
            return "".join(c for c in (lines or [[""]])[0][0] if c.isdigit())

        found["RapidOCR, its digits, pictures"] = (OF_A_PEER, rapid)
    return found


def _tesseract(composed: Composed) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "number.png"
        _page(composed.picture()).save(path)
        command = ["tesseract", str(path), "-", "--psm", "7"]
        digits_only = ["-c", "tessedit_char_whitelist=0123456789"]
        done = subprocess.run([*command, *digits_only], capture_output=True, text=True)
    return "".join(done.stdout.split())


def _page(ink: FloatArray) -> Image.Image:
    """Black ink on white paper with a margin, as a scan would be."""
    picture = Image.fromarray(255 - mnist_format.to_grey_levels(ink))
    width = max(1, round(picture.width * TALL / picture.height))
    page = Image.new("L", (width + TALL, 2 * TALL), 255)
    page.paste(picture.resize((width, TALL)), (TALL // 2, TALL // 2))
    return page
