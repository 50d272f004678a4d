"""A writer's own drawings, remembered and trained on: what improves, what is forgotten.

First a few corrections, see `corrections`. Then fine-tuning: the writer is one of
UNIPEN's dev file, whose digits are slanted until the shipped network stumbles over
them: shear of 1. Forty, or a hundred, drawings of the three digits that it reads worst
are saved as the page saves them, or as pictures alone, as from an `.npz`; the others
are for evaluation.
"""

from __future__ import annotations

import itertools
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from benchmarks import corrections
from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.collection.entries import new_entry
from recognizer.datasets import mnist, unipen
from recognizer.datasets.labelled import FINE_PEN
from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import read_settings
from recognizer.training.launcher import Launcher
from recognizer.training.plan import Plan, Start
from recognizer.training.recipes import OWN

WRITERS = ("uqb", "ced", "tos")
SHEAR = 1.0
SAVED = ((40, "strokes"), (100, "strokes"), (40, "pictures"))
WORST = 3
WARM_UP_S = 15


def run() -> None:
    """Print what corrections mend, then errors before and after training, and time."""
    corrections.show()
    print()
    print(
        "| writer | saved | other drawings of these digits: wrong before, after |",
        end="",
    )
    print(" all other drawings | MNIST test accuracy | s |")
    print("|---|---|---|---|---|---|")
    for (count, form), writer in itertools.product(SAVED, WRITERS):
        drawings, labels = _written_by(writer)
        with _machine_of_a_person():
            cells = _retrained(drawings, labels, count, form == "strokes")
            print(f"| {writer} | {count} {form} | {cells} |", flush=True)


@contextmanager
def _machine_of_a_person() -> Iterator[None]:
    """An empty data folder, MNIST and no UNIPEN, for this process and its children."""
    digits = read_settings().datasets / "mnist"
    with tempfile.TemporaryDirectory() as folder:
        datasets_here = Path(folder) / "datasets"
        datasets_here.mkdir()
        (datasets_here / "mnist").symlink_to(digits.resolve())
        variables = {
            "RECOGNIZER_DATA": folder,
            "RECOGNIZER_DATASETS": str(datasets_here),
        }
        with patch.dict(os.environ, variables):
            yield


def _retrained(
    drawings: list[Drawing], labels: NDArray[np.int64], count: int, with_strokes: bool
) -> str:
    settings = read_settings()
    images = np.stack([mnist_format.to_image(each) for each in drawings])
    shipped = Recognizer.from_bundle(
        bundles.find(settings.model, settings.model_folders)
    )
    wrong = _wrong(shipped, images, labels)
    worst = np.argsort([-wrong[labels == digit].mean() for digit in range(10)])[:WORST]
    of_those = np.flatnonzero(np.isin(labels, worst))
    saved = np.random.default_rng(0).permutation(of_those)[:count]
    collection = Collection(Database(settings.database_url))
    for index in saved:
        strokes = drawings[index] if with_strokes else None
        collection.add(new_entry(images[index], int(labels[index]), "Aiko", strokes))

    launcher = Launcher(settings)
    launcher.warm_up()
    time.sleep(WARM_UP_S)
    started = time.monotonic()
    training = launcher.start(Plan("own-1", OWN, 0, Start(settings.model, True)))
    while training.state().is_active:
        time.sleep(0.05)
    elapsed = time.monotonic() - started
    launcher.close()
    own = Recognizer.from_bundle(bundles.find("own-1", settings.model_folders))

    wrong_now = _wrong(own, images, labels)
    others = np.setdiff1d(np.arange(len(labels)), saved)
    cells = []
    for part in (np.intersect1d(others, of_those), others):
        before, after = wrong[part].sum(), wrong_now[part].sum()
        cells.append(f"{before}, {after} of {len(part)}")
    test = mnist.mnist("test", settings)
    right = (~_wrong(each, test.images, test.labels) for each in (shipped, own))
    cells.append(", ".join(f"{each.mean():.2%}" for each in right))
    return f"{' | '.join(cells)} | {elapsed:.1f}"


def _written_by(writer: str) -> tuple[list[Drawing], NDArray[np.int64]]:
    data = unipen.read_strokes("digits-dev", read_settings())
    chosen = data.where([each == writer for each in data.writers], writer)
    slant = np.array([[1, SHEAR], [0, 1]])
    drawings = [
        Drawing.from_points([s.points @ slant.T for s in drawing.strokes], FINE_PEN)
        for drawing in chosen.drawings
    ]
    return drawings, np.array([int(label) for label in chosen.labels])


def _wrong(
    network: Recognizer, images: NDArray[np.uint8], labels: NDArray[np.int64]
) -> NDArray[np.bool_]:
    return np.asarray(network.answer(images).probabilities.argmax(axis=1) != labels)
