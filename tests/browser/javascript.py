"""recognizer/browser's modules in a real browser, beside what Python makes of the same.

The modules are served as they lie in the repository; drawings go in as the canvas's
JSON. Used by tests and by the benchmark, which compares many more drawings.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page

from recognizer.errors import BlankDrawing, InvalidDrawing, RecognizerError, SingleDot
from recognizer.ink import mnist_format, strokes
from recognizer.ink.strokes import Drawing
from recognizer.network.engine import Recognizer, log_sum_exp
from recognizer.settings import ROOT

Objects = list[dict[str, Any]]
"""A drawing as the canvas's `json_data` has it in "objects"."""

REFUSALS: dict[type[RecognizerError], str] = {
    BlankDrawing: "blank",
    SingleDot: "dot",
    InvalidDrawing: "invalid",
}
BATCH = 250

_LOAD = """
async ([name, weights, layers, temperature, rejection_threshold]) => {
  window.ink ??= await import("/recognizer/browser/network/ink.js");
  window.network ??= await import("/recognizer/browser/network/network.js");
  window.models ??= new Map();
  if (!name) return;
  const file = typeof weights === "string"
    ? await (await fetch(weights)).arrayBuffer()
    : Uint8Array.from(weights).buffer;
  const card = { layers, temperature, rejection_threshold };
  models.set(name, { card, weights: network.readWeights(file) });
}
"""
_RECOGNIZE = """
(text) => {
  const { drawings, names, isWhole } = new Function("return " + text)();  // has NaN
  const values = ({ preActivation, activation, pooled }) =>
    [preActivation, activation, pooled].map((each) => each && Array.from(each));
  const answer = (name, image) => {
    const { card, weights } = models.get(name);
    const { logits, outputs } = network.run(card.layers, weights, image);
    return {
      ...network.answer(logits, card),
      logits: Array.from(logits),
      layers: isWhole ? outputs.map(values) : [],
    };
  };
  return JSON.stringify(drawings.map((objects) => {
    try {
      const { image } = ink.preprocess(objects);
      const answers = names.map((name) => answer(name, image));
      return { image: Array.from(image), answers };
    } catch (error) {
      if (error instanceof ink.NoImage) return { reason: error.message };
      throw error;
    }
  }));
}
"""


