"""One to five corrections, remembered: what they mend, and what they spoil.

For every writer of UNIPEN's dev file, as written and distorted: a digit that is misread
at least ten times is corrected a few times, at random; of the other misread ones of it
those that are then read right are counted, and of all drawings that were read right
those that then are not.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets import mnist, unipen
from recognizer.datasets.labelled import FINE_PEN, NO_DIGIT, LabelledDrawings
from recognizer.explanations import forward
from recognizer.explanations.forward import Network
from recognizer.ink import mnist_format, strokes
from recognizer.ink.strokes import Drawing
from recognizer.network import bundles, memory
from recognizer.network.engine import FloatArray, Recognizer
from recognizer.network.remembered import MOST
from recognizer.settings import read_settings
from tests.browser import chromium, javascript

LEAST, DRAWS, COUNTS, BATCH, CALLS = 10, 20, (1, 2, 3, 5), 200, 400
TURN = math.radians(30)
WAYS = {
    "as written": [[1, 0], [0, 1]],
    "shear 1": [[1, 1], [0, 1]],
    "shear -1": [[1, -1], [0, 1]],
    "turned 30°": [[math.cos(TURN), -math.sin(TURN)], [math.sin(TURN), math.cos(TURN)]],
    "narrowed to 0.4": [[0.4, 0], [0, 1]],
}


_TIME = """
async ([name, remembered, drawings]) => {
  const memory = await import("/recognizer/browser/network/memory.js");
  const { card, weights } = models.get(name);
  const values = (image) => {
    const { outputs, logits } = network.run(card.layers, weights, image);
    return { logits, activations: memory.activationsOf(outputs, image) };
  };
  const drawn = ({ objects }) => ink.preprocess(objects).image;
  const keys = remembered.map(([drawing, label]) => {
    const image = drawn(drawing);
    return memory.keyOf(values(image), image, label, card);
  });
  const measure = () => drawings.map(drawn).map((image) => {
    const found = values(image);
    const begun = performance.now();
    memory.correct(found, image, keys, { card, values });
    return performance.now() - begun;
  });
  return [measure(), measure()];
}
"""


@dataclass(frozen=True)
class Known:
    """What a network makes of n drawings.

    Attributes:
        images: (n, 28, 28).
        drawings: n, None of a picture.
        labels: (n,), 0 to 9.
        writers: (n,).
        logits: (n, 10).
        activations: (n, values).
        answers: (n,), 0 to 9 or NO_DIGIT.
    """

    images: NDArray[np.uint8]
    drawings: Sequence[Drawing | None]
    labels: NDArray[np.int64]
    writers: NDArray[np.str_]
    logits: FloatArray
    activations: FloatArray
    answers: NDArray[np.int64]

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """(n,), where the answer is the label."""
        return np.asarray(self.answers == self.labels)


@dataclass
class Tally:
    """What came of corrections, over kinds and draws.

    Attributes:
        kinds: a writer's digit that is misread often.
        misread, mended: other drawings of that kind.
        own, own_spoiled: drawings of the writer that were read right.
        others, others_spoiled: the same of all other writers.
        mnist_spoiled: of MNIST's test set, for each draw.
    """

    kinds: int = 0
    misread: int = 0
    mended: int = 0
    own: int = 0
    own_spoiled: int = 0
    others: int = 0
    others_spoiled: int = 0
    mnist_spoiled: list[int] = field(default_factory=list)

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        values = asdict(other)
        return Tally(**{key: each + values[key] for key, each in asdict(self).items()})

    def row(self) -> str:
        """Cells of a table."""
        own, others = self.own_spoiled / self.own, self.others_spoiled / self.others
        mnist_mean = statistics.mean(self.mnist_spoiled)
        return (
            f"{self.kinds} | {self.mended / self.misread:.0%} of {self.misread:,} | "
            f"{own:.2%} | {others:.2%} | {mnist_mean:.1f}, {max(self.mnist_spoiled)}"
        )


def show(part: str = "digits-dev") -> None:
    """Print what a few corrections bring, by distortion and over all.

    Args:
        part: of UNIPEN. The rule was chosen on "digits-train".
    """
    settings = read_settings()
    bundle = bundles.find(settings.model, settings.model_folders)
    recognizer, network = Recognizer.from_bundle(bundle), forward.read(bundle)
    test = mnist.mnist("test", settings)
    pictures = [None] * len(test.labels)
    digits = _known(recognizer, network, test.images, pictures, test.labels, ["mnist"])
    data = unipen.read_strokes(part, settings)
    print(
        "| corrected | drawings | kinds | others of the kind, now right |",
        end="",
    )
    print(" turned wrong: the writer's | other writers' | MNIST test: mean, most |")
    print("|---|---|---|---|---|---|---|")
    every = {count: Tally() for count in COUNTS}
    misread: list[Known] = []
    for way, matrix in WAYS.items():
        drawn = _distorted(recognizer, network, data, np.array(matrix))
        misread.append(drawn)
        for count in COUNTS:
            tally = _study(recognizer, drawn, digits, count)
            every[count] += tally
            if tally.kinds:
                print(f"| {count} | {way} | {tally.row()} |", flush=True)
    for count, whole in every.items():
        print(f"| {count} | **all** | {whole.row()} |")
    _show_time(recognizer, misread)


def _show_time(recognizer: Recognizer, drawn: Sequence[Known]) -> None:
    """Print what a full memory costs in the browser, for each drawing.

    Remembered are drawings that were misread, of all distortions; the others are read.
    """
    rng = np.random.default_rng(0)
    wrong = [(each, n) for each in drawn for n in np.flatnonzero(~each.is_right)]
    every = [(each, n) for each in drawn for n in range(len(each.labels))]
    remembered = [
        (wrong[n][0].drawings[wrong[n][1]], int(wrong[n][0].labels[wrong[n][1]]))
        for n in rng.permutation(len(wrong))[:MOST]
    ]
    drawings = [
        every[n][0].drawings[every[n][1]] for n in rng.permutation(len(every))[:CALLS]
    ]
    asked = [
        recognizer.card.name,
        [(strokes.to_json(drawing), label) for drawing, label in remembered if drawing],
        [strokes.to_json(drawing) for drawing in drawings if drawing],
    ]
    with chromium.launched() as browser, javascript.modules(browser) as page:
        page.load(recognizer)
        first, again = page.page.evaluate(_TIME, asked)
    for which, times in (("the first time", first), ("from then on", again)):
        median, late = np.percentile(times, (50, 95))
        print(
            f"{MOST} remembered, {which}: {np.mean(times):.2f} ms more for a "
            f"drawing, median {median:.2f}, p95 {late:.2f}, most {max(times):.1f}."
        )


def _distorted(
    recognizer: Recognizer,
    network: Network,
    data: LabelledDrawings,
    matrix: NDArray[np.float64],
) -> Known:
    drawings = [
        Drawing.from_points(
            [(s.points @ matrix.T).astype(np.float32) for s in each.strokes], FINE_PEN
        )
        for each in data.drawings
    ]
    images = np.stack([mnist_format.to_image(each) for each in drawings])
    labels = np.array([int(label) for label in data.labels])
    return _known(recognizer, network, images, drawings, labels, data.writers)


def _known(
    recognizer: Recognizer,
    network: Network,
    images: NDArray[np.uint8],
    drawings: Sequence[Drawing | None],
    labels: NDArray[np.int64],
    writers: Sequence[str],
) -> Known:
    logits, activations = [], []
    for start in range(0, len(images), BATCH):
        inputs = forward.to_input(images[start : start + BATCH])
        *_, dense, last = forward.run(network, inputs)
        logits.append(last.activation)
        activations.append(dense.activation)
    whole = np.concatenate(logits)
    who = np.broadcast_to(np.array(writers), len(labels))
    answers = _answers(recognizer, whole)
    values = np.concatenate(activations)
    return Known(images, drawings, labels, who, whole, values, answers)


def _answers(recognizer: Recognizer, logits: FloatArray) -> NDArray[np.int64]:
    found = recognizer.read(logits)
    return np.where(found.is_digit, logits.argmax(axis=1), NO_DIGIT)


def _study(recognizer: Recognizer, drawn: Known, digits: Known, count: int) -> Tally:
    tally = Tally()
    rng = np.random.default_rng(0)
    for writer, label in itertools.product(np.unique(drawn.writers), range(10)):
        is_own = drawn.writers == writer
        kind = np.flatnonzero(is_own & (drawn.labels == label) & ~drawn.is_right)
        if len(kind) < LEAST:
            continue
        tally.kinds += 1
        for _ in range(DRAWS):
            chosen = rng.choice(kind, count, replace=False)
            keys = memory.to_keys(
                drawn.images[chosen],
                drawn.activations[chosen],
                drawn.logits[chosen],
                drawn.labels[chosen],
                [drawn.drawings[each] for each in chosen],
                recognizer.card,
            )
            now, mnist_now = (
                _answers(recognizer, found.logits)
                for found in (
                    memory.correct(
                        each.logits,
                        each.activations,
                        each.images,
                        each.drawings,
                        keys,
                        recognizer,
                    )
                    for each in (drawn, digits)
                )
            )
            others = np.setdiff1d(kind, chosen)
            tally.misread += len(others)
            tally.mended += int((now[others] == label).sum())
            is_spoiled = drawn.is_right & (now != drawn.labels)
            tally.own += int((drawn.is_right & is_own).sum())
            tally.own_spoiled += int((is_spoiled & is_own).sum())
            tally.others += int((drawn.is_right & ~is_own).sum())
            tally.others_spoiled += int((is_spoiled & ~is_own).sum())
            spoiled = digits.is_right & (mnist_now != digits.labels)
            tally.mnist_spoiled.append(int(spoiled.sum()))
    return tally
