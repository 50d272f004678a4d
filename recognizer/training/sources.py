"""Training images by source: MNIST, real pen strokes, synthetic ones, non-digits.

    mnist       MNIST's training set without the images held out
    mnist-tenth its first 5,000 images
    digits-8x8  scikit-learn's digits without the images held out
    unipen      UNIPEN's digits, each warped and drawn a few times
    templates   synthetic digits in every common form
    nondigits   UNIPEN's clear non-digit letters, and scribbles, shapes and the like
    scribbles   scribbles, shapes and the like alone
    own         the drawings saved on this machine, each warped and drawn many times
    own-hand    templates in the styles of the writers of these drawings

Strokes are drawn by the functions that draw the canvas's strokes: half of them with
MNIST's pen, as on the canvas, and half with any pen that a picture may have been drawn
with. Some are then reduced to a few pixels and enlarged again, as small pictures are.
"""

from __future__ import annotations

import math
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recognizer.collection import collection
from recognizer.collection.entries import Entry
from recognizer.datasets import downloads, mnist, small_digits, unipen
from recognizer.datasets.labelled import FINE_PEN, NO_DIGIT, LabelledImages
from recognizer.errors import NoInk
from recognizer.ink import mnist_format
from recognizer.ink.mnist_format import SIZE
from recognizer.ink.strokes import PEN_WIDTH, Drawing
from recognizer.settings import Settings
from recognizer.synthesis import digits, likeness, nondigits, warps, writer_style
from recognizer.synthesis.figures import Strokes
from recognizer.synthesis.likeness import LIKE
from recognizer.synthesis.writer_style import AVERAGE, WriterStyle
from recognizer.training.own import as_drawings, saved
from recognizer.training.recipe import Recipe

UNIPEN_VARIANTS = 8
LETTER_VARIANTS = 16
WRITTEN = 80_000
SCRIBBLED = 80_000
OWN_VARIANTS = 40
IN_OWN_STYLE = 1_500
REFERENCE = 10_000
CHUNK = 500
PEN_WIDTHS = (0.8, 5.3)
"""On the 28 × 28 grid: pens of 8 to 26 px for digits of 35 to 80 % of 280 px."""

COARSE = 0.08
COARSE_SIDES = (10, 17)
"""How many of the drawings come as a picture of few pixels, and its least side and one
more than its most, the ink with MNIST's margin: ink of 7 to 11 pixels."""

Report = Callable[[str, int, int], None]
"""Called with the source being drawn, the tasks done and their total."""


@dataclass(frozen=True)
class TrainingData:
    """Training and validation data of one training.

    Attributes:
        sources: training images by source, named as in the recipe's mixture.
        validation: held-out images, see `Recipe.held_out`.
    """

    sources: Mapping[str, LabelledImages]
    validation: LabelledImages


@dataclass(frozen=True)
class _Task:
    """Drawings for one process to draw.

    Attributes:
        kind: "pen" (given strokes), "written" or "scribbled" (synthetic).
        seed: the training's seed and the task's number.
        style: of synthetic digits.
    """

    kind: str
    seed: tuple[int, int]
    drawings: tuple[Drawing, ...]
    labels: tuple[int, ...]
    style: WriterStyle = AVERAGE


def load(
    recipe: Recipe,
    settings: Settings,
    seed: int,
    on_download: downloads.Progress,
    report: Report,
) -> TrainingData:
    """Load or draw the sources of a recipe's mixture, and the validation set.

    Raises:
        MissingData, InvalidData: if a data set cannot be read.
        NoDrawings: if there are no own drawings to train on.
    """
    if dict(recipe.mixture).keys() == {"digits-8x8"}:
        train = small_digits.sklearn_digits_enlarged()
    else:
        train = mnist.mnist("train", settings, on_download)
    border = len(train) - recipe.held_out
    sources: dict[str, LabelledImages] = {}
    to_draw: dict[str, Drawn] = {}
    for name, fraction in recipe.mixture:
        needed = math.ceil(fraction * recipe.images)
        if name in ("mnist", train.name):
            sources[name] = train.part(0, border)
        elif name == "mnist-tenth":
            sources[name] = train.part(0, 5_000)
        elif name == "digits-8x8":
            sources[name] = small_digits.sklearn_digits_enlarged()
        elif name == "own":
            sources[name], to_draw[name] = _own(settings, seed, needed)
        elif name == "own-hand":
            to_draw[name] = _own_style(settings, seed, needed, train)
        else:
            to_draw[name] = _PENS[name](settings, seed, needed)
    for name, drawn in _draw(to_draw, report):
        found = sources[name] + drawn if name in sources else drawn
        sources[name] = replace(found, name=name)
    return TrainingData(sources, train.part(border, len(train)))


def draw_variant(drawing: Drawing, rng: Generator) -> mnist_format.Image:
    """Draw strokes with a random pen.

    Raises:
        NoInk: if there is nothing to draw.
    """
    low, high = np.log(PEN_WIDTHS)
    pen = PEN_WIDTH if rng.random() < 0.5 else float(np.exp(rng.uniform(low, high)))
    image = mnist_format.to_image(drawing, pen)
    if rng.random() < COARSE:
        return as_small_picture(image, int(rng.integers(*COARSE_SIDES)))
    return image


def as_small_picture(image: mnist_format.Image, side: int) -> mnist_format.Image:
    """What a picture of few pixels leaves of a drawing, enlarged.

    Args:
        side: of the small picture in pixels, 2 to 28.
    """
    cell = SIZE / side
    edges, pixels = np.arange(side) * cell, np.arange(SIZE)
    covered = np.minimum(edges[:, None] + cell, pixels + 1) - np.maximum(
        edges[:, None], pixels
    )
    average = np.clip(covered, 0, None).astype(np.float32) / np.float32(cell)
    small = average @ image.astype(np.float32) @ average.T
    return mnist_format.from_ink(small).image


