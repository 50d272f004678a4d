"""Photos of pages with numbers in rows and columns, beside Tesseract.

Forty photos made by rule (`tests/photography/pages.py`), four of each of ten layouts,
with UNIPEN's dev digits of writers that no network was trained on, one writer a page.
A cell is right if its number is, in its row and column. Tesseract, if Debian's package
tesseract-ocr is installed, is given the same photo, digits only, as a block of text
(`--psm 6`); it need not say rows and columns: a cell of its is right if the number is
among the words that it finds nearest to the cell.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Sequence

import numpy as np

from recognizer.datasets import unipen
from recognizer.errors import RecognizerError
from recognizer.ink import pages as ink_pages
from recognizer.ink import picture_files
from recognizer.ink.strokes import FloatArray
from recognizer.network import bundles, pages
from recognizer.network.engine import Recognizer
from recognizer.network.pages import Number
from recognizer.settings import SHIPPED_WEIGHTS, read_settings
from tests.photography.pages import LAYOUTS, PagePhoto, take

PER_LAYOUT = 4
SEED = 20_261_126
Cell = tuple[int, int]


def run() -> None:
    """Print for each layout how many cells are right, and what was invented."""
    network = Recognizer.from_bundle(bundles.find("two-layer-cnn", [SHIPPED_WEIGHTS]))
    writers = _writers()
    everything: Counter[str] = Counter()
    times: dict[str, list[float]] = {"ours": [], "Tesseract": []}
    print(
        "| layout | cells | found | right | invented | sure | of these wrong |", end=""
    )
    print(" Tesseract right |\n|---|---|---|---|---|---|---|---|")
    for place, (name, layout) in enumerate(LAYOUTS.items()):
        counts: Counter[str] = Counter()
        for number in range(PER_LAYOUT):
            rng = np.random.default_rng([SEED, place, number])
            writer = writers[int(rng.integers(len(writers)))]
            counts += _counted(take(layout, writer, rng), network, times)
        _print(name, counts)
        everything += counts
    _print("all", everything)
    for who, taken in times.items():
        if taken:
            print(f"\n{who}: {statistics.median(taken):.1f} s of processor time a page")


def _writers() -> list[dict[int, list[Sequence[FloatArray]]]]:
    """The digits of each writer who wrote all ten."""
    data = unipen.of_unseen_writers(unipen.read_strokes("digits-dev", read_settings()))
    found: dict[str, dict[int, list[Sequence[FloatArray]]]] = {}
    for drawing, label, writer in zip(
        data.drawings, data.labels, data.writers, strict=True
    ):
        lines = [stroke.points for stroke in drawing.strokes]
        found.setdefault(writer, {}).setdefault(int(label), []).append(lines)
    return [digits for _, digits in sorted(found.items()) if len(digits) == 10]


def _counted(
    photo: PagePhoto, network: Recognizer, times: dict[str, list[float]]
) -> Counter[str]:
    written = {
        (row, column): text
        for row, texts in enumerate(photo.numbers)
        for column, text in enumerate(texts)
        if text
    }
    start = time.process_time()
    found = {(each.row, each.column): each for each in _read(photo, network)}
    times["ours"].append(time.process_time() - start)
    sure = [cell for cell, number in found.items() if not number.is_doubtful]
    return Counter(
        {
            "cells": len(written),
            "found": len(written.keys() & found.keys()),
            "right": sum(
                cell in found and found[cell].text == text
                for cell, text in written.items()
            ),
            "invented": len(found.keys() - written.keys()),
            "sure": len(sure),
            "wrong": sum(found[cell].text != written.get(cell) for cell in sure),
            "peer": _peer(photo, written, times["Tesseract"]),
        }
    )


def _read(photo: PagePhoto, network: Recognizer) -> tuple[Number, ...]:
    picture = picture_files.open_picture(photo.content, "page.jpg", ink_pages.SIDE)
    try:
        return pages.read(picture, "page.jpg", network).numbers
    except RecognizerError:
        return ()


def _peer(photo: PagePhoto, written: dict[Cell, str], times: list[float]) -> int:
    """How many cells Tesseract reads right; 0 if it is not installed."""
    if shutil.which("tesseract") is None:
        return 0
    options = "--psm 6 -c tessedit_char_whitelist=0123456789 tsv"
    before = _children()
    output = subprocess.run(
        ["tesseract", "stdin", "stdout", *options.split()],
        input=photo.content,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    ).stdout.decode()
    times.append(_children() - before)
    nearest: dict[Cell, set[str]] = {}
    for word in csv.DictReader(
        io.StringIO(output), delimiter="\t", quoting=csv.QUOTE_NONE
    ):
        if not word["text"].strip():
            continue
        left, top, width, height = (
            float(word[side]) for side in ("left", "top", "width", "height")
        )
        middle = np.array([left + width / 2, top + height / 2])
        away = np.linalg.norm(photo.places - middle, axis=-1)
        row, column = np.unravel_index(away.argmin(), away.shape)
        nearest.setdefault((int(row), int(column)), set()).add(word["text"].strip())
    return sum(text in nearest.get(cell, ()) for cell, text in written.items())


def _children() -> float:
    """Seconds of processor time that ended child processes have taken."""
    spent = os.times()
    return spent.children_user + spent.children_system


def _print(name: str, counts: Counter[str]) -> None:
    cells, sure = counts["cells"], counts["sure"]
    print(
        f"| {name} | {cells} | {counts['found']} | {counts['right'] / cells:.1%}"
        f" | {counts['invented']} | {sure / cells:.0%} | {counts['wrong']}"
        f" | {counts['peer'] / cells:.1%} |",
        flush=True,
    )
