"""Good content, damaged at random and handed in where strangers hand things in.

    python -m benchmarks.fuzz ENTRANCE SEED COUNT SECONDS

does it in a process of its own, whose address space ends at 4 GiB, and prints as JSON
what was wrong: whatever is neither a value nor an error of `recognizer.errors`, and
whatever takes more than these seconds or 500 MB.
"""

from __future__ import annotations

import gzip
import io
import json
import resource
import signal
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, NoReturn

import numpy as np
from numpy.random import Generator
from PIL import Image

from benchmarks import entrances
from benchmarks.attacks import MAX_MIB, MAX_S
from benchmarks.canvas_digits import write_digits
from benchmarks.entrances import ENTRANCES, MIB
from recognizer.collection import exports
from recognizer.collection.entries import Entry, new_entry
from recognizer.ink import mnist_format, strokes
from recognizer.network import archives, bundles
from recognizer.network.bundles import CARD, NETWORK, WEIGHTS
from recognizer.settings import ROOT, SHIPPED_WEIGHTS
from recognizer.training.recipes import RECIPES

CASES = 1_000
ROUNDS = 4
MOST_BYTES = 4 * 2**30
MOST_LONG = 8 * MIB
"""Of what is handed in: more is no skill."""
PICTURES = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")


@dataclass(frozen=True)
class Report:
    """What came of many cases.

    Attributes:
        faults: what went wrong, each with the number of its case.
        errors: how many ended in an error of `recognizer.errors`.
        slowest_s: of the processors.
        mib: by which the process grew.
    """

    faults: list[str]
    errors: int
    slowest_s: float
    mib: float


class _TooLong(BaseException):
    """A case has used up its time."""


def _end(*_arguments: object) -> NoReturn:
    raise _TooLong


def good(entrance: str) -> list[list[bytes]]:
    """What is taken without complaint, several of each kind."""
    if entrance == "canvas":
        return [[json.dumps({"objects": each}).encode()] for each in _drawn(3)]
    if entrance == "picture":
        return [[_picture(kind)] for kind in PICTURES]
    if entrance in ("drawings", "npz", "idx"):
        return _of_drawings(entrance)
    model = bundles.find("softmax-regression", [SHIPPED_WEIGHTS])
    if entrance == "model":
        return [[archives.pack(model)]]
    if entrance == "bundle":
        return [[(model.path / name).read_bytes() for name in (CARD, WEIGHTS, NETWORK)]]
    plan = {"name": "x", "seed": 0, "start": None, "note": "", "ship": False}
    return [
        [json.dumps({**plan, "command": "", "recipe": recipe.to_json()}).encode()]
        for recipe in RECIPES.values()
    ]


def _drawn(count: int) -> list[list[Any]]:
    return list(islice(write_digits(np.random.default_rng(0)), count))


def _picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.radial_gradient("L").resize((90, 70)).save(stream, kind)
    return stream.getvalue()


def _entries() -> list[Entry]:
    drawings = [strokes.parse({"objects": each}) for each in _drawn(3)]
    images = [mnist_format.to_image(drawing) for drawing in drawings]
    return [
        new_entry(image, label, "Aiko", drawing if label else None)
        for label, (image, drawing) in enumerate(zip(images, drawings, strict=True))
    ]


def _of_drawings(entrance: str) -> list[list[bytes]]:
    entries = _entries()
    npz, idx = exports.pack_npz(entries), exports.pack_idx(entries)
    with zipfile.ZipFile(io.BytesIO(idx)) as archive:
        pair = [archive.read(name) for name in archive.namelist()]
    if entrance == "npz":
        return [[npz]]
    if entrance == "idx":
        return [[each] for each in pair] + [[gzip.compress(each)] for each in pair]
    listing = zipfile.ZipFile(io.BytesIO(exports.pack_zip(entries)))
    lines = [listing.read(exports.LISTING)]
    return [[exports.pack_zip(entries)], [npz], [idx], pair, lines]


NUMBERS = (0, 1, -1, 0.5, 1e308, -1e-308, float("nan"), float("inf"), 10**400, 2**63)
VALUES: tuple[Any, ...] = (
    *NUMBERS,
    None,
    True,
    "",
    "7",
    "x" * 10_000,
    "\u202e🌸\0",
    "../../x",
    [],
    {},
    [[]] * 1_000,
    [0] * 10_000,
    {"a": {"b": []}},
)


def damage(files: Sequence[bytes], rng: Generator) -> list[bytes]:
    """Change one of the files, once to thrice."""
    found = list(files)
    number = int(rng.integers(len(found)))
    for _ in range(int(rng.integers(1, 4))):
        damaged = _damaged(found[number], rng)
        if len(damaged) <= MOST_LONG:
            found[number] = damaged
    return found


def _damaged(content: bytes, rng: Generator) -> bytes:
    """Within, where it is a zip or JSON, or anywhere."""
    if content[:4] == b"PK\x03\x04" and rng.random() < 0.7:
        try:
            return _damaged_zip(content, rng)
        except Exception:  # the damage before was in the zip itself
            return _damaged_bytes(content, rng)
    if content[:1] in (b"{", b"[") and rng.random() < 0.7:
        try:
            return _damaged_json(content, rng)
        except (ValueError, RecursionError):
            return _damaged_bytes(content, rng)
    return _damaged_bytes(content, rng)