Drawn = tuple[list[_Task], dict[str, str]]
"""Drawing tasks, and the hashes of the files that they come from."""


def _unipen(settings: Settings, seed: int, needed: int) -> Drawn:
    data = unipen.read_strokes("digits-train", settings)
    labels = [int(label) for label in data.labels]
    variants = _variants(UNIPEN_VARIANTS, needed, len(labels))
    return _split("pen", seed, data.drawings * variants, labels * variants), data.sha256


def _templates(settings: Settings, seed: int, needed: int) -> Drawn:
    return _written(seed, min(WRITTEN, needed)), {}


def _nondigits(settings: Settings, seed: int, needed: int) -> Drawn:
    data = unipen.clear_letters(unipen.read_strokes("letters-train", settings))
    unlike = [each for each in data.drawings if likeness.nearest(_points(each)) <= LIKE]
    letters = unlike * _variants(LETTER_VARIANTS, needed, len(unlike))
    tasks = _split("pen", seed, letters, [NO_DIGIT] * len(letters))
    return tasks + _scribbles(settings, seed, needed)[0], data.sha256


def _scribbles(settings: Settings, seed: int, needed: int) -> Drawn:
    count = min(SCRIBBLED, needed)
    return _split("scribbled", seed, [_NOTHING] * count, [NO_DIGIT] * count), {}


_NOTHING = Drawing(())
_PENS = {
    "unipen": _unipen,
    "templates": _templates,
    "nondigits": _nondigits,
    "scribbles": _scribbles,
}


def _own(settings: Settings, seed: int, needed: int) -> tuple[LabelledImages, Drawn]:
    """Own drawings as they are and varied; pictures are repeated as often."""
    entries = saved(settings)
    variants = _variants(OWN_VARIANTS, needed, len(entries))
    pictures = [entry for entry in entries if entry.drawing is None]
    own = collection.as_images(entries + pictures * (variants - 1))
    data = as_drawings(entries)
    labels = [int(label) for label in data.labels]
    tasks = _split("pen", seed, data.drawings * variants, labels * variants)
    return own, (tasks, data.sha256)


def _own_style(
    settings: Settings, seed: int, needed: int, reference: LabelledImages
) -> Drawn:
    """All ten digits in each person's style, whichever digits they wrote."""
    entries = saved(settings)
    by_person: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.label != NO_DIGIT:
            by_person.setdefault(entry.person, []).append(entry)
    usual = writer_style.usual_forms(reference.part(0, REFERENCE))
    styles = [
        writer_style.measure(collection.as_images(own), usual)
        for own in by_person.values()
    ] or [AVERAGE]
    each = math.ceil(min(IN_OWN_STYLE, needed) / len(styles))
    tasks = [
        task
        for number, style in enumerate(styles)
        for task in _written(seed, each, number * each, style)
    ]
    return tasks, collection.hashes(entries)


def _written(
    seed: int, count: int, first: int = 0, style: WriterStyle = AVERAGE
) -> list[_Task]:
    labels = [number % 10 for number in range(count)]
    nothing = [_NOTHING] * count
    return _split("written", seed, nothing, labels, first, style)


def _variants(most: int, needed: int, drawings: int) -> int:
    """Number of variants of each drawing: no more than a training needs."""
    return min(most, math.ceil(needed / drawings))


def _split(
    kind: str,
    seed: int,
    drawings: Sequence[Drawing],
    labels: Sequence[int],
    first: int = 0,
    style: WriterStyle = AVERAGE,
) -> list[_Task]:
    return [
        _Task(
            kind,
            (seed, first + start),
            tuple(drawings[start : start + CHUNK]),
            tuple(labels[start : start + CHUNK]),
            style,
        )
        for start in range(0, len(labels), CHUNK)
    ]


def _draw(
    to_draw: Mapping[str, Drawn], report: Report
) -> Iterator[tuple[str, LabelledImages]]:
    """Draw all sources that have something to draw, on all cores."""
    # Spawned: TensorFlow's threads may be running, and would not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        begun = {name: pool.map(_draw_task, to_draw[name][0]) for name in to_draw}
        for name, results in begun.items():
            tasks, hashes = to_draw[name]
            images, labels = [], []
            for done, (drawn, given) in enumerate(results, 1):
                images.append(drawn)
                labels.append(given)
                report(name, done, len(tasks))
            if tasks:
                yield (
                    name,
                    LabelledImages(
                        name, np.concatenate(images), np.concatenate(labels), hashes
                    ),
                )


def _draw_task(task: _Task) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    rng = np.random.default_rng([*task.seed, sum(task.kind.encode())])
    images, labels = [], []
    for drawing, label in zip(task.drawings, task.labels, strict=True):
        lines = _lines(task, drawing, label, rng)
        try:
            images.append(draw_variant(Drawing.from_points(lines, FINE_PEN), rng))
        except NoInk:
            continue
        labels.append(label)
    return np.stack(images), np.array(labels, np.int64)


def _lines(task: _Task, drawing: Drawing, label: int, rng: Generator) -> Strokes:
    if task.kind == "written":
        figure = digits.choose(label, rng)
        return task.style.apply(warps.write_varied(figure, rng))
    if task.kind == "scribbled":
        return nondigits.draw_nondigit(rng)
    return warps.warp(_points(drawing), rng, warps.REAL)


def _points(drawing: Drawing) -> Strokes:
    return tuple(stroke.points for stroke in drawing.strokes)