@dataclass
class Agreement:
    """How far the browser's answers are from Python's.

    Attributes:
        drawings: compared.
        rejected: of them, those of which neither side makes an image, for one reason.
        disagreed: of them, those that one side alone refuses, or for another reason.
        differing_images: images that differ at all, and by how many grey levels.
        logits: largest difference, by model.
        confidence: largest difference, by model.
        answers: digits or "no digit" that differ, by model; evidence within 1e-3 of
            the threshold does not count.
    """

    drawings: int = 0
    rejected: int = 0
    disagreed: int = 0
    differing_images: int = 0
    grey_levels: int = 0
    logits: dict[str, float] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        drawings: Sequence[Objects],
        results: Sequence[dict[str, Any]],
        recognizers: Sequence[Recognizer],
    ) -> None:
        """Count what the browser made of some drawings."""
        expected = [image_or_reason(objects) for objects in drawings]
        got = [
            each.get("reason", np.reshape(each.get("image", ()), (-1, 28)))
            for each in results
        ]
        both = [
            i
            for i, pair in enumerate(zip(expected, got, strict=True))
            if not any(isinstance(each, str) for each in pair)
        ]
        others = set(range(len(drawings))).difference(both)
        self.drawings += len(drawings)
        self.rejected += sum(isinstance(expected[i], str) for i in others)
        self.disagreed += sum(not np.array_equal(expected[i], got[i]) for i in others)
        if not both:
            return
        images = np.stack([expected[i] for i in both])
        difference = np.abs(images.astype(int) - [got[i] for i in both])
        self.differing_images += int(difference.any(axis=(1, 2)).sum())
        self.grey_levels = max(self.grey_levels, int(difference.max()))
        for place, recognizer in enumerate(recognizers):
            answers = [results[i]["answers"][place] for i in both]
            self._add_answers(recognizer, images, answers)

    def _add_answers(
        self,
        recognizer: Recognizer,
        images: NDArray[np.uint8],
        answers: Sequence[dict[str, Any]],
    ) -> None:
        name, threshold = recognizer.card.name, recognizer.card.rejection_threshold
        expected = recognizer.answer(images)
        logits = np.array([each["logits"] for each in answers])
        far = float(np.abs(logits - expected.logits).max())
        self.logits[name] = max(self.logits.get(name, 0.0), far)
        sure = np.array([each["confidence"] for each in answers])
        far = float(np.abs(sure - expected.confidence).max())
        self.confidence[name] = max(self.confidence.get(name, 0.0), far)
        digits = np.where(expected.is_digit, expected.probabilities.argmax(axis=1), -1)
        got = [-1 if each["digit"] is None else each["digit"] for each in answers]
        differs = digits != got
        if threshold is not None:
            differs &= np.abs(log_sum_exp(expected.logits) - threshold) >= 1e-3
        self.answers[name] = self.answers.get(name, 0) + int(differs.sum())


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server that gives a folder's files."""
    handler = partial(_Quiet, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def modules(browser: Browser) -> Iterator[JavaScript]:
    """A page that has the modules."""
    with serving(ROOT) as address:
        page = browser.new_page()
        page.goto(f"{address}/recognizer/browser/network/ink.js")
        page.evaluate(_LOAD, [None] * 5)
        yield JavaScript(page)
        page.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


class JavaScript:
    """The modules on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def load(self, recognizer: Recognizer, weights: bytes | None = None) -> None:
        """Take a model in; a shipped one comes from the server."""
        card = recognizer.card
        where = f"/weights/{card.name}/weights.safetensors"
        layers = [layer.to_json() for layer in card.layers]
        self.page.evaluate(
            _LOAD,
            [
                card.name,
                where if weights is None else list(weights),
                layers,
                card.temperature,
                card.rejection_threshold,
            ],
        )

    def recognize(
        self, drawings: Sequence[Objects], models: Sequence[str], is_whole: bool = False
    ) -> list[dict[str, Any]]:
        """What the browser makes of drawings.

        Returns:
            For each drawing the "image", flat, and the "answers" of the models, with
            every layer's values if `is_whole`; or the "reason" why there is no image.
        """
        asked = {"drawings": drawings, "names": models, "isWhole": is_whole}
        text = json.dumps(asked)
        results: list[dict[str, Any]] = json.loads(self.page.evaluate(_RECOGNIZE, text))
        return results

    def compare(
        self, drawings: Sequence[Objects], recognizers: Sequence[Recognizer]
    ) -> Agreement:
        """Hold images and answers against Python's; the models must be loaded."""
        found = Agreement()
        names = [each.card.name for each in recognizers]
        for start in range(0, len(drawings), BATCH):
            batch = drawings[start : start + BATCH]
            found.add(batch, self.recognize(batch, names), recognizers)
        return found


def objects_of(drawing: Drawing) -> Objects:
    """A drawing as the canvas has it: lines through the middles between its points."""
    objects = []
    for stroke in drawing.strokes:
        points = stroke.points.tolist()
        path = [["M", *points[0]]]
        for (x, y), (next_x, next_y) in itertools.pairwise(points):
            path.append(["Q", x, y, (x + next_x) / 2, (y + next_y) / 2])
        path.append(["L", *points[-1]])
        objects.append({"type": "Path", "path": path, "strokeWidth": stroke.width})
    return objects


def image_or_reason(objects: Objects) -> NDArray[np.uint8] | str:
    """Python's image of a drawing, or why there is none, as the browser calls it."""
    try:
        return mnist_format.to_image(strokes.parse({"objects": objects}))
    except tuple(REFUSALS) as error:
        return REFUSALS[type(error)]