def _damaged_zip(content: bytes, rng: Generator) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = str(rng.choice(list(members)))
    match int(rng.integers(8)):
        case 0:
            del members[name]
        case 1:
            members[str(rng.choice(["/x", "../x", "a\\b", "x" * 1_000, "é"]))] = b"x"
        case _:
            members[name] = _damaged(members[name], rng)
    stream = io.BytesIO()
    method = int(rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    if rng.random() < 0.05:
        method = int(rng.choice([zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
    with zipfile.ZipFile(stream, "w", method) as archive:
        for each, body in members.items():
            archive.writestr(each, body)
    return stream.getvalue()


def _damaged_json(content: bytes, rng: Generator) -> bytes:
    tree = json.loads(content)
    place, key = _a_place(tree, rng)
    if place is None:
        return content
    match int(rng.integers(6)):
        case 0:
            del place[key]
        case 1:
            deep: Any = place[key]
            for _ in range(int(rng.integers(1, 400))):
                deep = [deep]
            place[key] = deep
        case 2 if isinstance(place[key], list):
            most = max(1, MOST_LONG // len(content))
            place[key] = place[key] * min(most, int(rng.integers(2, 300)))
        case _:
            place[key] = VALUES[int(rng.integers(len(VALUES)))]
    return json.dumps(tree).encode()


def _a_place(tree: Any, rng: Generator) -> tuple[Any, Any]:
    """A container anywhere in a tree, and one of its keys."""
    place, key = None, None
    while isinstance(tree, (dict, list)) and tree:
        keys = list(tree) if isinstance(tree, dict) else range(len(tree))
        place, key = tree, keys[int(rng.integers(len(keys)))]
        tree = tree[key]
        if rng.random() < 0.3:
            break
    return place, key


def _damaged_bytes(content: bytes, rng: Generator) -> bytes:
    body = bytearray(content)
    at = int(rng.integers(len(body) + 1))
    if rng.random() < 0.3:  # formats keep what matters at their beginning
        at = min(at, int(rng.integers(64)))
    length = int(rng.integers(1, 64))
    match int(rng.integers(6)):
        case 0:
            return bytes(body[:at])
        case 1:
            return bytes(body[:at] + rng.bytes(length) + body[at:])
        case 2:
            return bytes(body[:at] + body[at + length :])
        case 3:
            return bytes(body[:at] + body[at : at + length] * 100 + body[at:])
        case 4:
            width = int(rng.choice([1, 2, 4, 8]))
            extremes = (b"\xff" * width, bytes(width), b"\x7f" + b"\xff" * (width - 1))
            body[at : at + width] = extremes[int(rng.integers(3))]
            return bytes(body)
        case _:
            for _ in range(int(rng.integers(1, 8))):
                if body:
                    body[int(rng.integers(len(body)))] = int(rng.integers(256))
            return bytes(body)


def search(entrance: str, seed: int, count: int, most_s: float) -> Report:
    """Hand in damaged content; for a process of its own."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    signal.signal(signal.SIGPROF, _end)
    warnings.simplefilter("ignore")  # Pillow warns of damage of many kinds
    whole = good(entrance)
    for files in whole:
        result, _ = entrances.enter(entrance, files)
        if entrance != "idx" and result != "value":
            return Report([f"{entrance}: good content gives {result}"], 0, 0, 0)
    before = entrances.grown_mib()
    faults, errors, slowest, most = [], 0, 0.0, 0.0
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        files = damage(whole[number % len(whole)], rng)
        started = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, most_s)
        try:
            result, is_foreseen = entrances.enter(entrance, files)
        except _TooLong:
            result, is_foreseen = f"more than {most_s} s", False
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, time.process_time() - started)
        grown = entrances.grown_mib() - before
        if grown > max(most, MAX_MIB):
            result, is_foreseen = f"{grown:.0f} MiB", False
        most = max(most, grown)
        if not is_foreseen:
            faults.append(f"{entrance} {seed} {number}: {result}")
        errors += result != "value"
    return Report(faults, errors, slowest, most)


def apart(entrance: str, seed: int, count: int, most_s: float = MAX_S) -> Report:
    """`search` in a process of its own."""
    given = (entrance, str(seed), str(count), str(most_s))
    command = [sys.executable, "-m", "benchmarks.fuzz", *given]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    try:
        return Report(**json.loads(done.stdout))
    except ValueError:
        return Report([f"{entrance} {seed}: ended: {done.stderr[-500:]}"], 0, 0, 0)


def run() -> None:
    """Print what many rounds found."""
    print("| entrance | cases | errors | slowest, s | MiB | faults |")
    print("|---|---|---|---|---|---|")
    for entrance in ENTRANCES:
        reports = [apart(entrance, seed, CASES) for seed in range(1, ROUNDS + 1)]
        faults = [fault for report in reports for fault in report.faults]
        errors = sum(report.errors for report in reports)
        slowest = max(report.slowest_s for report in reports)
        most = max(report.mib for report in reports)
        print(
            f"| {entrance} | {CASES * ROUNDS:,} | {errors:,} | {slowest:.2f} | "
            f"{most:,.0f} | {len(faults)} |",
            flush=True,
        )
        for fault in faults[:20]:
            print(f"  {fault}", flush=True)


if __name__ == "__main__":
    entrance_, seed_, count_, most_s_ = sys.argv[1:]
    found = search(entrance_, int(seed_), int(count_), float(most_s_))
    print(json.dumps(asdict(found)))
