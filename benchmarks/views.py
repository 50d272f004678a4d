"""The page Look inside: what each view computes, for every shipped network.

Times are of the computation alone, without the pictures made of it and without the
browser. A view should take less than 150 ms.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from recognizer.explanations import (
    ablation,
    counterfactual,
    evidence,
    filters,
    forward,
    gradients,
    neighbours,
    occlusion,
    transforms,
)
from recognizer.explanations.neighbours import Index
from recognizer.explanations.transforms import Stages
from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.synthesis.digits import FORMS

LIMIT_MS = 150
ROUNDS = 7
CANVAS = 280


def run() -> None:
    """Print a table: a row a view, a column a network."""
    names = bundles.names([SHIPPED_WEIGHTS])
    figures = {name: _figures(name) for name in names}
    views = list(dict.fromkeys(view for each in figures.values() for view in each))
    print(f"ms, median of {ROUNDS}; at most {LIMIT_MS} are allowed\n")
    print(f"| | {' | '.join(names)} |")
    print("|---" * (len(names) + 1) + "|")
    for view in views:
        cells = [
            f"{figures[name][view]:.1f}" if view in figures[name] else "–"
            for name in names
        ]
        print(f"| {view} | {' | '.join(cells)} |")
    slowest = max(value for each in figures.values() for value in each.values())
    print(f"\nThe slowest takes {slowest:.0f} ms.")


def _figures(name: str) -> dict[str, float]:
    """Median time of each view in milliseconds."""
    return {view: _median_ms(action) for view, action in _views(name).items()}


def _median_ms(action: Callable[[], object]) -> float:
    action()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def _views(name: str) -> dict[str, Callable[[], object]]:
    """What each view computes, for one drawing of a seven."""
    bundle = bundles.find(name, [SHIPPED_WEIGHTS])
    recognizer, network = Recognizer.from_bundle(bundle), forward.read(bundle)
    lines = [line * 160 + 60 for line in FORMS["7-crossed"].strokes]
    drawing = Drawing.from_points(lines, 16)
    image = mnist_format.to_image(drawing)
    prediction = recognizer.recognize(image)
    traces = forward.trace(network, image)
    last = len(network.layers) - 1
    views: dict[str, Callable[[], object]] = {
        "overview": lambda: recognizer.recognize(
            mnist_format.from_strokes(drawing).image
        ),
        "edge filters": lambda: filters.edge_maps(image),
        "hide a square": lambda: occlusion.occlude(recognizer, image, 7),
        "evidence": lambda: evidence.between(
            network, forward.trace(network, image), 7, 1
        ),
        "change its mind": lambda: counterfactual.smallest(recognizer, network, image),
        "push around": lambda: _transform(recognizer, drawing),
        "weights": lambda: gradients.of_logits(
            network, forward.trace(network, image), np.eye(10, dtype=np.float32)
        ),
    }
    if forward.first_dense(network):
        views["switch off"] = lambda: [
            ablation.logits_without(network, image, {0: [0]}),
            *(
                ablation.logits_without_each(network, traces, number)
                for number in range(forward.first_dense(network))
            ),
        ]
    if neighbours.has_dense_layer(network):
        rng = np.random.default_rng(0)
        units = network.kernel(network.layers[last - 1]).shape[-1]
        index = Index(
            rng.random((neighbours.COUNT, units), np.float32),
            np.zeros((neighbours.COUNT, 28, 28), np.uint8),
            np.zeros(neighbours.COUNT, np.int64),
        )
        vector = prediction.layers[-1].activation
        views["nearest digits"] = lambda: neighbours.nearest(index, vector, 15)
    return views


def _transform(recognizer: Recognizer, drawing: Drawing) -> None:
    for stages in (Stages(), Stages(centred=False)):
        _, images = transforms.shifted(drawing, stages, CANVAS)
        recognizer.answer(np.unique(images.reshape(-1, 28, 28), axis=0))
