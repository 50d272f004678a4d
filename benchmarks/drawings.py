"""What people draw, by both ways in: the shipped network beside the usual demo.

UNIPEN's dev digits and clear letters of writers that no network was trained on (gmd
and val are left out: other files of theirs are trained on), replayed on a 280 × 280
canvas at random size (35 to 80 %), place and pen width (8 to 26 px); and scribbles of
our own making. Each is given as the canvas's JSON and as a PNG picture of the canvas.
The usual demo squeezes the whole canvas to 28 × 28.
"""

from __future__ import annotations

import io
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recognizer.datasets import unipen
from recognizer.datasets.labelled import NO_DIGIT
from recognizer.ink import mnist_format, photos, picture_files, strokes
from recognizer.ink.strokes import Drawing
from recognizer.network import bundles, evaluation
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS, read_settings
from recognizer.synthesis import nondigits
from tests.drawings import SIDE, on_canvas

SCRIBBLES = 1_000
SEED = 20_261_121
SHIPPED, TUTORIAL = "two-layer-cnn", "two-layer-cnn-tutorial"
ACCEPTED = 0.99


@dataclass(frozen=True)
class _Replayed:
    """A drawing as each pipeline hands it to its network, (28, 28) uint8 each."""

    as_json: NDArray[np.uint8]
    as_png: NDArray[np.uint8]
    squeezed: NDArray[np.uint8]


def run() -> None:
    """Print accuracy and rejection for each pipeline and network."""
    settings = read_settings()
    digits, all_letters = (
        unipen.of_unseen_writers(unipen.read_strokes(part, settings))
        for part in ("digits-dev", "letters-dev")
    )
    letters = unipen.clear_letters(all_letters)
    rng = np.random.default_rng(SEED)
    scribbled = [
        Drawing.from_points(nondigits.draw_nondigit(rng), 0.1) for _ in range(SCRIBBLES)
    ]
    drawings = [*digits.drawings, *letters.drawings, *scribbled]
    labels = np.full(len(drawings), NO_DIGIT)
    labels[: len(digits.labels)] = [int(label) for label in digits.labels]
    is_scribble = np.arange(len(drawings)) >= len(drawings) - SCRIBBLES
    with ProcessPoolExecutor() as pool:
        replayed = list(pool.map(_replay, drawings, range(len(drawings)), chunksize=64))

    print(f"{(labels != NO_DIGIT).sum():,} digits, ", end="")
    print(f"{len(letters.drawings):,} letters, {SCRIBBLES:,} scribbles\n")
    print("| network, way in | accuracy | worst digit | calibration error |", end="")
    print(" AUROC letters | AUROC scribbles | rejected letters, scribbles |")
    print("|---|---|---|---|---|---|---|")
    for title, model, way in (
        ("tutorial training, canvas squeezed to 28 × 28", TUTORIAL, "squeezed"),
        ("tutorial training, MNIST's format, JSON", TUTORIAL, "as_json"),
        ("shipped, JSON", SHIPPED, "as_json"),
        ("shipped, PNG", SHIPPED, "as_png"),
    ):
        images = np.stack([getattr(each, way) for each in replayed])
        print(f"| {title} | " + " | ".join(_judge(model, images, labels, is_scribble)))


def _judge(
    model: str,
    images: NDArray[np.uint8],
    labels: NDArray[np.int64],
    is_scribble: NDArray[np.bool_],
) -> list[str]:
    answers = Recognizer.from_bundle(bundles.find(model, [SHIPPED_WEIGHTS])).answer(
        images
    )
    figures = evaluation.evaluate(answers, labels)
    evidence = answers.evidence[labels != NO_DIGIT]
    threshold = np.quantile(evidence, 1 - ACCEPTED)
    others = [
        answers.evidence[(labels == NO_DIGIT) & ~is_scribble],
        answers.evidence[is_scribble],
    ]
    rejected = [f"{(scores < threshold).mean():.1%}" for scores in others]
    return [
        f"{figures.accuracy:.2%}",
        f"{min(figures.per_class):.2%}",
        f"{figures.calibration_error:.2%}",
        *(f"{evaluation.auroc(evidence, scores):.4f}" for scores in others),
        ", ".join(rejected) + " |",
    ]


def _replay(drawing: Drawing, number: int) -> _Replayed:
    rng = np.random.default_rng([SEED, number])
    placed = on_canvas(drawing, rng)
    widths = [stroke.width for stroke in placed.strokes]
    points = [stroke.points for stroke in placed.strokes]
    canvas = strokes.draw_lines(points, widths, (SIDE, SIDE))
    stream = io.BytesIO()
    Image.fromarray(255 - mnist_format.to_grey_levels(canvas)).save(stream, "PNG")
    picture = picture_files.open_picture(stream.getvalue(), "canvas.png")
    squeezed = Image.fromarray(mnist_format.to_grey_levels(canvas)).resize((28, 28))
    sent = strokes.to_json(placed)
    return _Replayed(
        mnist_format.to_image(strokes.parse(sent)),
        mnist_format.from_ink(photos.find_ink(picture)).image,
        np.asarray(squeezed),
    )
